"""The real clock and real randomness; everything else is given them as arguments."""

import secrets
from datetime import UTC, datetime
from functools import partial

now = partial(datetime.now, UTC)
# Unguessable; its first characters serve as a reference that people read out.
fresh_id = partial(secrets.token_hex, 12)
