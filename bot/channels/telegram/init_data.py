"""Who opens the page inside Telegram, by the data that Telegram signs for it. It imports no aiogram.

https://core.telegram.org/bots/webapps#validating-data-received-via-the-mini-app
"""

import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import parse_qsl

MOST_FIELDS, LONGEST = 32, 8192


@dataclass(frozen=True, slots=True)
class Opened:
    """A Telegram user has opened the page at this moment; `seal` is the signature, which no other opening
    has."""

    user: int
    moment: datetime
    seal: str


def opened(init_data: str, token: str) -> Opened | None:
    """Who opened the page, by whole data with the bot's signature; None for everything else."""
    if len(init_data) > LONGEST:
        return None
    try:
        pairs = parse_qsl(init_data, keep_blank_values=True, strict_parsing=True, max_num_fields=MOST_FIELDS)
        fields = dict(pairs)
        # Half a character, which JSON can bear, has no bytes: ValueError as well.
        given = fields.pop("hash", "").encode()
        signed = "\n".join(f"{name}={value}" for name, value in sorted(fields.items())).encode()
    except ValueError:
        return None
    key = hmac.digest(b"WebAppData", token.encode(), "sha256")
    seal = hmac.digest(key, signed, "sha256").hex()
    # A name that comes twice could be read in another way than it was signed.
    if len(fields) + 1 != len(pairs) or not hmac.compare_digest(seal.encode(), given):
        return None
    try:
        user = json.loads(fields["user"])["id"]
        return Opened(int(user), datetime.fromtimestamp(int(fields["auth_date"]), UTC), seal)
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        return None
