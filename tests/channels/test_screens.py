"""Every screen of the interview fits a phone: 15 lines of 40 characters, 7 rows of buttons."""

import textwrap
from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.channels.messenger.screen import Quoted, Screen, draw
from bot.channels.telegram.api_limits import MESSAGE
from dialogs.interview.answers import Draft
from dialogs.interview.examples import ExampleProfile
from dialogs.interview.typed_answers import typed_answer
from dialogs.interview.view import View
from dialogs.turn.session import AtQuestion, AtSummary
from tests.talking import Talk

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


def too_large(talk: Talk, where: str) -> Iterator[str]:
    for reply in talk.replies:
        screen = draw(reply, talk.library.phrases, MESSAGE)
        if lines(screen) > LINES or len(screen.keyboard) > ROWS:
            yield f"{where}: {lines(screen)} lines, {len(screen.keyboard)} rows\n{reply.body.plain()}"


def opened(talk: Talk, where: str) -> Iterator[str]:
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


def marked(talk: Talk, where: str) -> Iterator[str]:
    """All options of a multiple choice but those that want words of one's own."""
    for button in [button for button in talk.buttons if button.role == "toggle"]:
        if talk.replies[-1].buttons and button.label not in ("Другое",):
            talk.press(button.label)
    yield from too_large(talk, f"{where}, all marked")


def fill(talk: Talk, model: Draft) -> Iterator[str]:
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


def answer(talk: Talk, model: Draft) -> Iterator[str]:
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
    talk: Talk, examples: dict[str, ExampleProfile], name: str
) -> None:
    talk.messenger = True
    model = examples[name].draft
    assert list(fill(talk, model)) == []
    assert talk.draft.segments == model.segments


def test_long_options_stand_in_the_text_and_their_buttons_are_numbers(
    talk: Talk, examples: dict[str, ExampleProfile]
) -> None:
    talk.messenger = True
    talk.begin()
    while not (isinstance(talk.session.place, AtQuestion) and talk.path.field == "trait_digital"):
        assert list(answer(talk, examples["citizen_service"].draft)) == []
    screen = draw(talk.replies[-1], talk.library.phrases, MESSAGE)
    assert [key.text for key in screen.keyboard[0]] == ["1", "2", "3", "4", "5"]
    assert "1. " in "\n".join("".join(span.text for span in line) for line in screen.pages[0][-1])
