"""What an operator sees: figures, health, the log."""
