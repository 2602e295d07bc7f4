"""Messages that change or go on with an earlier one: edited, replying to an old question, or sent in several
parts."""

from dataclasses import replace

from dialogs.filling import collecting, removing, taking
from dialogs.filling.asking import TRACE, ask, question_name
from dialogs.filling.going_on import go_to_step, store
from dialogs.filling.places import show_place
from dialogs.filling.taking_lists import messages
from dialogs.filling.titles import shortened
from dialogs.interview.answers import Draft, Items, Path
from dialogs.interview.display import display
from dialogs.interview.findings import remarks
from dialogs.interview.question import question
from dialogs.interview.route import AskField, first_open, route
from dialogs.interview.typed_answers import Mistake, read, typed_answer
from dialogs.turn.actions import ChangeAnswer
from dialogs.turn.building import TurnBuilder
from dialogs.turn.buttons import PATH
from dialogs.turn.events import Edited, Said
from dialogs.turn.session import AtConfirmation, AtQuestion, AtSummary, Filling, Place, Typed
from knowledge.finding import DirectAnswer
from knowledge.text.markup import RichText, paragraph

# So many of the person's messages are known by what they answered.
MOST_GIVEN = 60
# Messengers cut a long message into parts and send them at once, before anything is said to the first.
TOGETHER_SECONDS = 1


def remember(turn: TurnBuilder, said: Said) -> None:
    """Keeps which message was the last, and what it answered."""
    if not said.message:
        return
    place = turn.answered
    if place is not None:
        name = f"{place.draft}:{place.path}"
        several = turn.form.field(place.path.field).type in ("list", "table")
        others = ((key, of) for key, of in turn.session.given.items() if several or of != name)
        latest = [*((key, of) for key, of in others if key != said.message), (said.message, name)]
        turn.remember(given=dict(latest[-MOST_GIVEN:]))
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
    """Changes the answer that the message gave. True when the message was the last one and no answer: then
    it is to be heard anew."""
    typed, place = turn.session.last_typed, _place(turn)
    if not edited.text.strip():
        return False
    name = turn.session.given.get(edited.message)
    if typed is not None and typed.message == edited.message:
        if typed.path is None or typed.draft is None:
            return True
        at_it = isinstance(place, AtQuestion) and (place.draft, place.path) == (typed.draft, typed.path)
        if at_it and (draft := turn.draft(typed.draft)) is not None:
            if read(turn.view(draft), typed.path, edited.text) != draft.at(typed.path):
                _retake(turn, draft, typed, edited.text)
            return False
        name = f"{typed.draft}:{typed.path}"
    draft, path = _asked(turn, name or "")
    if draft is None or path is None:
        if isinstance(place, Filling):
            turn.say(turn.text("edited-too-late"))
    elif sum(of == name for of in turn.session.given.values()) > 1:
        # Which of the lines came with this message is not known any more.
        _offer_to_change(turn, draft, path, "edited-of-several")
    else:
        _correct(turn, draft, path, edited.text)
    return False


def answers_another(turn: TurnBuilder, said: Said) -> bool:
    """Takes a reply to another question than the one on screen as its answer; False when it is none."""
    draft, path = _asked(turn, said.about)
    finding = turn.world.finding
    asks = finding is not None and finding.asks and isinstance(finding.outcome, DirectAnswer)
    if draft is None or path is None or asks or said.about == question_name(_place(turn)):
        return False
    turn.go(_place(turn))
    if collecting.collects(turn, question(turn.view(draft), path)) and draft.status != "finished":
        returns = isinstance(turn.place, AtSummary)
        taking.take_typed(turn, draft, AtQuestion(draft.id, path, returns=returns, changes=True), said.text)
    else:
        turn.answered = AtQuestion(draft.id, path)
        _correct(turn, draft, path, said.text)
    return True


def _asked(turn: TurnBuilder, name: str) -> tuple[Draft | None, Path | None]:
    """The draft and the path of a question by its name, when it is still asked."""
    draft_id, _, rest = name.partition(":")
    draft, written = turn.draft(draft_id), rest.partition(":")[0]
    if draft is None or not PATH.fullmatch(written):
        return None, None
    path = Path.parse(written)
    return (draft, path) if AskField(path) in route(turn.view(draft)) else (None, None)


def _correct(turn: TurnBuilder, draft: Draft, path: Path, text: str) -> None:
    """Puts the answer of `text` in place of the one at `path`; the interview stays where it is, unless there
    is something to say to the answer."""
    answer = read(turn.view(draft), path, text)
    if not isinstance(answer, Mistake) and answer == draft.at(path):
        return
    if draft.status == "finished":
        _offer_to_change(turn, draft, path, "edited-finished")
        return
    if isinstance(answer, Items):
        ready = question(turn.view(draft), path).suggestions
        stored = draft.at(path)
        kept = stored.value if isinstance(stored, Items) else ()
        answer = Items(tuple(dict.fromkeys((*(item for item in kept if item in ready), *answer.value))))
    found = () if isinstance(answer, Mistake) else remarks(turn.view(draft), path, answer)
    if isinstance(answer, Mistake) or found:
        may_keep = bool(found) and all(remark.may_keep for remark in found)
        why = paragraph(answer.message) if isinstance(answer, Mistake) else messages(found)
        returns = isinstance(_place(turn), AtSummary)
        ask(
            turn, draft, path, returns=returns, changes=True, refused=text, may_keep=may_keep,
            lead=why, tone="mistake",
        )  # fmt: skip
    elif removing.loses(draft.at(path), answer):
        turn.go(_place(turn))
        removing.ask_to_replace(turn, draft, AtQuestion(draft.id, path, changes=True), answer, {})
    else:
        draft = store(turn, draft, path, answer)
        label, shown = turn.form.field(path.field).label, "; ".join(display(turn.view(draft), path))
        turn.lead += turn.text("answer-edited", label=label, answer=shortened(shown, TRACE))
        _show_place(turn, draft)


def _show_place(turn: TurnBuilder, draft: Draft) -> None:
    """The place once more, or the next open question when the changed answer has hidden it."""
    turn.go(_place(turn))
    place = turn.place
    hidden = isinstance(place, AtQuestion) and place.draft == draft.id
    if hidden and isinstance(place, AtQuestion) and AskField(place.path) not in route(turn.view(draft)):
        go_to_step(turn, draft, first_open(turn.view(draft)))
        return
    show_place(turn)
    if turn.lead.blocks:
        turn.say(RichText())


def _offer_to_change(turn: TurnBuilder, draft: Draft, path: Path, key: str) -> None:
    """Says why nothing was changed, with the button that changes it."""
    offering = turn.new_offering()
    offering.show(ChangeAnswer(draft.id, path), turn.label("button-change-answer"), "control")
    turn.say(turn.text(key, label=turn.form.field(path.field).label), offering)
    _show_place(turn, draft)


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
