"""What people type, and what the bot makes of it."""

import threading
from dataclasses import replace

import pytest

from knowledge.base.entries import KnowledgeBase, Phrasings
from knowledge.finding import DirectAnswer, Suggest, Unknown
from knowledge.search.candidates import Candidate
from knowledge.search.explanation import explain
from knowledge.search.finder import Finder, build_finder


def answered(finder: Finder, question: str) -> str | None:
    outcome = finder.find(question).outcome
    return outcome.entry if isinstance(outcome, DirectAnswer) else None


def test_every_title_leads_to_its_entry_or_its_counterpart(finder: Finder, base: KnowledgeBase) -> None:
    for entry in base:
        assert answered(finder, entry.title.ru) in (entry.id, entry.counterpart)


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("Расскажите, пожалуйста, об омниканальности", "term.omnichannel"),
        ("кого мы называем внешними клиентами?", "faq.5"),
        ("карт клиентских путей", "term.client-journey-map"),
        ("КЛИЕНТСКИЙ ОПЫТ!!!", "term.client-experience"),
        ("Здравствуйте! Что такое жизненная ситуация?", "term.life-situation"),
        ("добрый день, подскажите, пожалуйста, кто такой внешний клиент", "faq.5"),
        ("что такое клиентский путь? заранее большое спасибо, хорошего дня!", "term.client-journey"),
        ("удовлетворённость клиентов", "term.client-satisfaction"),
    ],
)
def test_inflected_and_polite_questions_are_understood(finder: Finder, question: str, entry: str) -> None:
    assert answered(finder, question) == entry


@pytest.mark.parametrize(
    "around",
    [
        "Коллеги, подскажите, пожалуйста, что значит {}?",
        "можете объяснить новичку термин {}",
        "в документе встретилось слово «{}», не могу разобраться",
        "мне нужно для отчета определение {}",
        "Прочитал статью в газете и не понял, что такое {}. Объясните!",
        "Пишу вам из Казани. {} — что это?",
        "начальник отдела спросил меня на совещании, кто такой {}",
        "как правильно понимать термин {}",
        "для чего нужен {}",
        "слушай а что там за {} такое",
        "ребят {} запятая что это вопросительный знак",
    ],
)
def test_what_is_said_around_a_question_does_not_hide_it(
    finder: Finder, base: KnowledgeBase, around: str
) -> None:
    for entry in base:
        if entry.tier != "faq":
            question = around.format(entry.title.ru.lower())
            assert answered(finder, question) in (entry.id, entry.counterpart), question


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("клиентский пут", "term.client-journey"),
        ("клиетский опт", "term.client-experience"),
        ("что такое сера жизни", "term.life-sphere"),
        ("кара клиентсуого пути", "term.client-journey-map"),
        ("целевая аудитория слуги", "term.service-target-audience"),
        ("пут клиентский это", "term.client-journey"),
        ("что тако функция", "term.function"),
        ("кто аткой внешний клиент?", "faq.5"),
        ("сера жини", "term.life-sphere"),
    ],
)
def test_a_slip_that_makes_another_word_is_undone_beside_its_neighbours(
    finder: Finder, question: str, entry: str
) -> None:
    assert answered(finder, question) == entry


@pytest.mark.parametrize("question", ["сера", "купить серу для жизни растений", "опт и розница"])
def test_a_word_without_such_neighbours_is_what_it_is(finder: Finder, question: str) -> None:
    assert finder.find(question).outcome == Unknown()


@pytest.mark.parametrize("question", ["слуга", "что такое слуга?", "определение слуги"])
def test_the_only_word_of_a_question_may_be_a_slip_of_a_title(finder: Finder, question: str) -> None:
    assert finder.find(question).outcome == Suggest(("term.public-service",))


