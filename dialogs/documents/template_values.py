"""The values that placeholders of an agency's Word file work with.

Reading a value as a text, a number or a list never fails but for the bounds: what has no answer shows nothing
and equals nothing. What makes no sense is a fault, which is told while a template is checked.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, DecimalException
from typing import Literal, TypeAlias

from jinja2 import nodes

from knowledge.schema_mistakes import near

MOST_WORK = 400_000
"""Of one document; an expression is one, and so are fifty letters that it makes."""
LONGEST_FILLED = 100_000
LARGEST_NUMBER = Decimal(10) ** 15
_LETTERS_OF_WORK = 50

ValueKind = Literal["text", "number", "date", "choice", "choices", "list", "table"]


class TooMuch(Exception):
    """Raised where a template makes more of its answers than a document may hold."""


@dataclass(frozen=True, slots=True)
class Shows:
    """One answer: its lines in the document, and what it is compared, counted and looped over by.

    `value`: of a number or a date; `items`: of a list, a table, several options. `known` maps an option's id
    and its labels to the id, `columns` are a table's. Not `filled`: never answered, or «Нет данных».
    """

    kind: ValueKind
    lines: tuple[str, ...] = ()
    value: Decimal | date | None = None
    items: "tuple[str | Record, ...]" = ()
    chosen: tuple[str, ...] = ()
    known: Mapping[str, str] = field(default_factory=dict)
    columns: tuple[str, ...] = ()
    filled: bool = True

    @property
    def several(self) -> bool:
        return self.kind in ("choices", "list", "table")


@dataclass(frozen=True, slots=True)
class Record:
    """Named values: a segment, a row of a table (with `cells`), what a loop knows about itself."""

    what: str
    parts: "Mapping[str, Value]"
    cells: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Faulty:
    """Stands for what was found at fault, so that it is told once."""


Value: TypeAlias = str | Decimal | bool | date | Shows | Record | Faulty | tuple["Value", ...] | None
# An expression, what is wrong with it, and the remedy.
TellFault: TypeAlias = Callable[[nodes.Node, str, str], None]


class Values:
    """Reads values within bounds; with `fault` it tells what makes no sense."""

    def __init__(
        self, written: Callable[[Decimal], str], fault: TellFault | None = None, share: int = 1
    ) -> None:
        self._most_work = MOST_WORK // share
        self.checking = fault is not None
        self._written = written
        self._fault = fault
        self._work = 0

    def say(self, node: nodes.Node, message: str, remedy: str) -> Faulty:
        if self._fault is not None:
            self._fault(node, message, remedy)
        return Faulty()

    def spend(self, letters: int = 0) -> None:
        """Counts one step that makes so many letters. Raises TooMuch."""
        self._work += 1 + letters // _LETTERS_OF_WORK
        if self._work > self._most_work or letters > LONGEST_FILLED:
            raise TooMuch

    def joined(self, node: nodes.Node, values: Iterable[Value], by: str = "") -> str:
        texts = [self.text(node, value) for value in values]
        self.spend(sum(map(len, texts)) + len(by) * len(texts))
        return by.join(texts)

    def text(self, node: nodes.Node, value: Value) -> str:
        """The value as the document shows it."""
        match value:
            case str():
                return value
            case None | Faulty():
                return ""
            case bool():
                self.say(node, "a condition cannot be shown", "write {% if … %}")
                return ""
            case Decimal():
                return self._written(round(value, 2))
            case date():
                return value.strftime("%d.%m.%Y")
            case Shows(lines=lines):
                return self.joined(node, lines, "\n")
            case Record(cells=None, what=what):
                self.say(node, f"a whole {what} cannot be shown", f"write {what}.NAME")
                return ""
            case Record(cells=cells):
                return " — ".join(cell for cell in cells or () if cell)
            case _:
                return self.joined(node, value, "\n")

    def number(self, node: nodes.Node, value: Value, by: str) -> Decimal | None:
        """The number that `by` counts with; None for what is not answered."""
        match value:
            case bool():
                return Decimal(value)
            case Decimal():
                return value
            case Shows(kind="number", value=Decimal() as number):
                return number
            case Shows(kind="number") | Faulty() | None:
                return None
            case _:
                self.say(node, f"{by} wants a number", "write |int after a text, |length after a list")
                return None

    def sized(self, node: nodes.Node, make: Callable[[], Decimal]) -> Decimal | None:
        """A number that is made so; None for a division by nothing, or what is too large."""
        try:
            number = make()
            if abs(number) <= LARGEST_NUMBER:
                return number
            self.say(node, "the number is too large", "write a smaller one")
        except DecimalException:
            pass
        return None

    def items(self, node: nodes.Node, value: Value, attribute: Value = None) -> tuple[Value, ...]:
        """What a list consists of; with `attribute` that part of each."""
        found: tuple[Value, ...] = ()
        match value:
            case Shows() if value.several:
                found = value.items
            case tuple():
                found = value
            case Faulty():
                return ()
            case _:
                self.say(node, f"a {kind(value)} is no list", "use a list, a table or segments")
        if attribute is not None:
            name = self.text(node, attribute)
            found = tuple(self.part(node, item, name) for item in found)
        self.spend(len(found))
        return found

    def places(self, node: nodes.Node, value: Value) -> "str | tuple[Value, ...]":
        """What has places to point at: the items of a list, the letters of a text."""
        text = isinstance(value, str) or (isinstance(value, Shows) and value.kind in ("text", "choice"))
        return self.text(node, value) if text or value is None else self.items(node, value)

    def part(self, node: nodes.Node, value: Value, name: str) -> Value:
        """A named part: of a segment, a row, a loop or a date."""
        match value:
            case Faulty() | None:
                return value
            case Record(parts=parts) if name in parts:
                return parts[name]
            case Record(what="segment", parts=parts):
                message = f'no field fills the placeholder "{name}"'
                return self.say(node, message, near(name, parts) or "use ids of the form's fields")
            case Record(what=what, parts=parts):
                return self.say(node, f'a {what} has no "{name}"', near(name, parts) or known(parts))
            case date() | Shows(kind="date") if name in ("day", "month", "year"):
                day = value.value if isinstance(value, Shows) else value
                return Decimal(getattr(day, name)) if isinstance(day, date) else None
            case _:
                remedy = "segments, rows and dates have parts, and filters (|upper) do the rest"
                return self.say(node, f'a {kind(value)} has no ".{name}"', remedy)

    @staticmethod
    def true(value: Value) -> bool:
        """Whether there is anything: an answer, a text, an item, a number that is not 0."""
        if isinstance(value, Shows):
            return value.filled and value.value != 0
        return bool(value) or isinstance(value, Record)

    # Comparisons

    def equal(self, node: nodes.Node, left: Value, right: Value) -> bool:
        """Whether both are the same text, number or date; an option by its id or its label."""
        for one, other in ((left, right), (right, left)):
            if isinstance(one, Shows) and (other is None or other == ""):
                return not one.filled
            if kind(one) == "list" or isinstance(one, Record):
                self.say(
                    node, f"a {kind(one)} is compared as a whole", 'write "…" in LIST, or compare a part'
                )
                return False
            if isinstance(one, Shows) and one.kind == "choice" and isinstance(other, str):
                return self._option(node, one, other) in one.chosen
        first, second = _alike(left, right)
        kinds = sorted({_kind_compared(first, left), _kind_compared(second, right)} - {"nothing"})
        if len(kinds) > 1:
            self.say(node, f"a {kinds[0]} is compared with a {kinds[1]}", "the two are never the same")
            return False
        return first == second

    def less(self, node: nodes.Node, left: Value, right: Value, or_equal: bool) -> bool:
        first, second = _alike(left, right)
        if isinstance(first, Decimal) and isinstance(second, Decimal):
            return first < second or (or_equal and first == second)
        if isinstance(first, date) and isinstance(second, date):
            return first < second or (or_equal and first == second)
        kinds = {_kind_compared(first, left), _kind_compared(second, right)}
        if kinds not in ({"number"}, {"date"}) and "nothing" not in kinds:
            names = " and a ".join(sorted(kinds) * (3 - len(kinds)))
            self.say(node, f"a {names} have no order", "compare numbers or dates; |length counts")
        return False

    def inside(self, node: nodes.Node, left: Value, right: Value) -> bool:
        """Whether `right` holds `left`: an option, an item, a piece of the text."""
        match right:
            case Shows(kind="choice" | "choices"):
                return self._option(node, right, self.text(node, left)) in right.chosen
            case Shows(items=items) if right.several:
                return any(self.equal(node, left, self.text(node, item)) for item in items)
            case tuple():
                same = [self.equal(node, left, item) for item in right]
                return any(same)
            case str() | Shows(kind="text"):
                return with_plain_spaces(self.text(node, left)) in with_plain_spaces(self.text(node, right))
            case Faulty() | None:
                return False
            case _:
                self.say(node, f"nothing is “in” a {kind(right)}", "write ==")
                return False

    def _option(self, node: nodes.Node, shows: Shows, name: str) -> str:
        found = shows.known.get(with_plain_spaces(name))
        if found is None and name and shows.known:
            ids = dict.fromkeys(shows.known.values())
            self.say(node, f'"{name}" is no option here', near(name, ids) or known(ids))
        return found or ""


def known(names: Iterable[str]) -> str:
    return "known: " + ", ".join(names)


def kind(value: Value) -> str:
    """What the value is called."""
    match value:
        case Shows():
            return "list" if value.several else "text" if value.kind == "choice" else value.kind
        case Record(what=what):
            return what
        case bool():
            return "condition"
        case str():
            return "text"
        case Decimal():
            return "number"
        case date():
            return "date"
        case tuple():
            return "list"
        case _:
            return "nothing"


def with_plain_spaces(text: str) -> str:
    """The text with ordinary spaces only: the document's typography sets others."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def comparable(value: Value) -> str | Decimal | date | bool | None:
    match value:
        case Shows(kind="number" | "date", value=inner):
            return inner
        case Shows(lines=lines, filled=filled):
            return with_plain_spaces(" ".join(lines)) if filled else None
        case str():
            return with_plain_spaces(value)
        case Decimal() | date() | bool():
            return value
        case _:
            return None


def _alike(left: Value, right: Value) -> tuple[str | Decimal | date | bool | None, ...]:
    """Both as they are compared: a text beside a date as a date."""
    first, second = comparable(left), comparable(right)
    if kind(left) == "date" and isinstance(second, str):
        second = _day(second) or second
    if kind(right) == "date" and isinstance(first, str):
        first = _day(first) or first
    return first, second


def _kind_compared(value: str | Decimal | date | bool | None, of: Value) -> str:
    return kind(of if value is None else value)


def _day(text: str) -> date | None:
    """2026-11-22 or 22.11.2026."""
    try:
        return date.fromisoformat("-".join(reversed(text.split("."))))
    except ValueError:
        return None
