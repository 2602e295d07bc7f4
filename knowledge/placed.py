"""An entry together with the place where its author wrote it."""

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.authored import Problem, Source
from knowledge.entries import Entry


@dataclass(frozen=True, slots=True)
class Placed:
    """An entry and its position in its file."""

    entry: Entry
    source: Source
    position: int

    def problem(self, place: Sequence[str | int], message: str, remedy: str) -> Problem:
        return self.source.problem(
            ("entries", self.position, *place), f'entry "{self.entry.id}": {message}', remedy
        )

    def where(self, place: Sequence[str | int] = ()) -> str:
        """File and line, to name this entry in a problem of another one."""
        return f"{self.source.path.name}:{self.source.line(('entries', self.position, *place))}"
