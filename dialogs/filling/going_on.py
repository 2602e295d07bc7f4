"""Going from question to question: storing an answer, the step after it, what becomes of the question that is
left, and the way back to it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import assert_never

from dialogs.filling import confirming, removing, reviewing
from dialogs.filling.asking import NOTHING, ask, ask_again, marks, shown_progress
from dialogs.interview.answers import Answer, Draft, Path, Skipped
from dialogs.interview.display import display
from dialogs.interview.question import question
from dialogs.interview.route import (
    AskAnotherSegment,
    AskField,
    CheckAnswers,
    Step,
    first_open,
    is_answered,
    is_visible,
    open_after,
    reopen,
    step_after,
)
from dialogs.turn.actions import ChangeAnswer, Simple
from dialogs.turn.building import TurnBuilder
from dialogs.turn.buttons import Offering
from dialogs.turn.effects import RememberPerson
from dialogs.turn.session import (
    AtAnotherSegment,
    AtConfirmation,
    AtOneMessage,
    AtQuestion,
    AtSummary,
    Home,
    Session,
    WayOn,
)
from dialogs.turn.titles import shortened
from knowledge.text.markup import RichText, paragraph

# Characters of the answer in the line that a question becomes.
TRACE = 120
# A chat's state is read and written with every turn: nobody goes back further.
MOST_SHOWN = 30


def skip(turn: TurnBuilder, draft: Draft, place: AtQuestion) -> None:
    """Passes over an optional question; an answer given before stays."""
    if draft.at(place.path) is None:
        accept(turn, draft, place, Skipped())
    else:
        draft = end_list(turn, draft, place)
        _go_on(turn, draft, place, Stood(is_answered(turn.view(draft), place.path), _unanswered(turn, draft)))


def end_list(turn: TurnBuilder, draft: Draft, place: AtQuestion) -> Draft:
    """The list on screen stays as it is: who goes on from it is not led back to it."""
    return turn.save(replace(draft, unended=None)) if draft.unended == place.path else draft


def accept(
    turn: TurnBuilder,
    draft: Draft,
    place: AtQuestion,
    answer: Answer,
    kept: Mapping[str, str] = MappingProxyType({}),
    *,
    confirmed: bool = False,
) -> None:
    """Stores the answer, forgets what was kept of the one before, and goes on; asks first whether something
    written may go. `kept`: remarks that it is left with, and why."""
    if removing.loses(draft.at(place.path), answer):
        if not confirmed:
            removing.ask_to_replace(turn, draft, place, answer, kept)
            return
        removing.say_removed(turn, removing.keep_answer(turn, draft, place.path))
    stood = Stood(is_answered(turn.view(draft), place.path), _unanswered(turn, draft))
    draft = store(turn, draft, place.path, answer, kept)
    here = turn.place
    # An answer that was corrected from elsewhere leaves none: another question is on screen.
    if turn.world.messenger and isinstance(here, AtQuestion) and here.path == place.path:
        leave_trace(turn, draft, place.path)
    _go_on(turn, draft, place, stood)


def store(
    turn: TurnBuilder,
    draft: Draft,
    path: Path,
    answer: Answer,
    kept: Mapping[str, str] = MappingProxyType({}),
) -> Draft:
    """Stores the answer in place of the one before, with the remarks that it is left with."""
    if turn.session.left is not None and turn.session.left[0] == turn.path_name(draft.id, path):
        turn.remember(left=None)
    draft = reopen(turn.form, draft, turn.world.now).with_answer(path, answer)
    draft = turn.save(draft.keeping_at(path, kept))
    if turn.form.field(path.field).scope == "user":
        turn.do(RememberPerson({**turn.world.about_person, path.field: answer}))
    return draft


@dataclass(frozen=True, slots=True)
class Stood:
    """How the interview stood before the answer: whether this question had one, and which had none."""

    answered: bool
    unanswered: tuple[Path, ...]


def _unanswered(turn: TurnBuilder, draft: Draft) -> tuple[Path, ...]:
    return tuple(path for path, field, part in turn.view(draft).visible_fields if not part.is_answered(field))


def _go_on(turn: TurnBuilder, draft: Draft, place: AtQuestion, stood: Stood) -> None:
    view, here = turn.view(draft), AskField(place.path)
    if place.way_on.confirms:
        # A text may answer what stands far down: on from the first question that it left open.
        if not confirming.goes_on(turn, draft, place.path):
            go_to_step(turn, draft, first_open(view))
        return
    if place.way_on.returns:
        open_now = _unanswered(turn, draft)
        raised = [path for path in place.way_on.raised if path in open_now and path != place.path]
        raised += [path for path in open_now if path not in stood.unanswered and path != place.path]
        if raised:
            way_on = WayOn(returns=True, raised=tuple(raised[1:]), resume=place.way_on.resume)
            ask(turn, AtQuestion(draft.id, raised[0], way_on=way_on))
        else:
            reviewing.show_changed(turn, draft, place)
    elif stood.answered and not place.way_on.changes:
        # Somebody went back to correct it: on from there, not from the first question left open.
        go_to_step(turn, draft, step_after(view, here) or CheckAnswers())
    else:
        go_to_step(turn, draft, open_after(view, here))


def go_to_step(turn: TurnBuilder, draft: Draft, step: Step, lead: RichText = NOTHING) -> None:
    """Puts a step of the route on screen."""
    match step:
        case AskField(path):
            ask(turn, AtQuestion(draft.id, path), lead + _segment_named(turn, draft, path))
        case AskAnotherSegment():
            ask_another_segment(turn, draft, lead)
        case CheckAnswers():
            # The end of the route is no visit from its last question.
            turn.go(AtSummary(draft.id))
            reviewing.show_summary(turn, draft, 0, lead)
        case _:
            assert_never(step)


def _segment_named(turn: TurnBuilder, draft: Draft, path: Path) -> RichText:
    """The first question of a segment says which one it is, and how many there are in it."""
    own = [each for each, _, _ in turn.view(draft).visible_fields if each.segment == path.segment]
    if path.segment is None or own[0] != path:
        return NOTHING
    return turn.text("segment-begins", number=path.segment + 1, count=len(own))


def ask_another_segment(turn: TurnBuilder, draft: Draft, lead: RichText = NOTHING) -> None:
    """«Добавить ещё один сегмент?»"""
    turn.go(AtAnotherSegment(draft.id))
    offering = turn.new_offering()
    offering.show(Simple("add_segment"), turn.label("button-add-segment"))
    offering.show(Simple("add_like_it"), turn.label("button-add-like-it", number=len(draft.segments)))
    offering.show(Simple("no_more_segments"), turn.label("button-no-more-segments"))
    offering.show(Simple("back"), turn.label("button-back"), "control")
    offering.show(Simple("pause"), turn.label("button-pause"), "control")
    last = Path(next(iter(draft.segments[-1]), ""), len(draft.segments) - 1)
    asks = turn.question_name(turn.place)
    # How many are usual is known of segments of clients only.
    described = "another-segment-of-own-form" if turn.form.own else "another-segment"
    turn.say(
        lead
        + paragraph(turn.form.interview.after_segment_question, strong=True)
        + turn.text(described, count=len(draft.segments)),
        offering,
        tone="question",
        asks=asks,
        progress=shown_progress(turn, draft, last) if last.field else None,
    )


def show_place(turn: TurnBuilder) -> None:
    """The present question or summary comes in a new message; at home there is none."""
    place = turn.place
    if isinstance(place, Home | AtConfirmation):
        return
    if (draft := turn.draft(place.draft)) is None:
        draft_gone(turn)
        return
    match place:
        case AtQuestion():
            ask_again(turn, place)
        case AtAnotherSegment():
            ask_another_segment(turn, draft)
        case AtOneMessage():
            confirming.show(turn, draft, place)
        case AtSummary(page=page, keeping=keeping, part=part):
            if keeping is not None:
                reviewing.ask_why(turn, draft, keeping)
            else:
                reviewing.show_summary(turn, draft, page, part=part)
        case _:
            assert_never(place)


def draft_gone(turn: TurnBuilder) -> None:
    """The draft that the person was filling has been removed, perhaps elsewhere."""
    turn.go_home()
    turn.say(turn.text("draft-gone-long"))


def leave_question(turn: TurnBuilder, before: Session) -> None:
    """Keeps what was typed or ticked at a question that is left, and was not taken: it waits there. A list
    that was left before «Готово» can be gone on with by «Изменить», as an answered one."""
    here, now = before.place, turn.place
    if not isinstance(here, AtQuestion) or isinstance(now, AtConfirmation):
        return
    stays = isinstance(now, AtQuestion) and (now.draft, now.path) == (here.draft, here.path)
    draft = turn.draft(here.draft)
    if draft is None or stays:
        return
    if here.collected and not turn.leaves_trace:
        leave_trace(turn, draft, here.path, before.offer.number)
    ticked = here.marked != marks(question(turn.view(draft), here.path), draft.at(here.path))
    if isinstance(now, Home) and (here.refused.text or ticked):
        turn.remember(left=(turn.path_name(draft.id, here.path), here))


def leave_trace(turn: TurnBuilder, draft: Draft, path: Path, of: int | None = None) -> None:
    """Makes one line of the answered question, «✓ Для кого: Граждане», with «Изменить»."""
    view = turn.view(draft)
    label = view.form.field(path.field).label
    passed_over = isinstance(draft.at(path), Skipped)
    answer = turn.label("passed-over") if passed_over else "; ".join(display(view, path))
    trace = turn.text("answered", label=label, answer=shortened(answer, TRACE))
    turn.leave_trace(trace, to_change(turn, draft, path), of)


def to_change(turn: TurnBuilder, draft: Draft, path: Path) -> Offering:
    """The button that puts the question again."""
    offering = turn.new_offering()
    action = ChangeAnswer(draft.id, path, draft.moved if path.segment is not None else 0)
    offering.show(action, turn.label("button-change-answer"), "control")
    return offering


def note_shown(turn: TurnBuilder, before: Session) -> None:
    """Notes the question that was left forwards. One that was visited from the review leads back there."""
    here, now = before.place, turn.place
    if turn.goes_back or not isinstance(here, AtQuestion | AtOneMessage) or here.path is None:
        return
    if not isinstance(now, AtAnotherSegment | AtQuestion) or now.draft != here.draft:
        return
    stays = isinstance(now, AtQuestion) and now.path == here.path
    if stays or (isinstance(here, AtQuestion) and here.way_on.returns):
        return
    name = turn.path_name(here.draft, here.path)
    others = tuple(each for each in turn.session.shown if each != name)
    turn.remember(shown=(*others, name)[-MOST_SHOWN:])


def shown_before(turn: TurnBuilder, draft: Draft, path: Path | None) -> Path | None:
    """The question that was on screen before the one at `path` and is still asked; the later ones are
    forgotten."""
    turn.goes_back = True
    view, shown = turn.view(draft), turn.session.shown
    for place in reversed(range(len(shown))):
        of_draft, _, named = shown[place].partition(":")
        earlier = Path.parse(named.partition("~")[0])
        asked = is_visible(view, earlier) and shown[place] == turn.path_name(draft.id, earlier)
        if of_draft == draft.id and earlier != path and asked:
            turn.remember(shown=shown[:place])
            return earlier
    return None
