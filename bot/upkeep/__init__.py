"""Periodic work: draft expiry, the daily digest, reminders of tickets, learned entries, tidying."""
