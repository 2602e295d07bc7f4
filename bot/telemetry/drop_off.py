"""Tells which question of the interview a turn showed, and what became of the one before."""

from collections.abc import Iterator
from typing import Literal

from dialogs.interview.answers import NoData, Skipped
from dialogs.turn.effects import SaveDraft, Turn
from dialogs.turn.session import AtConfirmation, AtQuestion, Session
from dialogs.turn.world import World

DropOffStep = Literal["shown", "answered", "no_data", "skipped", "kept", "refused"]
"""`kept`: the person went on with the answer that stood there. What was shown and nothing else, was left."""


def steps(before: Session, world: World, turn: Turn) -> Iterator[tuple[str, DropOffStep]]:
    """Fields of the interview with what happened to them in the turn."""
    # Whether a written answer may go is asked in between.
    place = before.place.back if isinstance(before.place, AtConfirmation) else before.place
    asked = place if isinstance(place, AtQuestion) else None
    asks = turn.session.place if isinstance(turn.session.place, AtQuestion) else None
    same = asked is not None and asks is not None and (asked.draft, asked.path) == (asks.draft, asks.path)
    if asked is not None:
        became = _became(asked, asks if same else None, world, turn)
        if became is not None:
            yield asked.path.field, became
    if asks is not None and not same:
        yield asks.path.field, "shown"


def _became(asked: AtQuestion, still: AtQuestion | None, world: World, turn: Turn) -> DropOffStep | None:
    old = world.drafts.get(asked.draft)
    saved = [
        effect.draft
        for effect in turn.effects
        if isinstance(effect, SaveDraft) and effect.draft.id == asked.draft
    ]
    stood = old.at(asked.path) if old else None
    stands = saved[-1].at(asked.path) if saved else stood
    if stands is not None and stands != stood:
        match stands:
            case NoData():
                return "no_data"
            case Skipped():
                return "skipped"
            case _:
                return "answered"
    if still is not None:
        return "refused" if still.refused is not None and still.refused != asked.refused else None
    moved_on = isinstance(turn.session.place, AtQuestion) and turn.session.place.draft == asked.draft
    return "kept" if stands is not None and moved_on else None
