"""What a person has answered, as plain values that survive JSON and a new process."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Discriminator

# So many letters of a document's id are the number of its profile; all versions have them in common.
NUMBER_LENGTH = 8


def profile_number(document: str) -> str:
    """The number by which people speak of a finished profile, from its document's id."""
    return document[:NUMBER_LENGTH].upper()


@dataclass(frozen=True, slots=True)
class Picked:
    """One chosen option; `other` is the person's own text where the option asks for it («Другое»)."""

    option: str
    other: str | None = None


@dataclass(frozen=True, slots=True)
class Text:
    value: str
    kind: Literal["text"] = "text"


@dataclass(frozen=True, slots=True)
class Choice:
    value: Picked
    kind: Literal["choice"] = "choice"


@dataclass(frozen=True, slots=True)
class Choices:
    """The options of a multiple choice, in the order chosen."""

    value: tuple[Picked, ...]
    kind: Literal["choices"] = "choices"


# «около», «более», «не менее», «менее», «не более».
NumberLimit = Literal["about", "over", "least", "under", "most"]


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number, or a percentage with up to two decimals; `upper` makes a range of it, and `limit`
    «более 50», «около 14 000»."""

    value: Decimal
    upper: Decimal | None = None
    kind: Literal["number"] = "number"
    limit: NumberLimit | None = None

    @property
    def ends(self) -> tuple[Decimal, ...]:
        """The number, or both ends of the range."""
        return (self.value,) if self.upper is None else (self.value, self.upper)

    @property
    def exact(self) -> bool:
        """Whether it is one number, which «около» leaves it."""
        return self.upper is None and self.limit in (None, "about")

    @property
    def between(self) -> tuple[Decimal, Decimal]:
        """The least and the most that it may be."""
        least = Decimal(0) if self.limit in ("under", "most") else self.value
        most = Decimal("Infinity") if self.limit in ("over", "least") else self.ends[-1]
        return least, most


@dataclass(frozen=True, slots=True)
class Day:
    value: date
    kind: Literal["day"] = "day"


@dataclass(frozen=True, slots=True)
class Items:
    value: tuple[str, ...]
    kind: Literal["items"] = "items"


@dataclass(frozen=True, slots=True)
class Rows:
    """Each row maps every column id to its cell, empty cells included."""

    value: tuple[Mapping[str, str], ...]
    kind: Literal["rows"] = "rows"


@dataclass(frozen=True, slots=True)
class NoData:
    """«Нет данных»: asked, and the person knows that it is unknown."""

    kind: Literal["no_data"] = "no_data"


@dataclass(frozen=True, slots=True)
class Skipped:
    """«Пропустить»: asked and passed over; never asked is the absence of an answer."""

    kind: Literal["skipped"] = "skipped"


# The kind decides when an answer is read back: tried by shape, a list might be taken for a number.
Answer = Annotated[
    Text | Choice | Choices | Number | Day | Items | Rows | NoData | Skipped, Discriminator("kind")
]


@dataclass(frozen=True, slots=True)
class Path:
    """Where an answer stands: a field, and the segment's index (from 0) for fields of a segment."""

    field: str
    segment: int | None = None

    def __str__(self) -> str:
        return self.field if self.segment is None else f"{self.field}@{self.segment}"

    @classmethod
    def parse(cls, text: str) -> "Path":
        name, _, segment = text.partition("@")
        return cls(name, int(segment) if segment else None)


DraftState = Literal["filling", "reopened", "finished"]


