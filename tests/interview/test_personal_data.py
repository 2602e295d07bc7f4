"""What tells of one person is found in a text; figures, offices, streets and groups are not."""

import json
import re
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from dialogs.documents.report import file_stem
from dialogs.interview.answers import Draft, Text
from dialogs.interview.answers import Path as Place
from dialogs.interview.checks.privacy import masked, personal_data
from dialogs.interview.examples import ExampleProfile
from dialogs.interview.view import View
from tests.talking import Conversation

QUESTIONS = Path(__file__).parents[2] / "questions" / "interview"
SENTENCES = QUESTIONS / "personal_data.jsonl"
Examples = dict[str, ExampleProfile]


def test_personal_data_are_found_and_little_else_is() -> None:
    labelled = [json.loads(line) for line in SENTENCES.read_text(encoding="utf-8").splitlines()]
    of_people = [bool(personal_data(each["text"])) for each in labelled if each["personal"]]
    others = [bool(personal_data(each["text"])) for each in labelled if not each["personal"]]
    assert len(labelled) >= 200
    assert sum(of_people) >= 0.95 * len(of_people)
    assert sum(others) <= 0.03 * len(others)


def test_names_that_are_words_and_latin_names_are_masked_and_little_else_is() -> None:
    lines = (QUESTIONS / "single_names.jsonl").read_text(encoding="utf-8").splitlines()
    named, others = list[bool](), list[bool]()
    for each in map(json.loads, lines):
        words = set(re.findall(r"[^\W\d_]+", each["text"]))
        names = set(re.findall(r"[^\W\d_]+", each["names"]))
        kept = set(re.findall(r"[^\W\d_]+", masked(each["text"])))
        (named if names else others).append(kept == words - names)
    assert len(named) >= 70 and len(others) >= 75
    assert sum(named) >= 0.95 * len(named)
    assert sum(others) >= 0.97 * len(others)


@pytest.mark.parametrize("personal", ["СНИЛС 112-233-445 95", "Петрова Анна Сергеевна"])
def test_what_is_cut_in_two_by_the_end_of_what_is_shown_is_hidden_all_the_same(personal: str) -> None:
    parts = re.findall(r"[^\W_]{3,}", personal.removeprefix("СНИЛС"))
    for before in range(100):
        text = "а " * (before // 2) + "б" * (before % 2) + f" {personal}, дальше ещё" + " слово" * 200
        for hidden in ("", "тел. 8 (912) 345-67-89, " * 20):
            shown = masked(hidden + text, len(hidden) + 60)
            assert not any(part[:3] in shown for part in parts), shown


def test_of_a_long_text_as_much_is_shown_as_is_asked_for() -> None:
    text = " ".join(f"слово{letter}" for letter in "абвгд" * 400)
    assert masked(text, 500) == text[:500]
    assert masked(text[:400], 500) == text[:400]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("спросите у Веры, есть ли вера в сервис", "спросите у ▒▒▒, есть ли вера в сервис"),
        ("Роман сказал, что роман Толстого любят", "▒▒▒ сказал, что роман ▒▒▒ любят"),
        ("Надежда на ответ от Ivan Petrov", "Надежда на ответ от ▒▒▒"),
        ("Petrova A.S. и Times New Roman", "▒▒▒ и Times New Roman"),
    ],
)
def test_the_word_stays_where_it_names_nobody(typed: str, read: str) -> None:
    assert masked(typed) == read


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("Дарья Соловей пришла без справки", ("Дарья Соловей",)),
        ("Документы приняла у Дарьи Соловей, Ивану Зайцу отказали", ("Дарьи Соловей", "Ивану Зайцу")),
        ("Вера Холдинг и магазин Анна Маркет закрыты", ()),
        ("Надежда России помогает семьям, роман Толстого читают", ()),
        ("Храм Александра Невского стоит у отдела", ()),
    ],
)
def test_a_surname_that_is_a_word_is_told_from_the_name_of_a_firm(
    written: str, found: tuple[str, ...]
) -> None:
    assert personal_data(written) == found


def test_a_citizen_is_named_by_a_surname_that_is_a_word() -> None:
    assert personal_data("Отказали гражданке Мельник") == ("гражданке Мельник",)
    assert not personal_data("Отказали гражданину Республики Казахстан")
    assert not personal_data("Гражданин Российской Федерации")
    assert personal_data("Рыбаку выдан билет 63 № 004512")


