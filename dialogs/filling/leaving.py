"""Leaving a question: the line that it becomes, what waits there, and the way back to it."""

from dialogs.filling.asking import marks
from dialogs.interview.answers import Draft, Path, Skipped
from dialogs.interview.display import display
from dialogs.interview.question import question
from dialogs.interview.route import is_visible
from dialogs.turn.actions import ChangeAnswer
from dialogs.turn.building import TurnBuilder
from dialogs.turn.buttons import Offering
from dialogs.turn.session import AtAnotherSegment, AtConfirmation, AtOneMessage, AtQuestion, Home, Session
from dialogs.turn.titles import shortened

# Characters of the answer in the line that a question becomes.
TRACE = 120
# A chat's state is read and written with every turn: nobody goes back further.
MOST_SHOWN = 30


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
    if isinstance(now, Home) and (here.refused or ticked):
        turn.remember(left=(turn.path_name(draft.id, here.path), here))


def leave_trace(turn: TurnBuilder, draft: Draft, path: Path, of: int | None = None) -> None:
    """Makes one line of the answered question, «✓ Для кого: Граждане», with «Изменить»."""
    view = turn.view(draft)
    label = question(view, path).label
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
    if stays or (isinstance(here, AtQuestion) and here.returns):
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
