"""Channels: each turns its messenger's updates into events, and replies into its messenger's messages."""
