"""Periodic work: draft expiry, the daily digest, deletion of stale rows."""
