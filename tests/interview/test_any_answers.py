"""Whatever people answer and however often they change their minds."""

from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from dialogs.interview.answers import Answer, Choice, Choices, Draft, NoData, Path, Picked, Skipped, Text
from dialogs.interview.definition import Form
from dialogs.interview.display import display
from dialogs.interview.field import Field
from dialogs.interview.findings import check_answers, check_profile, missing, remarks
from dialogs.interview.question import question
from dialogs.interview.route import (
    AskField,
    CheckAnswers,
    add_segment,
    first_open,
    is_answered,
    new_draft,
    open_after,
    progress,
    route,
    step_after,
    step_before,
)
from dialogs.interview.summary import summary
from dialogs.interview.typed_answers import Mistake, read, typed_answer
from dialogs.interview.typed_text import cleaned
from dialogs.interview.view import View
from tests.interview.respondent import NOW, TODAY

MANY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def any_answer(data: Any, field: Field) -> Answer:
    """An answer of the field's type, or one of those that hold nothing."""
    if field.options and data.draw(st.integers(0, 5)):
        ids = [option.id for option in field.options]
        if field.type == "choice":
            return Choice(Picked(data.draw(st.sampled_from(ids))))
        chosen = data.draw(st.lists(st.sampled_from(ids), unique=True, max_size=4))
        return Choices(tuple(map(Picked, chosen)))
    empty: list[Answer] = [Text("что-нибудь"), NoData(), Skipped()]
    place: int = data.draw(st.integers(0, 2))
    return empty[place]


def any_draft(form: Form, data: Any) -> tuple[Draft, dict[Path, Answer]]:
    """A draft after many answers at random places, and what was said last at each."""
    draft, said = new_draft(form, "d", NOW, {}), dict[Path, Answer]()
    for _ in range(data.draw(st.integers(0, 40))):
        field = data.draw(st.sampled_from(form.fields))
        segment = data.draw(st.integers(0, min(len(draft.segments), 4))) if field.scope == "segment" else None
        path = Path(field.id, segment)
        said[path] = any_answer(data, field)
        draft = draft.with_answer(path, said[path])
    return draft, said


@MANY
@given(data=st.data())
def test_no_stored_answer_is_lost_and_the_route_ends_in_review(form: Form, data: Any) -> None:
    draft, said = any_draft(form, data)
    for path, answer in said.items():
        assert draft.at(path) == answer
    steps = route(View(form, draft))
    assert steps[-1] == CheckAnswers()
    assert len(set(steps)) == len(steps)
    assert first_open(View(form, draft)) in steps
    assert set(missing(View(form, draft))) <= {s.path for s in steps if isinstance(s, AskField)}


@MANY
@given(data=st.data())
def test_every_step_has_the_neighbours_of_the_route(form: Form, data: Any) -> None:
    draft, _ = any_draft(form, data)
    steps = route(View(form, draft))
    place = data.draw(st.integers(0, len(steps) - 1))
    step = steps[place]
    assert step_after(View(form, draft), step) == (steps[place + 1] if place + 1 < len(steps) else None)
    assert step_before(View(form, draft), step) == (steps[place - 1] if place else None)
    following = open_after(View(form, draft), step)
    assert isinstance(following, CheckAnswers) or following in steps


@MANY
@given(data=st.data())
def test_any_draft_can_be_looked_at(form: Form, data: Any) -> None:
    draft, said = any_draft(form, data)
    counts = progress(View(form, draft))
    assert 0 <= counts.answered <= counts.total
    check_profile(View(form, draft, TODAY))
    check_answers(View(form, draft, TODAY))
    summary(View(form, draft, TODAY))
    for path in said:
        display(View(form, draft), path)
        typed_answer(View(form, draft), path)
        question(View(form, draft), path)


@pytest.mark.parametrize("seed", range(12))
def test_answering_whatever_is_asked_ends_in_review(form: Form, seed: int) -> None:
    draft, chance = new_draft(form, "d", NOW, {}), Random(seed)
    for _ in range(200):
        step = first_open(View(form, draft))
        if isinstance(step, CheckAnswers):
            assert missing(View(form, draft)) == ()
            return
        if not isinstance(step, AskField):
            draft = add_segment(draft) if len(draft.segments) < 3 else replace(draft, complete_segments=True)
            continue
        asked = question(View(form, draft), step.path)
        answer: Answer = Text("что-нибудь")
        if asked.field.type in ("choice", "multi_choice"):
            options = chance.sample(asked.options, k=min(2, len(asked.options)))
            picked = tuple(Picked(option.id) for option in options)
            answer = Choice(picked[0]) if asked.field.type == "choice" else Choices(picked)
        draft = draft.with_answer(step.path, answer)
        assert is_answered(View(form, draft), step.path)
    raise AssertionError("the interview does not end")


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.text(max_size=400), place=st.integers(0, 44))
@example(typed=";", place=38)
@example(typed=";", place=42)
@example(typed="один\n;", place=42)
def test_any_text_is_an_answer_or_a_mistake(form: Form, typed: str, place: int) -> None:
    field = form.fields[place]
    path = Path(field.id, 0 if field.scope == "segment" else None)
    draft = new_draft(form, "d", NOW, {}).with_answer(Path("client_type"), Choice(Picked("citizen")))
    answer = read(View(form, draft), path, typed)
    if isinstance(answer, Mistake):
        assert answer.message
        return
    remarks(View(form, draft, TODAY), path, answer)
    draft = draft.with_answer(path, answer)
    assert read(View(form, draft), path, typed_answer(View(form, draft), path)) == answer


@settings(max_examples=200, deadline=None)
@given(typed=st.text())
def test_cleaning_is_done_once(typed: str) -> None:
    once = cleaned(typed)
    assert cleaned(once) == once
    assert all(mark >= " " or mark in "\n\t" for mark in once)
    once.encode("utf-8")
