"""Examples of questions that are not ours: what an encoder compares with before it trusts a likeness."""

from functools import lru_cache
from pathlib import Path

from knowledge.authored import Authored, read_yaml, typed
from knowledge.entries import Text

OUTSIDE_FILE = Path(__file__).parent / "content" / "outside.yaml"


class OutsideFile(Authored):
    """`outside.yaml` as written."""

    outside: tuple[Text, ...]


@lru_cache(maxsize=1)
def shipped_outside() -> tuple[str, ...]:
    """The examples that come with the project, read once."""
    return typed(OutsideFile, read_yaml(OUTSIDE_FILE)).outside
