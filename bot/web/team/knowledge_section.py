"""The knowledge base on the team's page: what answers, how often, how well, since when, where it stands."""

import secrets
from collections import Counter
from dataclasses import dataclass

from aiohttp import web

from bot.store.daily_counts import UseOfEntries, use_of_entries
from bot.store.stored_learning import StoredProposal
from bot.store.unit_of_work import UnitOfWork
from bot.turns.learning import ASKED_WITHIN
from bot.web.team.signed_in import Handlers, SignedIn, TeamSection
from dialogs.interview.checks.privacy import masked
from dialogs.team.desk_events import TeamPress
from dialogs.team.notices import DISLIKED_BY
from knowledge.base.entries import Entry
from knowledge.text.normalisation import plain_words

A_PAGE = 50
_LONGEST_REASON = 1_000
_OF = "/knowledge/{id:[a-z0-9._-]{1,48}}"


@dataclass(frozen=True, slots=True)
class EntryLine:
    """An entry as it is used. `learned`: the proposal that it was made of; `place`: the file that it stands
    in."""

    entry: Entry
    answered: int
    suggested: int
    good: int
    bad: int
    place: str
    learned: StoredProposal | None
    due: bool

    @property
    def shadowed(self) -> bool:
        """A file has it, too, and the file's answers."""
        return bool(self.place) and self.learned is not None


class KnowledgeSection(TeamSection):
    """The entries in use: those of files with file and line, the learned ones with a link to their form."""

    def handlers(self) -> Handlers:
        return {
            "GET /knowledge": self.listed,
            f"GET {_OF}": self.shown,
            f"POST {_OF}": self.looked_over,
        }

    async def listed(self, by: SignedIn) -> web.Response:
        """The most used first."""
        find, only = by.asked("find"), by.asked("only")
        words = set(plain_words(find).split())
        lines = sorted(await self._lines(), key=lambda line: -line.answered)
        found = [
            line
            for line in lines
            if (only != "learned" or line.learned)
            and (only != "due" or line.due)
            and words <= set(plain_words(_text(line.entry)).split())
        ]
        asked = by.asked("page")
        number = max(1, int(asked) if asked.isascii() and asked.isdigit() else 1)
        shown = found[(number - 1) * A_PAGE : number * A_PAGE]
        more = len(found) > number * A_PAGE
        return self.page(
            by, "knowledge", lines=shown, find=find, only=only, number=number, more=more, entries=len(found)
        )

    async def looked_over(self, by: SignedIn) -> web.Response:
        """«Проверено», as under the review in the team's chat."""
        receipt = await self.act(by, TeamPress(f"team:reviewed:{by.http.match_info['id']}"))
        words = self.rendering.words(by.http)
        return await self.shown(by, receipt.notice or words["done_before"], done=receipt.done)

    async def shown(self, by: SignedIn, notice: str = "", *, done: bool = False) -> web.Response:
        id = by.http.match_info["id"]
        line = next((line for line in await self._lines() if line.entry.id == id), None)
        if line is None:
            return self.page(by, "refusal", 404, what="no_entry", form={})
        base = self.desk.serving().base
        related = [base[each] for each in line.entry.related if each in base]
        dislikes = await self.desk.store.look(lambda unit: unit.ratings.dislikes(id))
        return self.page(
            by,
            "entry",
            line=line,
            related=related,
            reasons=[masked(each.reason, _LONGEST_REASON) for each in dislikes if each.reason],
            to_review=len(dislikes) >= DISLIKED_BY,
            once=secrets.token_hex(8),
            notice=notice,
            done=done,
        )

    async def _lines(self) -> list[EntryLine]:
        now, base = self.desk.store.clock(), self.desk.serving().base

        async def known(
            unit: UnitOfWork,
        ) -> tuple[UseOfEntries, Counter[tuple[str, bool]], list[StoredProposal]]:
            use = await use_of_entries(unit.connection, now - ASKED_WITHIN)
            return use, await unit.ratings.counts(), await unit.learned.read("published")

        use, counted, published = await self.desk.store.look(known)
        rated: Counter[tuple[str, bool]] = Counter()
        for (answer, good), times in counted.items():
            # Several entries may have answered together.
            rated.update({(id, good): times for id in answer.split("+")})
        today = self.rendering.local(now).date()
        learned = {
            each.proposal.entry.id: each
            for each in published
            if each.proposal.entry is not None and each.proposal.extends is None
        }
        return [
            EntryLine(
                entry,
                use.answered[entry.id],
                use.suggested[entry.id],
                rated[entry.id, True],
                rated[entry.id, False],
                base.places.get(entry.id, ""),
                learned.get(entry.id),
                entry.review is not None and entry.review <= today,
            )
            for entry in base
        ]


def _text(entry: Entry) -> str:
    return " ".join((entry.id, entry.title.ru, entry.title.en or "", *entry.phrasings.ru, entry.answer.ru))
