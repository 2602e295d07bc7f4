"""Questions and answers, as a person meets them."""

from datetime import timedelta

import pytest

from dialogs.turn.effects import LogQuestion, ProposePhrasing
from dialogs.turn.events import Pressed, Said, Started, Uploaded
from dialogs.turn.session import Session
from tests.talking import Conversation


def test_the_first_words_say_what_the_bot_is_for(talk: Conversation) -> None:
    assert "помощник по клиентоцентричности" in talk.send(Started())
    assert "Составить профиль" in talk.labels()


def test_an_answer_is_the_official_wording_with_its_source(talk: Conversation) -> None:
    said = talk.say("кто такой внутренний клиент?")
    assert "сотрудник ОИВ или подведомственной организации" in said
    assert "Источник: Ответы на популярные вопросы" in said
    assert "вопрос 4" in said


def test_several_questions_of_one_message_are_answered_in_their_order(talk: Conversation) -> None:
    said = talk.say("что такое услуга и чем она отличается от функции? и где шаблон?")
    places = [said.index(part) for part in ("Услуга", "Функция", "Шаблон профиля лежит по ссылке")]
    assert places == sorted(places)
    assert said.count("Источник") == 2
    said = talk.say("что такое клиентский путь и как испечь хлеб")
    assert "Клиентский путь" in said
    assert "На вопрос «как испечь хлеб» в материалах программы ответа нет" in said
    assert [effect.outcome for effect in talk.effects if isinstance(effect, LogQuestion)][-2:] == [
        "answer",
        "unknown",
    ]


def test_what_the_materials_do_not_say_is_told_with_the_nearest_entries(talk: Conversation) -> None:
    said = talk.say("кто не является внутренним клиентом?")
    assert "В материалах этого нет" in said
    assert "Кто такой внутренний клиент?" in talk.labels()
    logged = talk.effects[-1]
    assert isinstance(logged, LogQuestion)
    assert logged.outcome == "unknown"


def test_a_faq_answer_offers_the_wider_term(talk: Conversation) -> None:
    talk.say("кто такой внутренний клиент?")
    assert "Работники и (или) сотрудники органа" in talk.press("В глоссарии: Внутренний клиент")


def test_the_source_of_an_english_answer_is_named_in_english(talk: Conversation) -> None:
    assert "Source: Glossary of client-centricity terms, section “Main terms”" in talk.say("client segment")


def test_an_english_question_gets_english_with_the_russian_term(talk: Conversation) -> None:
    said = talk.say("what is an internal client?")
    assert "An internal client (внутренний клиент)" in said
    assert "Source:" in said


def test_the_chosen_language_wins_over_the_heard_one(talk: Conversation) -> None:
    talk.say("/language ru")
    assert "Источник" in talk.say("what is an internal client?")


def test_what_is_not_ours_is_said_and_kept_for_the_team(talk: Conversation) -> None:
    assert "нет ответа" in talk.say("рецепт борща")
    logged = talk.effects[-1]
    assert isinstance(logged, LogQuestion)
    assert (logged.question, logged.outcome) == ("рецепт борща", "unknown")


def test_a_doubtful_question_offers_choices_and_learns_from_the_choice(talk: Conversation) -> None:
    talk.say("сегментами клиентскими что именуют")
    assert "Ничего из этого" in talk.labels()
    assert 1 <= len(talk.labels()) - 1 <= 3
    first = talk.buttons[0]
    talk.say("1")
    assert isinstance(talk.effects[-1], ProposePhrasing)
    assert first.label in talk.said


def test_an_example_leaves_the_talk_where_it_was(talk: Conversation) -> None:
    talk.say("кто такой внутренний клиент?")
    talk.press("Есть ли примеры?")
    said = talk.say("чем он отличается от внешнего")
    assert "Кто такой внутренний клиент?" in said and "Кто такой внешний клиент?" in said


def test_the_template_is_a_link(talk: Conversation) -> None:
    talk.say("как выглядит отчёт по сегментации?")
    assert talk.button("Шаблон профиля").url == "https://dt.ac.gov.ru/~n8T8V"


def test_an_example_asked_for_after_an_answer_belongs_to_it(talk: Conversation) -> None:
    talk.say("кто такой внутренний клиент?")
    assert "примеры" in talk.say("а пример?").lower()


