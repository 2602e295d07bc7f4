"""«Заполнить одним сообщением»: a text parted over several questions, stored as far as it is confirmed."""

from collections.abc import Callable
from dataclasses import replace

from dialogs.filling import going_on
from dialogs.filling.asking import ask
from dialogs.filling.confirming import (
    Judged,
    ask_for_text,
    goes_on,
    judged,
    on_screen,
    pasted_for,
    segment_of,
    show,
)
from dialogs.filling.draft_actions import IN_DRAFT
from dialogs.interview.answers import Draft
from dialogs.interview.parting import ReadPart, parted
from dialogs.interview.route import AskField, first_open, is_visible, reopen
from dialogs.turn.building import TurnBuilder
from dialogs.turn.dispatch import Dispatch
from dialogs.turn.effects import RememberPerson
from dialogs.turn.session import AtOneMessage, AtQuestion, MessagePart, Pasted, RefusedAnswer, Typed, WayOn
from knowledge.text.markup import RichText, paragraph

# Before the number of a message that others went on with; no channel's number begins so.
_JOINED = "+"

AT_ONE_MESSAGE = Dispatch[AtOneMessage](otherwise=IN_DRAFT)


def said_in_one_message(turn: TurnBuilder, draft: Draft, place: AtOneMessage, text: str) -> bool:
    """Reads a text with several answers, adds to the one before, or takes it for the answer to be checked.
    False when it answers no question."""
    pasted = pasted_for(turn, draft)
    if place.decides is not None and pasted is not None:
        _retype(turn, draft, place, pasted, lambda _: text)
        return True
    sent = pasted.sent if pasted is not None and not place.anew else ()
    return _read_sent(turn, draft, place, (*sent, MessagePart(turn.message, text)))


def goes_on_with(turn: TurnBuilder, typed: Typed, rest: str) -> bool:
    """Adds `rest` to the message of which it was cut off; False when that is no part of a text."""
    place = turn.place
    if isinstance(place, AtOneMessage) and typed.retyped and typed.place == turn.question_name(place):
        draft = turn.draft(place.draft)
        if draft is not None and (pasted := pasted_for(turn, draft)) is not None:
            _retype(turn, draft, place, pasted, lambda before: before + rest)
            return True
    return _resend(turn, typed.message, lambda text: text + rest, joined=True)


def sent_anew(turn: TurnBuilder, message: str, text: str) -> bool:
    """Puts `text` in place of the message; False when that is no part of a text."""
    return _resend(turn, message, lambda _: text)


def _retype(
    turn: TurnBuilder, draft: Draft, place: AtOneMessage, pasted: Pasted, typed: Callable[[str], str]
) -> None:
    """Shows the answer on screen as it is typed now."""
    parts = tuple(
        replace(part, typed=typed(part.typed)) if part.path == place.decides else part
        for part in pasted.parts
    )
    turn.remember(pasted=replace(pasted, parts=parts))
    turn.retyped = True
    show(turn, draft, place)


def _resend(turn: TurnBuilder, message: str, changed: Callable[[str], str], *, joined: bool = False) -> bool:
    place = turn.place
    draft = turn.draft(place.draft) if isinstance(place, AtOneMessage) else None
    pasted = pasted_for(turn, draft) if draft is not None else None
    if not isinstance(place, AtOneMessage) or draft is None or pasted is None:
        return False
    # Of the parts of a message that was cut only the last is named, and none may be put in its place.
    known = {_JOINED + message, message} if joined else {message}
    if not any(part.message in known for part in pasted.sent):
        return False
    sent = tuple(
        MessagePart((_JOINED if joined else "") + turn.message, changed(part.text))
        if part.message in known
        else part
        for part in pasted.sent
    )
    if not _read_sent(turn, draft, replace(place, anew=False), sent):
        turn.remember(pasted=None)
        not_understood(turn, draft, AtOneMessage(draft.id, place.path), "")
    return True


def not_understood(turn: TurnBuilder, draft: Draft, place: AtOneMessage, text: str) -> None:
    """Asks for another text; on the page the one that answers no question stays in the field."""
    key = "pasted-nothing-chat" if turn.world.messenger else "pasted-nothing"
    ask_for_text(turn, draft, place, turn.text(key), text)


def _read_sent(turn: TurnBuilder, draft: Draft, place: AtOneMessage, sent: tuple[MessagePart, ...]) -> bool:
    """Parts the messages, as one text; what was decided or changed of the text before stays so."""
    before = None if place.anew else pasted_for(turn, draft)
    segment = before.segment if before else segment_of(draft, place)
    text, limit = "\n\n".join(part.text for part in sent), turn.form.reading.longest_answer
    if len(text) > limit:
        mistake = paragraph(turn.form.messages.too_long.format(length=len(text), limit=limit))
        if before is None:
            ask_for_text(turn, draft, place, mistake, sent[-1].text)
        else:
            turn.lead += mistake
            show(turn, draft, replace(place, one_by_one=False))
        return True
    read = parted(turn.view(draft), text, segment)
    parts = _going_on(before, read.parts) if before else read.parts
    if not parts:
        return False
    turn.remember(pasted=Pasted(draft.id, segment, sent, read, parts, draft.moved))
    if before is None and turn.world.messenger:
        turn.leave_trace(turn.text("pasted-sent"), turn.new_offering())
    show(turn, draft, AtOneMessage(draft.id, place.path))
    return True


