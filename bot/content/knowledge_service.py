"""Serves the knowledge base: by words at once, by embeddings when they are there; reloads changed files."""

import asyncio
import contextlib
import re
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import _lru_cache_wrapper, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import structlog

from bot.clock import every
from bot.telemetry.metrics import Metrics
from knowledge.base.entries import Entry, KnowledgeBase
from knowledge.base.loading import load_knowledge
from knowledge.finding import Answers
from knowledge.search.finder import Finder, build_finder
from knowledge.yaml_source import ContentError

if TYPE_CHECKING:
    from knowledge.search.embeddings import Embeddings

log = structlog.get_logger(__name__)

LOOK_EVERY = 2.0

Result = TypeVar("Result")
Stamp = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class KnowledgeSnapshot:
    """One base with its finder: they change together or not at all."""

    base: KnowledgeBase
    finder: Answers
    by_words: Answers
    """The same without encoders, for texts about which they would think too long."""
    embeddings: "Callable[[KnowledgeBase], Embeddings | None] | None" = None
    """What the encoders in use make of another base, of which nothing is kept."""


class KnowledgeService:
    """Serves the newest base that could be loaded; its snapshots may be used in any thread."""

    def __init__(
        self,
        folder: Path,
        base: KnowledgeBase,
        meaning: "Callable[[KnowledgeBase], Embeddings | None]",
        metrics: Metrics | None = None,
        unkept: "Callable[[KnowledgeBase], Embeddings | None] | None" = None,
    ) -> None:
        self._folder = folder
        self._meaning = meaning
        self._unkept = unkept
        self._metrics = metrics or Metrics()
        finder = build_finder(base)
        self._served = KnowledgeSnapshot(base, finder, finder)
        self._stamp = _stamp(folder)
        self._unseen = True
        self._files = base
        self._learned: tuple[Entry, ...] = ()
        self._changing = threading.Lock()

    def snapshot(self) -> KnowledgeSnapshot:
        """What answers now."""
        return self._served

    @property
    def base(self) -> KnowledgeBase:
        return self._served.base

    def forget(self) -> None:
        """Remembers nothing that anybody typed."""
        for finder in (self._served.finder, self._served.by_words):
            if isinstance(finder, Finder):
                finder.forget()
        forget_typed_words()

    def _rebuild(self, base: KnowledgeBase) -> None:
        """Serves `base` from now on, by words; by meaning as soon as it is seen."""
        finder = build_finder(base)
        self._served = KnowledgeSnapshot(base, finder, finder)
        self._unseen = True

    def learn(self, learned: tuple[Entry, ...]) -> None:
        """Serves these entries beside those of the files. Slow: not for the loop."""
        with self._changing:
            if learned == self._learned:
                return
            self._learned = learned
            self._rebuild(self._files.with_learned(learned))
        log.info("learned entries served", entries=len(learned))

    def see(self) -> None:
        """Adds the meaning to the base in use, unless another one came meanwhile. Slow: not for the loop."""
        self._unseen = False
        served = self._served
        try:
            meaning = self._meaning(served.base)
        except Exception:
            log.exception("meaning failed, answering by words alone")
            return
        if meaning is None or not isinstance(served.by_words, Finder):
            return
        seeing = KnowledgeSnapshot(
            served.base, served.by_words.with_embeddings(meaning), served.by_words, self._unkept
        )
        with self._changing:
            # An entry may have been published in this very moment, and must not be lost again.
            if self._served is not served:
                return
            self._served = seeing
        log.info("meaning in use", encoders="+".join(meaning.families))

    def look(self) -> bool:
        """Loads the folder anew when a file in it changed; a broken one is refused and the old base stays.

        Returns whether another base is served now.
        """
        stamp = _stamp(self._folder)
        if stamp == self._stamp:
            return False
        self._stamp = stamp
        try:
            base = load_knowledge(self._folder)
        except ContentError as error:
            for problem in error.problems:
                log.error("knowledge refused, the old one keeps serving", problem=str(problem))
            self._metrics.reloaded(accepted=False)
            return False
        with self._changing:
            if base == self._files:
                return False
            self._files = base
            self._rebuild(base.with_learned(self._learned))
        self._metrics.reloaded(accepted=True)
        log.info("knowledge loaded anew", entries=len(base))
        return True

    async def follow(self) -> None:
        """Sees the meaning of what is served and looks at the files, until cancelled."""
        looking = partial(run_in_daemon_thread, self.look)
        # A large base is encoded for minutes; an edit is served meanwhile.
        await asyncio.gather(
            every(LOOK_EVERY, self._see_unseen, "meaning of the knowledge"),
            every(LOOK_EVERY, looking, "looking at the knowledge", at_once=False),
        )

    async def _see_unseen(self) -> None:
        if self._unseen:
            await run_in_daemon_thread(self.see)


def _stamp(folder: Path) -> Stamp:
    """Changes when a content file does."""
    found = []
    for path in sorted(folder.glob("*.y*ml")) if folder.is_dir() else []:
        try:
            state = path.stat()
        except OSError:  # replaced at this very moment
            continue
        found.append((path.name, state.st_mtime_ns, state.st_size))
    return tuple(found)


async def run_in_daemon_thread(work: Callable[[], Result]) -> Result:
    """What `work` returns, done in a thread that dies with the process.

    A thread of the loop's pool would be waited for: encoding a large base takes minutes, stopping must not.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[Result] = loop.create_future()

    def run() -> None:
        try:
            result = work()
        except Exception as error:
            tell(done.set_exception, error)
        else:
            tell(done.set_result, result)

    def tell(how: Callable[[Any], None], what: object) -> None:
        with contextlib.suppress(RuntimeError):  # the loop ended first
            loop.call_soon_threadsafe(lambda: None if done.done() else how(what))

    threading.Thread(target=run, name="knowledge", daemon=True).start()
    return await done


def forget_typed_words() -> None:
    """Empties every cache of these rooms that may hold them: each but those of a single value, a table.

    They fill again within a few questions. Regular expressions are made of typed words, too.
    """
    for name, module in tuple(sys.modules.items()):
        if name.partition(".")[0] not in ("knowledge", "dialogs"):
            continue
        for value in tuple(vars(module).values()):
            if isinstance(value, _lru_cache_wrapper) and value.cache_parameters()["maxsize"] != 1:
                value.cache_clear()
    re.purge()
