"""Odd texts, and texts made to keep a regular expression busy, are read by every field and rule."""

import pytest

from dialogs.interview.answers import Path
from dialogs.interview.definition import Form
from dialogs.interview.findings import remarks
from dialogs.interview.route import new_draft
from dialogs.interview.typed_answers import Mistake, read
from dialogs.interview.view import View
from tests.bad_input import BUSY, TEXTS
from tests.interview.respondent import NOW, TODAY


@pytest.mark.processor_seconds(60)
@pytest.mark.parametrize("text", [*TEXTS.values(), *BUSY.values()], ids=[*TEXTS, *BUSY])
def test_a_hostile_text_is_read(form: Form, text: str) -> None:
    view = View(form, new_draft(form, "d", NOW, {}), TODAY)
    for field in form.fields:
        path = Path(field.id, 0 if field.scope == "segment" else None)
        answer = read(view, path, text)
        if not isinstance(answer, Mistake):
            remarks(view, path, answer)
