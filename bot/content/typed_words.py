"""Forgets the words that people typed and that functions remember to be faster."""

import re
import sys
from functools import _lru_cache_wrapper

_ROOMS = ("knowledge", "dialogs")


def forget_typed_words() -> None:
    """Empties every cache of these rooms that may hold them: each but those of a single value, a table.

    They fill again within a few questions. Regular expressions are made of typed words, too.
    """
    for name, module in tuple(sys.modules.items()):
        if name.partition(".")[0] not in _ROOMS:
            continue
        for value in tuple(vars(module).values()):
            if isinstance(value, _lru_cache_wrapper) and value.cache_parameters()["maxsize"] != 1:
                value.cache_clear()
    re.purge()
