"""Tells other tasks and processes that a chat has new messages; elects the one sender."""
