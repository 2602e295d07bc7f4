"""Collects what authors have to mend, each problem with its file, line and remedy."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from dialogs.interview.checks import Check
from dialogs.interview.checks.base import Fault, unknown
from dialogs.interview.definition import Computed, Form, Section
from dialogs.interview.field import Field
from dialogs.interview.own_terms import Term
from knowledge.authored import Authored, typed
from knowledge.yaml_source import ContentError, KeyPath, Problem, Source

_ID = re.compile(r"[a-z][a-z0-9_]*")
_PARTS: dict[str, tuple[str, type[Authored]]] = {
    "sections": ("section", Section),
    "computed": ("computed value", Computed),
    "fields": ("field", Field),
    "quality_checks": ("check", Check),
    "glossary": ("term", Term),
}


class Reporter:
    """Collects the problems of one form as they are noticed."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.problems: list[Problem] = []

    def say(self, place: KeyPath, message: str, remedy: str) -> None:
        self.problems.append(self.source.problem(place, message, remedy))

    def add(self, place: KeyPath, faults: Iterable[Fault]) -> None:
        """The faults of the part that stands at `place`."""
        for fault in faults:
            self.say((*place, *fault.place), fault.message, fault.remedy)

    def known(self, place: KeyPath, what: str, name: str, names: Collection[str]) -> bool:
        """Says so when `name` is none of `names`, with the nearest one."""
        self.add(place, unknown(what, [name], names))
        return name in names

    def unique(self, place: KeyPath, what: str, names: Iterable[str]) -> None:
        """Says so when a name stands twice or is no id."""
        seen: set[str] = set()
        for position, name in enumerate(names):
            if name in seen:
                self.say(
                    (*place, position), f'{what} "{name}" is defined twice', "rename or remove one of them"
                )
            seen.add(name)
            if not _ID.fullmatch(name) and what != "check":
                self.say(
                    (*place, position), f'{what} "{name}" is no id', "use small Latin letters, digits and _"
                )


def typed_form(source: Source) -> Form:
    """The written form typed by its schema.

    Raises ContentError; a problem inside a field, check … begins with its id.
    """
    try:
        return typed(Form, source)
    except ContentError as error:
        # Sound forms pay nothing for this second look.
        elsewhere = [p for p in error.problems if p.message.split(".")[0] not in _PARTS]
        raise ContentError([*elsewhere, *_inside_parts(source)] or error.problems) from None


def _inside_parts(source: Source) -> Iterator[Problem]:
    content = source.content if isinstance(source.content, dict) else {}
    for key, (what, model) in _PARTS.items():
        items = content.get(key)
        for position, item in enumerate(items if isinstance(items, list) else []):
            try:
                typed(model, source, (key, position))
            except ContentError as error:
                name = f'{what} "{item["id"]}": ' if isinstance(item, dict) and "id" in item else ""
                yield from (replace(problem, message=name + problem.message) for problem in error.problems)
