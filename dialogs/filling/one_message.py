"""«Заполнить одним сообщением»: a text parted over several questions, stored as far as it is confirmed."""

from dataclasses import replace

from dialogs.filling import confirming, going_on
from dialogs.filling.asking import ask
from dialogs.filling.confirming import Judged, ask_for_text, goes_on, judged, segment_of, show
from dialogs.filling.in_draft import IN_DRAFT
from dialogs.interview.answers import Draft
from dialogs.interview.parting import parted
from dialogs.interview.route import AskField, first_open, is_visible, reopen
from dialogs.turn.building import TurnBuilder
from dialogs.turn.dispatch import Dispatch
from dialogs.turn.effects import RememberPerson
from dialogs.turn.session import AtOneMessage, AtQuestion, Pasted
from knowledge.text.markup import RichText, paragraph

AT_ONE_MESSAGE = Dispatch[AtOneMessage](otherwise=IN_DRAFT)


def said_in_one_message(turn: TurnBuilder, draft: Draft, place: AtOneMessage, text: str) -> bool:
    """Reads a text with several answers, adds to the one before, or takes it for the answer to be checked.
    False when it answers no question."""
    pasted = _pasted(turn, draft)
    if place.one_by_one and pasted is not None and (found := judged(turn, draft, pasted)[0]):
        path = found[0].part.path
        changed = (replace(part, typed=text) if part.path == path else part for part in pasted.parts)
        turn.remember(pasted=replace(pasted, parts=tuple(changed)))
        show(turn, draft, place)
        return True
    whole = f"{pasted.text}\n\n{text}" if pasted is not None and pasted.parts else text
    limit = turn.form.reading.longest_answer
    if len(whole) > limit:
        mistake = turn.form.messages.too_long.format(length=len(whole), limit=limit)
        ask_for_text(turn, draft, place, paragraph(mistake), text)
        return True
    parts = parted(turn.view(draft), whole, segment_of(draft, place)).parts
    if not parts:
        return False
    turn.remember(pasted=Pasted(draft.id, whole, parts))
    show(turn, draft, replace(place, one_by_one=False))
    return True


@AT_ONE_MESSAGE.step("record_all")
def _record_all(turn: TurnBuilder, draft: Draft, place: AtOneMessage) -> None:
    """Stores what can be stored as it is; what is left is asked about one by one."""
    found = _found(turn, draft)
    ready = [one for one in found if one.ready]
    draft, about = reopen(turn.form, draft, turn.world.now), dict(turn.world.about_person)
    for one in ready:
        if one.answer is not None:
            path = one.part.path
            draft = draft.with_answer(path, one.answer)
            kept = frozenset(key for key in draft.kept if not key.startswith(f"{path}#"))
            draft = replace(draft, kept=kept)
            if turn.form.field(path.field).scope == "user":
                about[path.field] = one.answer
    if about != turn.world.about_person:
        turn.do(RememberPerson(about))
    draft = turn.save(draft) if ready else draft
    turn.lead += turn.text("pasted-recorded", count=len(ready))
    stored = {one.part.path for one in ready}
    pasted = _pasted(turn, draft)
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
    one = next(iter(_found(turn, draft)), None)
    if one is None or one.answer is None or not (place.one_by_one and one.may_keep):
        show(turn, draft, place)
        return
    question = AtQuestion(draft.id, one.part.path, confirms=True)
    going_on.accept(turn, draft, question, one.answer, one.keys, confirmed=True)


@AT_ONE_MESSAGE.step("edit")
def _edit(turn: TurnBuilder, draft: Draft, place: AtOneMessage) -> None:
    """The whole text comes back into the field; the answer on screen is asked as its question asks it."""
    pasted = _pasted(turn, draft)
    one = next(iter(_found(turn, draft)), None)
    if place.one_by_one and one is not None:
        lead = RichText() if one.answer is not None else paragraph(one.part.typed)
        ask(turn, draft, one.part.path, confirms=True, refused=one.part.typed, lead=lead)
    elif pasted is not None:
        turn.remember(pasted=replace(pasted, parts=()))
        show(turn, draft, place)


@AT_ONE_MESSAGE.step("drop")
def _drop(turn: TurnBuilder, draft: Draft, place: AtOneMessage) -> None:
    """Nothing of the text is stored, or not the answer on screen."""
    one = next(iter(_found(turn, draft)), None)
    if place.one_by_one and one is not None:
        if not goes_on(turn, draft, one.part.path):
            _leave(turn, draft, place)
        return
    turn.lead += turn.text("pasted-dropped")
    _leave(turn, draft, place)


@AT_ONE_MESSAGE.step("back")
def _back(turn: TurnBuilder, draft: Draft, place: AtOneMessage) -> None:
    if place.one_by_one:
        show(turn, draft, replace(place, one_by_one=False))
    else:
        _leave(turn, draft, place)


def _go_on(turn: TurnBuilder, draft: Draft, place: AtOneMessage) -> None:
    if _found(turn, draft):
        confirming.show(turn, draft, place)
    else:
        turn.remember(pasted=None)
        going_on.go_to_step(turn, draft, first_open(turn.view(draft)))


def _leave(turn: TurnBuilder, draft: Draft, place: AtOneMessage) -> None:
    """Back to the question that one came from."""
    turn.remember(pasted=None)
    view = turn.view(draft)
    here = place.path is not None and is_visible(view, place.path)
    going_on.go_to_step(turn, draft, AskField(place.path) if here and place.path else first_open(view))


def _pasted(turn: TurnBuilder, draft: Draft) -> Pasted | None:
    pasted = turn.session.pasted
    return pasted if pasted is not None and pasted.draft == draft.id else None


def _found(turn: TurnBuilder, draft: Draft) -> list[Judged]:
    pasted = _pasted(turn, draft)
    return judged(turn, draft, pasted)[0] if pasted is not None else []
