"""Tickets within transactions: the askers' effects of a turn, what experts do, what the clock brings."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, tzinfo

import structlog

from bot.content.knowledge_service import KnowledgeSnapshot
from bot.store.stored_learning import StoredProposal
from bot.store.stored_tickets import Kept
from bot.store.unit_of_work import UnitOfWork
from dialogs.faq.specialists import worth_showing
from dialogs.team.changed_letters import no_preview
from dialogs.team.notices import DISLIKED_BY, review, reviewed
from dialogs.team.proposal_letters import proposal_letter
from dialogs.team.ticket_cards import CardAudience, follows, handed_over, words_gone
from dialogs.team.ticket_changes import Desk
from dialogs.team.tickets import (
    Decided,
    Expert,
    Forgotten,
    Joined,
    Overdue,
    Rated,
    Solved,
    Ticket,
    TicketEvent,
    Wrote,
)
from dialogs.turn.effects import GiveReason, KeepQuestion, RateAnswer, TicketStep, Turn, WriteToTicket
from dialogs.turn.events import Address, Incoming
from dialogs.turn.phrases import Phrases
from knowledge.finding import Scored

log = structlog.get_logger(__name__)

# In the audit log: never who asked.
ASKER, CLOCK = "asker", "clock"

Notified = set[Address]
"""Whose chats have something new."""


@dataclass(frozen=True)
class Ticketing:
    """The tickets of one team."""

    address: Address
    phrases: Phrases
    serving: Callable[[], KnowledgeSnapshot]
    fresh_id: Callable[[], str]
    time_zone: tzinfo = UTC

    def day(self, now: datetime) -> date:
        """The team's day: entries are dated by it."""
        return now.astimezone(self.time_zone).date()

    @property
    def team(self) -> CardAudience:
        """The team's chat, with the knowledge that is served now."""
        return CardAudience(self.address, self.phrases, self.serving().base)

    async def apply(self, work: UnitOfWork, incoming: Incoming, turn: Turn, person: str) -> Notified:
        """Does what a person's turn wants done to their questions; returns who is told of it."""
        tickets = work.tickets
        told: Notified = set()
        for effect in turn.effects:
            match effect:
                case KeepQuestion(key, words):
                    number = await tickets.number_of(key, person)
                    if number is not None:
                        # It was handed over in this very moment.
                        told |= await self._happened(work, key, person, Wrote(key, words, self.fresh_id()))
                    else:
                        await tickets.keep(
                            effect, incoming.address, person, turn.session.language, incoming.regarding
                        )
                case TicketStep("ask" | "named" as what, key):
                    if (kept := await tickets.kept(key, person)) is not None:
                        asker = replace(kept.asker, named=what == "named")
                        told |= await self._opened(work, replace(kept, asker=asker))
                case TicketStep("drop", key):
                    await tickets.drop(key, person)
                case TicketStep("solved", key):
                    told |= await self._happened(work, key, person, Solved(key))
                case TicketStep("helped" | "missed" as what, key):
                    told |= await self._happened(work, key, person, Rated(key, what == "helped"))
                case WriteToTicket(key, words):
                    wrote = Wrote(key, words, self.fresh_id())
                    ticket = await tickets.of_key(key, person)
                    if ticket is not None and not ticket.may_reopen(work.now):
                        told |= await self._asked_anew(work, turn, incoming, person, words, ticket)
                    else:
                        told |= await self._happened(work, key, person, wrote)
                case RateAnswer(answer, good=False) | GiveReason(answer):
                    told |= await self._reviewed(work, answer)
                case _:
                    pass
        return told

    async def _reviewed(self, work: UnitOfWork, answer: str) -> Notified:
        """An entry in which several people found no help is for the team to look at."""
        team = self.team
        dislikes = await work.ratings.dislikes(answer)
        if len(dislikes) < DISLIKED_BY or answer not in team.knowledge:
            return set()
        reasons = [(each.person, each.reason) for each in dislikes if each.reason]
        return await work.post(review(team, answer, dislikes[0].id, len(dislikes), reasons))

    async def look_over(self, work: UnitOfWork, answer: str, expert: Expert) -> Notified:
        """«Проверено» under an entry that was disliked."""
        ratings, team = work.ratings, self.team
        dislikes = await ratings.dislikes(answer)
        if not dislikes or answer not in team.knowledge:
            return set()
        await ratings.review(answer)
        await work.tickets.note(expert.id, "reviewed", f"entry:{answer}")
        return await work.post(reviewed(team, answer, dislikes[0].id, expert.name))

    async def forget(self, work: UnitOfWork) -> Notified:
        """Draws anew what stands in the team's chat with words that somebody erased; called when they are
        gone."""
        tickets = work.tickets
        told: Notified = set()
        for ticket in await tickets.outdated():
            told |= await self.decided(work, ticket, Forgotten())
            for stored in await work.learned.unpublished(ticket.number):
                told |= await self.show(work, stored)
        for stored in await work.learned.extensions():
            told |= await self.show(work, stored)
        for key in await tickets.words_gone():
            told |= await work.post(words_gone(self.team, key))
            if key.startswith("review:"):
                # An entry that still helps nobody is still to be looked at.
                told |= await self._reviewed(work, key.split(":")[1])
        await tickets.erase_empty()
        return told

    async def hand_over(self, work: UnitOfWork, key: str) -> Notified:
        """A question that was left alone for its minute goes to the team; its asker is told so."""
        kept = await work.tickets.kept(key)
        if kept is None:
            return set()
        told = await self._opened(work, kept)
        return told | await work.post(handed_over(self.team, kept.asker))

    async def remind(self, work: UnitOfWork, number: int) -> Notified:
        ticket = await work.tickets.load(number)
        if ticket is None or ticket.reminded or ticket.waits_since is None or ticket.state == "closed":
            return set()
        return await self.decided(work, ticket, Overdue(), CLOCK)

    async def give_up_preview(self, work: UnitOfWork, run: str, id: str) -> Notified:
        """Says that what would change was not worked out; were it only late, it takes the place of this."""
        if not await work.learned.end_preview(run):
            return set()
        return await work.post(no_preview(self.team, id, run, "failed"))

    async def show(self, work: UnitOfWork, stored: StoredProposal) -> Notified:
        """Shows a proposal in the team's chat as it is now."""
        source = await source_of(work, stored)
        return await work.post(proposal_letter(self.team, stored.proposal, source, self.day(work.now)))

    async def decided(
        self, work: UnitOfWork, ticket: Ticket, event: TicketEvent, actor: str = ASKER
    ) -> Notified:
        """Decides and stores what becomes of the ticket."""
        return (await self.done(work, ticket, event, actor))[1]

    async def done(
        self, work: UnitOfWork, ticket: Ticket, event: TicketEvent, actor: str = ASKER
    ) -> tuple[Decided, Notified]:
        decided = Desk(self.team, work.now).decide(ticket, event)
        if decided.ticket != ticket:
            await work.tickets.save(ticket, decided.ticket)
        if decided.did:
            await work.tickets.note(actor, decided.did, f"ticket:{ticket.number}")
        return decided, await work.post(*decided.letters)

    async def _opened(self, work: UnitOfWork, kept: Kept) -> Notified:
        """The ticket of this question, a new one or the one that somebody else's same question opened."""
        tickets = work.tickets
        await tickets.lock()
        ticket = await tickets.asking(kept.asker.words)
        if ticket is None:
            ticket = await tickets.open(kept.nearest or self._near(kept.asker.words))
            return await self.decided(work, ticket, Joined(kept.asker))
        own = next((each for each in ticket.askers if each.address == kept.asker.address), None)
        if own is None:
            return await self.decided(work, ticket, Joined(kept.asker))
        await tickets.drop(kept.asker.key, kept.asker.person)
        if ticket.waits_since is not None:
            return set()  # They ask again what they wait for.
        return await self.decided(work, ticket, Wrote(own.key, kept.asker.words, self.fresh_id()))

    def _near(self, words: str) -> tuple[Scored, ...]:
        """What was nearest when just this was asked, and answered in a way that helped little."""
        serving = self.serving()
        finding = serving.finder.recall(words)
        return worth_showing(serving.base, finding) if finding is not None else ()

    async def _happened(self, work: UnitOfWork, key: str, person: str, event: TicketEvent) -> Notified:
        ticket = await work.tickets.of_key(key, person)
        return set() if ticket is None else await self.decided(work, ticket, event)

    async def _asked_anew(
        self,
        work: UnitOfWork,
        turn: Turn,
        incoming: Incoming,
        person: str,
        words: str,
        old: Ticket,
    ) -> Notified:
        """What is said on a ticket closed long ago is a question of its own, of which the team hears what it
        follows."""
        tickets = work.tickets
        question = KeepQuestion(self.fresh_id(), words, (), work.now)
        await tickets.keep(question, incoming.address, person, turn.session.language, incoming.regarding)
        if (kept := await tickets.kept(question.key, person)) is None:
            return set()
        told = await self._opened(work, kept)
        new = await tickets.of_key(question.key, person)
        if new is None:
            return told
        return told | await work.post(follows(self.team, new, old))


async def source_of(work: UnitOfWork, stored: StoredProposal, *, lock: bool = True) -> Ticket | None:
    """Whose words a proposal is made of: those of a ticket or several, or of people who picked the entry."""
    if stored.proposal.extends is not None:
        return await work.learned.picked(stored.proposal.extends)
    numbers = [stored.ticket, *stored.proposal.gathered]
    load = work.tickets.load if lock else work.tickets.read
    found = [await load(number) for number in numbers if number is not None]
    known = [ticket for ticket in found if ticket is not None]
    if not known:
        return None
    return replace(known[0], askers=tuple(asker for ticket in known for asker in ticket.askers))