@pytest.mark.parametrize(
    ("first", "then", "meant"),
    [
        ("кто такой внутренний клиент?", "а внешний?", "Кто такой внешний клиент?"),
        ("кто такой внешний клиент?", "а внутренний?", "Кто такой внутренний клиент?"),
        ("кто такой внутренний клиент?", "а внешнй", "Кто такой внешний клиент?"),
        ("что такое клиентский опыт?", "а путь?", "Клиентский путь"),
        ("что такое сервис?", "ну а цифровой?", "Цифровой сервис"),
        ("who is an internal client?", "and the external one?", "Who is an external client?"),
        ("what is a life situation?", "what about the sphere?", "Sphere of life"),
    ],
)
def test_a_word_put_in_place_of_another_asks_for_its_sibling(
    talk: Conversation, first: str, then: str, meant: str
) -> None:
    talk.say(first)
    assert talk.say(then).startswith(meant)


@pytest.mark.parametrize(
    ("first", "then", "titles"),
    [
        ("что такое услуга?", "а чем отличается от функции?", ("Услуга", "Функция")),
        ("что такое функция?", "чем она отличается от сервиса?", ("Функция", "Сервис")),
        (
            "кто такой внутренний клиент?",
            "чем он отличается от внешнего?",
            ("Кто такой внутренний", "Кто такой внешний"),
        ),
        (
            "what is a life situation?",
            "how is it different from a sphere of life?",
            ("Life situation", "Sphere of life"),
        ),
    ],
)
def test_the_side_of_a_comparison_that_is_left_out_is_the_last_answer(
    talk: Conversation, first: str, then: str, titles: tuple[str, str]
) -> None:
    talk.say(first)
    said = talk.say(then)
    assert all(title in said for title in titles)


def test_the_last_answer_is_shown_in_the_other_language_once(talk: Conversation) -> None:
    talk.say("кто такой внутренний клиент?")
    assert talk.say("а в англ?").startswith("Who is an internal client?")
    assert talk.say("и по-русски").startswith("Кто такой внутренний клиент?")
    talk.say("а на английском?")
    assert talk.press("Client").startswith("Клиент\n")


def test_a_whole_question_needs_no_context(talk: Conversation) -> None:
    talk.say("кто такой внутренний клиент?")
    assert talk.say("а услуга?").startswith("Услуга")
    assert "нет ответа" in talk.say("а погода?")


def test_an_old_answer_is_no_context(talk: Conversation) -> None:
    talk.say("что такое функция?")
    talk.now += timedelta(hours=2)
    assert not talk.say("чем она отличается от сервиса?").startswith("Функция")


def test_nothing_is_learned_from_words_that_lean_on_an_answer(talk: Conversation) -> None:
    talk.say("кто такой внутренний клиент?")
    talk.say("а внешний?")
    assert not any(isinstance(effect, ProposePhrasing) for effect in talk.effects)


def test_the_glossary_is_browsed_by_tier(talk: Conversation) -> None:
    talk.say("/glossary")
    talk.press("Дополнительные термины")
    assert talk.labels()[:-1] == [
        "Омниканальность",
        "Проактивное предоставление услуг",
        "Компетенция клиентоцентричности",
        "Обучение клиентоцентричности",
    ]
    assert "бесшовно" in talk.say("1")


def test_chit_chat_gets_a_friendly_word(talk: Conversation) -> None:
    assert "Здравствуйте" in talk.say("привет")
    assert "Пожалуйста" in talk.say("спасибо большое")


def test_a_button_of_last_month_still_shows_its_term(talk: Conversation) -> None:
    talk.say("кто такой внутренний клиент?")
    old = talk.button("В глоссарии").id
    for _ in range(5):
        talk.say("что такое услуга?")
    assert "Работники" in talk.send(Pressed(old))


@pytest.mark.parametrize(
    "text", ["", "   ", "\u200b", "😀" * 50, "\x00\x07", "<script>alert(1)</script>", "{{ x }}"]
)
def test_odd_messages_get_a_clear_word(talk: Conversation, text: str) -> None:
    assert talk.send(Said(text)).strip()


def test_a_hundred_thousand_characters_do_no_harm(talk: Conversation) -> None:
    assert talk.send(Said("клиент " * 15_000)).strip()


@pytest.mark.parametrize("kind", ["file", "photo", "voice", "sticker", "video", "hologram"])
def test_what_is_not_text_is_answered_kindly(talk: Conversation, kind: str) -> None:
    assert "текст" in talk.send(Uploaded(kind)) or "словами" in talk.said


