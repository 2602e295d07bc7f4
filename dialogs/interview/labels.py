"""How people name a question before its answer, and a segment above its answers."""

import re
from collections.abc import Sequence
from functools import lru_cache

from dialogs.interview.definition import Form
from dialogs.interview.field import Field
from dialogs.interview.messages import filled
from dialogs.interview.typed_text import folded
from knowledge.text.lemmas import lemmas

LONGEST_NAMING = 200


class Labels:
    """The labels and questions of a form, to be found by what somebody has written before an answer."""

    def __init__(self, form: Form) -> None:
        self._exact: dict[str, tuple[Field, ...]] = {}
        for each in form.fields:
            asked = (each.question, *(variant.text for variant in each.question_variants))
            for wording in (each.label, *each.also, *asked):
                self._exact[folded(wording)] = (*self._exact.get(folded(wording), ()), each)
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
        return self._exact.get(folded(said), ()) if len(said) <= LONGEST_NAMING else ()

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


def segment_heading(form: Form, line: str) -> tuple[int, str] | None:
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
