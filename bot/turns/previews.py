"""Works out what entries would change, one after the other beside the loop, and tells how far it is."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial

import structlog

from bot.content.knowledge_service import KnowledgeSnapshot
from bot.notify import Notifier
from bot.store.store import Store
from bot.store.stored_learning import AskedBy
from bot.store.unit_of_work import UnitOfWork
from bot.turns.learning import ASKED_WITHIN, Learning
from dialogs.team import changed_letters
from dialogs.team.changed_letters import Preview
from dialogs.team.tickets import Letter
from knowledge.base.entries import Entry
from knowledge.search.changed_answers import Changes, changed_answers
from knowledge.search.finder import Finder, build_finder

log = structlog.get_logger(__name__)

TOLD_EVERY = 2.0
STEP = 20
"""Percent; what is told more often nobody reads, and a messenger would make us wait."""
PREVIEWS_KEPT = 8
SOON = 4.0


class Abandoned(Exception):
    """Raised where nobody waits for the result any more."""


@dataclass(eq=False)
class RunningPreview:
    """What an entry would change while it is worked out: `changes` and who asked are there when it is `done`,
    unless it failed."""

    entry: Entry
    percent: int = 0
    changes: Changes | None = None
    asked: list[AskedBy] = field(default_factory=list)
    done: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(eq=False, repr=False)
class Previews:
    """Works out what entries would change, one after the other, and remembers it in this process: who turns a
    page elsewhere asks anew."""

    learning: Learning
    store: Store
    serving: Callable[[], KnowledgeSnapshot]
    notifier: Notifier
    _wanted: asyncio.Queue[Callable[[], Awaitable[None]]] = field(default_factory=asyncio.Queue, init=False)
    _made: OrderedDict[str, Preview] = field(default_factory=OrderedDict, init=False)
    _asked_for: list[RunningPreview] = field(default_factory=list, init=False)

    def want(self, id: str, run: str) -> None:
        """The team's chat is told of the proposal `id` as soon as those before it are worked out."""
        self._wanted.put_nowait(partial(self._tell_of, id, run))

    def made(self, run: str) -> Preview | None:
        return self._made.get(run)

    def forget(self) -> None:
        """Someone was erased, whose questions may be among those that would be answered otherwise."""
        self._made.clear()
        self._asked_for.clear()

    async def soon(self, entry: Entry) -> RunningPreview:
        """What an entry would change, waited for as long as a page may load; who asks again hears how far it
        is."""
        working = next((each for each in self._asked_for if each.entry == entry), None)
        if working is None:
            working = RunningPreview(entry)
            self._asked_for = [*self._asked_for[1 - PREVIEWS_KEPT :], working]
            self._wanted.put_nowait(partial(self._work_out, working))
        with suppress(TimeoutError):
            async with asyncio.timeout(SOON):
                await working.done.wait()
        if working.done.is_set():
            # Asked once more it is worked out anew: people have asked meanwhile.
            self._asked_for = [each for each in self._asked_for if each is not working]
        return working

    async def run(self) -> None:
        """Runs until it is cancelled."""
        while True:
            await self._next()

    async def drain(self) -> None:
        """All that is wanted now."""
        while not self._wanted.empty():
            await self._next()

    async def _next(self) -> None:
        work = await self._wanted.get()
        try:
            await work()
        except Exception:
            log.exception("what would change could not be worked out")

    async def _tell_of(self, id: str, run: str) -> None:
        entry = await self.store.transact(lambda unit: self.learning.candidate(unit, id))
        team = self.learning.ticketing.team
        if entry is None:
            await self._tell(changed_letters.no_preview(team, id, run, "impossible"), ended=run)
            return
        working, told = RunningPreview(entry), 0

        async def tell() -> None:
            nonlocal told
            if working.percent >= told + STEP:
                told = working.percent
                await self._tell(changed_letters.counting(team, id, run, told))

        try:
            await self._work_out(working, tell)
        except Exception:
            # Else «готово 40 %» would stand in the chat for ever.
            await self._tell(changed_letters.no_preview(team, id, run, "failed"), ended=run)
            raise
        asked_by: dict[str, set[str]] = {}
        for question, person in working.asked:
            if person is not None:
                asked_by.setdefault(question, set()).add(person)
        self._made[run] = made = Preview(id, run, entry, working.changes or Changes(()), asked_by)
        while len(self._made) > PREVIEWS_KEPT:
            self._made.popitem(last=False)
        await self._tell(changed_letters.page(team, made, 0), ended=run)

    async def _work_out(
        self, working: RunningPreview, tell: Callable[[], Awaitable[None]] | None = None
    ) -> None:
        waited_for = True

        def progress(percent: int) -> None:
            if not waited_for:
                raise Abandoned
            working.percent = percent

        try:
            served = self.serving()
            working.asked = await self.store.look(lambda unit: unit.learned.asked(unit.now - ASKED_WITHIN))
            questions = [question for question, _ in working.asked]
            work = asyncio.ensure_future(
                asyncio.to_thread(
                    changed_answers,
                    questions,
                    served.by_words if isinstance(served.by_words, Finder) else build_finder(served.base),
                    served.base,
                    working.entry,
                    progress,
                    served.embeddings,
                )
            )
            while not (await asyncio.wait({work}, timeout=TOLD_EVERY))[0]:
                if tell is not None:
                    await tell()
            working.changes = work.result()
        finally:
            # A thread cannot be cancelled, and the process would wait for it.
            waited_for = False
            working.done.set()

    async def _tell(self, letter: Letter, ended: str = "") -> None:
        async def told(unit: UnitOfWork) -> None:
            if ended:
                await unit.learned.end_preview(ended)
            await unit.post(letter)

        await self.store.transact(told)
        self.notifier.notify(letter.to)
