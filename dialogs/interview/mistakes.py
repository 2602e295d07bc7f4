"""A typed answer that cannot be taken, as a value."""

from dataclasses import dataclass

from dialogs.interview.answers import Path


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong and how to mend it, in one sentence for the person; `path` is the question."""

    message: str
    path: Path
