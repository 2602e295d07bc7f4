"""Answers of experts become entries of the knowledge base: proposed, published, taken back."""

from dataclasses import dataclass, replace
from datetime import timedelta

from rapidfuzz import fuzz

from bot.store.stored_learning import StoredProposal
from bot.store.unit_of_work import UnitOfWork
from bot.turns.ticketing import Notified, Ticketing, source_of
from dialogs.team.desk_events import Replied, Reworded
from dialogs.team.learned_answers import (
    Proposal,
    edited,
    proposed,
    published,
    reworded,
)
from dialogs.team.proposal_letters import not_edited, proposal_letter
from dialogs.team.tickets import Expert, Post
from dialogs.turn.events import Address
from knowledge.base.entries import Entry
from knowledge.text.language import shipped_tables
from knowledge.text.markup import as_markup, parse_markup
from knowledge.text.normalisation import plain_words

KNOWLEDGE = Address("knowledge", "learned", "")
"""Under this address every copy of the bot is notified that other entries are published."""

ASKED_WITHIN = timedelta(days=90)
ALIKE = 90.0
"""Of 100, from which on two answers say the same."""

_STATES = {"reject": "rejected", "undo": "undone", "propose": "proposed"}
_FROM = {
    "publish": ("proposed", "undone"),
    "reject": ("proposed", "undone"),
    "undo": ("published",),
    "propose": ("rejected",),
}


