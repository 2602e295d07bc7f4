"""Costly work: people take turns, and nobody has all threads."""

import asyncio
import threading

import pytest

from bot.fair_pool import FairPool, TooManyWaiting
from tests.patience import PATIENCE


class Work:
    """Work that runs until it is let go; tells in which order it began."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self._let_go = threading.Semaphore(0)

    def __call__(self, name: str) -> str:
        self.begun.append(name)
        assert self._let_go.acquire(timeout=PATIENCE)
        return name

    def let_go(self, count: int = 1) -> None:
        self._let_go.release(count)


async def asked(pool: FairPool, work: Work, *names: str) -> list[asyncio.Task[str]]:
    """«a1» is the work 1 of the person a."""
    tasks = [asyncio.create_task(pool.run(name[0], lambda name=name: work(name))) for name in names]  # type: ignore[misc]
    await asyncio.sleep(0)
    return tasks


async def test_people_take_turns_however_much_each_has_asked_for() -> None:
    pool, work = FairPool("test"), Work()
    tasks = await asked(pool, work, "a1", "a2", "a3", "a4", "b1", "b2", "c1")
    work.let_go(7)
    assert await asyncio.gather(*tasks) == ["a1", "a2", "a3", "a4", "b1", "b2", "c1"]
    assert work.begun == ["a1", "a2", "b1", "c1", "a3", "b2", "a4"]


async def test_what_takes_long_lets_short_work_that_comes_later_go_first() -> None:
    pool, work = FairPool("test"), Work()
    tasks = await asked(pool, work, "a1")
    tasks += [asyncio.create_task(pool.run(name, lambda name=name: work(name), 60.0)) for name in "bc"]  # type: ignore[misc]
    await asyncio.sleep(0)
    tasks += await asked(pool, work, "d1")
    work.let_go(4)
    await asyncio.gather(*tasks)
    assert work.begun == ["a1", "d1", "b", "c"]


async def test_a_person_has_one_thread_and_the_others_have_the_rest() -> None:
    pool, work = FairPool("test", threads=2), Work()
    hers = await asked(pool, work, "a1", "a2", "a3")
    (his,) = await asked(pool, work, "b1")
    work.let_go(4)
    await asyncio.gather(*hers, his)
    assert set(work.begun[:2]) == {"a1", "b1"}, "though a2 was asked for before"


async def test_who_has_too_much_waiting_is_refused_and_nobody_else() -> None:
    pool, work = FairPool("test", most_waiting=2), Work()
    tasks = await asked(pool, work, "a1", "a2", "a3")
    with pytest.raises(TooManyWaiting):
        await pool.run("a", lambda: None)
    tasks += await asked(pool, work, "b1")
    work.let_go(4)
    await asyncio.gather(*tasks)


async def test_who_stops_waiting_takes_nobody_s_turn() -> None:
    pool, work = FairPool("test"), Work()
    running, first, second = await asked(pool, work, "a1", "b1", "c1")
    first.cancel()
    running.cancel()
    await asyncio.wait([first, running])
    work.let_go(2)
    assert await second == "c1"
    assert work.begun == ["a1", "c1"]


async def test_work_that_fails_gives_its_place_to_the_next() -> None:
    pool = FairPool("test")
    with pytest.raises(ZeroDivisionError):
        await pool.run("a", lambda: 1 / 0)
    assert await pool.run("a", lambda: 1) == 1