def test_an_unknown_button_changes_nothing(talk: Conversation) -> None:
    before = talk.session.place
    talk.send(Pressed("999.1"))
    assert "прежнего вопроса" in talk.notice
    talk.send(Pressed("entry:term.no-such"))
    assert "больше нет" in talk.notice
    assert talk.session.place == before


def test_an_unknown_command_is_explained(talk: Conversation) -> None:
    assert "/help" in talk.say("/frobnicate")


def test_a_deep_link_opens_its_term(talk: Conversation) -> None:
    assert "сотрудники органа" in talk.send(Started("term_internal-client"))


def test_an_explanation_of_the_compilers_is_linked_to(talk: Conversation) -> None:
    talk.say("что такое МФЦ")
    assert talk.replies[-1].entry == "own.mfc"
    for link in (Started("own_mfc"), Pressed("entry:own.mfc")):
        said = talk.send(link)
        assert "многофункциональный центр" in said
        assert "не из официальных материалов" in said
    talk.send(Pressed("entry:own.internal_client"))
    assert "нет в глоссарии" in talk.notice, "what has an official entry is linked to by that"


@pytest.mark.parametrize(
    ("question", "explained"),
    [
        ("что такое боль клиента", "мешает клиенту"),
        ("Что такое ОИВ?", "орган исполнительной власти"),
        ("что значит КНД", "контрольно-надзорная"),
        ("барьер", "мешает клиенту"),
        ("точка контакта это", "встречается с органом"),
        ("расшифруй МФЦ", "многофункциональный центр"),
        ("что такое ДК", "дорожная карта"),
        ("АХД", "административно-хозяйственная"),
        ("что такое ожидания клиента", "представляет себе взаимодействие"),
        ("что такое потребность?", "необходимость достижения результата"),
    ],
)
def test_words_that_only_the_compilers_explain_are_marked_so(
    talk: Conversation, question: str, explained: str
) -> None:
    said = talk.say(question)
    assert explained in said
    assert "не из официальных материалов" in said


def test_an_official_term_stays_official(talk: Conversation) -> None:
    for question in ("что такое клиентский путь?", "кто такой внутренний клиент?", "что такое услуга?"):
        said = talk.say(question)
        assert "Источник: " in said
        assert "составителей" not in said


def test_an_unknown_question_shows_what_is_near(talk: Conversation) -> None:
    said = talk.say("внутрений клиент")
    assert "Внутренний клиент" in said or any("нутренний клиент" in label for label in talk.labels())
    assert not any("Ближайшее" in talk.say(far) for far in ("рецепт борща", "курс доллара на сегодня"))


@pytest.mark.parametrize("typed", ["Профиль клиентского сегмента", "профиль клиентского сегмента?"])
def test_the_title_of_an_entry_is_a_question_and_no_wish(talk: Conversation, typed: str) -> None:
    assert talk.say(typed).startswith("Профиль клиентского сегмента\n")
    assert any("Что такое профиль клиентского сегмента" in label for label in talk.labels())
    assert "Как полностью называется" in talk.say("Составить профиль клиентского сегмента")


@pytest.mark.parametrize(
    ("wish", "said"),
    [("помощь", "Как со мной работать"), ("мои профили", "Ваши профили"), ("пропустить", "обязательный")],
)
def test_a_wish_in_russian_is_answered_in_russian_in_an_english_browser(
    talk: Conversation, wish: str, said: str
) -> None:
    talk.session = Session(heard_language="en")
    talk.begin()
    assert said in talk.say(wish)
    talk.say("/language en")
    assert said not in talk.say(wish), "who chose a language is answered in it"


@pytest.mark.parametrize(
    "typed",
    [
        *("Google Forms", "Telegram", "a", "Microsoft Power BI Desktop"),
        "<script>alert(1)</script> and Google Forms в Министерстве",
    ],
)
def test_a_foreign_name_in_an_answer_is_no_change_of_language(talk: Conversation, typed: str) -> None:
    talk.begin()
    talk.say(typed)
    assert "Подсказка" in talk.labels()
    talk.say("what is an internal client?")
    assert "Hint" in talk.labels()


def test_figures_and_marks_belong_to_no_language(talk: Conversation) -> None:
    talk.session = Session(heard_language="en")
    talk.begin()
    talk.say("Ministry of Social Policy of Priozersk")
    assert "Back" in talk.labels()
    talk.say("1")
    assert "Back" in talk.labels()
