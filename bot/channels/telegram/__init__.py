"""Telegram. Only `running` and what it needs import aiogram, which takes seconds: ask for it late."""
