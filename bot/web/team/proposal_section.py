"""Proposals on the team's page, each with its words, what speaks against it and what it would change."""

import secrets
from dataclasses import replace
from datetime import date
from typing import Any

from aiohttp import web

from bot.store.stored_learning import StoredProposal
from bot.store.unit_of_work import UnitOfWork
from bot.turns.previews import RunningPreview
from bot.turns.ticketing import source_of
from bot.web.team.signed_in import LONGEST_FORM_TEXT, Handlers, SignedIn, TeamSection
from dialogs.interview.checks.privacy import masked
from dialogs.team.desk_events import Reworded, TeamPress
from dialogs.team.learned_answers import (
    CHANGES_SHOWN,
    LONGEST_LABEL,
    LONGEST_PHRASING,
    LONGEST_TITLE,
    Proposal,
    State,
    Worded,
    against,
    as_it_stands,
    entries_named,
    entry_of,
    names_of,
    reworded,
    worded,
    written_date,
)
from dialogs.team.tickets import Ticket
from knowledge.base.entries import Entry
from knowledge.search.changed_answers import ChangedAnswer, Reached
from knowledge.text.markup import parse_markup

OPEN: tuple[State, ...] = ("proposed", "undone")
_FIELDS = ("title", "phrasings", "answer", "related", "owner", "review")
_OF = "/proposals/{id:learned[.][0-9]{1,9}}"


