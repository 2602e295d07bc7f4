"""Where in our code an error arose."""

import traceback
from pathlib import Path

_HOUSE = Path(__file__).parents[2]
_ROOMS = ("bot", "dialogs", "knowledge")


def place_of(error: BaseException) -> str:
    """File and line of the innermost of our own functions, as in `dialogs/turn/session.py:12`."""
    ours = "outside"
    for frame in traceback.extract_tb(error.__traceback__):
        path = Path(frame.filename)
        if path.is_relative_to(_HOUSE) and path.relative_to(_HOUSE).parts[0] in _ROOMS:
            ours = f"{path.relative_to(_HOUSE).as_posix()}:{frame.lineno}"
    return ours
