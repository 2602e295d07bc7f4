"""The written form typed by its schema; what does not fit is told by the name authors know it by."""

from collections.abc import Iterator
from dataclasses import replace

from dialogs.interview.check_kinds import Check
from dialogs.interview.definition import Computed, Form, Section, Term
from dialogs.interview.field import Field
from knowledge.authored import Authored, ContentError, Problem, Source, typed

_PARTS: dict[str, tuple[str, type[Authored]]] = {
    "sections": ("section", Section),
    "computed": ("computed value", Computed),
    "fields": ("field", Field),
    "quality_checks": ("check", Check),
    "glossary": ("term", Term),
}


def typed_form(source: Source) -> Form:
    """Raises ContentError; a problem inside a field, check … begins with its id."""
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
