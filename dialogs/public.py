"""Where others read along: questions and the glossary, nothing of anybody's profile."""

from typing import assert_never, get_args

from dialogs import commands
from dialogs.faq import glossary, questions, rating, specialists
from dialogs.filling.dialog import act
from dialogs.turn.actions import (
    ChooseSuggestion,
    Lasting,
    NoneOfThese,
    OnTicket,
    Rate,
    ShowEntry,
    ShowGlossary,
    StartProfile,
)
from dialogs.turn.building import TurnBuilder
from dialogs.turn.buttons import Stale, action_of
from dialogs.turn.events import Edited, Event, Pressed, Said, Selected, Started, Uploaded

_SPOKEN_TO = ("start", "help")


def answer(turn: TurnBuilder, event: Event) -> None:
    """One turn in a group."""
    match event:
        case Said(text, under=under):
            turn.lead = turn.text("only-the-caption") if under else turn.lead
            _said(turn, text)
        case Pressed(button):
            _pressed(turn, button)
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
    if not text.strip() or name in _SPOKEN_TO:
        _introduce(turn)
    elif name == "glossary":
        glossary.show_glossary(turn, None)
    elif name == "ask":
        specialists.ask(turn, argument)
    elif name is not None:
        _only_in_private(turn)
    elif specialists.takes(turn, text) or rating.takes(turn, text):
        pass
    elif turn.world.finding is not None:
        turn.remember(heard_language=turn.world.finding.language)
        questions.answer_question(turn, turn.world.finding)


def _pressed(turn: TurnBuilder, button: str) -> None:
    try:
        action = action_of(button, turn.session.offer)
    except Stale:
        turn.notice = turn.label("stale-button")
        return
    if isinstance(action, ShowEntry | ShowGlossary | OnTicket | Rate):
        commands.perform(turn, action)
    elif isinstance(action, ChooseSuggestion | NoneOfThese):
        act(turn, action)
    elif isinstance(action, get_args(Lasting)):
        _only_in_private(turn)
    else:
        turn.notice = turn.label("stale-button")


def _introduce(turn: TurnBuilder) -> None:
    offering = turn.new_offering()
    offering.show(ShowGlossary(), turn.label("button-glossary"))
    offering.show(StartProfile(), turn.label("button-start-profile"))
    turn.say(turn.text("greeting-in-public"), offering)


def _only_in_private(turn: TurnBuilder) -> None:
    offering = turn.new_offering()
    offering.show(StartProfile(), turn.label("button-start-profile"))
    turn.say(turn.text("only-in-private"), offering)