def test_the_words_found_are_told() -> None:
    text = "Заявитель 1967 г.р., паспорт 45 08 123456, ИНН 180012345678, звонит на 8-800-100-70-10"
    assert personal_data(text) == ("1967 г.р.", "паспорт 45 08 123456", "ИНН 180012345678")
    assert personal_data("Петрова Анна, кв. 12, пишет на info@region.ru") == ("Петрова Анна", "кв. 12")


def test_who_is_called_by_an_office_and_a_surname_is_a_person() -> None:
    assert personal_data("Сотрудник Хайбулаев не подписал акт") == ("Сотрудник Хайбулаев",)
    assert personal_data("Гр-ка Ко просит отсрочку") == ("Гр-ка Ко",)
    assert personal_data("прописан: ул. Лесная, 3-18")
    assert not personal_data("Сотрудник Росреестра и водитель Газели не подписали акт")


def test_papers_and_short_names_are_told_apart_from_figures() -> None:
    text = "Заявительница Л. М. Штольц, Нгуен Тхи Хоа, авто с номером х 456 ка 199, счёт 40817810099910004312"
    assert personal_data(text) == (
        "Л. М. Штольц",
        "Нгуен Тхи Хоа",
        "авто с номером х 456 ка 199",
        "40817810099910004312",
    )
    # A СНИЛС is known by its check digits, without a word beside it.
    assert personal_data("В поле вводят 11223344595 и 11223344596") == ("11223344595",)
    assert not personal_data("В 120 км 15 семей, КБК 18210101011011000110, учебник Ю. Лотмана")


def test_a_surname_behind_a_noun_for_somebody_is_found_and_a_group_is_not() -> None:
    assert personal_data("Сторож Кузнецов и дежурная Орлова не открыли") == ("Кузнецов", "Орлова")
    assert personal_data("Жалоба пациентки 1961 г. р.") == ("1961 г. р.",)
    assert personal_data("Пишут на @petr_vasilenko и @minzdrav_news") == ("@petr_vasilenko",)
    assert personal_data("Свидетельство II-AB № 123456") == ("II-AB № 123456",)
    assert not personal_data("Дети 2019 года рождения, 40 учеников 2012 года рождения")
    assert not personal_data("Житель Королёва и работник Северстали ждут выставку художника Шишкина")


NUMBERS_AND_NAMES = ["8 900 123 45 67 ", "Пётр Котов, ", "a@mail.ru ", "кв. 12; ", "Ivan Petrov, "]


@pytest.mark.parametrize("text", [*NUMBERS_AND_NAMES, "а", "1", "Иванов ", "a@", "ул. "])
def test_the_time_grows_no_faster_than_the_text(text: str) -> None:
    def growth() -> float:
        short, long = ((text * length)[:length] for length in (8_000, 64_000))
        return _processor_seconds(long) / _processor_seconds(short)

    masked(text)
    # Eight times as long; where each find looks at the whole text again it takes fifty times. On a busy
    # machine a processor may be slow for a moment.
    assert min(growth() for _ in range(3)) < 24


def _processor_seconds(text: str) -> float:
    began = time.process_time()
    masked(text)
    return time.process_time() - began


def personal(examples: Examples) -> Draft:
    """A profile named after a person."""
    name = Text("Субсидия для гр. Петровой Анны, 1967 г.р.")
    draft = examples["citizen_service"].draft.with_answer(Place("entity_name"), name)
    return draft.with_answer(Place("segment_name", 0), Text("Пенсионеры из дома Петровой Анны"))


def test_names_of_people_are_in_no_file_name(talk: Conversation, examples: Examples) -> None:
    draft = personal(examples)
    for part in (draft, replace(draft, segments=draft.segments[:1])):
        stem = file_stem(View(talk.library.form, part, date(2026, 11, 22)))
        assert "петров" not in stem.casefold()


def test_names_of_people_are_in_no_title_and_no_notice(talk: Conversation, examples: Examples) -> None:
    talk.reach("entity_name", personal(examples))
    talk.say("Субсидия для гр. Петровой Анны, 1967 г.р.")
    talk.keep("Вымышленный пример")
    talk.say("/drafts")
    assert "Петров" not in talk.said + " ".join(talk.labels())
    assert "Петров" not in masked("почему отказали гр. Петровой Анне")