def _going_on(before: Pasted, now: tuple[ReadPart, ...]) -> tuple[ReadPart, ...]:
    """The parts as read now, but that one that was typed over stays as it was typed, and one that was decided
    does not come again unless the text says something else."""
    held, was = {part.path: part for part in before.parts}, {part.path: part for part in before.read.parts}
    here = {part.path for part in now}
    parts = [part for part in before.parts if part.path not in here and part != was.get(part.path)]
    for part in now:
        typed, read_before = held.get(part.path), was.get(part.path)
        if typed is not None and typed != read_before:
            parts.append(typed)
        elif typed is not None or part != read_before:
            parts.append(part)
    return tuple(parts)


@AT_ONE_MESSAGE.step("record_all")
def _record_all(turn: TurnBuilder, draft: Draft, place: AtOneMessage) -> None:
    """Stores what can be stored as it is; what is left is asked about one by one."""
    found = _found(turn, draft)
    ready = [one for one in found if one.ready]
    draft, about = reopen(turn.form, draft, turn.world.now), dict(turn.world.about_person)
    for one in ready:
        if one.answer is not None:
            path = one.part.path
            draft = draft.with_answer(path, one.answer).keeping_at(path, {})
            if turn.form.field(path.field).scope == "user":
                about[path.field] = one.answer
    if about != turn.world.about_person:
        turn.do(RememberPerson(about))
    draft = turn.save(draft) if ready else draft
    turn.lead += turn.text("pasted-recorded", count=len(ready))
    stored = {one.part.path for one in ready}
    pasted = pasted_for(turn, draft)
    if pasted is not None:
        turn.remember(
            pasted=replace(pasted, parts=tuple(part for part in pasted.parts if part.path not in stored))
        )
    _go_on(turn, draft, replace(place, one_by_one=True))


@AT_ONE_MESSAGE.step("one_by_one")
def _one_by_one(turn: TurnBuilder, draft: Draft, place: AtOneMessage) -> None:
    show(turn, draft, replace(place, one_by_one=True))


@AT_ONE_MESSAGE.step("record")
def _record(turn: TurnBuilder, draft: Draft, place: AtOneMessage) -> None:
    """Stores the answer on screen, be it in place of another one."""
    one = on_screen(_found(turn, draft), place)
    if one is None or one.answer is None or not (place.one_by_one and one.may_keep):
        show(turn, draft, place)
        return
    question = AtQuestion(draft.id, one.part.path, way_on=WayOn(confirms=True))
    going_on.accept(turn, draft, question, one.answer, one.keys, confirmed=True)


@AT_ONE_MESSAGE.step("edit")
def _edit(turn: TurnBuilder, draft: Draft, place: AtOneMessage) -> None:
    """The whole text comes back into the field; the answer on screen is asked as its question asks it."""
    one = on_screen(_found(turn, draft), place)
    if place.one_by_one and one is None:
        show(turn, draft, place)
    elif one is not None:
        lead = RichText() if one.answer is not None else paragraph(one.part.typed)
        refused, way_on = RefusedAnswer(one.part.typed), WayOn(confirms=True)
        ask(turn, AtQuestion(draft.id, one.part.path, refused=refused, way_on=way_on), lead)
    else:
        show(turn, draft, replace(place, anew=True))


@AT_ONE_MESSAGE.step("drop")
def _drop(turn: TurnBuilder, draft: Draft, place: AtOneMessage) -> None:
    """Drops the text, or the answer on screen, without storing it."""
    one = on_screen(_found(turn, draft), place)
    if place.one_by_one and one is None:
        show(turn, draft, place)
        return
    if one is not None:
        if not goes_on(turn, draft, one.part.path):
            _leave(turn, draft, place)
        return
    turn.lead += turn.text("pasted-dropped")
    _leave(turn, draft, place)


@AT_ONE_MESSAGE.step("back")
def _back(turn: TurnBuilder, draft: Draft, place: AtOneMessage) -> None:
    if place.one_by_one or (place.anew and pasted_for(turn, draft) is not None):
        show(turn, draft, AtOneMessage(draft.id, place.path))
    else:
        _leave(turn, draft, place)


def _go_on(turn: TurnBuilder, draft: Draft, place: AtOneMessage) -> None:
    if _found(turn, draft):
        show(turn, draft, place)
    else:
        turn.remember(pasted=None)
        going_on.go_to_step(turn, draft, first_open(turn.view(draft)))


def _leave(turn: TurnBuilder, draft: Draft, place: AtOneMessage) -> None:
    """Back to the question that one came from."""
    turn.remember(pasted=None)
    view = turn.view(draft)
    here = place.path is not None and is_visible(view, place.path)
    going_on.go_to_step(turn, draft, AskField(place.path) if here and place.path else first_open(view))


def _found(turn: TurnBuilder, draft: Draft) -> list[Judged]:
    pasted = pasted_for(turn, draft)
    return judged(turn, draft, pasted)[0] if pasted is not None else []
