"""One form for what looks the same."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.text.lemmas import in_dictionary, lemma
from knowledge.text.normalisation import (
    as_latin,
    as_russian,
    folded,
    plain_words,
    spellings,
    transliterated_back,
    words,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ёлка И\u0306од", "елка йод"),  # a decomposed «й»
        ("кли\u200bе\u00adнт", "клиент"),
        ("клие\u0301нт", "клиент"),
        ("что\u2028это\u0007такое", "что это такое"),
        ("\u202eклиент\u202c", "клиент"),
        ("ＳＥＲＶＩＣＥ", "service"),
        ("\ud800а", "а"),
    ],
)
def test_folding_leaves_one_form(text: str, expected: str) -> None:
    assert folded(text) == expected


@settings(derandomize=True, deadline=None)
@given(st.text(alphabet=st.characters(codec=None), max_size=60))
def test_folding_takes_any_text_and_once_is_enough(text: str) -> None:
    once = folded(text)
    assert folded(once) == once
    assert all(word.strip() for word in words(once))


@settings(derandomize=True, deadline=None, max_examples=50)
@given(st.text(alphabet=st.characters(codec=None, exclude_categories=["Mn", "Mc", "Me"]), max_size=30))
def test_a_long_text_is_folded_as_its_words_are(text: str) -> None:
    word = f"{text}йё"
    assert folded("\n".join([word] * 400)) == " ".join([folded(word)] * 400)


def test_punctuation_and_case_make_no_other_phrasing() -> None:
    assert plain_words("Что такое «услуга»?!") == plain_words("что  такое услуга")


def test_lower_case_letters_are_preferred_in_the_other_layout() -> None:
    assert as_russian("lj,hsq ltym") == "добрый день"
    assert as_russian(";bpym") == "жизнь"
    assert as_latin("сгыещьук") == "customer"


@pytest.mark.parametrize(
    ("latin", "russian"),
    [
        ("podkhod", "подход"),
        ("podhod", "подход"),
        ("podxod", "подход"),
        ("obshchestvo", "общество"),
        ("obschestvo", "общество"),
        ("situatsiya", "ситуация"),
        ("situaciya", "ситуация"),
        ("situacija", "ситуация"),
        ("zhizn", "жизнь"),
        ("jizn", "жизнь"),
        ("put'", "путь"),
        ("profil", "профиль"),
        ("vneshnij", "внешний"),
        ("vneshniy", "внешний"),
        ("uroven", "уровень"),
        ("4elovek", "человек"),
    ],
)
def test_transliteration_schemes_lead_back_to_one_word(latin: str, russian: str) -> None:
    assert transliterated_back(latin, in_dictionary) == russian


def test_a_long_word_has_a_bounded_number_of_spellings() -> None:
    assert 0 < len(spellings("shchsts" * 5)) <= 100
    assert spellings("shchsts" * 20) == ()


def test_kin_share_a_root_and_strangers_do_not() -> None:
    assert lemma("клиентский").root == lemma("клиенты").root
    assert lemma("сегментировать").root == lemma("сегментация").root
    assert lemma("зрелый").root == lemma("зрелость").root
    assert lemma("предпринимательство").root == lemma("предприниматель").root
    assert lemma("segmentation").root == lemma("segments").root
    for one, other in (("аудитор", "аудитория"), ("функция", "функциональный"), ("сервер", "сервис")):
        assert lemma(one).root != lemma(other).root


def test_function_words_say_nothing_but_without_does() -> None:
    assert lemma("который").weight == 0
    assert lemma("what").weight == 0
    assert lemma("услуга").weight == 1
    assert lemma("без").weight > 0
