"""Messages that change or go on with an earlier one: edited, replying to an old question, or sent in several
parts."""

from dataclasses import replace

from dialogs.faq import specialists
from dialogs.filling import removing, taking
from dialogs.filling.asking import ask, messages
from dialogs.filling.going_on import TRACE, go_to_step, show_place, store, to_change
from dialogs.filling.one_message import goes_on_with, sent_anew
from dialogs.interview.answers import Draft, Items, Path
from dialogs.interview.display import display
from dialogs.interview.findings import remarks
from dialogs.interview.question import question
from dialogs.interview.route import AskField, first_open, route
from dialogs.interview.typed_answers import Mistake, read, typed_answer
from dialogs.turn.building import TurnBuilder
from dialogs.turn.buttons import PATH_PATTERN
from dialogs.turn.events import Edited, Said
from dialogs.turn.session import (
    AtConfirmation,
    AtOneMessage,
    AtQuestion,
    AtSummary,
    Filling,
    Place,
    RefusedAnswer,
    Typed,
    WayOn,
)
from dialogs.turn.titles import offer_to_continue, shortened
from knowledge.finding import DirectAnswer
from knowledge.text.markup import RichText, paragraph

# So many of the person's messages are known by what they answered.
MOST_GIVEN = 60
# Messengers cut a long message into parts and send them at once, before anything is said to the first.
TOGETHER_SECONDS = 1


def remember(turn: TurnBuilder, said: Said, here: Place) -> None:
    """Keeps which message was the last, what it answered, and that it was heard `here`."""
    if not said.message:
        return
    place = turn.answered
    if place is not None:
        name = turn.path_name(place.draft, place.path)
        several = turn.form.field(place.path.field).is_list
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
            _named(turn, here),
            turn.ticket,
            retyped=turn.retyped,
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
    draft, place, rest = turn.draft(typed.draft) if typed.draft else None, turn.place, typed.cut + said.text
    if draft is not None and typed.path is not None:
        _retake(turn, draft, typed, _before(turn, draft, typed) + rest)
    elif typed.ticket is not None:
        typed = replace(typed, ticket=specialists.keep_words(turn, typed.ticket, said.text))
    elif isinstance(place, AtOneMessage) and not goes_on_with(turn, typed, rest):
        # Nothing was read from the first part.
        return False
    elif isinstance(place, AtQuestion) and place.aside.text and typed.place == _named(turn, place):
        # It waits to be recorded by a press.
        turn.go(replace(place, aside=replace(place.aside, text=place.aside.text + rest)))
    # A question was answered by its first part; nothing more is said to the rest.
    latest = replace(typed, message=said.message, moment=said.moment, cut=said.cut, joined=True)
    turn.remember(last_typed=latest)
    if (name := turn.session.given.get(typed.message)) is not None:
        turn.remember(given={**turn.session.given, said.message: name})
    return True


def _before(turn: TurnBuilder, draft: Draft, typed: Typed) -> str:
    """What the parts so far say."""
    place = turn.place
    assert typed.path is not None
    if isinstance(place, AtConfirmation) and place.draft == draft.id and place.answer is not None:
        # The parts so far wait for a yes.
        draft = draft.with_answer(typed.path, place.answer)
    elif isinstance(place, AtQuestion) and place.path == typed.path and place.refused.text is not None:
        return place.refused.text
    elif isinstance(place, AtQuestion) and place.path == typed.path and place.collected:
        return place.collected[-1].text
    return typed_answer(turn.view(draft), typed.path) if draft.at(typed.path) is not None else ""


def changes_anything(turn: TurnBuilder, edited: Edited) -> bool:
    """Changes the answer that the message gave. True when the message was the last one and no answer, and
    what was on screen then is so now: then it is to be heard anew."""
    typed, place = turn.session.last_typed, turn.place_behind
    if not edited.text.strip() or sent_anew(turn, edited.message, edited.text):
        return False
    name = turn.session.given.get(edited.message)
    # Where one part of a message that was cut ends is not known any more: it answers by no edit of its own.
    if typed is not None and typed.message == edited.message and not typed.joined:
        if typed.path is None or typed.draft is None:
            if typed.place == _named(turn, turn.place):
                return True
            _say_too_late(turn)
            return False
        at_it = isinstance(place, AtQuestion) and (place.draft, place.path) == (typed.draft, typed.path)
        if at_it and (draft := turn.draft(typed.draft)) is not None:
            if read(turn.view(draft), typed.path, edited.text) != draft.at(typed.path):
                _retake(turn, draft, typed, edited.text)
            return False
        name = turn.path_name(typed.draft, typed.path)
    draft, path = _asked(turn, name or "")
    if draft is None or path is None:
        if isinstance(place, Filling):
            _say_too_late(turn)
        elif turn.world.specialists:
            # It may be what they were asked, and they have the old words.
            turn.say(turn.text("edited-question"))
    elif sum(of == name for of in turn.session.given.values()) > 1:
        # Which of the lines came with this message is not known any more.
        _offer_to_change(turn, draft, path, "edited-of-several")
    else:
        _correct(turn, draft, path, edited.text)
    return False


