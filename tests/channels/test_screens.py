"""Every screen of the interview fits a phone: 15 lines of 40 characters, 7 rows of buttons."""

import textwrap
from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.channels.messenger.screen import Quoted, Screen, draw
from bot.channels.telegram.bot_api import MESSAGE
from dialogs.interview.answers import Draft
from dialogs.interview.examples import ExampleProfile
from dialogs.interview.typed_answers import typed_answer
from dialogs.interview.view import View
from dialogs.turn.events import Pressed
from dialogs.turn.session import AtQuestion, AtSummary
from tests.talking import Conversation

LINES, WIDTH, ROWS = 15, 40, 7
# Of a quote that is not opened Telegram shows so many.
QUOTED = 3
EXAMPLES = ("citizen_service", "internal_accounting", "internal_facilities")


def lines(screen: Screen) -> int:
    (page,) = screen.pages
    counted = 0
    for block in page:
        texts = ["".join(span.text for span in line) for line in block]
        wrapped = sum(max(len(textwrap.wrap(text, WIDTH)), 1) for text in texts)
        counted += min(wrapped, QUOTED) if isinstance(block, Quoted) else wrapped
    return counted + (0 if screen.tight else len(page) - 1)


def too_large(talk: Conversation, where: str) -> Iterator[str]:
    for reply in talk.replies:
        screen = draw(reply, talk.library.phrases, MESSAGE, lambda button: button.url or button.draft)
        if lines(screen) > LINES or len(screen.keyboard) > ROWS:
            yield f"{where}: {lines(screen)} lines, {len(screen.keyboard)} rows\n{reply.body.plain()}"


def opened(talk: Conversation, where: str) -> Iterator[str]:
    """Everything that can be opened inside the question on screen, and closed again."""
    talk.press("☰ Ещё")
    yield from too_large(talk, f"{where}, more")
    inside = [label for label in talk.labels() if label in ("Подсказка", "Пример") or "Что такое" in label]
    for label in inside:
        talk.press(label)
        yield from too_large(talk, f"{where}, {label}")
        talk.press("✕ Скрыть")
        talk.press("☰ Ещё")
    talk.press("✕ Скрыть")


def marked(talk: Conversation, where: str) -> Iterator[str]:
    """All options of a multiple choice but those that want words of one's own."""
    for button in [button for button in talk.buttons if button.role == "toggle"]:
        if talk.replies[-1].buttons and button.label not in ("Другое",):
            talk.press(button.label)
    yield from too_large(talk, f"{where}, all marked")


def fill(talk: Conversation, model: Draft) -> Iterator[str]:
    talk.begin()
    while not isinstance(talk.session.place, AtSummary):
        place = talk.session.place
        where = str(place.path) if isinstance(place, AtQuestion) else "another segment"
        yield from too_large(talk, where)
        if isinstance(place, AtQuestion):
            yield from opened(talk, where)
            if any(button.role == "toggle" for button in talk.buttons):
                yield from marked(replace(talk), where)
        yield from answer(talk, model)


def answer(talk: Conversation, model: Draft) -> Iterator[str]:
    place = talk.session.place
    if not isinstance(place, AtQuestion):
        talk.press(
            "Да, добавить сегмент"
            if len(talk.draft.segments) < len(model.segments)
            else "Нет, сегментов достаточно"
        )
        return
    if model.at(place.path) is None:
        talk.say("пропустить")
        return
    talk.say(typed_answer(View(talk.library.form, model), place.path))
    if isinstance(talk.session.place, AtQuestion) and talk.session.place.collected:
        yield from too_large(talk, f"{place.path}, collected")
        talk.say("готово")


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_screen_of_an_example_fits_a_phone(
    talk: Conversation, examples: dict[str, ExampleProfile], name: str
) -> None:
    talk.messenger = True
    model = examples[name].draft
    assert list(fill(talk, model)) == []
    assert talk.draft.segments == model.segments


def test_long_options_stand_in_the_text_and_their_buttons_are_numbers(
    talk: Conversation, examples: dict[str, ExampleProfile]
) -> None:
    talk.messenger = True
    talk.begin()
    while not (isinstance(talk.session.place, AtQuestion) and talk.path.field == "trait_digital"):
        assert list(answer(talk, examples["citizen_service"].draft)) == []
    screen = draw(talk.replies[-1], talk.library.phrases, MESSAGE)
    assert [key.text for key in screen.keyboard[0]] == ["1", "2", "3", "4", "5"]
    assert "1. " in "\n".join("".join(span.text for span in line) for line in screen.pages[0][-1])


REVIEW = ("Общая часть", "Замечания", "Сегменты", "⋯", "▶")


