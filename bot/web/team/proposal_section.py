"""Proposals on the team's page, each with its words, what speaks against it and what it would change."""

import asyncio
import secrets
from collections.abc import Sequence
from typing import Any

from aiohttp import web
from sqlalchemy import select

from bot.store.connection import Connection
from bot.store.stored_learning import Learned, StoredProposal
from bot.store.stored_tickets import Tickets
from bot.store.tables import questions
from bot.turns.learning import ASKED_WITHIN
from bot.web.team.signed_in import LONGEST, Handlers, PageDesk, SignedIn
from dialogs.team.desk_events import Reworded, TeamPress
from dialogs.team.learned_answers import CHANGES_SHOWN, LONGEST_PHRASING, LONGEST_TITLE, State
from dialogs.team.notices import masked
from dialogs.team.rewording import entry_in_words, reworded, words_of
from dialogs.team.tickets import Ticket
from knowledge.base.entries import Entry
from knowledge.base.learned import conflicts
from knowledge.search.changed_answers import ChangedAnswer, Reached, changed_answers

OPEN: tuple[State, ...] = ("proposed", "undone")
_OF = "/proposals/{id:learned[.][0-9]{1,9}}"


class ProposalSection:
    """What is done counts as in the team's chat; a published entry is worded anew here, too."""

    def __init__(self, page_desk: PageDesk) -> None:
        self._page_desk = page_desk

    def handlers(self) -> Handlers:
        return {
            "GET /proposals": self.listed,
            f"GET {_OF}": self.shown,
            f"POST {_OF}": self.changed,
        }

    async def listed(self, by: SignedIn) -> web.Response:
        now, database = self._page_desk.clock(), self._page_desk.store.database

        async def found(connection: Connection) -> list[tuple[StoredProposal, Ticket | None]]:
            stored = await Learned(connection, now).read(*OPEN)
            tickets = Tickets(connection, now)
            return [(each, await tickets.read(each.ticket) if each.ticket else None) for each in stored]

        lines = [(each, words_of(each.proposal, ticket)) for each, ticket in await database.look(found)]
        return self._page_desk.page(by, "proposals", proposals=lines)

    async def shown(self, by: SignedIn, **more: Any) -> web.Response:
        """The proposal with the form; `more` is what was typed, what would change, what is said of it."""
        found = await self._stored(by)
        if found is None:
            return self._page_desk.page(by, "refusal", 404, what="gone", form={})
        stored, ticket = found
        words = words_of(stored.proposal, ticket)
        content: dict[str, Any] = {
            "stored": stored,
            "title": words.title,
            "phrasings": "\n".join(words.phrasings),
            "answer": words.answer,
            "taken_out": words.taken_out and stored.proposal.entry is None,
            "seen": stored.written,
            "conflicts": self._conflicts(self._entry(stored, ticket)),
            "changes": None,
            "preview": None,
            "once": secrets.token_hex(8),
            "longest_title": LONGEST_TITLE,
            "longest_phrasing": LONGEST_PHRASING,
            "posted": by.http.method == "POST",
            "sent": False,
            **more,
        }
        return self._page_desk.page(by, "proposal", **content)

    async def changed(self, by: SignedIn) -> web.Response:
        """Words that are typed are never lost: not by another button, nor by somebody who was first."""
        words = self._page_desk.rendering.words(by.http)
        found = await self._stored(by)
        if found is None:
            return await self.shown(by)
        stored, ticket = found
        do, seen = by.form.get("do", ""), by.form.get("seen", "")
        title, answer = by.text("title"), by.text("answer")
        phrasings = by.text("phrasings").split("\n")
        typed = {"title": title, "answer": answer, "phrasings": "\n".join(phrasings), "seen": seen}
        if len(answer) > LONGEST:
            return await self.shown(by, notice=words["long"], **typed)
        before = words_of(stored.proposal, ticket)
        given = (title, tuple(each.strip() for each in phrasings if each.strip()), answer)
        differs = given != (before.title, before.phrasings, before.answer)
        if do == "preview":
            entry = self._entry(stored, ticket, *given)
            changes = None if entry is None else await self._changes(entry)
            notice = words["no_words"] if entry is None else ""
            against = self._conflicts(entry)
            more = {"preview": entry, "changes": changes, "conflicts": against, "notice": notice}
            return await self.shown(by, **typed, **more)
        if do not in ("save", "publish", "reject", "undo", "propose"):
            raise web.HTTPBadRequest
        notice = words["nothing_new"]
        if do in ("save", "publish") and (differs or seen != stored.written):
            wording = Reworded(stored.proposal.id, *given, seen)
            receipt = await self._page_desk.act(by, wording, ":words")
            notice = receipt.notice
            if not await self._is_worded(by, given):
                against = self._conflicts(self._entry(stored, ticket, *given))
                typed |= await self._seen(by)
                return await self.shown(by, notice=notice, conflicts=against, **typed)
            typed = {}
        if do != "save":
            receipt = await self._page_desk.act(by, TeamPress(f"team:{do}:{stored.proposal.id}"))
            notice = receipt.notice
            typed = {} if do == "publish" or not differs else typed | await self._seen(by)
        return await self.shown(by, notice=notice or words["done_before"], sent=not typed, **typed)

    async def _is_worded(self, by: SignedIn, given: tuple[str, tuple[str, ...], str]) -> bool:
        """Whether these are the words now, personal data aside."""
        found = await self._stored(by)
        if found is None:
            return False
        stored, ticket = found
        wanted = words_of(reworded(stored.proposal, *given), ticket)
        return words_of(stored.proposal, ticket) == wanted

    async def _seen(self, by: SignedIn) -> dict[str, str]:
        """Whoever has been shown what somebody else wrote may overwrite it."""
        found = await self._stored(by)
        return {"seen": found[0].written} if found else {}

    async def _stored(self, by: SignedIn) -> tuple[StoredProposal, Ticket | None] | None:
        now, id = self._page_desk.clock(), by.http.match_info["id"]

        async def found(connection: Connection) -> tuple[StoredProposal, Ticket | None] | None:
            stored = await Learned(connection, now).at(id)
            if stored is None:
                return None
            return stored, await Tickets(connection, now).read(stored.ticket) if stored.ticket else None

        return await self._page_desk.store.database.look(found)

    def _entry(
        self,
        stored: StoredProposal,
        ticket: Ticket | None,
        title: str | None = None,
        phrasings: Sequence[str] = (),
        answer: str = "",
    ) -> Entry | None:
        now = self._page_desk.clock()
        proposal = stored.proposal
        if title is not None:
            proposal = reworded(proposal, title, phrasings, answer)
        return entry_in_words(self._page_desk.desk.ticketing.desk(now).team, proposal, ticket, now.date())

    def _conflicts(self, entry: Entry | None) -> list[tuple[str, Entry]]:
        return [] if entry is None else list(conflicts(self._page_desk.serving().base, entry))

    async def _changes(self, entry: Entry) -> list[tuple[ChangedAnswer, str, str, str]]:
        """The questions of the last 90 days that the entry would lead elsewhere: «было → станет»."""
        served, since = self._page_desk.serving(), self._page_desk.clock() - ASKED_WITHIN
        query = select(questions.c.question).where(questions.c.created >= since)
        rows = await self._page_desk.store.database.look(lambda connection: connection.execute(query))
        changed = await asyncio.to_thread(
            changed_answers, list(rows.scalars()), served.by_words, served.base, entry
        )

        def named(reached: Reached) -> str:
            if reached.entry in served.base and reached.entry != entry.id:
                return served.base[str(reached.entry)].named("ru")
            return entry.title.ru if reached.entry else ""

        return [
            (each, masked(each.question[:LONGEST_PHRASING]), named(each.before), named(each.after))
            for each in changed[:CHANGES_SHOWN]
        ]
