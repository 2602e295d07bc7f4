"""`segmentbot` where one text ends the whole process, as a broken library in C would.

`DEADLY_TEXT=… python -m tests.telegram.deadly run`
"""

import os
import signal

from bot.cli.main import program
from bot.turns import handler as turn_handler
from bot.turns.incoming import cleaned
from dialogs.turn.events import Incoming, Said


def deadly(incoming: Incoming) -> Incoming:
    if isinstance(incoming.event, Said) and incoming.event.text == os.environ["DEADLY_TEXT"]:
        os.kill(os.getpid(), signal.SIGKILL)
    return cleaned(incoming)


if __name__ == "__main__":
    vars(turn_handler)["cleaned"] = deadly
    program()
