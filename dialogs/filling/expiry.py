"""Drafts that nobody touches are not kept for ever: the warning, and the end.

Finished profiles are drafts too. Every turn in the middle of a draft renews it, a look at it as well.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from dialogs.interview.answers import Draft
from dialogs.turn.actions import KeepDraft, OpenDraft, ShowDrafts, StartProfile
from dialogs.turn.building import TurnBuilder
from dialogs.turn.buttons import Offering
from dialogs.turn.effects import ExpireDraft, Turn, WarnOfExpiry
from dialogs.turn.session import AtConfirmation, Home, Place, Session
from dialogs.turn.titles import draft_title
from dialogs.turn.world import World
from knowledge.text.markup import RichText, Span, listing

DRAFT_KEPT = timedelta(days=180)
DRAFT_NOTICE = timedelta(days=14)
WARNED_AT_ONCE = 10


@dataclass(frozen=True, slots=True)
class Idle:
    """A stored draft, by its last change and the last warning, both as the database has them."""

    draft: str
    changed: datetime
    warned: datetime | None = None

    @property
    def told(self) -> datetime | None:
        """The moment when its owner was warned, unless it was changed afterwards."""
        return self.warned if self.warned is not None and self.warned > self.changed else None

    def ends(self, now: datetime) -> datetime:
        """The moment from which it may be erased; never without fourteen days' notice."""
        return max(self.changed + DRAFT_KEPT, (self.told or now) + DRAFT_NOTICE)


def is_waning(changed: datetime, now: datetime) -> bool:
    """Whether a draft last changed then is near its end."""
    return now - changed >= DRAFT_KEPT - DRAFT_NOTICE


def conclude(session: Session, world: World, idle: Collection[Idle]) -> Turn | None:
    """What time itself does to a person's drafts: some end, of some their owner is warned.

    None when nothing is due. Decided anew on what is stored now, so it may be asked at any time.
    """
    waning = [each for each in idle if is_waning(each.changed, world.now)]
    ended = [each for each in waning if each.told and world.now >= each.ends(world.now)]
    fading = [each for each in waning if not each.told][:WARNED_AT_ONCE]
    if not ended and not fading:
        return None
    turn = TurnBuilder(session, world)
    if ended:
        _end(turn, ended)
    if fading:
        _warn(turn, fading)
    return turn.turn()


def renew(turn: TurnBuilder, before: Place) -> None:
    """Renews a draft near its end when somebody is in the middle of it."""
    for place in (before, turn.place):
        draft = turn.draft(_draft_at(place) or "")
        if draft is not None and is_waning(draft.updated, turn.world.now):
            turn.save(draft)


def keep(turn: TurnBuilder, draft_id: str) -> None:
    """The button of the warning."""
    draft = turn.draft(draft_id)
    if draft is None:
        turn.notice = turn.label("draft-gone")
        return
    turn.save(draft)
    ends = (turn.world.now + DRAFT_KEPT).date()
    turn.say(turn.text("expiry-kept", title=draft_title(turn, draft), ends=ends))


def _warn(turn: TurnBuilder, fading: Sequence[Idle]) -> None:
    offering = turn.new_offering()
    lines = []
    for each in fading:
        draft = turn.draft(each.draft)
        zone = turn.world.now.tzinfo
        line = turn.label(
            "expiry-line",
            ends=each.ends(turn.world.now).astimezone(zone).date(),
            changed=each.changed.astimezone(zone).date(),
        )
        lines.append((Span(_title(turn, draft), strong=True), Span(f"\n{line}")))
        turn.do(WarnOfExpiry(each.draft))
        if draft is not None:
            title = draft_title(turn, draft)
            offering.show(OpenDraft(draft.id), turn.label("button-continue", title=title), "control")
            offering.show(KeepDraft(draft.id), turn.label("button-keep-draft", title=title), "control")
    body = turn.text("expiry-warning", count=len(fading)) + listing(lines)
    _say_beside(turn, body + turn.text("expiry-remedy"), offering)


def _end(turn: TurnBuilder, ended: Sequence[Idle]) -> None:
    """The notice names no title: what is erased must not go on standing in it."""
    gone = {each.draft for each in ended}
    for each in ended:
        assert each.told is not None
        turn.expire(ExpireDraft(each.draft, each.told))
    typed = turn.session.last_typed
    if typed is not None and typed.draft in gone:
        turn.remember(last_typed=None)
    turn.remember(removed=tuple(each for each in turn.session.removed if each.draft.id not in gone))
    # A confirmation may have titles on its buttons.
    if _draft_at(turn.place) in gone or isinstance(turn.place, AtConfirmation):
        turn.go_home()
    offering = turn.new_offering()
    if turn.drafts():
        offering.show(ShowDrafts(), turn.label("button-drafts"), "control")
    offering.show(StartProfile(), turn.label("button-start-profile"), "control")
    last = max(each.changed for each in ended).astimezone(turn.world.now.tzinfo).date()
    _say_beside(turn, turn.text("expired", count=len(ended), changed=last), offering)


def _say_beside(turn: TurnBuilder, body: RichText, offering: Offering) -> None:
    """Says it without taking the buttons of a question that waits for its answer."""
    waiting = turn.session.offer
    turn.say(body, offering)
    if not isinstance(turn.place, Home):
        turn.remember(offer=waiting)


def _title(turn: TurnBuilder, draft: Draft | None) -> str:
    # A draft that this version cannot read is still somebody's.
    return turn.label("untitled") if draft is None else draft_title(turn, draft)


def _draft_at(place: Place) -> str | None:
    return None if isinstance(place, Home) else place.draft
