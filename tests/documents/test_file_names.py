"""File names that any system keeps."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from dialogs.documents.file_names import cut_between_words
from dialogs.documents.report import file_stem
from dialogs.interview.answers import Choice, Draft, Picked, Text
from dialogs.interview.definition import Form
from dialogs.interview.view import View
from tests.documents.conftest import EXAMPLES, TODAY, answered, without

Example = Callable[[str], Draft]


def test_one_segment_and_several_have_their_patterns(form: Form, example: Example) -> None:
    one = file_stem(View(form, example("internal_facilities"), TODAY))
    assert one == "Профиль_КС_внутренний_Административно-хозяйственная_2026-11-18_v1.0"
    two = file_stem(View(form, example("internal_accounting"), TODAY))
    assert two == "Профиль_КС_внутренний_Бухгалтерский-учёт_2-сегм_2026-11-16_v1.0"


@pytest.mark.parametrize(
    "name",
    [
        *EXAMPLES,
        'a/b\\c:d*e?f"g<h>i|j',
        "...",
        "😀" * 50,
        "漢" * 200,
        "Ж" * 300,
        "{x} {{y}} %s",
        "\x00\ud800",
    ],
)
def test_no_name_is_too_long_or_holds_what_a_system_forbids(form: Form, example: Example, name: str) -> None:
    draft = (
        example(name)
        if name in EXAMPLES
        else answered(example("internal_facilities"), {"segment_name@0": Text(name)})
    )
    stem = file_stem(View(form, draft, TODAY))
    assert 0 < len(stem) <= 75
    assert len(stem.encode()) <= 245
    assert not re.search(r'[\\/:*?"<>|{}\s\x00-\x1f]', stem)
    assert stem == stem.strip(". -_")


def test_no_file_name_names_a_person(form: Form, example: Example) -> None:
    person = "Субсидия, которую получает Иванова Мария Петровна"
    draft = answered(
        example("citizen_service"), {"entity_name": Text(person), "segment_name@0": Text(person)}
    )
    one = replace(draft, segments=draft.segments[:1])
    for stem in (file_stem(View(form, d, TODAY)) for d in (draft, one)):
        assert "Иванова" not in stem
        assert stem.startswith("Профиль_КС_граждане_Предоставление-услуг")


def test_own_words_need_no_option_before_them(form: Form, example: Example) -> None:
    draft = answered(
        example("internal_facilities"), {"internal_topic": Choice(Picked("other", "охрана труда"))}
    )
    assert file_stem(View(form, draft, TODAY)) == "Профиль_КС_внутренний_Охрана-труда_2026-11-18_v1.0"


def test_what_is_not_answered_leaves_no_gap(form: Form, example: Example) -> None:
    draft = without(example("internal_facilities"), "segment_name", "internal_topic")
    assert file_stem(View(form, draft, TODAY)) == "Профиль_КС_внутренний_2026-11-18_v1.0"


def test_names_are_shortened_between_words() -> None:
    assert cut_between_words("Предоставление-субсидий-на-оплату", 27) == "Предоставление-субсидий"
    assert cut_between_words("Субсидии", 27) == "Субсидии"
    assert cut_between_words("Ж" * 50, 27) == "Ж" * 27


def test_only_what_leads_on_to_the_next_word_is_dropped_with_it() -> None:
    assert (
        cut_between_words("Предоставление-места-в-детский-сад-ребёнку", 35)
        == "Предоставление-места-в-детский-сад"
    )
    assert cut_between_words("Выдача-земли-под-дом-для-семьи", 25) == "Выдача-земли-под-дом"


def test_a_whole_title_is_worth_more_than_the_number_of_segments(form: Form, example: Example) -> None:
    draft = answered(example("citizen_service"), {"entity_name": Text("Выдача удостоверения ветерана труда")})
    stem = file_stem(View(form, draft, TODAY))
    assert stem.startswith("Профиль_КС_граждане_Выдача-удостоверения-ветерана-труда_20")
