"""Works out what proposals would change, one after the other beside the loop, and tells how far it is."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime

import structlog

from bot.content.knowledge_service import KnowledgeSnapshot
from bot.notify.notifier import Notifier
from bot.store.store import Store
from bot.store.unit_of_work import UnitOfWork
from bot.turns.learning import Learning
from dialogs.team import changed_letters
from dialogs.team.changed_letters import Preview
from dialogs.team.tickets import Letter
from knowledge.search.changed_answers import changed_answers

log = structlog.get_logger(__name__)

TOLD_EVERY = 2.0
STEP = 20
"""Percent; what is told more often nobody reads, and a messenger would make us wait."""
REMEMBERED = 8


class Abandoned(Exception):
    """Nobody waits for the result any more."""


class Previews:
    """What was worked out is remembered by this process; who turns a page elsewhere asks anew."""

    def __init__(
        self,
        learning: Learning,
        store: Store,
        serving: Callable[[], KnowledgeSnapshot],
        clock: Callable[[], datetime],
        notifier: Notifier,
    ) -> None:
        self._learning = learning
        self._store = store
        self._serving = serving
        self._clock = clock
        self._notifier = notifier
        self._wanted: asyncio.Queue[tuple[str, str]] = asyncio.Queue()
        self._made: OrderedDict[str, Preview] = OrderedDict()

    def want(self, id: str, run: str) -> None:
        """The proposal `id` is worked out as soon as those before it are."""
        self._wanted.put_nowait((id, run))

    def made(self, run: str) -> Preview | None:
        return self._made.get(run)

    async def run(self) -> None:
        """Until it is cancelled."""
        while True:
            await self._next()

    async def drain(self) -> None:
        """All that is wanted now."""
        while not self._wanted.empty():
            await self._next()

    async def _next(self) -> None:
        id, run = await self._wanted.get()
        try:
            await self._work_out(id, run)
        except Exception:
            log.exception("what would change could not be worked out")

    async def _work_out(self, id: str, run: str) -> None:
        found = await self._store.transact(lambda unit: self._learning.candidate(unit, self._clock(), id))
        team = self._learning.ticketing.desk(self._clock()).team
        if found is None:
            await self._tell(changed_letters.impossible(team, id, run))
            return
        entry, asked = found
        served, told, done, waited_for = self._serving(), 0, [0], True

        def progress(percent: int) -> None:
            if not waited_for:
                raise Abandoned
            done[0] = percent

        questions = [question for question, _ in asked]
        work = asyncio.ensure_future(
            asyncio.to_thread(changed_answers, questions, served.by_words, served.base, entry, progress)
        )
        try:
            while not (await asyncio.wait({work}, timeout=TOLD_EVERY))[0]:
                if done[0] >= told + STEP:
                    told = done[0]
                    await self._tell(changed_letters.counting(team, id, run, told))
        finally:
            # A thread cannot be cancelled, and the process would wait for it.
            waited_for = False
        asked_by: dict[str, set[str]] = {}
        for question, person in asked:
            if person is not None:
                asked_by.setdefault(question, set()).add(person)
        self._made[run] = made = Preview(id, run, entry, tuple(work.result()), asked_by)
        while len(self._made) > REMEMBERED:
            self._made.popitem(last=False)
        await self._tell(changed_letters.page(team, made, 0))

    async def _tell(self, letter: Letter) -> None:
        async def told(unit: UnitOfWork) -> None:
            await unit.post((letter,), self._learning.ticketing.logging_channels)

        await self._store.transact(told)
        self._notifier.notify(letter.to.channel, letter.to.chat)
