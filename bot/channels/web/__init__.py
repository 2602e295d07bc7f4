"""The web chat: one page of our own, a small HTTP interface and server-sent events."""
