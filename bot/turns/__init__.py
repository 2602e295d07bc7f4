"""Handles events: one event is one transaction; retries and rate limits before it."""
