"""Every word of the form, the FAQ and the checks has an explanation; what is near is not taken for it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from dialogs.turn.world import Library
from tests.talking import Conversation

OWN = "не из официальных материалов"
# Words of the questions, their hints, options and columns, of the checks and the document.
WORDS = (
    *("мера поддержки", "подведомственная организация", "обеспечивающее подразделение", "правовой акт"),
    *("административный регламент", "владелец процесса", "гриф", "реестр услуг", "заявитель", "обращение"),
    *("объект профиля", "размер целевой аудитории", "доля сегмента", "граница сегмента", "прочие клиенты"),
    *("социально-демографические признаки", "поведенческий признак", "психографические признаки"),
    *("цифровые навыки", "труднодоступная местность", "прожиточный минимум", "категория риска"),
    *("самозанятые", "микропредприятие", "организационно-правовая форма", "унитарное предприятие"),
    *("методы изучения", "опрос", "интервью", "фокус-группа", "веб-аналитика", "наблюдение", "Росстат"),
    *("экспертная оценка", "источник данных", "выборка", "распространённость барьеров", "основной канал"),
    *("платформа обратной связи", "Центр «Мой бизнес»", "приложение «Инспектор»", "служебная записка"),
    *("региональный портал", "горячая линия", "чат-бот", "шкала", "показатель", "план улучшений", "ярлык"),
    *("межведомственный запрос", "репрезентативность", "личный кабинет", "социально-демографические"),
    *("персональные данные", "сегменты-двойники", "открытые замечания", "черновик", "пересмотр профиля"),
)
PHRASES = Path(__file__).parents[2] / "dialogs" / "content" / "ru.ftl"
ABBREVIATION = re.compile(r"\b[А-ЯЁA-Z]{2,5}\b")


@pytest.mark.parametrize("word", WORDS)
def test_a_word_of_the_form_and_its_checks_is_explained(talk: Conversation, word: str) -> None:
    assert OWN in talk.say(f"Что такое {word}?")


def test_every_abbreviation_that_anybody_reads_here_is_written_out(
    talk: Conversation, library: Library
) -> None:
    used = {each for text in read_here(library) for each in ABBREVIATION.findall(text)}
    assert {"ОИВ", "КНД", "ОКВЭД", "СЭД", "КФХ", "PDF", "АХО", "ЦА"} <= used
    said = {each: talk.anew().say(f"Что такое {each}?") for each in sorted(used)}
    assert [each for each, answer in said.items() if OWN not in answer and "Источник:" not in answer] == []


def read_here(library: Library) -> Iterator[str]:
    for field in library.form.fields:
        yield from (field.label, field.question, field.help, *(each.text for each in field.question_variants))
        yield from (each.label for each in field.options)
        yield from (each.label for each in field.columns)
    for check in library.form.checks:
        yield from (check.title, check.message)
    yield from (term.text or "" for term in library.form.glossary)
    for entry in library.knowledge:
        yield from (entry.title.ru, entry.answer.ru, *entry.phrasings.ru)
    yield PHRASES.read_text(encoding="utf-8").replace("DATETIME", "")
    for example in library.examples:
        for answers in (example.draft.shared, *example.draft.segments):
            yield from map(repr, answers.values())


@pytest.mark.parametrize(
    ("asked", "explained"),
    [
        *(("РСО", "в дома воду"), ("что такое БД", "база данных"), ("снилс это что", "в профиле их быть не")),
        *(("ЦУР расшифровка", "обращения жителей"), ("ДМС", "добровольное медицинское")),
        ("дашборд", "показател"),
        *(("АХО", "хозяйственный отдел"), ("ИТ-отдел", "информационные технологии"), ("QR-код", "камерой")),
    ],
)
def test_words_that_stand_in_answers_are_explained_too(
    talk: Conversation, asked: str, explained: str
) -> None:
    said = talk.say(asked)
    assert explained in said and OWN in said


def test_who_reads_english_is_answered_in_english(talk: Conversation, library: Library) -> None:
    own = [term for term in library.form.glossary if term.entry is None]
    assert [term.id for term in own if term.en is None] == []
    talk.say("/language en")
    for asked in ("What is a barrier?", "pain point", "What does OKVED stand for?", "touchpoint", "OIV"):
        said = talk.say(asked)
        assert "not from the official materials" in said, asked
        assert not re.search("[а-яё]", said, re.IGNORECASE), said


@pytest.mark.parametrize(
    ("asked", "explained"),
    [
        ("ПП РФ это что", "правовой акт Правительства"),
        ("кпэ", "ключевой показатель эффективности"),
        ("что такое kpi", "ключевой показатель эффективности"),
        ("расшифруй NPS", "готовности рекомендовать"),
        ("что такое CSI", "индекс удовлетворённости"),
        ("ОМСУ", "муниципального образования"),
        ("что значит ИОГВ", "орган исполнительной власти"),
        ("респонденты это кто", "отвечал на вопросы"),
        ("что такое АИС", "автоматизированная"),
        ("нпа", "нормативный правовой акт"),
        ("двойники сегментов", "Сегменты-двойники"),
        ("что такое барьр", "мешает клиенту"),
        ("что значит ОКВЕД", "классификатор"),
        ("xnj nfrjt ,fhmth", "мешает клиенту"),
        ("chto takoe tochka kontakta", "встречается с органом"),
        ("кто такие самозанятые", "профессиональный доход"),
        ("как расшифровывается МСП?", "среднее предпринимательство"),
        ("что означает аббревиатура ПОС", "Платформа обратной связи"),
        ("под барьером что имеется в виду", "мешает клиенту"),
    ],
)
def test_a_term_is_explained_however_it_is_typed(talk: Conversation, asked: str, explained: str) -> None:
    assert explained in talk.say(asked)


@pytest.mark.parametrize(
    ("asked", "first", "second"),
    [
        ("чем потребность отличается от ожидания?", "достижения результата", "представляет себе"),
        ("что такое ОИВ и МФЦ?", "орган исполнительной власти", "многофункциональный центр"),
        ("чем НКО отличается от бизнеса", "некоммерческая организация", "предпринимательскую"),
    ],
)
def test_two_words_of_one_question(talk: Conversation, asked: str, first: str, second: str) -> None:
    said = talk.say(asked)
    assert said.index(first) < said.index(second)


def test_the_official_entry_that_comes_near_is_a_press_away(talk: Conversation) -> None:
    talk.say("АХД")
    assert "внутренний клиент" in talk.press("Кто такой внутренний клиент?")


@pytest.mark.parametrize(
    "asked",
    [
        *("кто такой клиент", "клеинт", "сегмент", "бизнес", "чем услуга отличается от функции"),
        *("внешние барьеры", "барьеры для входа в профессию", "опрос соседей", "самозанятость налог сколько"),
    ],
)
def test_what_is_official_or_only_near_is_none_of_them(library: Library, asked: str) -> None:
    assert library.form.terms.asked(asked) == ()


@pytest.mark.parametrize(
    ("asked", "own_first"),
    [
        ("Что такое барьер? И кто такой внешний клиент?", True),
        ("Кто такой внешний клиент? И ещё: что такое барьер?", False),
        ("Что такое барьер?\nЧто такое клиентский сегмент?", True),
    ],
)
def test_a_word_of_the_form_is_explained_beside_another_question(
    talk: Conversation, asked: str, own_first: bool
) -> None:
    talk.messenger = True
    talk.say(asked)
    said = [reply.body.plain() for reply in talk.replies]
    assert len(said) == 2, "each answer is a message"
    own, official = said if own_first else reversed(said)
    assert own.startswith("Барьер — ") and "не из официальных материалов" in own
    assert "Источник:" in official and "ответа нет" not in official
