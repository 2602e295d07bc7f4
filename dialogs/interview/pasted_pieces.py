"""The lines of a pasted text gathered under their labels: labels as people write them before an answer,
headings of segments and tables. Which question a piece answers is told in `parting`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from dialogs.interview.answers import Path
from dialogs.interview.choosing import read_options
from dialogs.interview.definition import Form
from dialogs.interview.field import Field
from dialogs.interview.messages import filled
from dialogs.interview.typed_answers import Mistake, read
from dialogs.interview.typed_rows import names_columns
from dialogs.interview.typed_text import (
    as_compared,
    cleaned,
    is_ruler,
    one_line,
    pasted_lines,
    without_bullet,
)
from dialogs.interview.view import View
from knowledge.text.lemmas import lemmas

SENTENCE = re.compile(r"(?<=[.!?;])\s+")
SEVERAL_LINES = ("long_text", "list", "table")
"""Types of questions whose answer may have them."""

_BLOCK = re.compile(r"\n[ \t]*\n")
# What stands between a label and its answer. A dash is trusted only after the whole label.
_AFTER_LABEL = re.compile(r"(?:(?<!\s)\s++)?[:|]\s*+|(?<!\s)[^\S\t]*+\t\s*+|(?<=\?)\s+")
_DASH = re.compile(r"(?<!\s)\s++[-–—]\s+")
_EDGE = re.compile(r"\t|(?<!\\)\|")
_MARKDOWN = re.compile(r"^[#>\s]+|\*\*|__")
LONGEST_NAMING = 200


class Labels:
    """The labels and questions of a form, to be found by what somebody has written before an answer."""

    def __init__(self, form: Form) -> None:
        self._exact: dict[str, tuple[Field, ...]] = {}
        for each in form.fields:
            asked = (each.question, *(variant.text for variant in each.question_variants))
            for wording in (each.label, *each.also, *asked):
                self._exact[as_compared(wording)] = (*self._exact.get(as_compared(wording), ()), each)
        # «Путь клиента», «Боли»: a label that is a term has the other names of that term.
        self._called: dict[tuple[str, ...], tuple[Field, ...]] = {}
        for term in form.glossary:
            names = {lemmas(name) for name in (term.term, *term.forms)}
            meant = tuple(each for each in form.fields if lemmas(each.label) in names)
            self._called |= dict.fromkeys(names, meant) if meant else {}
        by_length = sorted(form.fields, key=lambda each: len(lemmas(each.label)))
        self._words = [(frozenset(lemmas(each.label)), each) for each in by_length]

    def exactly(self, said: str) -> Sequence[Field]:
        """The fields whose label or question is just this."""
        return self._exact.get(as_compared(said), ()) if len(said) <= LONGEST_NAMING else ()

    def called(self, said: str) -> Sequence[Field]:
        """The fields whose label is a term that has this name, too."""
        return self._called.get(lemmas(said), ()) if len(said) <= LONGEST_NAMING else ()

    def in_part(self, said: str) -> Sequence[Field]:
        """The fields of whose label these words are a part, the shortest label first."""
        wanted = frozenset(lemmas(said)) if len(said) <= LONGEST_NAMING else frozenset()
        return [each for label, each in self._words if wanted and wanted <= label]

    def begun(self, said: str) -> Sequence[Field]:
        """The fields whose label begins with these words, the shortest label first."""
        wanted = lemmas(said) if len(said) <= LONGEST_NAMING else ()
        return [each for each in self.in_part(said) if lemmas(each.label)[: len(wanted)] == wanted]


def read_segment_heading(form: Form, line: str) -> tuple[int, str] | None:
    """The segment (from 0) that a heading names, and what it is called: «Сегмент 2. Молодые семьи»."""
    for pattern in _segment_patterns((form.layout.segment_heading, form.messages.unnamed_segment)):
        if (match := pattern.fullmatch(line)) is not None and int(match["number"]) > 0:
            return int(match["number"]) - 1, (match["name"] or "").strip(" .:—–-»«")
    return None


@lru_cache(maxsize=8)
def _segment_patterns(templates: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    number = r"(?P<number>\d{1,3})"
    values = {"number": number, "index": number, "count": r"\d{1,3}"}
    patterns = []
    for template in templates:
        heading = template.split("{segment_name}")[0].rstrip(" .:")
        said = filled(heading, lambda name, _: values.get(name, ".*")) or heading
        patterns.append(re.compile(rf"{said}(?:[\s.:—–-]+(?P<name>.*))?", re.IGNORECASE))
    return tuple(patterns)


@dataclass
class Piece:
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


class PieceReader:
    """Goes through the lines and gathers them under their labels; `loose` are sentences without one."""

    def __init__(self, view: View, segment: int) -> None:
        self.view, self.form, self.segment = view, view.form, segment
        self.labels = Labels(view.form)
        self.pieces: list[Piece] = []
        self.loose: list[tuple[int, str]] = []
        self._in_segment = False
        self._open: Piece | None = None
        self._columns: list[int] = []
        self._in_table = False

    def read(self, text: str) -> None:
        for block in _BLOCK.split(cleaned(text)):
            self._read_block(block)

    def _read_block(self, block: str) -> None:
        # An empty line ends an answer, unless it stands between the label and the answer.
        if self._open is not None and self._open.lines:
            self._open = None
        self._columns = []
        for line in pasted_lines(block):
            if not is_ruler(line):
                self._read_line(_MARKDOWN.sub("", line).rstrip() or line)

    def _read_line(self, line: str) -> None:
        if (heading := read_segment_heading(self.form, without_bullet(line).strip())) is not None:
            self._begin_segment(*heading)
            return
        cells, began = _cells(line), not self._in_table
        self._in_table = bool(cells)
        if cells and self._read_cells(line, cells, began=began):
            return
        headed = self._headed(without_bullet(line).strip()) or self._begun(line)
        if headed is not None:
            fields, head, rest = headed
            self._begin(fields, head, "")
            self._read_sentences(rest)
        elif self._open is not None and self._continues(line):
            self._open.lines.append(line)
        else:
            self._open = None
            self._read_sentences(line)

    def _begin_segment(self, number: int, name: str) -> None:
        self.segment, self._open, self._in_segment = number, None, True
        self._name_segment(number, name)

    def _name_segment(self, number: int, name: str) -> None:
        role = self.form.roles.segment_name
        if name and role is not None:
            each = self.form.field(role)
            self.pieces.append(Piece(number, (each,), each.label, [name]))
        elif name:
            self.loose.append((number, name))

    def _read_cells(self, line: str, cells: list[str], *, began: bool) -> bool:
        """A row of a table: of one that compares segments, of labels and answers, or of a question's own."""
        if self._open is not None and self._open.fields[0].type == "table" and not self._labels(cells[0]):
            self._open.lines.append(line)
            return True
        if len(cells) > 1 and (headings := _all_segments(self.form, cells[1:])):
            self._columns, self._open = [number for number, _ in headings], None
            for number, name in headings:
                self._name_segment(number, name)
            return True
        tables = (each for each in self.form.fields if names_columns(each, cells)) if began else iter(())
        if (table := next(tables, None)) is not None:
            self._begin((table,), table.label, line)
            return True
        fields = self._labels(cells[0])
        if not self._columns:
            return False
        for number, cell in zip(self._columns, cells[1:], strict=False):
            if cell and fields:
                self.pieces.append(Piece(number, fields, cells[0], [cell]))
            elif cell:
                self.loose.append((number, f"{cells[0]}: {cell}"))
        # Under no heading.
        left = filter(None, cells[len(self._columns) + 1 :])
        self.loose += [(self.segment, f"{cells[0]}: {cell}") for cell in left]
        return True

    def _read_sentences(self, text: str) -> None:
        """A sentence that begins with a label opens its answer; others go on with the one before."""
        rows: list[str] = []
        for sentence in filter(None, map(str.strip, SENTENCE.split(text))):
            answers = not rows and self._open is not None and not self._open.lines
            headed = self._headed(sentence)
            # «Процесс: услуги»: what is called like a question may be the answer.
            if headed is not None and (headed[2] or not answers):
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
        self._open = Piece(self.segment, fields, head, [line] if line else [])
        self.pieces.append(self._open)

    def _continues(self, line: str) -> bool:
        """Whether a line belongs to the answer above: lists and tables go on, and so does what has not
        begun; any other answer stands on its line."""
        assert self._open is not None
        several = self._open.fields[0].type in (*SEVERAL_LINES, "multi_choice")
        return several or not self._open.lines

    def _headed(self, line: str) -> tuple[Sequence[Field], str, str] | None:
        """The fields that a line names, the label as written, and what follows it."""
        bare = line.strip("| ")
        if fields := self.labels.exactly(bare) or (bare.endswith(":") and self.labels.called(bare)) or ():
            return self._meant(fields), bare.rstrip(":"), ""
        for separator in (_AFTER_LABEL, _DASH):
            match = separator.search(bare)
            if match is None or match.start() > LONGEST_NAMING:
                continue
            head = bare[: match.start()]
            rest = bare[match.end() :].strip().strip("|").strip()
            fields = self._meant(self.labels.exactly(head))
            if not fields and separator is _AFTER_LABEL and rest:
                fields = self._readable(self.labels.called(head) or self.labels.in_part(head), rest)
            if fields and rest:
                return fields, head, rest
        return None

    def _meant(self, fields: Sequence[Field]) -> Sequence[Field]:
        """Chooses among questions that share a name («Название»): below the heading of a segment, or where
        the profile has an answer, that of the segment."""
        of_segment = [each for each in fields if each.scope == "segment"]
        own = [each for each in fields if each not in of_segment]
        answered = bool(own) and all(map(self.view.is_answered, own))
        return (of_segment if self._in_segment or answered else own) or fields

    def _begun(self, line: str) -> tuple[Sequence[Field], str, str] | None:
        """Reads a line of its own that begins as a label does, whatever is answered: «Частота: один раз,
        потом нет» below a list is no item of it."""
        head, colon, rest = line.partition(":")
        fields = self.labels.begun(head) if colon and without_bullet(line) == line else ()
        return (fields, head.strip(), rest.strip()) if fields and rest.strip() else None

    def _labels(self, cell: str) -> Sequence[Field]:
        return self._meant(self.labels.exactly(cell)) or self.labels.in_part(cell)

    def _readable(self, fields: Sequence[Field], rest: str) -> Sequence[Field]:
        """Keeps, of fields that only a part of their label names, those whose answer the rest may be."""
        texts = {rest, next(iter(SENTENCE.split(rest)), rest).rstrip(".;")}
        return [each for each in fields if any(self._may_be(each, text) for text in texts)]

    def _may_be(self, each: Field, text: str) -> bool:
        if each.options:
            # Which of them are offered follows from answers that may stand further on.
            return not isinstance(read_options(self.form, each.options, text), str)
        return not isinstance(read(self.view, Path(each.id), text), Mistake)


def _cells(line: str) -> list[str]:
    if not _EDGE.search(line):
        return []
    return [one_line(cell) for cell in _EDGE.split(line.strip().strip("|"))]


def _all_segments(form: Form, cells: Sequence[str]) -> list[tuple[int, str]]:
    found = [read_segment_heading(form, cell) for cell in cells]
    return [each for each in found if each is not None] if all(found) else []
