"""Where others read along: questions and the glossary, nothing of anybody's profile."""

from typing import assert_never, get_args

from dialogs import commands, lasting
from dialogs.faq import questions, rating, showing, specialists
from dialogs.filling.dialog import act
from dialogs.turn.actions import (
    ChooseSuggestion,
    Lasting,
    NoneOfThese,
    OnTicket,
    OpenPrivate,
    Rate,
    ShowEntry,
    ShowGlossary,
    StartProfile,
)
from dialogs.turn.building import TurnBuilder
from dialogs.turn.buttons import Stale, action_of
from dialogs.turn.events import Edited, Event, Pressed, Said, Selected, Started, Uploaded

_SPOKEN_TO = ("start", "help")
# What anybody may press, whoever asked.
_FOR_ALL = (ShowEntry, ShowGlossary, Rate)


def answer(turn: TurnBuilder, event: Event) -> None:
    """One turn in a group."""
    match event:
        case Said(text, under=under):
            turn.lead = turn.text("only-the-caption") if under else turn.lead
            _said(turn, text)
        case Pressed():
            _pressed(turn, event)
        case Started():
            _introduce(turn)
        case Uploaded(kind):
            turn.say(turn.text(f"uploaded-{kind}"))
        case Edited() | Selected():
            pass
        case _:
            assert_never(event)


def _said(turn: TurnBuilder, text: str) -> None:
    name, argument = turn.world.library.phrases.command(text.strip())
    finding = turn.world.finding
    # A command in Latin letters is given in any language.
    if finding is not None and finding.language == "ru":
        turn.remember(heard_language="ru")
    if name is None and not commands.asks_more(turn):
        name = turn.world.library.phrases.wished.command(text)
    if not text.strip() or name in _SPOKEN_TO:
        _introduce(turn)
    elif name == "glossary":
        showing.show_glossary(turn, None)
    elif name == "ask":
        specialists.ask(turn, argument)
    elif name is not None:
        _only_in_private(turn, name)
    elif text.startswith("/") and text[1:2].isalpha():
        turn.say(turn.text("no-such-command", command=text.split(maxsplit=1)[0][:40]))
    elif specialists.takes(turn, text) or rating.takes(turn, text):
        pass
    elif finding is not None:
        turn.remember(heard_language=finding.language)
        questions.answer_question(turn, finding)


def _pressed(turn: TurnBuilder, pressed: Pressed) -> None:
    try:
        action = action_of(pressed.button, turn.session.offer)
    except Stale:
        turn.notice = turn.label("others-question" if pressed.others else "stale-button")
        return
    if pressed.others and not isinstance(action, _FOR_ALL):
        turn.notice = turn.label("others-question")
    elif isinstance(action, ShowEntry | ShowGlossary | OnTicket | Rate):
        lasting.perform(turn, action)
    elif isinstance(action, ChooseSuggestion | NoneOfThese):
        act(turn, action)
    elif isinstance(action, get_args(Lasting)):
        _only_in_private(turn, "profile")
    else:
        turn.notice = turn.label("stale-button")


def _introduce(turn: TurnBuilder) -> None:
    offering = turn.new_offering()
    offering.show(ShowGlossary(), turn.label("button-glossary"))
    offering.show(StartProfile(), turn.label("button-start-profile"))
    turn.say(turn.text("greeting-in-public"), offering)


def _only_in_private(turn: TurnBuilder, command: str) -> None:
    """The button opens in the private chat what was asked for here."""
    offering = turn.new_offering()
    if command == "profile":
        offering.show(StartProfile(), turn.label("button-start-profile"))
    else:
        page = command if command in lasting.PAGES else "drafts"
        offering.show(OpenPrivate(page), turn.label("button-to-private"))
    turn.say(turn.text("only-in-private"), offering)
