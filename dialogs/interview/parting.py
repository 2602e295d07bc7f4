"""One text parted over several questions: what stands under their labels, and in plain sentences the options
and numbers of the form."""

import re
from dataclasses import dataclass
from functools import lru_cache

from dialogs.interview.answers import Path
from dialogs.interview.conditions import comparisons
from dialogs.interview.field import Field
from dialogs.interview.label_matching import partly_named
from dialogs.interview.pasted_pieces import SENTENCE, SEVERAL_LINES, Piece, PieceReader
from dialogs.interview.patterns import shipped_patterns
from dialogs.interview.typed_answers import Mistake, read
from dialogs.interview.typed_text import one_line
from dialogs.interview.view import View
from knowledge.text.lemmas import lemmas

_NUMBER = r"\d[\d\s]{0,15}(?:[.,]\d+)?(?:\s*[-–—]\s*\d+(?:[.,]\d+)?)?"
_NEVER = re.compile(r"(?!)")
# Not that of an abbreviation.
_FULL_STOP = re.compile(r"(?<=[^\W\d_]{4})[.;]$|;$")
_WHOLE_ANSWER = ("text", *SEVERAL_LINES)
# Sentences that are searched for options and numbers, each for a sixth of a millisecond. The longest message
# has some four hundred of them; one that was made to cost much has thousands.
_MOST_SEARCHED = 1000


@dataclass(frozen=True, slots=True)
class ReadPart:
    """What of the text answers the question at `path`, as somebody would type it."""

    path: Path
    typed: str


@dataclass(frozen=True, slots=True)
class Parted:
    """The parts in the order asked. Of the sentences `partly`, only what the parts show was understood; of
    those `unknown`, nothing."""

    parts: tuple[ReadPart, ...] = ()
    partly: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def parted(view: View, text: str, segment: int) -> Parted:
    """The answers that `text` holds; what names no segment is taken for that of `segment`."""
    reader = PieceReader(view, segment)
    reader.read(text)
    return _Assigning(view, reader).result()


