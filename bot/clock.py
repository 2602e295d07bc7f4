"""The real clock and real randomness; everything else is given them as arguments."""

import secrets
from datetime import UTC, datetime


def now() -> datetime:
    return datetime.now(UTC)


def fresh_id() -> str:
    """Unguessable; its first characters serve as a reference that people read out."""
    return secrets.token_hex(12)
