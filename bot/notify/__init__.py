"""Notifications of new messages, and which process sends them."""
