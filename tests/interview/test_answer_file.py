"""Files of answers go through the same rules as the chat."""