@pytest.mark.parametrize("question", ["пут и", "клиентский пут и", "карта клиентского пут и"])
def test_a_conjunction_may_be_the_end_of_a_torn_word(finder: Finder, question: str) -> None:
    assert "путь" in [token.lemma.text for token in finder.analyse(question).tokens]


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("внутрений клиент", "faq.4"),  # which the dictionary takes for a form of «внутрь»
        ("клиенская карта путти этоо", "term.client-journey-map"),
        ("хто такой внешний клиент", "faq.5"),
    ],
)
def test_a_misspelt_word_is_not_kept_from_what_is_meant_by_its_kin(
    finder: Finder, question: str, entry: str
) -> None:
    assert answered(finder, question) == entry


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("омниканльность", "term.omnichannel"),
        ("проактивнае предоставление услуг", "term.proactive-services"),
        ("клиенто-центричность", "term.customer-centricity"),
        ("клиентскийпуть", "term.client-journey"),
        ("cервис", "term.service"),  # the first letter is Latin
    ],
)
def test_misspelt_joined_and_split_words_are_understood(finder: Finder, question: str, entry: str) -> None:
    assert answered(finder, question) == entry


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("ceгмeнт", "term.client-segment"),
        ("BHУТPEHHИЙ KЛИEHT", "term.internal-client"),
        ("что тaкoe KAPTA клиентского пути", "term.client-journey-map"),
        ("жiзненная ситуацiя", "term.life-situation"),
        ("клієнтський сегмент", "term.client-segment"),
        ("қлиентсқий опыт", "term.client-experience"),
        ("6изнес-процесс", "term.process"),
        ("кли\u00adентский сег\u00adмент", "term.client-segment"),
        ("серви́с это ќак понимать", "term.service"),
    ],
)
def test_letters_of_other_alphabets_stand_for_those_they_look_like(
    finder: Finder, question: str, entry: str
) -> None:
    assert answered(finder, question) == entry
    assert finder.find(question).language == "ru"


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("клиентскийопыт", "term.client-experience"),
        ("картаклиентского пути", "term.client-journey-map"),
        ("чтотакоеуслуга", "term.public-service"),
        ("омника нальность", "term.omnichannel"),
        ("что такое омни-\nканальность", "term.omnichannel"),
        ("про цесс", "term.process"),
        ("клиентський шлях", "term.client-journey"),
        ("послуга", "term.public-service"),
        ("что такое про активное предоставление у слуг", "term.proactive-services"),
        ("удовлетворенн ость клиента", "term.client-satisfaction"),
    ],
)
def test_glued_and_torn_words_become_those_of_the_base(finder: Finder, question: str, entry: str) -> None:
    assert answered(finder, question) == entry


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("с е р в и с", "term.service"),
        ("к а р т а к л и е н т с к о г о п у т и", "term.client-journey-map"),
        ("ссеррвиис", "term.service"),
        ("жжизззненнная ситтуацция", "term.life-situation"),
        ("здравствуйте коллеги что такое процесс заранее спасибо", "term.process"),
    ],
)
def test_spaced_and_repeated_letters_and_courtesies_are_undone(
    finder: Finder, question: str, entry: str
) -> None:
    assert answered(finder, question) == entry


@pytest.mark.parametrize("question", ["за чем нужен отчет", "для чего это", "на учет не встал", "а пример?"])
def test_words_that_stand_well_alone_are_not_put_together(finder: Finder, question: str) -> None:
    said = finder.analyse(question).query.said
    assert len(said) == len(question.split())


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("внеш. кл.", "faq.5"),
        ("что такое цел. ауд. услуги", "term.service-target-audience"),
        ("карта кл. пути", "term.client-journey-map"),
        ("ж/с", "term.life-situation"),
        ("реестр ж. с.", "term.life-situations-registry"),
        ("жэ эс", "term.life-situation"),
        ("что такое си-джей-эм", "term.client-journey-map"),
        ("опред. услуги", "term.public-service"),
        ("уд-ть клиента", "term.client-satisfaction"),
        ("кл-ий путь", "term.client-journey"),
        ("удовле. клиента", "term.client-satisfaction"),
        ("расскажите про компет. клиентоцентр.", "term.competence"),
        ("расскажите про клиентск. опыт", "term.client-experience"),
    ],
)
def test_abbreviations_are_written_out_however_they_are_shortened(
    finder: Finder, question: str, entry: str
) -> None:
    assert answered(finder, question) == entry


