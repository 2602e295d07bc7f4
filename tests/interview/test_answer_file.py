"""Files of answers go through the same rules as the chat."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path as FilePath
from textwrap import dedent

import pytest
import yaml

from dialogs.interview.answer_file import Filled, answers_as_file, fill, read_answer_file
from dialogs.interview.answers import Choice, Choices, Day, NoData, Number, Path, Picked, Skipped
from dialogs.interview.definition import Form
from dialogs.interview.examples import ExampleProfile, load_examples, shipped_examples
from dialogs.interview.route import AskField, CheckAnswers, add_segment, first_open, new_draft
from dialogs.interview.typed_answers import Mistake, read, typed_answer
from dialogs.interview.view import View
from knowledge.yaml_source import ContentError
from tests.interview.respondent import NOW

Fill = Callable[[str], Filled]
BAD = FilePath(__file__).parent / "bad_profile.yaml"
EXAMPLES = sorted(shipped_examples().glob("*.yaml"))


@pytest.fixture
def filled(form: Form, tmp_path: FilePath) -> Fill:
    def from_text(text: str) -> Filled:
        file = tmp_path / "answers.yaml"
        file.write_text(dedent(text), encoding="utf-8")
        return fill(form, read_answer_file(file), "draft", NOW)

    return from_text


def said(result: Filled, field: str) -> list[tuple[int, str]]:
    return [(mistake.line, mistake.message) for mistake in result.mistakes if mistake.field == field]


@pytest.mark.parametrize("path", [*EXAMPLES, BAD], ids=lambda path: path.stem)
def test_a_file_survives_the_way_there_and_back(form: Form, path: FilePath, filled: Fill) -> None:
    first = fill(form, read_answer_file(path), "draft", NOW)
    assert first.mistakes == ()
    assert first_open(View(form, first.draft)) == CheckAnswers()
    written = answers_as_file(form, first.draft)
    again = filled(yaml.safe_dump(written, allow_unicode=True))
    assert again.mistakes == ()
    assert again.draft == first.draft


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_typed_into_the_chat_makes_the_same_draft(form: Form, path: FilePath) -> None:
    wanted = fill(form, read_answer_file(path), "draft", NOW).draft
    draft = new_draft(form, "draft", NOW, {})
    while (step := first_open(View(form, draft))) != CheckAnswers():
        if isinstance(step, AskField):
            answer = read(View(form, draft), step.path, typed_answer(View(form, wanted), step.path))
            assert not isinstance(answer, Mistake)
            draft = draft.with_answer(step.path, answer)
        elif len(draft.segments) < len(wanted.segments):
            draft = add_segment(draft)
        else:
            draft = replace(draft, complete_segments=True)
    assert draft.segments == wanted.segments
    asked = {name: answer for name, answer in wanted.shared.items() if form.field(name).asked != "never"}
    assert draft.shared == asked


def test_a_file_of_answers_may_hold_values_of_every_kind(filled: Fill) -> None:
    draft = filled("""
        report:
          client_type: internal
          internal_topic: {other: "Кадровые вопросы"}
          target_audience_size: 48200
          profile_date: 2026-11-20
        segments:
          - channels: [phone, {other: "Голубь"}, Бумажная служебная записка]
            segment_share_percent: 38.5
            satisfaction: {unknown: true}
            contact_frequency: нет данных
            expectations: {skipped: true}
          - satisfaction: Не измеряется
        """).draft
    assert draft.shared["internal_topic"] == Choice(Picked("other", "Кадровые вопросы"))
    assert isinstance(draft.shared["profile_date"], Day)
    assert isinstance(draft.shared["target_audience_size"], Number)
    assert draft.at(Path("channels", 0)) == Choices(
        (Picked("phone"), Picked("other", "Голубь"), Picked("paper_memo"))
    )
    assert isinstance(draft.at(Path("segment_share_percent", 0)), Number)
    unknown = [Path("satisfaction", 0), Path("contact_frequency", 0), Path("satisfaction", 1)]
    assert [draft.at(path) for path in unknown] == [NoData()] * 3
    assert draft.at(Path("expectations", 0)) == Skipped()


def test_a_list_without_items_is_as_good_as_not_written(filled: Fill) -> None:
    result = filled("""\
        report:
          client_type: citizen
        segments:
          - expectations: []
            needs: []
            pains: [" "]
        """)
    assert result.draft.at(Path("expectations", 0)) == Skipped()
    assert result.draft.at(Path("needs", 0)) is None
    assert said(result, "needs")[0][0] == 5
    assert said(result, "pains") == [(6, "Ответ пустой. Напишите его текстом.")]


def test_mistakes_name_field_and_line(filled: Fill) -> None:
    result = filled("""\
        report:
          organization_name: Минсоц
          client_type: citizens
          proces_type: services
          entity_name: {a: b}
          profile_date: 2030-01-01
        segments:
          - segment_name: "Семьи с детьми в городах"
            channels: [edms]
            needs: "одной строкой"
        """)
    ((line, message),) = said(result, "organization_name")
    assert (line, message[:56]) == (2, "Напишите полное официальное название без сокращений. Нап")
    assert said(result, "client_type") == [
        (3, "Варианта «citizens» нет. Есть: citizen, business, citizen_and_business, internal.")
    ]
    assert said(result, "proces_type") == [(4, "В форме нет поля «proces_type».")]
    assert said(result, "entity_name")[0][0] == 5
    assert said(result, "profile_date") == [(6, "Дата составления не может быть в будущем.")]
    assert said(result, "needs")[0][0] == 10
    assert "Мне нужно" in said(result, "needs")[0][1]


def test_hidden_and_missing_answers_are_reported(filled: Fill) -> None:
    result = filled("""\
        report:
          client_type: internal
          process_type: services
        segments:
          - segment_name: "Новые специалисты отдела"
            trait_tenure: lt3m
        """)
    assert "не спрашивается" in said(result, "process_type")[0][1]
    assert said(result, "trait_tenure")[0][0] == 6
    line, message = said(result, "pains")[0]
    assert (line, "барьер" in message) == (5, True)
    assert said(result, "expectations") == []


def test_a_remark_that_may_be_kept_is_a_finding(filled: Fill) -> None:
    result = filled("""\
        segments:
          - needs: ["Нужно мобильное приложение для подачи заявлений"]
        """)
    assert said(result, "needs") == []
    assert ("needs.solution", "error") in {(finding.check, finding.level) for finding in result.findings}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "просто текст",
        "report: []\nsegments: 5",
        "segments: [1, {}]",
        "segments: []",
        "segments: [[]]",
        "report: {needs: [a]}",
        "meta: 1",
        "other: 1",
    ],
)
def test_a_file_of_another_shape_is_no_crash(filled: Fill, text: str) -> None:
    assert filled(text).mistakes


def test_too_many_segments_and_another_form(filled: Fill) -> None:
    result = filled("meta: {profile_schema: other_form}\nsegments:\n" + "  - {}\n" * 21)
    assert said(result, "segments") == [(2, "Сегментов 21, а можно не больше 20.")]
    assert "other_form" in said(result, "meta")[0][1]
    assert len(result.draft.segments) == 20


def test_hostile_values_are_mistakes(filled: Fill) -> None:
    long = "я" * 100_000
    result = filled(f"segments:\n  - segment_name: {long}\n    needs: [[1]]\n    findings: [{{x: 1}}]\n")
    assert "100000" in said(result, "segment_name")[0][1]
    assert said(result, "needs")
    assert said(result, "findings")


def test_a_broken_file_is_told_with_its_line(tmp_path: FilePath) -> None:
    file = tmp_path / "answers.yaml"
    file.write_text("report:\n  a: [1\n", encoding="utf-8")
    with pytest.raises(ContentError, match=r"answers\.yaml:\d: YAML syntax"):
        read_answer_file(file)


def test_shipped_examples_say_what_they_show(examples: dict[str, ExampleProfile]) -> None:
    assert list(examples) == ["citizen_service", "internal_accounting", "internal_facilities"]
    for example in examples.values():
        assert example.title.startswith("Пример")
        assert example.shows
        assert example.draft.status == "finished"


def test_an_example_that_the_form_refuses_stops_the_start(form: Form, tmp_path: FilePath) -> None:
    text = (shipped_examples() / "internal_facilities.yaml").read_text(encoding="utf-8")
    spoilt = text.replace("segment_share_percent: 9", "segment_share_percent: 900")
    (tmp_path / "x.yaml").write_text(spoilt, encoding="utf-8")
    with pytest.raises(ContentError, match=r'x\.yaml:\d+: field "segment_share_percent": Доля'):
        load_examples(form, tmp_path, NOW)
