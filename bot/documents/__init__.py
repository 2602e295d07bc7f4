"""Renders documents and caches them."""