@pytest.mark.parametrize("question", ["цифровй сервс", "услга", "оаыт", "клинт"])
def test_a_short_misspelt_text_is_never_refused(finder: Finder, question: str) -> None:
    assert not isinstance(finder.find(question).outcome, Unknown)


@pytest.mark.parametrize("around", ["что таакое {}?", "раскажи про {}", "определенние: {}", "что ознчает {}"])
def test_words_around_a_question_may_be_misspelt_too(
    finder: Finder, base: KnowledgeBase, around: str
) -> None:
    for entry in base:
        if entry.tier != "faq":
            question = around.format(entry.title.ru.lower())
            assert answered(finder, question) in (entry.id, entry.counterpart), question


@pytest.mark.parametrize(
    ("question", "entry", "language"),
    [
        ("xnj nfrjt rkbtyncrbq ctuvtyn&", "term.client-segment", "ru"),
        ("Jvybrfyfkmyjcnm", "term.omnichannel", "ru"),
        ("что такое ;bpytyyfz cbnefwbz", "term.life-situation", "ru"),
        ("сгыещьук сутекшсшен", "term.customer-centricity", "en"),
    ],
)
def test_the_wrong_keyboard_layout_is_undone_both_ways(
    finder: Finder, question: str, entry: str, language: str
) -> None:
    assert answered(finder, question) == entry
    assert finder.find(question).language == language


@pytest.mark.parametrize(
    "question",
    [
        "klientskiy opyt",
        "klientskij opyt",
        "klientskii opit",
        "chto takoe klientskiy opyt",
        "Klientskiĭ opyt",
    ],
)
def test_transliteration_is_undone_whatever_the_scheme(finder: Finder, question: str) -> None:
    assert answered(finder, question) == "term.client-experience"
    assert finder.find(question).language == "ru"


@pytest.mark.parametrize(
    "question",
    [
        "borsch recipe",
        "capital of australia",
        "bank loan",
        "taxi to airport",
        "client segment",
        "credit card",
        "culture",
        "what is klientocentrichnost",
    ],
)
def test_latin_letters_that_spell_no_russian_are_english(finder: Finder, question: str) -> None:
    assert finder.find(question).language == "en"


@pytest.mark.parametrize(
    "question",
    [
        "recept borscha",
        "chto takoe touchpoint",
        "chto takoe omnichannel",
        "что такое customer journey",
        "segment это что?",
        "CJM",
        "rnj nfrjq rkbtyn",
    ],
)
def test_mixed_and_transliterated_questions_are_answered_in_russian(finder: Finder, question: str) -> None:
    assert finder.find(question).language == "ru"


def test_english_questions_are_answered_in_english(finder: Finder) -> None:
    finding = finder.find("What does client satisfaction mean?")
    assert finding.outcome == DirectAnswer("term.client-satisfaction")
    assert finding.language == "en"
    assert finding.asks


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("что такое ЦА?", "term.service-target-audience"),
        ("реестр жс", "term.life-situations-registry"),
        ("cjm", "term.client-journey-map"),
    ],
)
def test_abbreviations_are_known(finder: Finder, question: str, entry: str) -> None:
    assert answered(finder, question) == entry


@pytest.mark.parametrize(
    "question",
    [
        "карта метро Москвы",
        "кто такой внешний аудитор",
        "что такое функциональное программирование",
        "процессор для ноутбука",
        "жизненный цикл бабочки",
        "профиль в социальной сети",
        "обучение игре на гитаре",
        "клиент для торрентов",
        "где купить книгу про бизнес",
        "кто написал роман «Процесс»?",
        "что такое функция косинуса",
        "what is a function in python",
        "what is the best service station nearby",
        "rfr ghbujnjdbnm gkjd",
        "восемь",
    ],
)
def test_a_shared_word_is_no_answer(finder: Finder, question: str) -> None:
    assert isinstance(finder.find(question).outcome, (Unknown, Suggest))