def answers_another(turn: TurnBuilder, said: Said, *, recordable: bool) -> bool:
    """Takes a reply to another question than the one on screen as its answer, or says that it is not asked;
    False when the text is no such reply. One that is not `recordable` names a button, which is not there."""
    finding = turn.world.finding
    asks = finding is not None and finding.asks and isinstance(finding.outcome, DirectAnswer)
    if asks or said.about in (turn.question_name(turn.place), turn.question_name(turn.place_behind)):
        return False
    draft, path = _asked(turn, said.about) if recordable else (None, None)
    if draft is None or path is None:
        turn.say(turn.text("replied-elsewhere") + paragraph(shortened(said.text, TRACE)), tone="mistake")
        show_place(turn)
        return True
    turn.go(turn.place_behind)
    collects = turn.world.messenger and turn.form.field(path.field).is_list
    if collects and draft.status != "finished":
        way_on = WayOn(returns=isinstance(turn.place, AtSummary), changes=True)
        taking.take_typed(turn, draft, AtQuestion(draft.id, path, way_on=way_on), said.text)
    else:
        turn.answered = AtQuestion(draft.id, path)
        _correct(turn, draft, path, said.text)
    return True


def _named(turn: TurnBuilder, place: Place) -> str:
    """What is on screen; where nothing is asked that could be mixed up, of which kind it is."""
    return turn.question_name(place) or place.kind


def _asked(turn: TurnBuilder, name: str) -> tuple[Draft | None, Path | None]:
    """The draft and the path of a question by its name, when it is still asked."""
    draft_id, _, written = name.partition(":")
    draft = turn.draft(draft_id)
    if draft is None or not PATH_PATTERN.fullmatch(written.partition("~")[0]):
        return None, None
    path = Path.parse(written.partition("~")[0])
    known = turn.path_name(draft_id, path) == name and AskField(path) in route(turn.view(draft))
    return (draft, path) if known else (None, None)


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
        way_on = WayOn(returns=isinstance(turn.place_behind, AtSummary), changes=True)
        refused = RefusedAnswer(text, may_keep)
        ask(turn, AtQuestion(draft.id, path, refused=refused, way_on=way_on), why, "mistake")
    elif removing.loses(draft.at(path), answer):
        turn.go(turn.place_behind)
        changed = AtQuestion(draft.id, path, way_on=WayOn(changes=True))
        removing.ask_to_replace(turn, draft, changed, answer, {})
    else:
        draft, here = store(turn, draft, path, answer), turn.place_behind
        if isinstance(here, AtQuestion) and (here.draft, here.path) == (draft.id, path):
            # What was collected so far is the list as it was before.
            turn.go(replace(here, collected=()))
        label, shown = turn.form.field(path.field).label, "; ".join(display(turn.view(draft), path))
        turn.lead += turn.text("answer-edited", label=label, answer=shortened(shown, TRACE))
        _show_place(turn, draft)


def _say_too_late(turn: TurnBuilder) -> None:
    """The new text is stored nowhere; a yes that was awaited is awaited no longer."""
    turn.lead += turn.text("edited-too-late")
    turn.go(turn.place_behind)
    _show_below_lead(turn)


def _show_place(turn: TurnBuilder, draft: Draft) -> None:
    """The place once more, or the next open question when the changed answer has hidden it."""
    turn.go(turn.place_behind)
    place = turn.place
    hidden = isinstance(place, AtQuestion) and place.draft == draft.id
    if hidden and isinstance(place, AtQuestion) and AskField(place.path) not in route(turn.view(draft)):
        go_to_step(turn, draft, first_open(turn.view(draft)))
        return
    _show_below_lead(turn)


def _show_below_lead(turn: TurnBuilder) -> None:
    """The place with what is to be said above it; where nothing is asked, the way back to the draft."""
    show_place(turn)
    if turn.lead.blocks:
        offering = turn.new_offering()
        offer_to_continue(turn, offering)
        turn.say(RichText(), offering)


def _offer_to_change(turn: TurnBuilder, draft: Draft, path: Path, key: str) -> None:
    """Says why nothing was changed, with the button that changes it."""
    turn.say(turn.text(key, label=turn.form.field(path.field).label), to_change(turn, draft, path))
    _show_place(turn, draft)


def _retake(turn: TurnBuilder, draft: Draft, typed: Typed, text: str) -> None:
    """The question is answered again with `text`; then the interview stands where it stood."""
    assert typed.path is not None
    place = turn.place_behind
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
        returns = place.way_on.returns
    else:
        returns = isinstance(place, AtSummary)
    taking.take_typed(turn, draft, AtQuestion(draft.id, typed.path, way_on=WayOn(returns)), text)
