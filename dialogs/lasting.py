"""What works wherever the person is: commands, buttons that last, links."""

import re
from collections.abc import Callable, Mapping
from typing import assert_never

from dialogs import confirmation, personal
from dialogs.faq import rating, showing, specialists
from dialogs.filling import drafts, expiry, removing
from dialogs.filling.dialog import act
from dialogs.filling.finishing import send_again
from dialogs.filling.going_on import show_place
from dialogs.filling.reviewing import show_summary
from dialogs.turn.actions import (
    ChangeAnswer,
    ChooseLanguage,
    KeepDraft,
    Lasting,
    OnDraft,
    OnTicket,
    OpenDraft,
    OpenPrivate,
    PutBack,
    Rate,
    ShowDrafts,
    ShowEntry,
    ShowExample,
    ShowExamples,
    ShowGlossary,
    ShowMenu,
    Simple,
    StartProfile,
)
from dialogs.turn.building import TurnBuilder
from dialogs.turn.session import AtConfirmation, AtSummary, Filling, Home
from knowledge.base.entries import Tier
from knowledge.text.markup import paragraph

# What a link may open besides a term and a draft.
PAGES = ("profile", "drafts", "document", "examples", "glossary", "export", "forget", "language")
_DEEP_LINK = re.compile(r"\A([a-z]+)[._-](.+)")


def start(turn: TurnBuilder, payload: str) -> None:
    """The chat was opened, perhaps by a link to a term or a draft."""
    link = _DEEP_LINK.fullmatch(payload)
    if link and link[1] == "draft":
        drafts.open_draft(turn, link[2])
        if turn.notice:
            personal.greet(turn)
    elif link and showing.has(turn, f"{link[1]}.{link[2]}"):
        showing.show_entry(turn, f"{link[1]}.{link[2]}")
        show_place(turn)
    elif payload in PAGES:
        COMMANDS[payload](turn, "")
    elif isinstance(turn.place, Home):
        personal.greet(turn)
    else:
        # Opening the chat again must not throw away the place in the interview.
        turn.lead += turn.text("welcome-back")
        show_again(turn)


def show_again(turn: TurnBuilder) -> None:
    """What is on screen in a new message; of a yes that is awaited too, so that its buttons stand below."""
    if isinstance(turn.place, AtConfirmation):
        confirmation.ask_again(turn, turn.place)
    else:
        show_place(turn)


def _hand_over(turn: TurnBuilder) -> None:
    place = turn.place
    if isinstance(place, Filling):
        draft = turn.draft(place.draft)
        if draft is not None:
            send_again(turn, draft)
            show_place(turn)
            return
    if latest := turn.drafts()[:1]:
        send_again(turn, latest[0])
    else:
        drafts.show_drafts(turn)


def _continue(turn: TurnBuilder) -> None:
    """Goes on in the draft on screen, else in the one that was changed last."""
    place = turn.place
    if isinstance(place, AtSummary) and Simple("forward") in turn.session.offer.actions:
        act(turn, Simple("forward"))
    elif isinstance(place, Filling) and turn.draft(place.draft) is not None:
        show_place(turn)
    else:
        drafts.go_on(turn)


def _put_back(turn: TurnBuilder, number: int | None) -> None:
    at_home, removed = isinstance(turn.place, Home), removing.put_back(turn, number)
    if removed is None:
        if number is None:
            turn.say(paragraph(turn.notice))
            turn.notice = ""
            show_place(turn)
    elif not at_home:
        show_place(turn)
    elif removed.whole:
        drafts.show_drafts(turn)
    elif (draft := turn.draft(removed.draft.id)) is not None:
        show_summary(turn, draft)


def _glossary(turn: TurnBuilder, tier: Tier | None) -> None:
    showing.show_glossary(turn, tier)
    # What is typed below is an answer to the question: it must be in sight.
    _show_below(turn)


def _show_below(turn: TurnBuilder) -> None:
    """The question comes again, unless what is shown stands above it already, in its window."""
    if not turn.inside:
        show_place(turn)


def _ask(turn: TurnBuilder, words: str) -> None:
    specialists.ask(turn, words)
    if turn.session.writing is None:
        show_place(turn)


COMMANDS: Mapping[str, Callable[[TurnBuilder, str], None]] = {
    "start": start,
    "help": lambda turn, _: personal.show_help(turn),
    "profile": lambda turn, _: drafts.begin(turn),
    "continue": lambda turn, _: _continue(turn),
    "drafts": lambda turn, _: drafts.show_drafts(turn),
    "glossary": lambda turn, _: _glossary(turn, None),
    "examples": lambda turn, _: personal.show_examples(turn),
    "example": lambda turn, _: personal.show_examples(turn),
    "language": personal.language,
    "document": lambda turn, _: _hand_over(turn),
    "ask": _ask,
    "export": lambda turn, _: personal.export(turn),
    "undo": lambda turn, _: _put_back(turn, None),
    "forget": lambda turn, _: personal.ask_to_forget(turn),
}


def perform(turn: TurnBuilder, action: Lasting) -> None:
    """Performs a button that lasts; in the middle of the interview the question comes again below."""
    match action:
        case ShowEntry(entry):
            showing.show_entry(turn, entry, listed=turn.world.messenger)
            _show_below(turn)
        case ShowGlossary(tier):
            _glossary(turn, tier)
        case ShowMenu():
            personal.show_help(turn)
        case ShowDrafts(page):
            drafts.show_drafts(turn, page)
        case OpenPrivate(payload):
            start(turn, payload)
        case ShowExamples():
            personal.show_examples(turn)
        case ShowExample(example):
            personal.show_example(turn, example)
        case OpenDraft(draft):
            drafts.open_draft(turn, draft)
        case OnDraft(what, draft):
            drafts.manage(turn, what, draft)
            if what in ("document", "files"):
                show_place(turn)
        case ChangeAnswer(draft_id, path, moved):
            drafts.change_answer(turn, draft_id, path, moved)
        case KeepDraft(draft):
            expiry.keep(turn, draft)
            show_place(turn)
        case PutBack(number):
            _put_back(turn, number)
        case OnTicket():
            specialists.on_ticket(turn, action)
            # Below what is to be written now, a question of the form would look as if it were meant.
            if not turn.notice and turn.session.writing is None:
                show_place(turn)
        case Rate():
            rating.rate(turn, action)
            if not turn.notice and not isinstance(turn.place, Home):
                show_place(turn)
        case StartProfile():
            drafts.begin(turn)
        case ChooseLanguage(language):
            personal.choose_language(turn, language)
        case _:
            assert_never(action)
