"""The team's desk: what experts do in their chat, each update once, in one transaction."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

import structlog

from bot.content.knowledge_service import KnowledgeSnapshot
from bot.notify import Notifier
from bot.ports import Receipt
from bot.store.store import Store
from bot.store.stored_tickets import ticket_of
from bot.store.topics import discusses, post_at
from bot.store.unit_of_work import UnitOfWork
from bot.turns.learning import Learning
from bot.turns.previews import Previews
from bot.turns.team_access import Experts, TeamAccess
from bot.turns.ticketing import Notified, Ticketing
from dialogs.faq.showing import entry_body
from dialogs.team import changed_letters
from dialogs.team.desk_events import DeskEvent, DeskUpdate, Replied, Reworded, Rewrote, TeamPress
from dialogs.team.tickets import (
    FROM_ENTRY,
    TEAM_LANGUAGE,
    Answered,
    Closed,
    Corrected,
    Expert,
    LookedUp,
    SentEntry,
    TicketEvent,
    Took,
)
from dialogs.turn.building import TurnBuilder
from dialogs.turn.effects import ProposePhrasing, Turn
from dialogs.turn.events import Address, Incoming, Pressed
from dialogs.turn.session import Session
from dialogs.turn.world import Library, World
from knowledge.text.markup import RichText

log = structlog.get_logger(__name__)

ENTRIES_OFFERED = 5
_DONE = frozenset(("team-changed", "team-published", "team-gathered", "team-taken"))
"""What is said when it is done; all else tells why it is not."""
TEAM_BUTTON = "team:"
_LEARNED = "learned:"
_FIND = re.compile(r"/find(?:@\w+)?\s+(.+)", re.DOTALL)
_NUMBER = re.compile("[0-9]{1,9}")
"""As databases have them, whatever a messenger sends."""
_ON_TICKETS = ("ask", "named", "unnamed", "drop", "write", "solved", "helped", "missed")

DeskWork = Callable[[UnitOfWork], Awaitable[tuple[str, Notified]]]


@dataclass(kw_only=True, eq=False, repr=False)
class TeamDesk:
    """Handles what experts do; what others try changes nothing and is noted."""

    ticketing: Ticketing
    experts: Experts
    store: Store
    library: Library
    serving: Callable[[], KnowledgeSnapshot]
    notifier: Notifier
    access: TeamAccess
    previews: Previews = field(init=False)

    def __post_init__(self) -> None:
        self._learning = Learning(self.ticketing)
        self.previews = Previews(self._learning, self.store, self.serving, self.notifier)

    async def handle(self, update: DeskUpdate) -> Receipt:
        """Commits the update's whole effect; a repeat has none."""
        address, event = update.address, update.event
        allowed = await self._allowed(address, event)
        expert = Expert(f"{address.channel}:{address.speaker}", update.name)
        work = await self._work(event, expert) if allowed else self._refusal(event, expert)

        async def once(unit: UnitOfWork) -> tuple[str, Notified] | None:
            return await work(unit) if await unit.accept(address.channel, update.update) else None

        done = await self.store.transact(once)
        if done is None:
            return Receipt(accepted=False)
        notice, told = done
        for to in told:
            self.notifier.notify(to)
        log.info("team", kind=type(event).__name__, allowed=allowed)
        label = self._label(notice) if notice else ""
        return Receipt(accepted=True, notice=label, done=not notice or notice in _DONE)

    async def knows(self, reply: Replied) -> bool:
        """Whether a message of the team's chat replies to one about a ticket."""

        key = await self._answered(reply)
        return key.startswith(_LEARNED) or ticket_of(key) is not None

    async def has_button(self, button: str, message: str, group: str) -> bool:
        """Whether this button under a message of a group, as the messenger names it, is for the team: ours to
        the team, or one of its own where posts of its channel are discussed, for our note of what was just
        sent may be missing."""
        if await self._answered(Replied("", RichText(), message)):
            return True
        team = self.ticketing.address
        return button.startswith(TEAM_BUTTON) and await self.store.look(
            lambda unit: discusses(unit.connection, team, group)
        )

    async def _answered(self, reply: Replied) -> str:
        """The key of what is replied to, or talked of below a post; by the number that stands there while we
        have not noted what we sent, or the note was lost."""
        team = self.ticketing.address

        async def key(unit: UnitOfWork) -> str:
            shown = unit.tickets
            found = await shown.key_at(team, reply.to, anybody=True) if reply.to else ""
            if not found and reply.below and (post := await post_at(unit.connection, team, reply.below)):
                found = await shown.key_at(team, post, anybody=True)
            if found or reply.number is None:
                return found
            named = f"ticket:{reply.number}"
            # Anybody who posts in the channel may name a ticket; whose card is known elsewhere is not there.
            return "" if reply.below and await shown.is_shown(team, named) else named

        return await self.store.look(key)

    async def apply(self, work: UnitOfWork, incoming: Incoming, turn: Turn, person: str) -> Notified:
        """What a person's turn means for the team; returns who is told of it."""
        told = await self.ticketing.apply(work, incoming, turn, person)
        for effect in turn.effects:
            if isinstance(effect, ProposePhrasing):
                told |= await self._learning.picked(work, effect.entry)
        return told

    async def with_tickets(
        self, world: World, work: UnitOfWork, incoming: Incoming, person: str, session: Session
    ) -> World:
        """What a person's turn may know of their questions to the team."""
        team, address = self.ticketing.address, incoming.address
        if (address.channel, address.chat) == (team.channel, team.chat):
            return world
        event = incoming.event
        pressed = isinstance(event, Pressed) and event.button.partition(":")[0] in _ON_TICKETS
        needed = pressed or incoming.answers or session.writing or session.kept_question
        if not needed:
            return replace(world, specialists=True)
        tickets = work.tickets
        asked = await tickets.asked_by(person)
        at = ticket_of(await tickets.key_at(address, incoming.answers)) if incoming.answers else None
        under = next((each.key for each in asked.values() if at is not None and each.number == at), None)
        return replace(world, specialists=True, asked=asked, under=under)

    async def _allowed(self, address: Address, event: DeskEvent) -> bool:
        """Raises MembershipUnknown for what was written: it is tried again, and not lost in silence."""
        team = self.ticketing.address
        if (address.channel, address.chat) != (team.channel, team.chat):
            return False
        # Who pressed a button sees at once that nothing came of it.
        ask = self.experts.includes if isinstance(event, TeamPress) else self.experts.ask
        return await ask(address.channel, address.speaker)

    def _refusal(self, event: DeskEvent, expert: Expert) -> DeskWork:
        async def refused(unit: UnitOfWork) -> tuple[str, Notified]:
            what = event.button[:64] if isinstance(event, TeamPress) else type(event).__name__.lower()
            # A forged button may hold anything.
            known = re.fullmatch(r"(?:team:)?([a-z-]{1,20})(?::.*)?", what)
            log.warning("refused: not an expert, or not in the team's chat", what=known[1] if known else "?")
            await unit.tickets.note(expert.id, "refused", what)
            return "team-only-experts", set()

        return refused

    async def _work(self, event: DeskEvent, expert: Expert) -> DeskWork:
        """What is to be done; what must be searched for is found before any lock is taken."""
        match event:
            case Rewrote(message, body):
                return lambda unit: self._corrected(unit, Corrected(expert, message, body))
            case Replied():
                key = await self._answered(event)
                if key.startswith(_LEARNED):
                    id = key.removeprefix(_LEARNED)
                    return lambda unit: self._learning.edit(unit, id, event, expert)
                if (wanted := _FIND.fullmatch(event.body.plain().strip())) is not None:
                    decided: TicketEvent = LookedUp(expert, await self._found(wanted[1]))
                else:
                    decided = Answered(expert, event.message, event.body, event.file, event.thread)
                number = ticket_of(key)
                return self._nothing if number is None else self._on_ticket(number, decided, expert)
            case TeamPress(button):
                return await self._pressed(button, expert)
            case Reworded():
                return lambda unit: self._learning.reword(unit, event, expert)

    async def _pressed(self, button: str, expert: Expert) -> DeskWork:
        _, what, subject = [*button.split(":", 2), "", ""][:3]
        number, _, rest = subject.partition(":")
        if what in ("publish", "reject", "undo", "propose"):
            return lambda unit: self._learning.change(unit, what, subject, expert)
        if what == "reviewed":
            return lambda unit: self._looked_over(unit, subject, expert)
        if what == "preview":
            return lambda unit: self._preview(unit, subject, expert)
        if what in ("page", "line"):
            return lambda unit: self._leafed(unit, what, subject, expert)
        if not _NUMBER.fullmatch(number):
            return self._nothing
        ticket = int(number)
        if what == "learn":
            return lambda unit: self._learning.propose(unit, ticket, rest, expert)
        event: TicketEvent
        match what:
            case "take":
                event = Took(expert)
            case "close":
                event = Closed(expert)
            case "entry":
                event = LookedUp(expert, await self._nearest(ticket))
            case "send" if (body := self._entry(rest)) is not None:
                event = SentEntry(expert, rest, body, f"{FROM_ENTRY}{self.ticketing.fresh_id()}")
            case _:
                return self._nothing
        return self._on_ticket(ticket, event, expert)

    async def _looked_over(self, unit: UnitOfWork, answer: str, expert: Expert) -> tuple[str, Notified]:
        told = await self.ticketing.look_over(unit, answer, expert)
        return ("team-changed" if told else "team-gone"), told

    async def _preview(self, unit: UnitOfWork, id: str, expert: Expert) -> tuple[str, Notified]:
        """What a proposal would change: said to be on its way, and worked out beside the loop."""
        run = self.ticketing.fresh_id()[:8]
        if await unit.learned.at(id) is None:
            return "team-gone", set()
        await unit.tickets.note(expert.id, "looked at what would change", f"entry:{id}")
        await unit.learned.begin_preview(run, id)
        told = await unit.post(changed_letters.counting(self.ticketing.team, id, run, 0))
        self.previews.want(id, run)
        # In a channel it stands below the post, where who pressed the button there does not see it.
        return "team-previewing", told

    async def _leafed(
        self, unit: UnitOfWork, what: str, subject: str, expert: Expert
    ) -> tuple[str, Notified]:
        """Shows another page of what would change, or one of its questions; who asks another process, or one
        that was started since, has it worked out anew."""
        id, _, place = subject.partition(":")
        run, _, number = place.partition(":")
        made = self.previews.made(run)
        if made is None or made.id != id or not _NUMBER.fullmatch(number):
            return await self._preview(unit, id, expert)
        team = self.ticketing.team
        if what == "line" and int(number) >= len(made.changes.answers):
            return "team-gone", set()
        show = changed_letters.opened if what == "line" else changed_letters.page
        return "", await unit.post(show(team, made, int(number)))

    async def _nothing(self, unit: UnitOfWork) -> tuple[str, Notified]:
        return "team-gone", set()

    def _on_ticket(self, number: int, event: TicketEvent, expert: Expert) -> DeskWork:
        async def done(unit: UnitOfWork) -> tuple[str, Notified]:
            ticket = await unit.tickets.load(number)
            if ticket is None:
                return "team-gone", set()
            decided, told = await self.ticketing.done(unit, ticket, event, expert.id)
            return decided.notice, told

        return done

    async def _corrected(self, unit: UnitOfWork, event: Corrected) -> tuple[str, Notified]:
        expert = event.expert
        ticket = await unit.tickets.by_post(event.message)
        if ticket is None:
            return "team-gone", set()
        decided, told = await self.ticketing.done(unit, ticket, event, expert.id)
        before, post = ticket.post(event.message), decided.ticket.post(event.message)
        if before is not None and post is not None and post != before:
            told |= await self._learning.corrected(unit, ticket.number, before, post, expert)
        return decided.notice, told

    async def _nearest(self, number: int) -> tuple[str, ...]:
        """Entries that may answer a ticket, as the search sees it now."""

        async def asked(unit: UnitOfWork) -> str | None:
            ticket = await unit.tickets.load(number)
            return ticket.question if ticket else None

        question = await self.store.transact(asked)
        return await self._found(question) if question else ()

    async def _found(self, words: str) -> tuple[str, ...]:
        finding = await asyncio.to_thread(self.serving().finder.find, words[:1_000])
        return tuple(each.entry for each in finding.ranked[:ENTRIES_OFFERED])

    def _entry(self, name: str) -> RichText | None:
        base = self.serving().base
        if name not in base:
            return None
        library = replace(self.library, knowledge=base)
        turn = TurnBuilder(Session(chosen_language=TEAM_LANGUAGE), World(library, self.store.clock()))
        return entry_body(turn, base[name])

    def _label(self, key: str) -> str:
        return self.library.phrases.label(TEAM_LANGUAGE, key)


def team_press(incoming: Incoming) -> DeskUpdate | None:
    """A press of a team's button, wherever it comes from: it may be forged."""
    event = incoming.event
    if not isinstance(event, Pressed) or not event.button.startswith(TEAM_BUTTON):
        return None
    return DeskUpdate(
        incoming.address, incoming.update, TeamPress(event.button, incoming.regarding), incoming.name
    )