def test_a_real_word_is_not_taken_for_a_misspelt_one(finder: Finder) -> None:
    assert finder.find("аудитор").ranked == ()
    assert finder.find("сервер").ranked == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Привет!", "greeting"),
        ("ghbdtn", "greeting"),
        ("преветствую", "greeting"),
        ("добрый день, коллеги", "greeting"),
        ("спасибо вам большое", "thanks"),
        ("cgfcb,j", "thanks"),
        ("всего доброго", "farewell"),
        ("как твои дела?", "how-are-you"),
        ("а ты вообще бот?", "who-are-you"),
        ("соедините меня с живым человеком", "operator"),
        ("позовите, пожалуйста, оператора", "operator"),
        ("ты тупой", "abuse"),
        ("спасибо, всё понятно", "thanks"),
        ("помощь", "who-are-you"),
        ("kak dela", "how-are-you"),
        ("hello there", "greeting"),
    ],
)
def test_small_talk_is_named(finder: Finder, text: str, kind: str) -> None:
    assert finder.find(text).outcome == Unknown(kind)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("а пример?", "example"),
        ("Приведи пример", "example"),
        ("где шаблон", "template"),
        ("подробнее", "more"),
        ("расскажи об этом подробнее", "more"),
        ("ссылку дай", "template"),
        ("приведите, пожалуйста, пример", "example"),
        ("gjlhj,ytt", "more"),
        ("tell me more", "more"),
        ("пример профиля внутреннего клиента", None),
        ("что такое услуга", None),
    ],
)
def test_words_that_lean_on_the_previous_answer(finder: Finder, text: str, kind: str | None) -> None:
    assert finder.find(text).follow_up == kind


@pytest.mark.parametrize(
    ("question", "entry", "also"),
    [
        ("чем внутренний клиент отличается от внешнего?", ("faq.4", "term.internal-client"), ("faq.5",)),
        ("разница между процессом и функцией", ("term.process",), ("term.function",)),
        ("чем сервис отличается от услуги", ("term.service",), ("term.public-service",)),
        ("customer journey vs customer journey map", ("term.client-journey",), ("term.client-journey-map",)),
        ("чем сегментация отличается от профиля клиентского сегмента", ("faq.1",), ()),
        ("сегмент и целевая аудитория: разница", ("term.client-segment",), ("term.service-target-audience",)),
        ("чем цс отличается от сервиса", ("term.digital-service",), ("term.service",)),
        ("персона и сегмент: в чем отличие", (), ()),  # for which an entry is only offered
        ("чем отличается услуга от погоды", (), ()),
    ],
)
def test_a_comparison_brings_both_things(
    finder: Finder, question: str, entry: tuple[str, ...], also: tuple[str, ...]
) -> None:
    outcome = finder.find(question).outcome
    if not entry:
        assert not isinstance(outcome, DirectAnswer) or not outcome.also
    else:
        assert isinstance(outcome, DirectAnswer)
        assert outcome.entry in entry
        assert outcome.also == also


