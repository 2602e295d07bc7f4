"""A bot where one text ends the whole process, as a broken library in C would: `DEADLY_TEXT`."""

import os
import signal

from bot.turns import handler as turn_handler
from bot.turns.incoming import cleaned
from dialogs.turn.events import Incoming, Said


def deadly(incoming: Incoming) -> Incoming:
    if isinstance(incoming.event, Said) and incoming.event.text == os.environ["DEADLY_TEXT"]:
        os.kill(os.getpid(), signal.SIGKILL)
    return cleaned(incoming)


def lay() -> None:
    vars(turn_handler)["cleaned"] = deadly
