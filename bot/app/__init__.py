"""Builds the application from its settings, runs it and stops it."""
