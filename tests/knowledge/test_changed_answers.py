"""What an entry would change, by words and by encoders."""

import random
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.misspelling import KINDS, slip
from knowledge.base.entries import Entry, KnowledgeBase, Localized, Phrasings
from knowledge.evaluation import read_questions
from knowledge.search.changed_answers import Changes, changed_answers, reached
from knowledge.search.embeddings import build_embeddings
from knowledge.search.finder import Finder, build_finder
from knowledge.search.screening import contenders
from tests.knowledge.test_embeddings import Letters

ENTRY = Entry(
    id="learned.1",
    tier="faq",
    title=Localized(ru="Нормы питания в столовой"),
    answer=Localized(ru="Нормы питания утверждает столовая."),
    phrasings=Phrasings(ru=("чем кормят в столовой",)),
)
QUESTIONS = ("чем кормят в столовой", "нормопитание столовское", "что такое сегмент?", "что такое сегмент?")


def changes(finder: Finder, base: KnowledgeBase, letters: Letters | None, seconds: float = 60.0) -> Changes:
    embeddings = None if letters is None else lambda each: build_embeddings(each, [letters])
    return changed_answers(QUESTIONS, finder, base, ENTRY, embeddings=embeddings, seconds=seconds)


def test_by_words_what_shares_none_is_left_alone(finder: Finder, base: KnowledgeBase) -> None:
    found = changes(finder, base, None)
    assert {each.question for each in found.answers} == {"чем кормят в столовой", "нормопитание столовское"}
    changed = found.answers[0]
    assert changed.before.entry is None and changed.after.entry == "learned.1" and changed.after.sure
    assert found.by_words == 0


def test_encoders_see_further_and_encode_a_question_once(finder: Finder, base: KnowledgeBase) -> None:
    letters = Letters()
    found = changes(finder, base, letters)
    assert {each.question for each in found.answers} >= {"чем кормят в столовой", "нормопитание столовское"}
    assert Counter(letters.asked)["нормопитание столовское"] == 1, "for both bases"
    assert found.by_words == 0


def test_when_their_time_is_up_the_rest_goes_by_words_and_is_counted(
    finder: Finder, base: KnowledgeBase
) -> None:
    found = changes(finder, base, Letters(), seconds=0.0)
    assert found.answers == changes(finder, base, None).answers
    assert found.by_words == len(set(QUESTIONS))


def learned(title: str, answer: str, *phrasings: str, id: str = "learned.1") -> Entry:
    return Entry(
        id=id,
        tier="faq",
        title=Localized(ru=title),
        answer=Localized(ru=answer),
        phrasings=Phrasings(ru=phrasings),
    )


WRITTEN = {
    "the commonest word": learned(
        "Клиент", "Клиент — тот, кто обращается в ведомство за услугой.", "кто клиент", "узнать клиента"
    ),
    "words of other entries": learned(
        "Где взять шаблон профиля", "Шаблон лежит на портале.", "где лежит шаблон", "форма профиля"
    ),
    "nearly another entry": learned(
        "Сколько признаков достаточно", "Двух: основного и дополнительного.", "хватит ли одного признака"
    ),
    "new words": learned("Дедлайн отчёта", "Первое декабря.", "когда дедлайн", "до какого числа сдать отчёт"),
    "a later wording": learned(
        "Столовая для сотрудников", "Столовая на первом этаже.", "где пообедать сотруднику", id="learned.9"
    ),
}
BESIDE = learned(
    "Столовая", "Столовая работает до трёх.", "когда открыта столовая", "шаблон обеда", id="learned.9"
)


@pytest.mark.parametrize("entry", WRITTEN.values(), ids=WRITTEN)
def test_by_words_it_is_what_comes_of_asking_everything_twice(base: KnowledgeBase, entry: Entry) -> None:
    chance = random.Random(entry.title.ru)
    asked = [each.q for each in read_questions(Path("questions/dev.jsonl"))]
    said = chance.sample(asked, 120)
    said += [slip(each, chance) for each in chance.sample(asked, 120)]
    said += [spoil(each, chance) for spoil in KINDS.values() for each in chance.sample(asked, 12)]
    said += [
        "гдешаблон профиля",
        "stolovaya",
        "ult ktoktdsq if,kjy",
        "сто ловая",
        "с т о л о в а я",
        "клент?",
    ]
    said += [
        "столовая и шаблон",
        "обед, дедлайн",
        "дедлайн отчета. шаблон профиля?",
        "клент?",
        "кого считаем коиентом",
        "карта клиентского пут",
        "столовая для сотрудницы",
        "обет в столовой",
        "кто клиент? что такое услуга?",
        "что такое услуга? а кто клиент?",
        "нам прислали форму. где лежит шаблон? кто клиент",
        "1. хватит ли одного признака 2. когда дедлайн",
        "что такое сегмент, а что такое столовая",
        "чем клиент отличается от сегмента? где пообедать?",
        *entry.phrasings.ru,
    ]
    served = base.with_learned([BESIDE])
    before, after = (
        build_finder(served),
        build_finder(replace(served, entries={**served.entries, entry.id: entry})),
    )
    plain = {
        each: (now, then)
        for each in dict.fromkeys(said)
        if (now := reached(before.find(each).outcome)) != (then := reached(after.find(each).outcome))
    }
    found = changed_answers(said, build_finder(served), served, entry)
    assert {each.question: (each.before, each.after) for each in found.answers} == plain
    assert plain, "nothing was compared"


def test_what_others_lead_is_not_asked_anew_though_it_shares_a_word(
    finder: Finder, base: KnowledgeBase
) -> None:
    entry = WRITTEN["the commonest word"]
    after = build_finder(replace(base, entries={**base.entries, entry.id: entry}, written=base.entries))
    for question in (
        "кто такой внешний клиент?",
        "Что такое услуга? Кто такой внешний клиент?",
        "нам прислали письмо про внешних клиентов. что такое профиль клиентского сегмента?",
    ):
        _, leading = contenders(after, question)
        assert leading is not None and entry.id not in leading, question
    for question in ("кто клиент?", "что такое услуга? кто клиент?"):
        _, leading = contenders(after, question)
        assert leading is None or entry.id in leading, question


def test_an_expert_s_entry_leaves_alone_what_has_nothing_to_do_with_it(base: KnowledgeBase) -> None:
    asked = [each.q for each in read_questions(Path("questions/dev.jsonl"))][:150]
    before, after = build_finder(base), build_finder(base.with_learned([ENTRY]))
    assert [before.find(each).ranked for each in asked if "столов" not in each] == [
        after.find(each).ranked for each in asked if "столов" not in each
    ], "the weights of words are those of the files"


def test_where_experts_wrote_more_than_the_files_hold_their_entries_weigh_too(base: KnowledgeBase) -> None:
    few = replace(base, entries={"faq.1": base["faq.1"]})
    many = few.with_learned([ENTRY, BESIDE, WRITTEN["new words"].model_copy(update={"id": "learned.7"})])
    vocabulary = build_finder(many).index.vocabulary
    assert vocabulary.idf["столовая"] < vocabulary.idf["дедлайн"], "it stands in two"
