"""Tickets within transactions: the askers' effects of a turn, what experts do, what the clock brings."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, tzinfo

import structlog

from bot.content.knowledge_service import KnowledgeSnapshot
from bot.store.stored_learning import Learned
from bot.store.stored_ratings import Ratings
from bot.store.stored_tickets import Kept, Tickets
from bot.store.unit_of_work import UnitOfWork
from bot.turns.proposal_sources import source_of
from dialogs.faq.specialists import near
from dialogs.team.changed_letters import no_preview
from dialogs.team.learned_answers import shown
from dialogs.team.notices import DISLIKED_BY, review, reviewed
from dialogs.team.ticket_cards import CardAudience, follows, handed_over, words_gone
from dialogs.team.ticket_changes import Desk
from dialogs.team.tickets import (
    Decided,
    Expert,
    Forgotten,
    Joined,
    Letter,
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
from knowledge.text.language import Language

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
    language: Language = "ru"
    time_zone: tzinfo = UTC

    def day(self, now: datetime) -> date:
        """The team's day: entries are dated by it."""
        return now.astimezone(self.time_zone).date()

    def desk(self, now: datetime) -> Desk:
        return Desk(CardAudience(self.address, self.phrases, self.serving().base, self.language), now)

    async def apply(
        self, work: UnitOfWork, incoming: Incoming, turn: Turn, person: str, now: datetime
    ) -> Notified:
        """Does what a person's turn wants done to their questions; returns who is told of it."""
        tickets = Tickets(work.connection, now)
        told: Notified = set()
        for effect in turn.effects:
            match effect:
                case KeepQuestion(key, words):
                    number = await tickets.number_of(key, person)
                    if number is not None:
                        # It was handed over in this very moment.
                        told |= await self._happened(
                            work, now, key, person, Wrote(key, words, self.fresh_id())
                        )
                    else:
                        await tickets.keep(
                            effect, incoming.address, person, turn.session.language, incoming.regarding
                        )
                case TicketStep("ask" | "named" as what, key):
                    if (kept := await tickets.kept(key, person)) is not None:
                        asker = replace(kept.asker, named=what == "named")
                        told |= await self._opened(work, now, replace(kept, asker=asker))
                case TicketStep("drop", key):
                    await tickets.drop(key, person)
                case TicketStep("solved", key):
                    told |= await self._happened(work, now, key, person, Solved(key))
                case TicketStep("helped" | "missed" as what, key):
                    told |= await self._happened(work, now, key, person, Rated(key, what == "helped"))
                case WriteToTicket(key, words):
                    wrote = Wrote(key, words, self.fresh_id())
                    ticket = await tickets.of_key(key, person)
                    if ticket is not None and not ticket.may_reopen(now):
                        told |= await self._asked_anew(work, now, turn, incoming, person, words, ticket)
                    else:
                        told |= await self._happened(work, now, key, person, wrote)
                case RateAnswer(answer, good=False) | GiveReason(answer):
                    told |= await self._reviewed(work, now, answer)
                case _:
                    pass
        return told

    async def _reviewed(self, work: UnitOfWork, now: datetime, answer: str) -> Notified:
        """An entry in which several people found no help is for the team to look at."""
        team = self.desk(now).team
        dislikes = await Ratings(work.connection, now).dislikes(answer)
        if len(dislikes) < DISLIKED_BY or answer not in team.knowledge:
            return set()
        reasons = [(each.person, each.reason) for each in dislikes if each.reason]
        return await self._post(work, (review(team, answer, dislikes[0].id, len(dislikes), reasons),))

    async def look_over(self, work: UnitOfWork, now: datetime, answer: str, expert: Expert) -> Notified:
        """«Проверено» under an entry that was disliked."""
        ratings, team = Ratings(work.connection, now), self.desk(now).team
        dislikes = await ratings.dislikes(answer)
        if not dislikes or answer not in team.knowledge:
            return set()
        await ratings.review(answer)
        await Tickets(work.connection, now).note(expert.id, "reviewed", f"entry:{answer}")
        return await self._post(work, (reviewed(team, answer, dislikes[0].id, expert.name),))

    async def forget(self, work: UnitOfWork, now: datetime) -> Notified:
        """Draws anew what stands in the team's chat with words that somebody erased; called when they are
        gone."""
        tickets = Tickets(work.connection, now)
        told: Notified = set()
        for ticket in await tickets.outdated():
            told |= await self.decided(work, now, ticket, Forgotten())
            for stored in await Learned(work.connection, now).unpublished(ticket.number):
                source = await source_of(work.connection, now, stored)
                letter = shown(self.desk(now).team, stored.proposal, source, self.day(now))
                told |= await self._post(work, (letter,))
        for stored in await Learned(work.connection, now).extensions():
            source = await source_of(work.connection, now, stored)
            letter = shown(self.desk(now).team, stored.proposal, source, self.day(now))
            told |= await self._post(work, (letter,))
        for key in await tickets.words_gone():
            told |= await self._post(work, (words_gone(self.desk(now).team, key),))
            if key.startswith("review:"):
                # An entry that still helps nobody is still to be looked at.
                told |= await self._reviewed(work, now, key.split(":")[1])
        await tickets.erase_empty()
        return told

    async def hand_over(self, work: UnitOfWork, key: str, now: datetime) -> Notified:
        """A question that was left alone for its minute goes to the team; its asker is told so."""
        kept = await Tickets(work.connection, now).kept(key)
        if kept is None:
            return set()
        told = await self._opened(work, now, kept)
        return told | await self._post(work, (handed_over(self.desk(now).team, kept.asker),))

    async def remind(self, work: UnitOfWork, number: int, now: datetime) -> Notified:
        ticket = await Tickets(work.connection, now).load(number)
        if ticket is None or ticket.reminded or ticket.waits_since is None or ticket.state == "closed":
            return set()
        return await self.decided(work, now, ticket, Overdue(), CLOCK)

    async def give_up_preview(self, work: UnitOfWork, run: str, id: str, now: datetime) -> Notified:
        """Says that what would change was not worked out; were it only late, it takes the place of this."""
        if not await Learned(work.connection, now).end_preview(run):
            return set()
        return await self._post(work, (no_preview(self.desk(now).team, id, run, "failed"),))

    async def decided(
        self, work: UnitOfWork, now: datetime, ticket: Ticket, event: TicketEvent, actor: str = ASKER
    ) -> Notified:
        """Decides and stores what becomes of the ticket."""
        return (await self.done(work, now, ticket, event, actor))[1]

    async def done(
        self, work: UnitOfWork, now: datetime, ticket: Ticket, event: TicketEvent, actor: str = ASKER
    ) -> tuple[Decided, Notified]:
        decided = self.desk(now).decide(ticket, event)
        tickets = Tickets(work.connection, now)
        if decided.ticket != ticket:
            await tickets.save(ticket, decided.ticket)
        if decided.did:
            await tickets.note(actor, decided.did, f"ticket:{ticket.number}")
        return decided, await self._post(work, decided.letters)

    async def _post(self, work: UnitOfWork, letters: Collection[Letter]) -> Notified:
        await work.post(letters)
        return {letter.to for letter in letters}

    async def _opened(self, work: UnitOfWork, now: datetime, kept: Kept) -> Notified:
        """The same question from several people is one ticket."""
        tickets = Tickets(work.connection, now)
        await tickets.lock()
        ticket = await tickets.asking(kept.asker.words)
        if ticket is None:
            ticket = await tickets.open(kept.nearest or self._near(kept.asker.words))
            return await self.decided(work, now, ticket, Joined(kept.asker))
        own = next((each for each in ticket.askers if each.address == kept.asker.address), None)
        if own is None:
            return await self.decided(work, now, ticket, Joined(kept.asker))
        await tickets.drop(kept.asker.key, kept.asker.person)
        if ticket.waits_since is not None:
            return set()  # They ask again what they wait for.
        return await self.decided(work, now, ticket, Wrote(own.key, kept.asker.words, self.fresh_id()))

    def _near(self, words: str) -> tuple[Scored, ...]:
        """What was nearest when just this was asked, and answered in a way that helped little."""
        serving = self.serving()
        finding = serving.finder.recall(words)
        return near(serving.base, finding) if finding is not None else ()

    async def _happened(
        self, work: UnitOfWork, now: datetime, key: str, person: str, event: TicketEvent
    ) -> Notified:
        ticket = await Tickets(work.connection, now).of_key(key, person)
        return set() if ticket is None else await self.decided(work, now, ticket, event)

    async def _asked_anew(
        self,
        work: UnitOfWork,
        now: datetime,
        turn: Turn,
        incoming: Incoming,
        person: str,
        words: str,
        old: Ticket,
    ) -> Notified:
        """What is said on a ticket closed long ago is a question of its own, of which the team hears what it
        follows."""
        tickets = Tickets(work.connection, now)
        question = KeepQuestion(self.fresh_id(), words, (), now)
        await tickets.keep(question, incoming.address, person, turn.session.language, incoming.regarding)
        if (kept := await tickets.kept(question.key, person)) is None:
            return set()
        told = await self._opened(work, now, kept)
        new = await tickets.of_key(question.key, person)
        if new is None:
            return told
        return told | await self._post(work, (follows(self.desk(now).team, new, old),))