class _Assigning:
    """Gives every piece to a question that is asked now: what is asked follows from the answers before."""

    def __init__(self, view: View, reader: PieceReader) -> None:
        self.form, self.today = view.form, view.today
        self.view, self.reader = view, reader
        self.parts: dict[Path, str] = {}
        # Answers that nobody wrote.
        self.assumed: dict[Path, str] = {}
        self.partly: list[str] = []
        self.unknown: list[str] = []
        self.searched = 0
        # Heads of pieces for which nothing could be assumed, as far as is answered now.
        self.in_vain: set[tuple[str, int]] = set()

    def result(self) -> Parted:
        left = self._take_all(
            sorted(self.reader.pieces, key=lambda each: (each.segment, self._position(each)))
        )
        self._read_loose()
        # An option found in a sentence may be what a piece has waited for.
        left = self._take_all([piece for piece in left if piece.text])
        while any(map(self._assume, left)):
            left = self._take_all(left)
        self.unknown[:0] = [piece.written for piece in left]
        self._read_loose()
        order = sorted(self.parts, key=lambda path: (path.segment or 0, self.form.positions[path.field]))
        ordered = sorted(order, key=lambda path: path.segment is not None)
        parts = tuple(ReadPart(path, self.parts[path]) for path in ordered)
        return Parted(parts, tuple(self.partly), tuple(dict.fromkeys(self.unknown)))

    def _take_all(self, pieces: list[Piece]) -> list[Piece]:
        """The pieces that answer no question, though others have answered those before."""
        while len(left := [piece for piece in pieces if not self._take(piece)]) < len(pieces):
            pieces = left
        return left

    def _assume(self, piece: Piece) -> bool:
        """Takes the one option that has the question of the piece asked: who writes what a service is called
        means one service. Words that are only a part of a label are too little for that."""
        labels, tried = self.reader.labels, (piece.head, piece.segment)
        if tried in self.in_vain:
            return False
        self.in_vain.add(tried)
        if not (labels.exactly(piece.head.strip("| ")) or labels.called(piece.head)):
            return False
        for each in piece.fields:
            names = {comparison.field for comparison in comparisons(each.show_if)} if each.show_if else set()
            for asked in (other for other in self.form.fields if other.id in names and other.options):
                path = self._asked(asked, piece.segment)
                if path is None:
                    continue
                before = self.assumed.get(path, "")
                here = self.view.of_segment(path.segment)
                if here.is_answered(asked) and not (before and asked.type == "multi_choice"):
                    continue
                answers = (f"{before}\n{option.label}".strip() for option in here.options(asked))
                leading = [typed for typed in answers if self._leads(path, typed, each, names)]
                if len(leading) == 1:
                    self.parts.pop(path, None)
                    self.assumed[path] = leading[0]
                    return self._take_read(asked, path, leading[0])
        return False

    def _leads(self, path: Path, typed: str, to: Field, names: set[str]) -> bool:
        """Whether the answer has the question `to` asked, or another one that decides about it."""
        answer = read(self.view, path, typed)
        if isinstance(answer, Mistake):
            return False
        draft = self.view.draft.with_answer(path, answer)
        then, now = (
            View(self.form, each, self.today).of_segment(path.segment) for each in (draft, self.view.draft)
        )
        deciding = (other for other in self.form.fields if other.id in names)
        opened = any(then.visible(other) and not now.visible(other) for other in deciding)
        return opened or (then.visible(to) and not now.visible(to))

    def _read_loose(self) -> None:
        """Gives what no label stands before to the questions that it holds an option or a number of."""
        loose, self.reader.loose = self.reader.loose, []
        for segment, sentence in loose:
            self.searched += 1
            found = self.searched <= _MOST_SEARCHED and self._in_sentence(segment, sentence)
            (self.partly if found else self.unknown).append(sentence)

    def _position(self, piece: Piece) -> int:
        return min(self.form.positions[each.id] for each in piece.fields)

    def _asked(self, each: Field, segment: int) -> Path | None:
        """The place where the field is asked now, if it is."""
        path = Path(each.id, segment if each.scope == "segment" else None)
        room = min(len(self.view.draft.segments) + 1, self.form.report.max_segments)
        if path.segment is not None and path.segment >= max(room, 1):
            return None
        here = self.view.of_segment(path.segment)
        return path if here.visible(each) and not here.waits(each) else None

    def _take(self, piece: Piece) -> bool:
        asked = [
            (each, path) for each in piece.fields if (path := self._asked(each, piece.segment)) is not None
        ]
        free = [(each, path) for each, path in asked if path not in self.parts]
        for each, path in free:
            if self._take_read(each, path, piece.text):
                return True
        for each, path in free:
            # A number or an option, and then a sentence about something else.
            first, *others = [*SENTENCE.split(piece.text)] or [""]
            if each.type not in _WHOLE_ANSWER and others and self._take_read(each, path, first.rstrip(".;")):
                self.reader.loose += [(piece.segment, sentence) for sentence in others]
                return True
        for each, path in free:
            labels = [option.label for option in self.view.of_segment(path.segment).options(each)]
            nearest = partly_named(piece.text, labels) if each.type == "choice" else []
            if len(nearest) == 1 and self._take_read(each, path, labels[nearest[0]]):
                self.partly.append(piece.written)
                return True
        if free and piece.text and asked[0] == free[0]:
            # Shown with what is wrong with it.
            self.parts[asked[0][1]] = piece.text
            return True
        return False

    def _take_read(self, each: Field, path: Path, text: str) -> bool:
        typed = _as_typed(each, text)
        if path in self.parts or isinstance(answer := read(self.view, path, typed), Mistake):
            return False
        self.parts[path] = typed
        self.in_vain.clear()
        self.view = View(self.form, self.view.draft.with_answer(path, answer), self.today)
        return True

    def _in_sentence(self, segment: int, sentence: str) -> bool:
        """Options and numbers of questions that have no answer yet."""
        found = False
        for each in (*self.form.opening, *self.form.of_segment):
            path = self._asked(each, segment)
            if path is None or self.view.of_segment(path.segment).is_answered(each):
                continue
            typed = self._said_of(each, path, sentence)
            found = bool(typed and path not in self.parts and self._take_read(each, path, typed)) or found
        return found

    def _said_of(self, each: Field, path: Path, sentence: str) -> str:
        if each.options:
            return "\n".join(self._options_in(each, path, sentence))
        if each.type == "number" or (each.type == "percent" and _shares_a_word(each.label, sentence)):
            return _counted(each, sentence)
        return ""

    def _options_in(self, each: Field, path: Path, sentence: str) -> list[str]:
        said = lemmas(sentence)
        offered = (o for o in self.view.of_segment(path.segment).options(each) if not o.free_text)
        found = [option.label for option in offered if _holds(said, lemmas(option.label))]
        # «Граждане» stands inside «И граждане, и бизнес».
        longest = [a for a in found if not any(a != b and _holds(lemmas(b), lemmas(a)) for b in found)]
        return longest if each.type == "multi_choice" or len(longest) == 1 else []


def _as_typed(each: Field, text: str) -> str:
    """A list on one line is parted at semicolons."""
    if each.type == "list" and "\n" not in text.strip() and ";" in text:
        return "\n".join(item.strip().rstrip(".") for item in text.split(";") if item.strip())
    if each.type in SEVERAL_LINES:
        return text
    return _FULL_STOP.sub("", text.strip()) if each.type == "text" else text.strip().rstrip(".;")


def _counted(each: Field, sentence: str) -> str:
    """The number in the sentence that its unit follows; "" when there is none, or more than one."""
    units = ("%",) if each.type == "percent" else (each.unit, *(other.text for other in each.unit_variants))
    said = {one_line(match[0]) for match in _with_unit(units).finditer(sentence)}
    return said.pop() if len(said) == 1 else ""


@lru_cache(maxsize=64)
def _with_unit(units: tuple[str, ...]) -> re.Pattern[str]:
    scales = "|".join(map(re.escape, shipped_patterns().numbers.scales))
    named = "|".join(re.escape(word.rstrip(".")) for unit in units for word in unit.split("|") if word)
    return (
        re.compile(rf"{_NUMBER}\s*(?:(?:{scales})\w*\.?\s*)?(?:{named})\w*", re.IGNORECASE)
        if named
        else _NEVER
    )


def _shares_a_word(label: str, sentence: str) -> bool:
    return not {*lemmas(label)}.isdisjoint(lemmas(sentence))


def _holds(said: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    """Whether the words stand one after the other."""
    return bool(wanted) and any(
        said[place : place + len(wanted)] == wanted for place in range(len(said) - len(wanted) + 1)
    )
