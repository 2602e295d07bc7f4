"""The base classes of rules and checks, and how they tell their author what to mend."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from string import Formatter
from typing import TYPE_CHECKING, ClassVar, Literal

from dialogs.interview.answers import Answer, Path
from dialogs.interview.messages import Messages
from dialogs.interview.wording import shipped_wordings
from knowledge.authored import Authored, fault_of_pattern
from knowledge.schema_mistakes import near
from knowledge.yaml_source import KeyPath

# A form consists of rules and checks, and these look at a form: only their annotations know it.
if TYPE_CHECKING:
    from dialogs.interview.definition import Form
    from dialogs.interview.field import Field
    from dialogs.interview.view import View

Level = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that the author of a rule or check has to mend; `place` is counted from the rule or check."""

    message: str
    remedy: str
    place: KeyPath = ()


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule that an answer breaks: what is said about it, the words that break it, the column of a table."""

    message: str
    quotes: tuple[str, ...] = ()
    column: str = ""


@dataclass(frozen=True, slots=True)
class Detected:
    """Something a check found: which answers to mend, the words in question, values for its message.
    `evidence` is what the person looks at when they decide to keep it; other evidence is another finding."""

    paths: tuple[Path, ...]
    evidence: str
    values: Mapping[str, str] = field(default_factory=dict)
    quotes: tuple[str, ...] = ()
    column: str = ""


class AnswerRule(Authored, ABC):
    """A rule of one answer; `message` is said when it is broken. `id` names it among those of its field."""

    id: str = ""
    level: Level
    message: str

    @abstractmethod
    def remark(self, answer: Answer, say: Messages, today: date) -> Broken | None:
        """What is wrong with the answer, or None when it keeps the rule."""

    def problems(self, field: "Field") -> Iterator[Fault]:
        """What does not fit the field that the rule stands in."""
        return iter(())


class CheckKind(Authored, ABC):
    """One kind of whole-profile check. `in_segment`: looks at each segment; `in_report`: at the answers
    given once, or at all segments together. `makes`: values that its message may show besides answers."""

    in_segment: ClassVar[bool] = True
    in_report: ClassVar[bool] = False
    makes: ClassVar[frozenset[str]] = frozenset()

    @property
    @abstractmethod
    def named(self) -> tuple[str, ...]:
        """The ids of the fields and computed values that it looks at."""

    @abstractmethod
    def find(self, view: "View") -> Iterator[Detected]:
        """What it finds in these answers."""

    def problems(self, form: "Form") -> Iterator[Fault]:
        """What does not fit the fields that it names, all of them known."""
        return iter(())


class FieldCheck(CheckKind):
    """A check of one field's answers."""

    field: str

    @property
    def named(self) -> tuple[str, ...]:
        return (self.field,)


def found_in(
    view: "View", *names: str, quotes: Iterable[str] = (), column: str = "", **values: str
) -> Detected:
    """Found in these answers; hidden ones are nothing to mend."""
    shown = [name for name in names if view.form.knows(name) and view.visible(view.form.field(name))]
    # An answer of the segment itself is nearer than one given for the whole report.
    paths = sorted((view.path(name) for name in shown), key=lambda path: path.segment is None)
    return Detected(tuple(paths), repr([view.answer(name) for name in shown]), values, tuple(quotes), column)


def unknown(what: str, names: Iterable[str], known: Collection[str], place: KeyPath = ()) -> Iterator[Fault]:
    """A fault for each name that is none of the known ones, with the nearest of them."""
    for name in names:
        if name not in known:
            listed = ", ".join(sorted(known)) if len(known) <= 12 else "see the ids in the form"
            yield Fault(
                f'unknown {what} "{name}"',
                near(name, known) or f"known: {listed}",
                place,
            )


def unknown_options(field: "Field | None", names: Iterable[str]) -> Iterator[Fault]:
    """A fault for each of the names that is no option of the field."""
    if field is not None:
        yield from unknown(f'option of "{field.id}"', names, {option.id for option in field.options})


def unknown_columns(field: "Field | None", names: Iterable[str], place: KeyPath = ()) -> Iterator[Fault]:
    """A fault for each of the names that is no column of the field's table."""
    if field is not None:
        columns = {column.id for column in field.columns}
        yield from unknown(f'column of "{field.id}"', names, columns, place)


def unsafe_pattern(pattern: str, place: KeyPath = ("value",)) -> Iterator[Fault]:
    """A fault of a regular expression that does not compile or could take forever."""
    if fault := fault_of_pattern(pattern):
        yield Fault(*fault, place)


def unknown_wording(name: str, place: KeyPath = ("value",)) -> Iterator[Fault]:
    """A fault of the name of a wording that `wording.yaml` lacks."""
    return unknown("wording", [name], shipped_wordings().names, place)


def unfit_placeholders(text: str, known: Collection[str], place: KeyPath) -> Iterator[Fault]:
    """Faults of a sentence of the engine: placeholders that nothing fills."""
    try:
        names = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
    except ValueError:
        yield Fault("a curly bracket is not closed", "write {name}", place)
        return
    yield from unknown("placeholder", names, known, place)
