"""Who goes first when the messenger takes less than there is to say."""

from enum import IntEnum


class Priority(IntEnum):
    """Lower goes first; within one chat the order of messages stands above it."""

    REPLY = 0
    """Somebody waits for it."""
    NOTICE = 1
    """To the team, or a warning to a person: minutes do not matter."""
    DIGEST = 2
    """Regular and to many at once."""