@dataclass(frozen=True, slots=True)
class Draft:
    """One report being filled. Answers to questions that a condition hides now are kept all the same.

    `shared`: answers per person and per report. `segments`: one mapping for each segment.
    `kept`: findings that the person chose to leave as they are, as `Path#rule` or check keys; `reasons`: why,
    where they said it.
    `complete_segments`: «Добавить ещё один сегмент?» was answered with no. `document`: as what it was issued
    when it was last finished, `changed`: the fields answered anew since. `name`: what the person calls it, in
    lists only. `moved`: how often its segments got other numbers. `unended`: the list whose lines are stored
    and that nobody has ended by «Готово» yet.
    """

    id: str
    form: str
    form_version: str
    created: datetime
    updated: datetime
    shared: Mapping[str, Answer] = field(default_factory=dict)
    segments: tuple[Mapping[str, Answer], ...] = ()
    kept: frozenset[str] = frozenset()
    reasons: Mapping[str, str] = field(default_factory=dict)
    complete_segments: bool = False
    status: Literal["filling", "finished"] = "filling"
    revision: int = 0
    document: str | None = None
    changed: tuple[str, ...] = ()
    name: str = ""
    moved: int = 0
    unended: Path | None = None

    @property
    def state(self) -> DraftState:
        """What the profile is called: one that was finished and is open for changes is no unfinished one."""
        return "finished" if self.status == "finished" else "reopened" if self.document else "filling"

    @property
    def begun(self) -> bool:
        """Whether anything is answered."""
        return bool(self.shared) or any(self.segments)

    @property
    def length(self) -> int:
        """Characters of all that a person has put in, with as many for an answer as its kind takes."""
        return len(repr((self.shared, self.segments, self.reasons, self.name)))

    @property
    def kept_why(self) -> dict[str, str]:
        """The findings that are left as they are, each with its reason, or "" where none was told."""
        return {key: self.reasons.get(key, "") for key in self.kept}

    def kept_at(self, path: Path) -> dict[str, str]:
        """The findings kept about the answer at `path`."""
        return {key: why for key, why in self.kept_why.items() if key.startswith(f"{path}#")}

    def keeping(self, kept: Mapping[str, str]) -> "Draft":
        """The same draft with these findings left as they are, too."""
        told = {key: why for key, why in kept.items() if why}
        return replace(self, kept=self.kept | {*kept}, reasons={**self.reasons, **told})

    def keeping_at(self, path: Path, kept: Mapping[str, str]) -> "Draft":
        """The same draft with only these findings about the answer at `path` left as they are."""
        gone = self.kept_at(path).keys() - kept.keys()
        reasons = {key: why for key, why in self.reasons.items() if key not in gone}
        return replace(self, kept=self.kept - gone, reasons=reasons).keeping(kept)

    def at(self, path: Path) -> Answer | None:
        """The answer at `path`, or None when there is none."""
        if path.segment is None:
            return self.shared.get(path.field)
        if path.segment >= len(self.segments):
            return None
        return self.segments[path.segment].get(path.field)

    def with_answer(self, path: Path, answer: Answer) -> "Draft":
        """The same draft with `answer` at `path`. A list there is ended by it; the next segment comes into
        being with its first answer."""
        if self.unended == path:
            return replace(self, unended=None).with_answer(path, answer)
        if self.document is not None and self.at(path) != answer and path.field not in self.changed:
            return replace(self, changed=(*self.changed, path.field)).with_answer(path, answer)
        if path.segment is None:
            return replace(self, shared={**self.shared, path.field: answer})
        if path.segment > len(self.segments):
            raise IndexError(f"segment {path.segment} of {len(self.segments)}")
        segments = [*self.segments, {}] if path.segment == len(self.segments) else list(self.segments)
        segments[path.segment] = {**segments[path.segment], path.field: answer}
        return replace(self, segments=tuple(segments))

    def without_answer(self, path: Path) -> "Draft":
        """The same draft with nothing at `path`, and nothing kept of what stood there."""
        # Marked as changed and ended like any other answer there.
        left = self.with_answer(path, Skipped()).keeping_at(path, {})
        parts = [dict(left.shared), *map(dict, left.segments)]
        del parts[0 if path.segment is None else path.segment + 1][path.field]
        return replace(left, shared=parts[0], segments=tuple(parts[1:]))
