"""`segmentbot` at a pace that no Telegram would allow: for tests of what is said, not of how fast.

`python -m tests.telegram.hurried run`
"""

from bot.channels.messenger.limits import BurstLimit, SendingLimits, WindowLimit
from bot.channels.telegram import bot_api
from bot.cli.main import program

MANY = WindowLimit(10_000_000, 1.0)


def hurry() -> None:
    """Lifts the limits of sending."""
    vars(bot_api)["sending"] = lambda rate: SendingLimits(MANY, BurstLimit(100_000, 1.0), MANY, 3)


if __name__ == "__main__":
    hurry()
    program()
