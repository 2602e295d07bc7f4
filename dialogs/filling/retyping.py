"""Messages that change or go on with the one typed before: edited, or sent in several parts."""

from dataclasses import replace

from dialogs.filling import taking
from dialogs.interview.answers import Draft
from dialogs.interview.findings import remarks
from dialogs.interview.typed_answers import Mistake, read, typed_answer
from dialogs.turn.building import TurnBuilder
from dialogs.turn.events import Edited, Said
from dialogs.turn.session import AtConfirmation, AtQuestion, AtSummary, Filling, Place, Typed

# Messengers cut a long message into parts and send them at once, before anything is said to the first.
TOGETHER_SECONDS = 1


def remember(turn: TurnBuilder, said: Said) -> None:
    """Keeps which message was the last, and what it answered."""
    if not said.message:
        return
    place = turn.answered
    turn.remember(
        last_typed=Typed(
            said.message,
            said.moment,
            said.cut,
            place.draft if place else None,
            place.path if place else None,
        )
    )


def continues(turn: TurnBuilder, said: Said) -> bool:
    """Takes the text as the next part of the message before, when it is one."""
    typed = turn.session.last_typed
    if typed is None or not said.moment or typed.cut is None:
        return False
    answered = typed.message.isdigit() and said.seen > int(typed.message)
    if answered or not 0 <= said.moment - typed.moment <= TOGETHER_SECONDS:
        return False
    draft = turn.draft(typed.draft) if typed.draft else None
    if draft is not None and typed.path is not None:
        _retake(turn, draft, typed, _before(turn, draft, typed) + typed.cut + said.text)
    # A question was answered by its first part; nothing more is said to the rest.
    turn.remember(last_typed=replace(typed, message=said.message, moment=said.moment, cut=said.cut))
    return True


def _before(turn: TurnBuilder, draft: Draft, typed: Typed) -> str:
    """What the parts so far say."""
    place = turn.place
    assert typed.path is not None
    if isinstance(place, AtConfirmation) and place.draft == draft.id and place.answer is not None:
        # The parts so far wait for a yes.
        draft = draft.with_answer(typed.path, place.answer)
    elif isinstance(place, AtQuestion) and place.path == typed.path and place.refused is not None:
        return place.refused
    elif isinstance(place, AtQuestion) and place.path == typed.path and place.collected:
        return place.collected[-1].text
    return typed_answer(turn.view(draft), typed.path) if draft.at(typed.path) is not None else ""


def changes_anything(turn: TurnBuilder, edited: Edited) -> bool:
    """Changes the answer that the message gave, while it is the last one. True when the message was no
    answer: then it is to be heard anew."""
    typed = turn.session.last_typed
    if not edited.text.strip():
        return False
    if typed is None or typed.message != edited.message:
        if isinstance(_place(turn), Filling):
            turn.say(turn.text("edited-too-late"))
        return False
    if typed.path is None or typed.draft is None:
        return True
    draft = turn.draft(typed.draft)
    place = _place(turn)
    if draft is not None and isinstance(place, Filling) and place.draft == draft.id:
        _change(turn, draft, typed, edited.text)
    return False


def _change(turn: TurnBuilder, draft: Draft, typed: Typed, text: str) -> None:
    assert typed.path is not None
    answer = read(turn.view(draft), typed.path, text)
    if not isinstance(answer, Mistake):
        if answer == draft.at(typed.path):
            return
        place = _place(turn)
        moved_on = not (isinstance(place, AtQuestion) and place.path == typed.path)
        if moved_on and not remarks(turn.view(draft), typed.path, answer):
            turn.say(turn.text("answer-edited"))
    _retake(turn, draft, typed, text)


def _retake(turn: TurnBuilder, draft: Draft, typed: Typed, text: str) -> None:
    """The question is answered again with `text`; then the interview stands where it stood."""
    assert typed.path is not None
    place = _place(turn)
    turn.go(place)
    if isinstance(place, AtQuestion) and place.path == typed.path and place.collected:
        # Of a list in several messages only this one's lines change.
        parts = tuple(
            replace(part, message=turn.message) if part.message == typed.message else part
            for part in place.collected
        )
        taking.take_typed(turn, draft, replace(place, collected=parts), text)
        return
    if isinstance(place, AtQuestion) and place.path == typed.path:
        returns = place.returns
    else:
        returns = isinstance(place, AtSummary)
    taking.take_typed(turn, draft, AtQuestion(draft.id, typed.path, returns=returns), text)


def _place(turn: TurnBuilder) -> Place:
    """Where the interview stands, be it that a yes is waited for."""
    return turn.place.back if isinstance(turn.place, AtConfirmation) else turn.place
