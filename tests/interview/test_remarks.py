"""Rules of answers, and «Оставить как есть»."""

from dataclasses import replace

from dialogs.interview.answers import (
    Answer,
    Choices,
    Draft,
    Items,
    NoData,
    Path,
    Picked,
    Rows,
    Skipped,
    Text,
)
from dialogs.interview.definition import Form
from dialogs.interview.findings import Remark, remarks
from dialogs.interview.view import View
from tests.interview.forms import with_field
from tests.interview.respondent import TODAY, Respondent

NEEDS = Path("needs", 0)


def open_remarks(form: Form, draft: Draft, answer: Answer) -> tuple[Remark, ...]:
    """What is said about needs, but for what was kept as it is."""
    found = remarks(View(form, draft, TODAY), NEEDS, answer)
    return tuple(remark for remark in found if remark.key not in draft.kept)


def test_an_error_of_a_pattern_may_be_kept_but_a_length_may_not(person: Respondent) -> None:
    answer = Items(("Нужно приложение", "Мне нужно заранее знать размер выплаты"))
    found = {remark.rule: remark for remark in remarks(View(person.form, person.draft, TODAY), NEEDS, answer)}
    assert not found[""].may_keep
    solution = found["solution"]
    assert (solution.level, solution.may_keep) == ("error", True)
    assert found["purpose"].level == "warning"


def test_what_is_kept_is_not_said_again_until_the_text_changes(person: Respondent) -> None:
    answer = Items(("Мне нужно приложение, чтобы не ездить в район",))
    (remark,) = open_remarks(person.form, person.draft, answer)
    draft = replace(person.draft, kept=frozenset({remark.key}))
    assert open_remarks(person.form, draft, answer) == ()
    assert remarks(View(person.form, draft, TODAY), NEEDS, answer) == (remark,)
    other = Items(("Мне нужно приложение, чтобы не звонить",))
    assert len(open_remarks(person.form, draft, other)) == 1


def test_the_wrong_item_is_quoted_with_the_reason_and_an_example(person: Respondent) -> None:
    answer = Items(("Мне нужно знать срок, чтобы планировать", "Нужен портал, чтобы подавать заявления"))
    (remark,) = remarks(View(person.form, person.draft, TODAY), NEEDS, answer)
    assert remark.message.startswith(
        "«Нужен портал, чтобы подавать заявления». Это решение, а не потребность"
    )
    assert remark.message.endswith("чтобы не тратить на дорогу часть выплаты».")


def test_a_text_over_the_limit_is_told_its_length(person: Respondent) -> None:
    path = Path("trait_sociodemographic", 0)
    (remark,) = remarks(View(person.form, person.draft, TODAY), path, Text("я" * 401))
    assert "401" in remark.message
    assert "400" in remark.message
    assert not remark.may_keep


def test_too_many_choices_and_contradicting_ones(official: Respondent) -> None:
    path = Path("study_methods", 0)
    answer = Choices((Picked("expert"), Picked("survey")))
    assert [r.message for r in remarks(View(official.form, official.draft, TODAY), path, answer)] == [
        "«Только мнение сотрудников» нельзя сочетать с другими методами."
    ]
    path = Path("segmentation_criteria", 0)
    (remark,) = remarks(View(official.form, official.draft, TODAY), path, Choices((Picked("digital"),)))
    assert remark.message.startswith("Выберите два или три")


def test_an_option_for_another_client_is_refused(official: Respondent) -> None:
    answer = Choices((Picked("edms"),))
    (remark,) = remarks(View(official.form, official.draft, TODAY), Path("channels", 0), answer)
    assert "СЭД" in remark.message
    assert not remark.may_keep


def test_general_proposals_are_remarked_in_their_cell(person: Respondent) -> None:
    row = {"finding": "Сервис недостаточно удобен людям", "proposal": "Повысить качество обслуживания"}
    (remark,) = remarks(View(person.form, person.draft, TODAY), Path("findings", 0), Rows((row,)))
    assert remark.message.startswith("«Повысить качество обслуживания». Слишком общо")
    assert "Например: «Сообщать о праве на субсидию" in remark.message
    assert remark.may_keep


def test_no_data_and_skipping_are_judged(person: Respondent) -> None:
    def said(field: str, answer: NoData | Skipped) -> list[str]:
        path = Path(field, 0)
        return [remark.message for remark in remarks(View(person.form, person.draft, TODAY), path, answer)]

    assert said("satisfaction", NoData()) == []
    assert said("expectations", Skipped()) == []
    assert said("segment_name", NoData()) == [person.form.messages.unknown_not_allowed]
    assert said("segment_name", Skipped()) == [person.form.messages.required]


def test_a_pattern_is_not_asked_about_an_endless_text(person: Respondent) -> None:
    form = with_field(person.form, "segment_name", rules=())
    (remark,) = remarks(View(form, person.draft, TODAY), Path("segment_name", 0), Text("а" * 19_000))
    assert "19000" in remark.message
