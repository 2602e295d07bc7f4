"""What becomes of a ticket when something happens to it, purely: the one door of the team's side."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from dialogs.team import ticket_cards
from dialogs.team.ticket_cards import CardAudience
from dialogs.team.tickets import (
    Answered,
    Closed,
    Corrected,
    Decided,
    Expert,
    Forgotten,
    Joined,
    Letter,
    LookedUp,
    Overdue,
    Post,
    Rated,
    SentEntry,
    Solved,
    Ticket,
    TicketEvent,
    Took,
    Wrote,
)
from knowledge.text.markup import paragraph


@dataclass(frozen=True, slots=True)
class Desk:
    """Decides for one team at one moment."""

    team: CardAudience
    now: datetime

    def decide(self, ticket: Ticket, event: TicketEvent) -> Decided:
        """The ticket after the event, and who is told what. An event that may not be changes nothing."""
        match event:
            case Joined():
                return self._joined(ticket, event)
            case Wrote():
                return self._wrote(ticket, event)
            case Solved(key):
                return self._solved(ticket, key)
            case Rated(key, helped):
                return Decided(_rated(ticket, key, helped), did="helped" if helped else "missed")
            case Took(expert):
                return self._took(ticket, expert)
            case Answered():
                return self._answered(ticket, event)
            case Corrected():
                return self._corrected(ticket, event)
            case LookedUp(_, found):
                return Decided(ticket, (ticket_cards.entries(self.team, ticket, found),))
            case SentEntry(expert, _, body, message):
                if (refused := self._refused(ticket, expert)) is not None:
                    return refused
                post = Post(message, body, expert)
                return self._delivered(ticket, expert, post, did="answered with an entry")
            case Closed():
                return self._closed(ticket)
            case Overdue():
                now = replace(ticket, reminded=True)
                return Decided(now, (ticket_cards.reminder(self.team, now),), did="reminded")
            case Forgotten():
                return self._forgotten(ticket)
            case _:
                assert_never(event)

    def _card(self, ticket: Ticket, *, first: bool = False, words_gone: bool = False) -> Letter:
        return ticket_cards.card(self.team, ticket, first=first, words_gone=words_gone)

    def _joined(self, ticket: Ticket, event: Joined) -> Decided:
        """Adds an asker; one who comes to a question that was answered already gets the answers at once."""
        first = not ticket.askers
        now = replace(ticket, askers=(*ticket.askers, event.asker), touched=self.now)
        if first:
            now = replace(now, waits_since=self.now)
            return Decided(now, (self._card(now, first=True),), did="opened")
        answers = (ticket_cards.answer(self.team, now, event.asker, post) for post in now.answers)
        return Decided(now, (self._card(now), *answers), did="joined")

    def _wrote(self, ticket: Ticket, event: Wrote) -> Decided:
        asker = ticket.asker(event.key)
        if asker is None:
            return Decided(ticket)
        post = Post(event.message, paragraph(event.words), asker=asker.key)
        reopened = ticket.state == "closed"
        now = replace(
            ticket.with_post(post),
            state="taken" if ticket.owner else "open",
            touched=self.now,
            waits_since=ticket.waits_since or self.now,
            reminded=ticket.reminded and ticket.waits_since is not None,
        )
        told = ticket_cards.words(self.team, now, asker, post)
        did = "reopened" if reopened else "wrote"
        return Decided(now, (self._card(now), told) if reopened else (told,), did=did)

    def _solved(self, ticket: Ticket, key: str) -> Decided:
        """The ticket ends with its last asker who still has the question; others go on waiting."""
        now = _rated(ticket, key, helped=True)
        if ticket.state == "closed" or not all(asker.helped for asker in now.askers):
            return Decided(now, did="solved")
        now = replace(now, state="closed", touched=self.now, waits_since=None)
        return Decided(now, (self._card(now),), did="solved")

    def _took(self, ticket: Ticket, expert: Expert) -> Decided:
        """Taken from another, too: that is said by pressing."""
        if ticket.state == "closed":
            return Decided(ticket, notice="team-is-closed")
        if ticket.owner is not None and ticket.owner.id == expert.id:
            return Decided(ticket, notice="team-is-yours")
        now = replace(ticket, state="taken", owner=expert)
        return Decided(now, (self._card(now),), did="took", notice="team-taken")

    def _refused(self, ticket: Ticket, expert: Expert) -> Decided | None:
        """Refuses a reply of anybody but the owner: what others reply may be meant for the team alone."""
        if ticket.owner is None or ticket.owner.id == expert.id:
            return None
        return Decided(ticket, (ticket_cards.not_yours(self.team, ticket),), notice="team-not-yours")

    def _answered(self, ticket: Ticket, event: Answered) -> Decided:
        if (refused := self._refused(ticket, event.expert)) is not None:
            told = tuple(replace(each, regarding=event.message, under=None) for each in refused.letters)
            return replace(refused, letters=told)
        post = Post(event.message, event.body, event.expert, file=event.file)
        return self._delivered(replace(ticket, thread=event.thread), event.expert, post, did="answered")

    def _delivered(self, ticket: Ticket, expert: Expert, post: Post, did: str) -> Decided:
        now = replace(
            ticket.with_post(post),
            state="taken",
            owner=expert,
            touched=self.now,
            waits_since=None,
            reminded=False,
        )
        taken = ticket.owner is None or ticket.state == "closed"
        sent = (ticket_cards.answer(self.team, now, asker, post) for asker in now.askers)
        cards = (self._card(now),) if taken else ()
        return Decided(now, (*sent, *cards, ticket_cards.sent(self.team, now, post)), did=did)

    def _corrected(self, ticket: Ticket, event: Corrected) -> Decided:
        before = ticket.post(event.message)
        if before is None or before.expert is None or before.expert.id != event.expert.id:
            return Decided(ticket)
        if before.body == event.body:
            return Decided(ticket)
        post = replace(before, body=event.body)
        now = ticket.with_post(post)
        sent = [ticket_cards.answer(self.team, now, asker, post, corrected=True) for asker in now.askers]
        if post.may_be_learned != before.may_be_learned:
            sent.append(replace(ticket_cards.sent(self.team, now, post), in_place=True))
        return Decided(now, tuple(sent), did="corrected")

    def _closed(self, ticket: Ticket) -> Decided:
        if ticket.state == "closed":
            return Decided(ticket, notice="team-is-closed")
        now = replace(ticket, state="closed", touched=self.now, waits_since=None)
        return Decided(now, (self._card(now), *self._asked_whether_it_helped(now)), did="closed")

    def _asked_whether_it_helped(self, ticket: Ticket) -> Iterator[Letter]:
        for asker in ticket.askers:
            if not asker.helped:
                yield ticket_cards.closed(self.team, ticket, asker)

    def _forgotten(self, ticket: Ticket) -> Decided:
        if ticket.askers:
            return Decided(ticket, (self._card(ticket, words_gone=True),), did="forgotten")
        now = replace(ticket, state="closed", nearest=(), waits_since=None)
        return Decided(now, (self._card(now, words_gone=True),), did="forgotten")


def _rated(ticket: Ticket, key: str, helped: bool) -> Ticket:
    askers = (replace(each, helped=helped) if each.key == key else each for each in ticket.askers)
    return replace(ticket, askers=tuple(askers))
