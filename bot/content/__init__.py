"""Authored content while the bot runs: loaded, asked, loaded anew."""
