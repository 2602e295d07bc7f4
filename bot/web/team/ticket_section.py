"""Tickets on the team's page: the open ones, and each with its answer, its entries, its end."""

import asyncio
import secrets
from typing import Any

from aiohttp import web

from bot.web.team.signed_in import LONGEST_FORM_TEXT, Handlers, SignedIn, TeamSection
from dialogs.interview.checks.privacy import masked
from dialogs.team.desk_events import Replied, TeamPress
from dialogs.team.tickets import Post, Ticket
from knowledge.base.entries import Entry
from knowledge.text.markup import Paragraph, Picture, RichText, parse_markup

FOUND = 7
_IN_LIST = 400
_SAID = {
    "answer": "done",
    "take": "done",
    "close": "ticket_closed",
    "send": "entry_sent",
    "learn": "proposed_now",
}
"""What is said when it is done and the desk says nothing."""


class TicketSection(TeamSection):
    """Tickets, to be answered and closed; what is done counts as in the team's chat: it goes through the same
    desk."""

    def handlers(self) -> Handlers:
        return {
            "GET ": self.listed,
            "GET /tickets/{number:[0-9]{1,9}}": self.shown,
            "POST /tickets/{number:[0-9]{1,9}}": self.changed,
        }

    async def listed(self, by: SignedIn) -> web.Response:
        found = await self.desk.store.look(lambda unit: unit.tickets.not_closed())
        lines = await asyncio.to_thread(lambda: [(ticket, ticket.shown(_IN_LIST)) for ticket in found])
        return self.page(by, "tickets", tickets=lines)

    async def shown(self, by: SignedIn, **more: Any) -> web.Response:
        """The ticket with the form; `more` is what was typed, what was found, what is said of it."""
        ticket = await self._ticket(by)
        if ticket is None:
            return self.page(by, "refusal", 404, what="gone", form={})
        base = self.desk.serving().base
        content: dict[str, Any] = {
            "ticket": ticket,
            # As long as an answer may be: others are not to wait while it is read for names.
            "question": await asyncio.to_thread(ticket.shown),
            "mine": ticket.owner is not None and ticket.owner.id == by.member.expert.id,
            "nearest": [base[each.entry] for each in ticket.nearest if each.entry in base],
            "said": await asyncio.to_thread(_said, ticket),
            "once": secrets.token_hex(8),
            "typed": "",
            "preview": None,
            "find": "",
            "found": None,
            "sent": False,
            "posted": by.http.method == "POST",
            **more,
        }
        return self.page(by, "ticket", **content)

    async def changed(self, by: SignedIn) -> web.Response:
        """Answers, takes or closes; a form that is sent twice counts once, and what is not sent stays."""
        number, words = int(by.http.match_info["number"]), self.rendering.words(by.http)
        answer, find = by.text("answer"), by.text("find")
        do, _, subject = by.form.get("do", "").partition(":")
        typed = {"typed": answer, "find": find}
        if do in ("answer", "preview") and (problem := _problem(answer)):
            return await self.shown(by, notice=words[problem], **typed)
        match do:
            case "preview":
                return await self.shown(by, preview=formatted(answer), **typed)
            case "find":
                return await self.shown(by, found=await self._found(find), **typed)
            case "answer":
                event: Replied | TeamPress = Replied(by.post, formatted(answer), number=number)
            case "take" | "close":
                event = TeamPress(f"team:{do}:{number}")
            case "send" | "learn":
                event = TeamPress(f"team:{do}:{number}:{subject}")
            case _:
                raise web.HTTPBadRequest
        receipt = await self.act(by, event)
        ticket = await self._ticket(by)
        if do == "answer" and ticket is not None and ticket.post(by.post) is not None:
            return await self.shown(by, notice=words["answered"], done=True, sent=True)
        if not receipt.accepted:
            return await self.shown(by, notice=words["done_before"], **typed)
        return await self.shown(by, notice=receipt.notice or words[_SAID[do]], done=receipt.done, **typed)

    async def _ticket(self, by: SignedIn) -> Ticket | None:
        number = int(by.http.match_info["number"])
        return await self.desk.store.look(lambda unit: unit.tickets.read(number))

    async def _found(self, words: str) -> list[Entry]:
        served = self.desk.serving()
        finding = await asyncio.to_thread(served.finder.find, words[:1_000])
        return [served.base[each.entry] for each in finding.ranked[:FOUND] if each.entry in served.base]


def formatted(answer: str) -> RichText:
    """What an expert writes, in the markup of authors; pictures are files of the knowledge base alone."""
    blocks = parse_markup(answer).blocks
    return RichText(tuple(Paragraph(each.spans) if isinstance(each, Picture) else each for each in blocks))


def _problem(answer: str) -> str | None:
    return "empty" if not answer else "long" if len(answer) > LONGEST_FORM_TEXT else None


def _said(ticket: Ticket) -> list[tuple[Post, str]]:
    """Each post; an asker's with its words as the team sees them."""
    return [(post, masked(post.body.plain()) if post.expert is None else "") for post in ticket.posts]