@pytest.mark.parametrize(
    ("question", "answers"),
    [
        ("услуга и функция", [["term.public-service"], ["term.function"]]),
        ("1. что такое услуга 2. что такое функция", [["term.public-service"], ["term.function"]]),
        ("что такое услуга что такое функция", [["term.public-service"], ["term.function"]]),
        ("внутренний и внешний клиент", [["faq.4"], ["faq.5"]]),
        (
            "чем отличаются услуга, функция и сервис",
            [["term.public-service"], ["term.function"], ["term.service"]],
        ),
        (
            "напишите определения: услуга, функция, процесс, сервис",
            [["term.public-service"], ["term.function"], ["term.process"]],
        ),
        ("мне нужно 1) определение услуги 2) шаблон профиля", [["term.public-service"], ["faq.2"]]),
        (
            "подскажите что такое клиентский путь и еще как выглядит отчет спасибо",
            [["term.client-journey"], ["faq.7"]],
        ),
        ("кто такой внутренний клиент и кто такой внешний", [["faq.4"], ["faq.5"]]),
        ("услуга, функция, процесс", [["term.public-service"], ["term.function"], ["term.process"]]),
        (
            "чем услуга отличается от функции и что такое процесс",
            [["term.public-service", "term.function"], ["term.process"]],
        ),
        (
            "Я работаю в министерстве. Что такое услуга? И что такое функция?",
            [["term.public-service"], ["term.function"]],
        ),
    ],
)
def test_several_things_in_one_message_are_each_answered(
    finder: Finder, question: str, answers: list[list[str]]
) -> None:
    finding = finder.find(question)
    outcomes = [part.outcome for part in finding.parts]
    assert [[each.entry, *each.also] for each in outcomes if isinstance(each, DirectAnswer)] == answers
    assert isinstance(finding.outcome, DirectAnswer)
    assert [finding.outcome.entry, *finding.outcome.also] == [name for names in answers for name in names]


@pytest.mark.parametrize(
    ("question", "entries"),
    [
        ("что такое сервис? а цифровой?", ("term.service", "term.digital-service")),
        ("что такое компетенция? а обучение?", ("term.competence", "term.training")),
        ("что такое услуга? чем отличается от функции?", ("term.public-service", "term.function")),
        ("Здравствуйте! Что такое сегментация? Спасибо. Как выглядит отчет? Спасибо", ("faq.1", "faq.7")),
    ],
)
def test_what_leans_on_a_part_or_stands_among_courtesies_is_not_passed_over(
    finder: Finder, question: str, entries: tuple[str, ...]
) -> None:
    outcome = finder.find(question).outcome
    assert isinstance(outcome, DirectAnswer)
    assert (outcome.entry, *outcome.also) == entries


def test_a_part_whose_entry_does_not_tell_it_is_not_passed_over(finder: Finder) -> None:
    _, person = finder.find("что такое омниканальность, а также кто утверждает профиль").parts
    assert isinstance(person.outcome, Suggest)
    assert person.outcome.lacks == "person"


@pytest.mark.parametrize("joint", ["И ещё: ", "и ещё вопрос: ", "А ещё, ", "Также интересно: ", "Заодно: "])
def test_a_question_before_another_one_is_not_passed_over(finder: Finder, joint: str) -> None:
    person, client = finder.find(f"Кто утверждает профиль? {joint}кто такой внешний клиент?").parts
    assert isinstance(person.outcome, Suggest)
    assert client.outcome == DirectAnswer("faq.5")
    weather, client = finder.find(f"Какая завтра погода? {joint}кто такой внешний клиент?").parts
    assert weather.outcome == Unknown()
    assert client.outcome == DirectAnswer("faq.5")


@pytest.mark.parametrize("joint", ["? ", " и "])
def test_a_comparison_is_answered_beside_a_question_that_is_unclear(finder: Finder, joint: str) -> None:
    asked = f"чем внутренний клиент отличается от внешнего{joint}какой штраф за отсутствие профиля сегмента?"
    first, second = finder.find(asked).parts
    assert first.outcome == DirectAnswer("faq.4", also=("faq.5",))
    assert not isinstance(second.outcome, DirectAnswer)


def test_what_leans_on_a_part_before_is_answered_from_it(finder: Finder) -> None:
    parts = finder.find("что такое услуга и чем она отличается от функции? и где шаблон?").parts
    assert [part.outcome for part in parts[:2]] == [
        DirectAnswer("term.public-service"),
        DirectAnswer("term.public-service", also=("term.function",)),
    ]
    assert parts[2].follow_up == "template"


@pytest.mark.parametrize(
    "question",
    [
        "шаги и эмоции клиента",
        "что такое омниканальность и зачем она нужна",
        "Коллеги, подскажите, что значит клиентоцентричность?",
        "что такое функция косинуса и что такое логарифм",
    ],
)
def test_one_question_is_not_taken_for_several(finder: Finder, question: str) -> None:
    assert len(finder.find(question).parts) <= 1


