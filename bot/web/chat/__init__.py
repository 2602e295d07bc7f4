"""The web chat: one page, a small HTTP API and server-sent events."""
