"""What tells of one person is found in a text; figures, offices, streets and groups are not."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from dialogs.documents.report import names_of_files
from dialogs.interview.answers import Draft, Text
from dialogs.interview.answers import Path as Place
from dialogs.interview.checks.privacy import personal_data
from dialogs.interview.examples import ExampleProfile
from dialogs.interview.view import View
from dialogs.team.notices import masked
from tests.talking import Talk

SENTENCES = Path(__file__).parents[2] / "questions" / "personal_data.jsonl"
Examples = dict[str, ExampleProfile]


def test_personal_data_are_found_and_little_else_is() -> None:
    labelled = [json.loads(line) for line in SENTENCES.read_text(encoding="utf-8").splitlines()]
    of_people = [bool(personal_data(each["text"])) for each in labelled if each["personal"]]
    others = [bool(personal_data(each["text"])) for each in labelled if not each["personal"]]
    assert len(labelled) >= 200
    assert sum(of_people) >= 0.95 * len(of_people)
    assert sum(others) <= 0.03 * len(others)


def test_the_words_found_are_told() -> None:
    text = "Заявитель 1967 г.р., паспорт 45 08 123456, ИНН 180012345678, звонит на 8-800-100-70-10"
    assert personal_data(text) == ("1967 г.р.", "паспорт 45 08 123456", "ИНН 180012345678")
    assert personal_data("Петрова Анна, кв. 12, пишет на info@region.ru") == ("Петрова Анна", "кв. 12")


@pytest.mark.parametrize("text", ["а" * 4_000, "1" * 4_000, "Иванов " * 500, "a@" * 2_000, "ул. " * 1_000])
def test_an_endless_text_is_searched_too(text: str) -> None:
    personal_data(text)


def personal(examples: Examples) -> Draft:
    """A profile named after a person."""
    name = Text("Субсидия для гр. Петровой Анны, 1967 г.р.")
    draft = examples["citizen_service"].draft.with_answer(Place("entity_name"), name)
    return draft.with_answer(Place("segment_name", 0), Text("Пенсионеры из дома Петровой Анны"))


def test_names_of_people_are_in_no_file_name(talk: Talk, examples: Examples) -> None:
    draft = personal(examples)
    for part in (draft, replace(draft, segments=draft.segments[:1])):
        names = names_of_files(View(talk.library.form, part, date(2026, 11, 22)))
        assert "петров" not in names.stem.casefold()
        assert "petrov" not in names.ascii.casefold()


def test_names_of_people_are_in_no_title_and_no_notice(talk: Talk, examples: Examples) -> None:
    talk.reach("entity_name", personal(examples))
    talk.say("Субсидия для гр. Петровой Анны, 1967 г.р.")
    talk.keep("Вымышленный пример")
    talk.say("/drafts")
    assert "Петров" not in talk.said + " ".join(talk.labels())
    assert "Петров" not in masked("почему отказали гр. Петровой Анне")