@pytest.mark.parametrize(
    ("question", "lacks"),
    [
        ("кто НЕ является внутренним клиентом", "negation"),
        ("who is not an internal client?", "negation"),
        ("сколько жизненных ситуаций утвердили", "quantity"),
        ("сколько баллов нужно для третьего уровня зрелости", "quantity"),
        ("когда надо сдать отчет по сегментации", "date"),
        ("какой штраф за отсутствие профиля сегмента", "sum"),
        ("кто подписывает профиль сегмента", "person"),
        ("кто проверяет отчет по сегментации", "person"),
        ("обязательно ли проходить обучение клиентоцентричности", "obligation"),
        ("как утвердить профиль клиентского сегмента", "procedure"),
        ("куда отправить заполненный профиль", "procedure"),
        ("какова численность внешних клиентов", "attribute"),
        ("какой максимальный уровень зрелости клиентоцентричности", "attribute"),
        ("кто директор внутреннего клиента", "attribute"),
        ("какие барьеры внедрения клиентоцентричного подхода", "attribute"),
        ("есть ли пример профиля внутреннего клиента из Самары", "attribute"),
        ("сколько внешних клиентов принимает ведомство", "attribute"),
        ("какие жизненные ситуации бывают у бизнеса", "list"),
        ("как узнать уровень зрелости своего ведомства", "method"),
        ("кем утверждена форма профиля", "person"),
        ("какая сфера жизни важнее", "attribute"),
        ("где проходит обучение клиентоцентричности", "place"),
        ("чем компетенция отличается от квалификации", "attribute"),
        ("чем клиентская персона пользователя сайта отличается от клиентского сегмента", "attribute"),
        ("можно ли купить уровень зрелости", "obligation"),
        ("отчет по сегментации отклонили", "attribute"),
    ],
)
def test_what_an_entry_does_not_tell_is_not_answered_by_it(finder: Finder, question: str, lacks: str) -> None:
    outcome = finder.find(question).outcome
    assert isinstance(outcome, (Suggest, Unknown))
    assert not isinstance(outcome, Suggest) or outcome.lacks == lacks


@pytest.mark.parametrize("question", ["кто подписывает профиль", "сколько жизненных ситуаций утвердили"])
def test_what_the_nearest_entry_lacks_is_said_even_where_the_words_are_few(
    finder: Finder, question: str
) -> None:
    outcome = finder.find(question).outcome
    assert isinstance(outcome, Suggest)
    assert outcome.lacks


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("с какого момента начинается клиентский путь", "term.client-journey"),
        ("в какой форме делают карту клиентского пути", "term.client-journey-map"),
        ("как проходит обучение клиентоцентричности", "term.training"),
        ("можно ли измерить уровень зрелости", "term.maturity-level"),
        ("когда допустимо рассматривать процессы целиком", "faq.3"),
        ("правильное толкование карты пути клиента", "term.client-journey-map"),
        ("какие обстоятельства называют жизненной ситуацией", "term.life-situation"),
        ("к нам обратился индивидуальный предприниматель, его относить к бизнесу?", "term.business"),
        ("кто считается внешним клиентом", "faq.5"),
        ("физлица тоже считаются клиентами?", "term.client"),
        ("кто такой внутренний клиент", "faq.4"),
        ("сколько групп внешних клиентов выделяют", "faq.5"),
        ("нужно ли согласие клиента на проактивную услугу", "term.proactive-services"),
        ("где скачать шаблон профиля", "faq.1"),
        ("как называется услуга без запроса", "term.proactive-services"),
        ("портал, где услугу оформляют", "term.digital-service"),
        ("самозанятый — это бизнес?", "term.business"),
        ("какие бывают внешние клиенты", "faq.5"),
        ("что включает в себя процесс", "term.process"),
    ],
)
def test_what_an_entry_tells_is_answered_however_it_is_asked(
    finder: Finder, question: str, entry: str
) -> None:
    finding = finder.find(question)
    assert finding.ranked[0].entry == entry
    assert not isinstance(finding.outcome, Suggest) or finding.outcome.lacks is None


