"""What the bot knows: entries, understanding of questions, answers. Pure: no I/O but its own content files."""