def looked_through(talk: Conversation, where: str) -> Iterator[str]:
    """Every part and page of the review; each part leads back to the overview."""
    yield from too_large(talk, where)
    parts = [label for label in talk.labels() if label.startswith(REVIEW) or ": " in label]
    for label in dict.fromkeys(parts):
        talk.press(label)
        first = talk.said
        yield from too_large(talk, f"{where}, {label}")
        while "▶" in talk.labels():
            talk.press("▶")
            yield from too_large(talk, f"{where}, {label}, on")
            if talk.said == first:
                break
        talk.press("К проверке")


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_screen_of_the_review_fits_a_phone(
    talk: Conversation, examples: dict[str, ExampleProfile], name: str
) -> None:
    talk.messenger = True
    assert [_ for _ in fill(talk, examples[name].draft) if False] == []
    assert list(looked_through(talk, name)) == []
    assert talk.labels()[0] == "Получить документ"


def test_the_review_of_twenty_segments_and_many_remarks_fits_a_phone(
    talk: Conversation, examples: dict[str, ExampleProfile]
) -> None:
    talk.messenger = True
    assert [_ for _ in fill(talk, examples["citizen_service"].draft) if False] == []
    draft = talk.draft
    segments = tuple(draft.segments[number % len(draft.segments)] for number in range(20))
    talk.drafts[draft.id] = replace(draft, segments=segments)
    talk.say("/summary")
    assert "Замечания" in "".join(talk.labels())
    assert list(looked_through(talk, "twenty")) == []
    talk.say("/left")
    assert list(too_large(talk, "what is left")) == []


def test_an_answer_is_changed_from_its_place_in_the_review_and_leads_back_there(
    talk: Conversation, examples: dict[str, ExampleProfile]
) -> None:
    talk.messenger = True
    assert [_ for _ in fill(talk, examples["citizen_service"].draft) if False] == []
    talk.press("2. ")
    talk.press("▶")
    before = talk.said
    talk.press("Изменить 2")
    assert "Сейчас записано" in talk.said or talk.buttons
    talk.press("Оставить прежний ответ")
    assert talk.said == before


def test_a_segment_is_removed_behind_its_own_dots_only(
    talk: Conversation, examples: dict[str, ExampleProfile]
) -> None:
    talk.messenger = True
    assert [_ for _ in fill(talk, examples["citizen_service"].draft) if False] == []
    assert not any("Удалить" in label for label in talk.labels())
    talk.press("2. ")
    assert not any("Удалить" in label for label in talk.labels())
    talk.press("⋯")
    talk.press("Удалить сегмент 2")
    assert "Удалить сегмент 2?" in talk.said
    talk.press("Нет, оставить")
    assert len(talk.draft.segments) == 2


def reached(talk: Conversation, model: Draft, field: str) -> None:
    talk.messenger = True
    talk.begin()
    while not (isinstance(talk.session.place, AtQuestion) and talk.path.field == field):
        assert list(answer(talk, model)) == []


def test_short_items_among_collected_ones_and_what_was_kept_fit_a_phone(
    talk: Conversation, examples: dict[str, ExampleProfile]
) -> None:
    reached(talk, examples["citizen_service"].draft, "needs")
    for line in ("знать срок", "видеть статус заявления", "понимать отказ", "получать помощь рядом с домом"):
        talk.say(f"Мне нужно {line}, чтобы не ездить в район второй раз;")
    talk.say("срок\nда")
    talk.say("готово")
    assert "Остальное сохранено: 4 пункта" in talk.said
    assert "раз;" not in talk.said
    assert list(too_large(talk, "kept")) == []


def test_a_list_with_ready_made_items_that_is_answered_fits_a_phone(
    talk: Conversation, examples: dict[str, ExampleProfile]
) -> None:
    reached(talk, examples["citizen_service"].draft, "needs")
    talk.press("◀ Назад")
    assert "Сейчас записано" in talk.said
    assert list(too_large(talk, "answered")) == []
    assert "Скопировать прежний ответ" not in talk.labels()
    talk.press("☰ Ещё")
    assert list(too_large(talk, "answered, more")) == []
    assert "Смерть супруга" in (talk.button("Копировать").copy or "")


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_question_that_is_answered_fits_a_phone_with_what_opens_in_it(
    talk: Conversation, examples: dict[str, ExampleProfile], name: str
) -> None:
    talk.messenger = True
    talk.begin()
    found: list[str] = []
    while not isinstance(talk.session.place, AtSummary):
        found += answer(talk, examples[name].draft)
        back = replace(talk, drafts=dict(talk.drafts), effects=[])
        back.say("/back")
        if isinstance(back.session.place, AtQuestion):
            where = f"{back.path}, answered"
            found += [*too_large(back, where), *opened(back, where)]
    assert not found, "\n\n".join(found)