@pytest.mark.parametrize(
    "question", ["вопрос 3", "FAQ 3", "№3", "покажи ответ на вопрос № 3", "что в вопросе 3?"]
)
def test_a_number_opens_the_entry_of_that_number(finder: Finder, question: str) -> None:
    assert answered(finder, question) == "faq.3"


@pytest.mark.parametrize("question", ["3", "вопрос 30", "сегментация 3", "5 вопросов"])
def test_a_number_alone_or_among_other_words_opens_none(finder: Finder, question: str) -> None:
    assert answered(finder, question) not in ("faq.3", "faq.5")


def test_what_an_entry_is_only_offered_for_is_never_answered_by_it(
    finder: Finder, base: KnowledgeBase
) -> None:
    asked = [text for entry in base for text in entry.offered_for]
    assert "как провести сегментацию" in asked
    assert [text for text in asked if answered(finder, text)] == []


def test_an_experts_phrasing_wins_over_what_the_file_only_offers(base: KnowledgeBase) -> None:
    entry = base["faq.1"]
    text = entry.offered_for[0]
    phrasings = Phrasings(ru=(*entry.phrasings.ru, text), en=entry.phrasings.en)
    learned = entry.model_copy(update={"phrasings": phrasings})
    finder = build_finder(replace(base, entries={**base.entries, entry.id: learned}))
    assert answered(finder, text) == entry.id


@pytest.mark.parametrize(
    ("question", "lacks"),
    [
        ("что такое подведомственное учреждение", "attribute"),
        ("расшифруйте ФОИВ", "attribute"),
        ("кто не может считаться внутренним клиентом", "negation"),
        ("какой срок у проактивного предоставления услуг", "duration"),
        ("где опубликована карта клиентского пути", "place"),
        ("перечислите все жизненные ситуации", "list"),
        ("из скольких уровней состоит зрелость", "quantity"),
    ],
)
def test_another_thing_or_side_of_an_entry_is_told_to_be_lacking(
    finder: Finder, question: str, lacks: str
) -> None:
    outcome = finder.find(question).outcome
    assert isinstance(outcome, Suggest)
    assert outcome.lacks == lacks


def test_an_answer_that_another_entry_contests_is_offered_beside_it(finder: Finder) -> None:
    outcome = finder.find("юридическое лицо тоже клиент?").outcome
    assert isinstance(outcome, Suggest)
    assert outcome.lacks is None
    assert {"term.client", "term.business"} <= set(outcome.entries)
    assert "contested" in explain(finder, "юридическое лицо тоже клиент?")


def test_less_contests_an_answer_where_it_is_named_by_its_whole_title(finder: Finder) -> None:
    question = "нужен ли запрос заявителя для функции"
    service, function, process = (
        finder.index.ids.index(f"term.{name}") for name in ("public-service", "function", "process")
    )
    tokens = finder.analyse(question).tokens
    best = Candidate(service, 0.9, 0.8, 1.0, -1, likeness=1.0)
    named, unnamed = (Candidate(each, 0.06, 0.6, 1.0, -1, likeness=1.0) for each in (function, process))
    assert finder.deciding.is_contested(tokens, best, [named])
    assert not finder.deciding.is_contested(tokens, best, [unnamed])
    assert finder.deciding.suggested([best, named], None).entries == ("term.public-service", "term.function")
    assert not finder.deciding.is_contested(finder.analyse("запрос услуги и функции").tokens, best, [named])


def test_a_phrasing_that_gives_an_example_tells_nothing_else_of_it(finder: Finder) -> None:
    """«получить паспорт по заявлению — это услуга» is a phrasing."""
    assert answered(finder, "как получить паспорт") is None
    assert answered(finder, "получить паспорт по заявлению, что это?") == "term.public-service"


