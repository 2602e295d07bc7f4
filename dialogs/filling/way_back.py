"""«Назад» leads to the question that was shown before, not to a neighbour that was answered unseen."""

from dialogs.filling.asking import path_name
from dialogs.interview.answers import Draft, Path
from dialogs.interview.route import is_visible
from dialogs.turn.building import TurnBuilder
from dialogs.turn.session import AtAnotherSegment, AtOneMessage, AtQuestion, Session

# A chat's state is read and written with every turn: nobody goes back further.
MOST_KEPT = 30


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
    name = path_name(turn.draft, here.draft, here.path)
    others = tuple(each for each in turn.session.shown if each != name)
    turn.remember(shown=(*others, name)[-MOST_KEPT:])


def shown_before(turn: TurnBuilder, draft: Draft, path: Path | None) -> Path | None:
    """The question that was on screen before the one at `path` and is still asked; the later ones are
    forgotten."""
    turn.goes_back = True
    view, shown = turn.view(draft), turn.session.shown
    for place in reversed(range(len(shown))):
        of_draft, _, named = shown[place].partition(":")
        earlier = Path.parse(named.partition("~")[0])
        asked = is_visible(view, earlier) and shown[place] == path_name(turn.draft, draft.id, earlier)
        if of_draft == draft.id and earlier != path and asked:
            turn.remember(shown=shown[:place])
            return earlier
    return None