class ProposalSection(TeamSection):
    """Proposals and published entries, to be decided and worded anew; what is done counts as in the team's
    chat."""

    def handlers(self) -> Handlers:
        return {
            "GET /proposals": self.listed,
            f"GET {_OF}": self.shown,
            f"POST {_OF}": self.changed,
        }

    async def listed(self, by: SignedIn) -> web.Response:
        async def found(unit: UnitOfWork) -> list[tuple[StoredProposal, Ticket | None]]:
            stored = await unit.learned.read(*OPEN)
            return [(each, await source_of(unit, each, lock=False)) for each in stored]

        found_now = await self.desk.store.look(found)
        stored = [(each, worded(each.proposal, ticket)) for each, ticket in found_now]
        lines = [
            (each, words.title, parse_markup(words.answer).plain() or "; ".join(words.phrasings))
            for each, words in stored
        ]
        return self.page(by, "proposals", proposals=lines)

    async def shown(self, by: SignedIn, **more: Any) -> web.Response:
        """The proposal with the form; `more` is what was typed, what would change, what is said of it."""
        found = await self._stored(by)
        if found is None:
            return self.page(by, "refusal", 404, what="gone", form={})
        stored, ticket = found
        words, base = worded(stored.proposal, ticket), self.desk.serving().base
        stands, (_, conflicts) = as_it_stands(stored.proposal), self._entry(stored.proposal, words)
        content: dict[str, Any] = {
            "stored": stored,
            "title": words.title,
            "phrasings": "\n".join(words.phrasings),
            "answer": words.answer,
            "related": "\n".join(names_of(base, words.related)),
            "taken_out": words.taken_out and stored.proposal.entry is None,
            "owner": stands.owner,
            "review": stands.review.isoformat() if stands.review else "",
            "seen": stored.written,
            "extended": base.entries.get(stands.extends or ""),
            "conflicts": conflicts,
            "changes": None,
            "working": None,
            "preview": None,
            "once": secrets.token_hex(8),
            "longest_title": LONGEST_TITLE,
            "longest_owner": LONGEST_LABEL,
            "longest_phrasing": LONGEST_PHRASING,
            "posted": by.http.method == "POST",
            "sent": False,
            **more,
        }
        return self.page(by, "proposal", **content)

    async def changed(self, by: SignedIn) -> web.Response:
        """Words that are typed are never lost: not by another button, nor by somebody who was first."""
        words = self.rendering.words(by.http)
        found = await self._stored(by)
        if found is None:
            return await self.shown(by)
        stored, ticket = found
        do = by.form.get("do", "")
        related = entries_named(self.desk.serving().base, by.text("related").split("\n"))
        given = wording(stored.proposal.id, by, related or ())
        typed = {name: by.text(name) for name in _FIELDS} | {"seen": given.seen}
        if len(given.answer) > LONGEST_FORM_TEXT or related is None:
            problem = "no_such_entry" if related is None else "long"
            return await self.shown(by, notice=words[problem], **typed)
        new = reworded(stored.proposal, given)
        differs = _told(new, ticket) != _told(stored.proposal, ticket)
        if do == "preview":
            entry, conflicts = self._entry(new, worded(new, ticket))
            working = None if entry is None else await self.desk.previews.soon(entry)
            return await self.shown(
                by,
                preview=entry,
                working=working,
                changes=self._named(working),
                conflicts=conflicts,
                notice=words["no_words"] if entry is None else "",
                **typed,
            )
        if do not in ("save", "publish", "reject", "undo", "propose"):
            raise web.HTTPBadRequest
        notice, done = words["nothing_new"], False
        if do in ("save", "publish") and (differs or given.seen != stored.written):
            receipt = await self.act(by, given, ":words")
            notice, done = receipt.notice, receipt.done
            now_is = await self._stored(by)
            if now_is is None or _told(now_is[0].proposal, now_is[1]) != _told(new, ticket):
                _, conflicts = self._entry(new, worded(new, ticket))
                typed |= await self._seen(by)
                return await self.shown(by, notice=notice, conflicts=conflicts, **typed)
            typed = {}
        if do != "save":
            receipt = await self.act(by, TeamPress(f"team:{do}:{stored.proposal.id}"))
            notice, done = receipt.notice, receipt.done
            typed = {} if do == "publish" or not differs else typed | await self._seen(by)
        return await self.shown(by, notice=notice or words["done_before"], done=done, sent=not typed, **typed)

    async def _seen(self, by: SignedIn) -> dict[str, str]:
        """Whoever has been shown what somebody else wrote may overwrite it."""
        found = await self._stored(by)
        return {"seen": found[0].written} if found else {}

    async def _stored(self, by: SignedIn) -> tuple[StoredProposal, Ticket | None] | None:
        id = by.http.match_info["id"]

        async def found(unit: UnitOfWork) -> tuple[StoredProposal, Ticket | None] | None:
            stored = await unit.learned.at(id)
            if stored is None:
                return None
            return stored, await source_of(unit, stored, lock=False)

        return await self.desk.store.look(found)

    def _entry(self, proposal: Proposal, words: Worded) -> tuple[Entry | None, list[tuple[str, Entry]]]:
        """The entry that the words make, and what speaks against publishing it."""
        team = self.desk.ticketing.team
        entry = entry_of(team, proposal, words, self.desk.ticketing.day(self.desk.store.clock()))
        return entry, against(team, proposal, words, entry)

    def _named(self, working: RunningPreview | None) -> list[tuple[ChangedAnswer, str, str, str]]:
        """The questions that the entry would lead elsewhere: «было → станет»."""
        if working is None or working.changes is None:
            return []
        base, entry = self.desk.serving().base, working.entry

        def named(reached: Reached) -> str:
            if reached.entry in base and reached.entry != entry.id:
                return base[str(reached.entry)].named("ru")
            return entry.title.ru if reached.entry else ""

        return [
            (each, masked(each.question, LONGEST_PHRASING), named(each.before), named(each.after))
            for each in working.changes.answers[:CHANGES_SHOWN]
        ]


def wording(id: str, by: SignedIn, related: tuple[str, ...]) -> Reworded:
    """What stands in the form."""
    return Reworded(
        id,
        by.text("title"),
        tuple(by.text("phrasings").split("\n")),
        by.text("answer"),
        by.form.get("seen", ""),
        by.text("owner"),
        written_date(by.text("review")),
        related,
    )


def _told(proposal: Proposal, source: Ticket | None) -> tuple[Worded, str, date | None]:
    """What the form says of a proposal, personal data aside."""
    stands = as_it_stands(proposal)
    words = replace(worded(proposal, source), taken_out=False)
    return words, stands.owner, stands.review