@dataclass(frozen=True)
class Learning:
    """What experts do with proposals."""

    ticketing: Ticketing

    async def propose(
        self, work: UnitOfWork, number: int, message: str, expert: Expert
    ) -> tuple[str, Notified]:
        """«В базу знаний» under an answer; pressed twice, it is one proposal."""
        ticket = await work.tickets.load(number)
        post = ticket.post(message) if ticket else None
        if ticket is None or post is None or post.expert is None:
            return "team-gone", set()
        new = proposed("", post.expert.id, post)
        learned = work.learned
        like = await _alike(work, new.answer)
        if like is not None and number in (like.ticket, *like.proposal.gathered):
            return "team-proposed-already", set()
        if like is not None:
            gathered = replace(like.proposal, gathered=(*like.proposal.gathered, number))
            await learned.save(gathered)
            return "team-gathered", await self._shown(
                work, replace(like, proposal=gathered), expert, "gathered"
            )
        proposal = await learned.add(new, number, message)
        if proposal is None:
            return "team-proposed-already", set()
        return "", await self._shown(work, StoredProposal(proposal, number), expert, "proposed")

    async def corrected(
        self, work: UnitOfWork, ticket: int, before: Post, post: Post, expert: Expert
    ) -> Notified:
        """An expert changed an answer: its proposal says so, too, unless somebody has worded that anew."""
        stored = await work.learned.of_post(ticket, post.message)
        if stored is None or stored.proposal.answer != as_markup(before.body):
            return set()
        if stored.proposal.entry is not None:
            return await work.post(
                not_edited(self.ticketing.team, stored.proposal, "corrected", post.message)
            )
        proposal = replace(stored.proposal, answer=as_markup(post.body))
        await work.learned.save(proposal)
        return await self._shown(work, replace(stored, proposal=proposal), expert, "edited")

    async def picked(self, work: UnitOfWork, entry: str) -> Notified:
        """Offers as phrasings the words by which enough people meant an entry."""
        source = await work.learned.picked(entry)
        team = self.ticketing.team
        if source is None or entry not in team.knowledge:
            return set()
        learned = work.learned
        stored = await learned.extending(entry)
        if stored is None:
            proposal = await learned.add(Proposal("", "", "", extends=entry), None, "")
            assert proposal is not None  # it is of no ticket
            stored = StoredProposal(proposal, None)
        return await work.post(proposal_letter(team, stored.proposal, source, self.ticketing.day(work.now)))

    async def change(self, work: UnitOfWork, what: str, id: str, expert: Expert) -> tuple[str, Notified]:
        """Publishes, rejects, takes back or proposes again; a second press changes nothing."""
        stored = await work.learned.load(id)
        if stored is None:
            return "team-gone", set()
        if stored.proposal.state not in _FROM.get(what, ()):
            return "team-changed-already", set()
        if what == "publish":
            now_is = await self._published(work, stored)
            if now_is is None:
                return "team-not-published", set()
        else:
            # Phrasings that people gave go back to them.
            said = None if stored.proposal.extends is not None else stored.proposal.phrasings
            now_is = replace(stored.proposal, state=_STATES[what], entry=None, phrasings=said)  # type: ignore[arg-type]
        await work.learned.save(now_is)
        await work.learned.settle(now_is)
        told = await self._shown(work, replace(stored, proposal=now_is), expert, now_is.state)
        if "published" in (stored.proposal.state, now_is.state):
            told |= {KNOWLEDGE}
        return ("team-published" if what == "publish" else "team-changed"), told

    async def candidate(self, work: UnitOfWork, id: str) -> Entry | None:
        """A proposal as it would be published now."""
        stored = await work.learned.load(id)
        proposal = await self._published(work, stored) if stored is not None else None
        return None if proposal is None else proposal.entry

    async def edit(self, work: UnitOfWork, id: str, reply: Replied, expert: Expert) -> tuple[str, Notified]:
        """Words that an expert writes in a reply to the proposal."""
        stored, team = await work.learned.load(id), self.ticketing.team
        now_is = edited(team, stored.proposal, as_markup(reply.body)) if stored is not None else None
        if stored is None or now_is is None:
            return "team-gone", set()
        if not isinstance(now_is, Proposal):
            return "", await work.post(not_edited(team, stored.proposal, now_is, reply.message))
        proposal = replace(now_is, state="proposed")
        await work.learned.save(proposal)
        return "", await self._shown(work, replace(stored, proposal=proposal), expert, "edited")

    async def reword(self, work: UnitOfWork, event: Reworded, expert: Expert) -> tuple[str, Notified]:
        """A proposal in other words; a published entry answers with them at once."""
        stored = await work.learned.load(event.proposal)
        if stored is None or (stored.proposal.entry is not None and stored.proposal.extends is not None):
            return "team-gone", set()
        if stored.written != event.seen:
            return "team-reworded-meanwhile", set()
        proposal = reworded(stored.proposal, event)
        if proposal.entry is not None:
            ticket = await source_of(work, stored)
            now_is = published(self.ticketing.team, proposal, ticket, self.ticketing.day(work.now))
            if now_is is None:
                return "team-not-published", set()
            proposal = now_is
        await work.learned.save(proposal)
        told = await self._shown(work, replace(stored, proposal=proposal), expert, "edited")
        return "team-changed", told | ({KNOWLEDGE} if proposal.entry is not None else set())

    async def _published(self, work: UnitOfWork, stored: StoredProposal) -> Proposal | None:
        source = await source_of(work, stored)
        return published(self.ticketing.team, stored.proposal, source, self.ticketing.day(work.now))

    async def _shown(self, work: UnitOfWork, stored: StoredProposal, expert: Expert, did: str) -> Notified:
        await work.tickets.note(expert.id, did, f"entry:{stored.proposal.id}")
        return await self.ticketing.show(work, stored)


async def _alike(work: UnitOfWork, answer: str) -> StoredProposal | None:
    """A proposal, not yet decided on, whose answer says the same."""
    wanted = _plain(answer)
    candidates = await work.learned.undecided()
    return next((each for each in candidates if _same(wanted, _plain(each.proposal.answer))), None)


def _plain(answer: str) -> str:
    return plain_words(parse_markup(answer).plain())


def _same(one: str, other: str) -> bool:
    """A number or a «не» makes another answer, however alike the rest is."""
    alike = bool(one and other) and fuzz.ratio(one, other) >= ALIKE
    return alike and _decisive(one) == _decisive(other)


def _decisive(said: str) -> list[str]:
    negations = shipped_tables().negations
    return [word for word in said.split() if word in negations or not word.isalpha()]
