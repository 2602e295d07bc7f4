"""One text parted over several questions: labels as people write them before an answer, headings of segments
and tables, and in plain sentences the options and numbers of the form."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from dialogs.interview.answers import Path
from dialogs.interview.choosing import read_options
from dialogs.interview.definition import Form
from dialogs.interview.field import Field
from dialogs.interview.labels import LONGEST_LABEL, Labels, lemmas, segment_heading
from dialogs.interview.pasted_text import is_ruler, pasted_lines, without_bullet
from dialogs.interview.patterns import shipped_patterns
from dialogs.interview.typed_answers import Mistake, read
from dialogs.interview.typed_rows import names_columns
from dialogs.interview.typed_text import cleaned, one_line
from dialogs.interview.view import View

_BLOCK = re.compile(r"\n[ \t]*\n")
_SENTENCE = re.compile(r"(?<=[.!?;])\s+")
# What stands between a label and its answer. A dash is trusted only after the whole label.
_AFTER_LABEL = re.compile(r"(?:(?<!\s)\s++)?[:|]\s*+|(?<!\s)[^\S\t]*+\t\s*+|(?<=\?)\s+")
_DASH = re.compile(r"(?<!\s)\s++[-–—]\s+")
_EDGE = re.compile(r"\t|(?<!\\)\|")
_MARKDOWN = re.compile(r"^[#>\s]+|\*\*|__")
_NUMBER = r"\d[\d\s]{0,15}(?:[.,]\d+)?(?:\s*[-–—]\s*\d+(?:[.,]\d+)?)?"
_NEVER = re.compile(r"(?!)")
# Not that of an abbreviation.
_FULL_STOP = re.compile(r"(?<=[^\W\d_]{4})[.;]$|;$")
_WHOLE_ANSWER = ("text", "long_text", "list", "table")


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


@dataclass
class _Piece:
    """Lines under one label, which may mean any of `fields`; `head` is the label as written."""

    segment: int
    fields: Sequence[Field]
    head: str
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines).strip()

    @property
    def written(self) -> str:
        return one_line(f"{self.head}: {self.text}")


def parted(view: View, text: str, segment: int) -> Parted:
    """The answers that `text` holds; what names no segment is taken for that of `segment`."""
    reader = _Reader(view, segment)
    for block in _BLOCK.split(cleaned(text)):
        reader.read_block(block)
    return _Assigning(view, reader).result()


class _Reader:
    """Goes through the lines and gathers them under their labels; `loose` are sentences without one."""

    def __init__(self, view: View, segment: int) -> None:
        self.view, self.form, self.segment = view, view.form, segment
        self.labels = Labels(view.form)
        self.pieces: list[_Piece] = []
        self.loose: list[tuple[int, str]] = []
        self._open: _Piece | None = None
        self._columns: list[int] = []
        self._in_table = False

    def read_block(self, block: str) -> None:
        # An empty line ends an answer, unless it stands between the label and the answer.
        if self._open is not None and self._open.lines:
            self._open = None
        self._columns = []
        for line in pasted_lines(block):
            if not is_ruler(line):
                self._read_line(_MARKDOWN.sub("", line).rstrip() or line)

    def _read_line(self, line: str) -> None:
        if (heading := segment_heading(self.form, without_bullet(line).strip())) is not None:
            self._begin_segment(*heading)
            return
        cells, began = _cells(line), not self._in_table
        self._in_table = bool(cells)
        if cells and self._read_cells(line, cells, began=began):
            return
        if (headed := self._headed(without_bullet(line).strip())) is not None:
            fields, head, rest = headed
            self._begin(fields, head, "")
            self._read_sentences(rest)
        elif self._open is not None and self._continues(line):
            self._open.lines.append(line)
        else:
            self._open = None
            self._read_sentences(line)

    def _begin_segment(self, number: int, name: str) -> None:
        self.segment, self._open = number, None
        role = self.form.roles.segment_name
        if name and role is not None:
            self._begin((self.form.field(role),), self.form.field(role).label, name)
            self._open = None

    def _read_cells(self, line: str, cells: list[str], *, began: bool) -> bool:
        """A row of a table: of one that compares segments, of labels and answers, or of a question's own."""
        if self._open is not None and self._open.fields[0].type == "table" and not self._labels(cells[0]):
            self._open.lines.append(line)
            return True
        if len(cells) > 1 and (numbers := _all_segments(self.form, cells[1:])):
            self._columns, self._open = numbers, None
            return True
        tables = (each for each in self.form.fields if names_columns(each, cells)) if began else iter(())
        if (table := next(tables, None)) is not None:
            self._begin((table,), table.label, line)
            return True
        fields = self._labels(cells[0])
        if self._columns and fields:
            for number, cell in zip(self._columns, cells[1:], strict=False):
                if cell:
                    self.pieces.append(_Piece(number, fields, cells[0], [cell]))
            return True
        return False

    def _read_sentences(self, text: str) -> None:
        """A sentence that begins with a label opens its answer; others go on with the one before."""
        rows: list[str] = []
        for sentence in filter(None, map(str.strip, _SENTENCE.split(text))):
            if (headed := self._headed(sentence)) is not None:
                self._extend(rows)
                rows = [headed[2]]
                self._begin(headed[0], headed[1], "")
            else:
                rows.append(sentence)
        self._extend(rows)

    def _extend(self, sentences: list[str]) -> None:
        if not sentences:
            return
        if self._open is None:
            self.loose += [(self.segment, sentence) for sentence in sentences]
        elif said := " ".join(sentences).strip():
            self._open.lines.append(said)

    def _begin(self, fields: Sequence[Field], head: str, line: str) -> None:
        self._open = _Piece(self.segment, fields, head, [line] if line else [])
        self.pieces.append(self._open)

    def _continues(self, line: str) -> bool:
        """Whether a line belongs to the answer above: lists and tables go on, and so does what has not
        begun; any other answer stands on its line."""
        assert self._open is not None
        several = self._open.fields[0].type in (*_WHOLE_ANSWER[1:], "multi_choice")
        return several or not self._open.lines

    def _headed(self, line: str) -> tuple[Sequence[Field], str, str] | None:
        """The fields that a line names, the label as written, and what follows it."""
        bare = line.strip("| ")
        if fields := self.labels.exactly(bare):
            return fields, bare.rstrip(":"), ""
        for separator in (_AFTER_LABEL, _DASH):
            match = separator.search(bare)
            if match is None or match.start() > LONGEST_LABEL:
                continue
            head = bare[: match.start()]
            rest = bare[match.end() :].strip().strip("|").strip()
            fields = self.labels.exactly(head)
            if not fields and separator is _AFTER_LABEL and rest:
                fields = self._readable(self.labels.in_part(head), rest)
            if fields and rest:
                return fields, head, rest
        return None

    def _labels(self, cell: str) -> Sequence[Field]:
        return self.labels.exactly(cell) or self.labels.in_part(cell)

    def _readable(self, fields: Sequence[Field], rest: str) -> Sequence[Field]:
        """Of fields that only a part of their label names, those whose answer the rest may be."""
        texts = {rest, next(iter(_SENTENCE.split(rest)), rest).rstrip(".;")}
        return [each for each in fields if any(self._may_be(each, text) for text in texts)]

    def _may_be(self, each: Field, text: str) -> bool:
        if each.options:
            # Which of them are offered follows from answers that may stand further on.
            return not isinstance(read_options(self.form, each.options, text), str)
        return not isinstance(read(self.view, Path(each.id), text), Mistake)


