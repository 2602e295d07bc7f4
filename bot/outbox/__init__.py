"""Delivers stored messages to messengers."""
