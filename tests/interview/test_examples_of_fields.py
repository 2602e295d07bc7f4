"""Every example that authors wrote beside a question, typed into the chat."""

import pytest

from dialogs.authoring.form_loading import load_form, shipped_form
from dialogs.interview.answers import Answer, Items, Path
from dialogs.interview.definition import Form
from dialogs.interview.field import Field
from dialogs.interview.file_values import answer_of
from dialogs.interview.findings import remarks
from dialogs.interview.question import question
from dialogs.interview.typed_answers import Mistake, read, typed_answer
from dialogs.interview.view import View
from tests.interview.respondent import NOW, TODAY, Respondent

FIELDS = load_form(shipped_form()).fields
GOOD = [
    (field, kind) for field in FIELDS for kind in ("", *(field.example.good_for if field.example else ()))
]
CLIENTS = {"citizen": "Граждане", "business": "Бизнес", "internal": "Наши сотрудники (внутренний клиент)"}


def client_of(field: Field, form: Form) -> str:
    """A client type for which the example's options are offered."""
    if field.id.startswith("trait_business") or field.id in ("trait_industry", "trait_legal_form"):
        return "Бизнес"
    internal = ("trait_position", "trait_department", "trait_tenure", "trait_work_format")
    return form.field("client_type").options[3].label if field.id in internal else "Граждане"


def asked_of(form: Form, field: Field, kind: str = "") -> tuple[Respondent, Path]:
    person = Respondent.beginning(form)
    person.says("client_type", CLIENTS[kind] if kind else client_of(field, form))
    return person, Path(field.id, 0 if field.scope == "segment" else None)


@pytest.mark.parametrize(("field", "kind"), GOOD, ids=lambda part: getattr(part, "id", part))
def test_the_good_example_is_taken_without_a_remark(form: Form, field: Field, kind: str) -> None:
    assert field.example is not None
    person, path = asked_of(form, field, kind)
    answer = answer_of(form, field, field.example.good_in(kind))
    assert not isinstance(answer, str), answer
    assert remarks(View(form, person.draft, TODAY), path, answer) == ()


def test_examples_are_of_the_client_who_is_described(form: Form) -> None:
    path = Path("pains", 0)
    shown = {
        kind: question(View(form, asked_of(form, form.field("pains"), kind)[0].draft), path).example_good[0]
        for kind in CLIENTS
    }
    assert "МФЦ" in shown["citizen"]
    assert "Заявление возвращают" in shown["business"]
    assert "подписанта" in shown["internal"]
    person, _ = asked_of(form, form.field("pains"), "internal")
    (remark,) = remarks(View(form, person.draft, TODAY), path, Items(("Сотрудники некомпетентны и ленивы",)))
    assert remark.message.endswith(f"Например: «{shown['internal']}».")


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.id)
def test_the_good_example_can_be_typed(form: Form, field: Field) -> None:
    assert field.example is not None
    person, path = asked_of(form, field)
    answer = answer_of(form, field, field.example.good)
    assert not isinstance(answer, str)
    draft = person.draft.with_answer(path, answer)
    assert read(View(form, draft), path, typed_answer(View(form, draft), path)) == answer


@pytest.mark.parametrize(
    "field",
    [f for f in FIELDS if f.example and f.example.bad and f.example.bad.caught_by == "rule"],
    ids=lambda field: field.id,
)
def test_the_bad_example_is_remarked(form: Form, field: Field) -> None:
    assert field.example is not None
    assert field.example.bad is not None
    answer = answer_of(form, field, field.example.bad.value)
    if isinstance(answer, str):
        return
    assert any(rule.remark(answer, form.messages, TODAY) for rule in field.rules)


@pytest.mark.parametrize(
    "field",
    [f for f in FIELDS if f.example and f.example.bad and isinstance(f.example.bad.value, str)],
    ids=lambda field: field.id,
)
def test_the_bad_example_typed_is_not_taken_silently(form: Form, field: Field) -> None:
    assert field.example is not None
    assert field.example.bad is not None
    if field.example.bad.caught_by == "human":
        return
    person, path = asked_of(form, field)
    answer: Answer | Mistake = read(View(form, person.draft), path, str(field.example.bad.value))
    assert isinstance(answer, Mistake) or remarks(View(form, person.draft, NOW.date()), path, answer)


def test_every_question_has_examples_and_a_hint() -> None:
    for field in FIELDS:
        assert field.example is not None
        assert field.example.bad is not None
        assert field.help
