"""The shipped entries say what the official documents say."""

import re
from pathlib import Path

import pytest

from knowledge.base.entries import KnowledgeBase
from knowledge.evaluation import read_questions
from knowledge.text.markup import parse_markup
from knowledge.text.normalisation import plain_words

SEEDS = Path(__file__).parent / "seeds"
QUESTIONS = Path(__file__).parents[2] / "questions"
_TUNED_ON = ("dev", "fresh", "unseen", "hard", "drill", "later", "sealed", "near", "near_later", "near_next")
_JUDGING = (*_TUNED_ON, "exam", "exam2", "exam3", "exam4")

REPAIRS = {
    "faq.1": (("отличается профиля", "отличается от профиля"),),
    "faq.4": (
        ("обращаться", "обращается"),
        ("обращаться", "обращается"),
        ("обращаться", "обращается"),
        ("илициальному", "или специальному"),
    ),
    "faq.5": (("не имеющие цель получение", "не имеющее целью получение"),),
}
"""What was mended in the official wording, in order; everything else must be there word for word."""


def seed(name: str) -> str:
    return re.sub(r"</?[a-z][^>]*>", " ", (SEEDS / name).read_text(encoding="utf-8"))


def words(text: str) -> list[str]:
    return re.findall(r"\w+(?:-\w+)*", re.sub(r"-\s*\n\s*", "-", text))


def answer_words(base: KnowledgeBase, entry: str) -> list[str]:
    return words(re.sub(r"[*]", "", base[entry].answer.ru))


def mended(entry: str, text: str) -> str:
    for wrong, right in REPAIRS.get(entry, ()):
        assert wrong in text, f"{entry}: «{wrong}» is no longer in the seed"
        text = text.replace(wrong, right, 1)
    return text


@pytest.mark.parametrize("entry", [f"faq.{number}" for number in range(1, 8)])
def test_a_faq_answer_holds_every_official_word(base: KnowledgeBase, entry: str) -> None:
    text = row(entry)
    title, said = words(base[entry].title.ru), words(mended(entry, text))
    assert said[: len(title)] == title
    rest = said[len(title) :]
    assert rest == answer_words(base, entry)


def row(entry: str) -> str:
    """The entry's row of the table; the list inside answer 3 has numbers too, but no tab after them."""
    text = seed("faq.txt")
    starts = [found.start() for found in re.finditer(r"(?m)^\d\.\t|^\d\. (?=Кто)", text)]
    number = int(entry.removeprefix("faq."))
    ends = [*starts[1:], len(text)]
    return text[starts[number - 1] : ends[number - 1]].split(".", 1)[1]


def test_every_term_has_its_official_definition_under_its_heading(base: KnowledgeBase) -> None:
    text = " ".join(words(seed("glossary.txt")))
    for entry in base:
        if entry.tier == "faq":
            continue
        wording = " ".join([*words(entry.title.ru), *answer_words(base, entry.id)])
        assert wording in text, entry.id
        after = text[text.index(wording) :]
        headings = ("Основные термины", "Вторичные термины", "Дополнительные термины")
        nearest = min((name for name in headings if name in after), key=after.index)
        assert entry.origin is not None
        assert entry.origin.numbered("ru") == nearest, f"{entry.id}: the heading stands after its block"


def test_the_glossary_has_no_word_that_is_not_in_an_entry(base: KnowledgeBase) -> None:
    told = sum(len(words(e.title.ru)) + len(answer_words(base, e.id)) for e in base if e.tier != "faq")
    headings = 6
    assert told + headings == len(words(seed("glossary.txt")))


def test_all_entries_stand_in_their_tiers(base: KnowledgeBase) -> None:
    assert [len(base.of_tier(tier)) for tier in ("faq", "main", "secondary", "additional")] == [7, 9, 12, 4]


def test_every_repair_is_named_in_the_note(base: KnowledgeBase) -> None:
    for entry, repairs in REPAIRS.items():
        for wrong, _ in repairs:
            assert wrong in base[entry].source_note


def test_every_entry_speaks_english_and_names_the_russian_term(base: KnowledgeBase) -> None:
    for entry in base:
        assert entry.title.en
        assert entry.answer.en
        assert re.search(r"\([а-яА-Я]", entry.answer.en), entry.id


def test_answers_keep_their_lists_emphasis_and_links(base: KnowledgeBase) -> None:
    kinds = {
        entry.id: [type(block).__name__ for block in parse_markup(entry.answer.ru).blocks] for entry in base
    }
    assert kinds["faq.3"] == ["Paragraph", "Listing", "Paragraph"]
    assert kinds["faq.4"] == ["Listing"]
    assert kinds["faq.5"] == ["Paragraph", "Paragraph", "Listing"]
    assert "https://dt.ac.gov.ru/~n8T8V" in parse_markup(base["faq.7"].answer.ru).plain()


def test_no_phrasing_is_copied_from_the_questions_that_judge_us(base: KnowledgeBase) -> None:
    judging = {
        plain_words(question.q)
        for name in _JUDGING
        for question in read_questions(QUESTIONS / f"{name}.jsonl")
        if question.kind not in ("exact", "title")
    }
    copied = [text for entry in base for text in entry.phrasings.texts if plain_words(text) in judging]
    assert not copied


def test_english_answers_tell_apart_what_russian_does(base: KnowledgeBase) -> None:
    assert "civic (non-profit) activity" in (base["term.business"].answer.en or "")
    assert "services (услуги) and services (сервисы)" in " ".join(
        entry.answer.en or "" for entry in base.entries.values()
    )