class _Assigning:
    """Gives every piece to a question that is asked now: what is asked follows from the answers before."""

    def __init__(self, view: View, reader: _Reader) -> None:
        self.form, self.today = view.form, view.today
        self.view, self.reader = view, reader
        self.parts: dict[Path, str] = {}
        self.partly: list[str] = []
        self.unknown: list[str] = []

    def result(self) -> Parted:
        left = sorted(self.reader.pieces, key=lambda piece: (piece.segment, self._position(piece)))
        while still := [piece for piece in left if not self._take(piece)]:
            if len(still) == len(left):
                break
            left = still
        else:
            left = []
        self.unknown += [piece.written for piece in left if piece.text]
        for segment, sentence in self.reader.loose:
            found = self._in_sentence(segment, sentence)
            (self.partly if found else self.unknown).append(sentence)
        # An option found in a sentence may be what a piece has waited for.
        late = [piece for piece in left if piece.text and self._take(piece)]
        self.unknown = [text for text in self.unknown if text not in {piece.written for piece in late}]
        order = sorted(self.parts, key=lambda path: (path.segment or 0, self.form.positions[path.field]))
        ordered = sorted(order, key=lambda path: path.segment is not None)
        parts = tuple(ReadPart(path, self.parts[path]) for path in ordered)
        return Parted(parts, tuple(self.partly), tuple(dict.fromkeys(self.unknown)))

    def _position(self, piece: _Piece) -> int:
        return min(self.form.positions[each.id] for each in piece.fields)

    def _asked(self, each: Field, segment: int) -> Path | None:
        """Where the field is asked now, if it is."""
        path = Path(each.id, segment if each.scope == "segment" else None)
        room = min(len(self.view.draft.segments) + 1, self.form.report.max_segments)
        if path.segment is not None and path.segment >= max(room, 1):
            return None
        return path if self.view.of_segment(path.segment).visible(each) else None

    def _take(self, piece: _Piece) -> bool:
        asked = [
            (each, path) for each in piece.fields if (path := self._asked(each, piece.segment)) is not None
        ]
        for each, path in asked:
            if self._take_read(each, path, piece.text):
                return True
        for each, path in asked:
            # A number or an option, and then a sentence about something else.
            first, *others = [*_SENTENCE.split(piece.text)] or [""]
            if each.type not in _WHOLE_ANSWER and others and self._take_read(each, path, first.rstrip(".;")):
                self.reader.loose += [(piece.segment, sentence) for sentence in others]
                return True
        if asked and piece.text and asked[0][1] not in self.parts:
            # Shown with what is wrong with it.
            self.parts[asked[0][1]] = piece.text
            return True
        return False

    def _take_read(self, each: Field, path: Path, text: str) -> bool:
        typed = _as_typed(each, text)
        answer = read(self.view, path, typed)
        if isinstance(answer, Mistake) or path in self.parts:
            return False
        self.parts[path] = typed
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
    if each.type in _WHOLE_ANSWER[1:]:
        return text
    return _FULL_STOP.sub("", text.strip()) if each.type == "text" else text.strip().rstrip(".;")


