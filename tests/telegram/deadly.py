"""`segmentbot` where one text ends the whole process, as a broken library in C would.

`DEADLY_TEXT=… python -m tests.telegram.deadly run`
"""

import os
import signal

from bot import desk
from bot.cli import program
from bot.entrance.border import cleaned
from dialogs.events import Incoming, Said


def deadly(incoming: Incoming) -> Incoming:
    if isinstance(incoming.event, Said) and incoming.event.text == os.environ["DEADLY_TEXT"]:
        os.kill(os.getpid(), signal.SIGKILL)
    return cleaned(incoming)


if __name__ == "__main__":
    vars(desk)["cleaned"] = deadly
    program()