@pytest.mark.parametrize(
    "question", ["омниканальность для чайников", "внутренние клиенты юристов", "клиентский опыт и я"]
)
def test_an_entry_named_by_its_whole_title_is_offered_at_least(finder: Finder, question: str) -> None:
    assert not isinstance(finder.find(question).outcome, Unknown)


@pytest.mark.parametrize("question", ["процесс брожения", "кредит для бизнеса"])
def test_a_title_that_is_an_everyday_word_brings_nothing_by_itself(finder: Finder, question: str) -> None:
    assert isinstance(finder.find(question).outcome, Unknown)


def test_what_an_author_wrote_always_wins(finder: Finder, base: KnowledgeBase) -> None:
    for entry in base:
        for text in (*entry.phrasings.texts, entry.title.ru):
            assert answered(finder, f"{text}?") == entry.id, text


@pytest.mark.parametrize(
    ("text", "asking"),
    [
        ("что такое услуга", True),
        ("услуга?", True),
        ("услуга это", True),
        ("расскажи про услугу", True),
        ("what is a service", True),
        ("Граждане старше 60 лет, получающие услуги", False),
        ("сегментация", False),
        ("Потому что так говорят в опросе", False),
        ("Потому что?", True),
    ],
)
def test_the_form_of_a_question_is_noticed(finder: Finder, text: str, asking: bool) -> None:
    assert finder.find(text).asks is asking


def test_ranks_go_down_and_hold_what_is_shown(finder: Finder) -> None:
    for question in ("клиент", "чем сервис отличается от услуги", "профиль", "шаги и эмоции человека"):
        finding = finder.find(question)
        scores = [scored.score for scored in finding.ranked]
        assert scores == sorted(scores, reverse=True)
        ranked = {scored.entry for scored in finding.ranked}
        match finding.outcome:
            case DirectAnswer(entry, also):
                assert {entry, *also} <= ranked
            case Suggest(entries):
                assert 1 <= len(entries) <= 3
                assert set(entries) <= ranked
            case _:
                pass


def test_a_finder_may_be_asked_from_several_threads(finder: Finder) -> None:
    found: list[str | None] = []

    def ask() -> None:
        found.extend(answered(finder, f"клиентоцентричнасть{'?' * n}") for n in range(20))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(found) == {"term.customer-centricity"}
    assert len(found) == 80


def test_an_explanation_shows_reading_words_features_and_decision(finder: Finder) -> None:
    told = explain(finder, "rkbtyncrbq genm")
    for part in (
        "repair: layout",
        "клиентский → клиентский",
        "coverage",
        "term.client-journey",
        "decision    answer",
        "mended      'rkbtyncrbq genm' → 'клиентский путь'",
    ):
        assert part in told


@pytest.mark.parametrize(
    "question", ["кто утверждает профиль клиентского сегмента", "сколько групп внешних клиентов"]
)
def test_nothing_is_held_against_an_entry_without_phrasings(base: KnowledgeBase, question: str) -> None:
    """Nobody wrote in which words people ask for it, so what seems to lack is mostly told in others."""
    bare = build_finder(
        KnowledgeBase({each.id: each.model_copy(update={"phrasings": Phrasings()}) for each in base})
    )
    outcome = bare.find(question).outcome
    assert not isinstance(outcome, Suggest) or outcome.lacks is None


@pytest.mark.parametrize(
    "question",
    [
        "какие документы нужны для приёма на работу",
        "какие сроки хранения бухгалтерских документов",
        "нужен ли паспорт для входа в министерство",
        "какая форма заявления на материальную помощь",
    ],
)
def test_one_common_word_brings_no_entry_near(finder: Finder, question: str) -> None:
    found = finder.find(question)
    assert isinstance(found.outcome, Unknown) and found.ranked and not found.near


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("в каком файле сдавать результат сегментации", "faq.7"),
        ("курс для служащих про отношение к гражданам", "term.training"),
        ("образцы заполненных профилей работников", "faq.6"),
    ],
)
def test_what_shares_much_with_a_form_is_near(finder: Finder, question: str, entry: str) -> None:
    assert entry in {each.entry for each in finder.find(question).near}
