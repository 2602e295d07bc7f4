"""The knowledge base on the team's page: what answers, how often, how well, since when, where it stands."""

from dataclasses import dataclass

from aiohttp import web

from bot.store.connection import Connection
from bot.store.stored_learning import Learned, StoredProposal
from bot.store.use_of_entries import UseOfEntries, use_of_entries
from bot.turns.learning import ASKED_WITHIN
from bot.web.team.signed_in import Handlers, PageDesk, SignedIn
from knowledge.base.entries import Entry
from knowledge.text.normalisation import plain_words

A_PAGE = 50


@dataclass(frozen=True, slots=True)
class EntryLine:
    """An entry as it is used. `learned`: the proposal that it was made of; `place`: the file that it stands
    in."""

    entry: Entry
    answered: int
    suggested: int
    place: str
    learned: StoredProposal | None

    @property
    def shadowed(self) -> bool:
        """A file has it, too, and the file's answers."""
        return bool(self.place) and self.learned is not None


class KnowledgeSection:
    """The entries of files are shown with file and line; the learned ones lead to their form."""

    def __init__(self, page_desk: PageDesk) -> None:
        self._page_desk = page_desk

    def handlers(self) -> Handlers:
        return {
            "GET /knowledge": self.listed,
            "GET /knowledge/{id:[a-z0-9._-]{1,48}}": self.shown,
        }

    async def listed(self, by: SignedIn) -> web.Response:
        """The most used first."""
        find, only = by.asked("find"), by.asked("only")
        words = set(plain_words(find).split())
        lines = sorted(await self._lines(), key=lambda line: -line.answered)
        found = [
            line
            for line in lines
            if (only != "learned" or line.learned) and words <= set(plain_words(_text(line.entry)).split())
        ]
        asked = by.asked("page")
        number = max(1, int(asked) if asked.isascii() and asked.isdigit() else 1)
        shown = found[(number - 1) * A_PAGE : number * A_PAGE]
        more = len(found) > number * A_PAGE
        return self._page_desk.page(
            by, "knowledge", lines=shown, find=find, only=only, number=number, more=more, entries=len(found)
        )

    async def shown(self, by: SignedIn) -> web.Response:
        id = by.http.match_info["id"]
        line = next((line for line in await self._lines() if line.entry.id == id), None)
        if line is None:
            return self._page_desk.page(by, "refusal", 404, what="no_entry", form={})
        base = self._page_desk.serving().base
        related = [base[each] for each in line.entry.related if each in base]
        return self._page_desk.page(by, "entry", line=line, related=related)

    async def _lines(self) -> list[EntryLine]:
        now, base = self._page_desk.clock(), self._page_desk.serving().base

        async def known(connection: Connection) -> tuple[UseOfEntries, list[StoredProposal]]:
            use = await use_of_entries(connection, now - ASKED_WITHIN)
            return use, await Learned(connection, now).read("published")

        use, published = await self._page_desk.store.database.look(known)
        learned = {each.proposal.entry.id: each for each in published if each.proposal.entry is not None}
        return [
            EntryLine(
                entry,
                use.answered[entry.id],
                use.suggested[entry.id],
                base.places.get(entry.id, ""),
                learned.get(entry.id),
            )
            for entry in base
        ]


def _text(entry: Entry) -> str:
    return " ".join((entry.id, entry.title.ru, entry.title.en or "", *entry.phrasings.ru, entry.answer.ru))
