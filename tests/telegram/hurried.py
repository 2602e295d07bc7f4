"""`segmentbot` at a pace that no Telegram would allow: for tests of what is said, not of how fast.

`python -m tests.telegram.hurried run`
"""

from bot.channels.messenger import pace
from bot.cli.main import program

if __name__ == "__main__":
    pace.OVERALL = (100_000.0, 1.0)
    pace.PRIVATE_BURST = 100_000
    pace.GROUP = (100_000, 1.0)
    program()