def _cells(line: str) -> list[str]:
    if not _EDGE.search(line):
        return []
    return [one_line(cell) for cell in _EDGE.split(line.strip().strip("|"))]


def _counted(each: Field, sentence: str) -> str:
    """The number in the sentence that its unit follows; "" when there is none, or more than one."""
    units = ("%",) if each.type == "percent" else (each.unit, *(other.text for other in each.unit_variants))
    said = {one_line(match[0]) for match in _with_unit(units).finditer(sentence)}
    return said.pop() if len(said) == 1 else ""


@lru_cache(maxsize=64)
def _with_unit(units: tuple[str, ...]) -> re.Pattern[str]:
    scales = "|".join(map(re.escape, shipped_patterns().numbers.scales))
    named = "|".join(re.escape(unit.rstrip(".")) for unit in units if unit)
    return (
        re.compile(rf"{_NUMBER}\s*(?:(?:{scales})\w*\.?\s*)?(?:{named})\w*", re.IGNORECASE)
        if named
        else _NEVER
    )


def _all_segments(form: Form, cells: Sequence[str]) -> list[int]:
    found = [segment_heading(form, cell) for cell in cells]
    return [each[0] for each in found if each is not None] if all(found) else []


def _shares_a_word(label: str, sentence: str) -> bool:
    return not {*lemmas(label)}.isdisjoint(lemmas(sentence))


def _holds(said: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    """Whether the words stand one after the other."""
    return bool(wanted) and any(
        said[place : place + len(wanted)] == wanted for place in range(len(said) - len(wanted) + 1)
    )
