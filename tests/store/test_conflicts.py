"""A transaction that another one came before is repeated as a whole, by the store itself."""

import pytest

from bot.store.applied_effects import Conflict
from bot.store.store import CONFLICTS
from bot.store.unit_of_work import UnitOfWork
from tests.turns.reception import Reception


class Overtaken:
    """Work before which others come so many times."""

    def __init__(self, times: int) -> None:
        self.times = times
        self.tries = 0

    async def __call__(self, work: UnitOfWork) -> bool:
        self.tries += 1
        new = await work.accept("web", "an update")
        if self.tries <= self.times:
            raise Conflict
        return new


async def test_work_is_repeated_and_keeps_nothing_of_the_tries_before(reception: Reception) -> None:
    work = Overtaken(times=CONFLICTS - 1)
    assert await reception.store.transact(work), "the update is new at every try"
    assert work.tries == CONFLICTS
    assert not await reception.store.transact(Overtaken(times=0)), "what the last try did is kept"


async def test_work_that_is_overtaken_again_and_again_is_given_up(reception: Reception) -> None:
    work = Overtaken(times=CONFLICTS)
    with pytest.raises(Conflict):
        await reception.store.transact(work)
    assert work.tries == CONFLICTS