NONSENSE = ("а" * 1000, "?", "999999999999", "1, 99", "пункт\n" * 30)


def test_what_is_said_to_mistakes_fits_a_phone(
    talk: Conversation, examples: dict[str, ExampleProfile]
) -> None:
    talk.messenger = True
    talk.begin()
    found: list[str] = []
    while not isinstance(talk.session.place, AtSummary):
        place = talk.session.place
        for text in NONSENSE if isinstance(place, AtQuestion) else ():
            tried = replace(talk, drafts=dict(talk.drafts), effects=[])
            tried.say(text)
            found += too_large(tried, f"{place.path}: {text[:9]!r}" if isinstance(place, AtQuestion) else "")
        found += answer(talk, examples["citizen_service"].draft)
    assert not found, "\n\n".join(found)


def test_a_list_of_many_drafts_fits_a_phone(talk: Conversation, examples: dict[str, ExampleProfile]) -> None:
    talk.messenger = True
    draft = examples["citizen_service"].draft
    for number in range(12):
        talk.drafts[f"d{number}"] = replace(draft, id=f"d{number}", status="filling", name="Слово " * 11)
    talk.say("/drafts")
    for _ in range(3):
        assert list(too_large(talk, "drafts")) == []
        talk.press("▶")
    talk.press("2. ")
    assert list(too_large(talk, "one draft")) == []
    talk.press("Удалить")
    assert list(too_large(talk, "deletion")) == []
    assert "из" in talk.said.split("»")[1], "its progress and date"
    talk.press("Да, удалить")
    assert list(too_large(talk, "the list with what can be put back")) == []


def test_every_official_answer_fits_a_phone_and_opens_in_place(talk: Conversation) -> None:
    talk.messenger = True
    knowledge = talk.library.knowledge
    for entry in knowledge:
        talk.send(Pressed(f"entry:{entry.id}"))
        assert list(too_large(talk, entry.id)) == []
        assert "◀ К списку" in talk.labels()
    screen = draw(talk.replies[-1], talk.library.phrases, MESSAGE)
    assert len(screen.pages) == 1


def test_a_line_of_an_official_answer_stands_whole(talk: Conversation) -> None:
    talk.messenger = True
    for entry in talk.library.knowledge:
        talk.send(Pressed(f"entry:{entry.id}"))
        screen = draw(talk.replies[-1], talk.library.phrases, MESSAGE, lambda button: button.url)
        shown = [
            "".join(span.text for span in line) for page in screen.pages for block in page for line in block
        ]
        missing = [line for line in talk.said.splitlines() if line.strip() and line not in shown]
        assert not missing, f"{entry.id}: {missing}"


@pytest.mark.parametrize("in_the_interview", [True, False])
def test_suggested_titles_that_a_button_would_cut_stand_in_the_text(
    talk: Conversation, in_the_interview: bool
) -> None:
    talk.messenger = True
    if in_the_interview:
        talk.begin()
        talk.say("Министерство труда Приозёрской области")
    talk.say("как проводить сегментацию?")
    suggested = talk.replies[0]
    screen = draw(suggested, talk.library.phrases, MESSAGE)
    keys = [key.text for row in screen.keyboard for key in row]
    assert not any("…" in key for key in keys), keys
    assert keys[:3] == ["1", "2", "3"]
    shown = "\n".join("".join(span.text for span in line) for line in screen.pages[0][-1])
    assert "Что такое сегментация" in shown
    assert list(too_large(talk, "suggested")) == []
    talk.send(Pressed(suggested.buttons[1].id))
    assert "сегмент" in talk.said
    if not in_the_interview:
        assert keys[3:] == ["Ничего из этого"]


def test_titles_under_an_answer_that_a_button_would_cut_stand_in_the_text(talk: Conversation) -> None:
    talk.messenger = True
    said = talk.say("что такое сегментация и чем она отличается от профиля клиентского сегмента")
    screen = draw(talk.replies[-1], talk.library.phrases, MESSAGE)
    keys = [key.text for row in screen.keyboard for key in row]
    assert keys[:3] == ["1", "2", "3"]
    shown = ["".join(span.text for span in line) for line in screen.pages[0][-1]]
    assert shown[2] == "3. Что такое профиль клиентского сегмента?"
    assert "профиль клиентского сегмента?" in talk.say("3") != said


def test_two_answers_are_two_messages(talk: Conversation) -> None:
    talk.messenger = True
    talk.say("чем внутренний клиент отличается от внешнего")
    first, second = talk.replies
    assert "внутренний клиент" in first.body.plain()
    assert "внешний клиент" in second.body.plain()
    assert second.buttons and not first.buttons
