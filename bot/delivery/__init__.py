"""How what was said leaves for the messengers."""
