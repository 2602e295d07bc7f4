"""Loads authored content, serves it, and reloads it while the bot runs."""
