"""A clock that jumps: upkeep by dates loses nothing and lets nothing happen twice."""

from datetime import timedelta

import pytest

from bot.store import store as keeping
from dialogs.team.notices import FailureNotices
from dialogs.turn.events import Said
from tests.turns.reception import PERSON, Reception
from tests.upkeep.test_expiry import look_after, notices

YEAR = 365


async def test_a_warning_of_a_clock_that_was_ahead_is_none(reception: Reception) -> None:
    await reception.hears(Said("ответ"))
    await look_after(reception, YEAR)
    assert len(await notices(reception)) == 1
    # The clock is put right, and the person goes on.
    await look_after(reception, -YEAR)
    await reception.hears(Said("ещё"))
    # What would be the end of the one that was warned of a year ahead.
    await look_after(reception, YEAR + 14)
    assert len(await reception.notes()) == 2, "it was never warned of in our time"
    assert len(await notices(reception)) == 2
    await look_after(reception, 14)
    assert await reception.notes() == ()


async def test_a_warning_is_repeated_when_the_clock_was_put_right(reception: Reception) -> None:
    await reception.hears(Said("ответ"))
    await look_after(reception, YEAR)
    await look_after(reception, 167 - YEAR)
    assert len(await notices(reception)) == 2
    await look_after(reception, 14)
    assert await reception.notes() == ()


@pytest.mark.parametrize("jump", [YEAR, -YEAR])
async def test_a_repeat_of_before_the_jump_is_still_one(reception: Reception, jump: int) -> None:
    assert await reception.hears(Said("раз"), update="page-1")
    reception.clock.passes(timedelta(days=jump).total_seconds())
    assert await reception.hears(Said("два"), update="page-2")
    await reception.store.tidy()
    assert not await reception.hears(Said("раз"), update="page-1")
    reception.clock.passes(-timedelta(days=jump).total_seconds())
    await reception.store.tidy()
    assert not await reception.hears(Said("два"), update="page-2")
    assert await reception.notes() == ("раз", "два")


async def test_old_updates_go_when_there_are_many(
    reception: Reception, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "REMEMBER_AT_LEAST", 3)
    for number in range(6):
        await reception.hears(Said(f"{number}"), update=f"u{number}")
        reception.clock.passes(1)
    await reception.store.tidy()
    assert not await reception.hears(Said("0"), update="u0"), "not a week old"
    reception.clock.passes(timedelta(days=8).total_seconds())
    await reception.store.tidy()
    assert not await reception.hears(Said("3"), update="u3"), "of the newest three"
    assert await reception.hears(Said("0"), update="u0")


async def test_the_team_hears_of_a_cause_although_it_was_told_of_it_next_year(reception: Reception) -> None:
    told = FailureNotices(PERSON, reception.library.phrases, reception.clock)
    reception.clock.passes(timedelta(days=YEAR).total_seconds())
    assert told.set_aside("said", "1a2b3c4d", "KeyError", "bot/x.py:1")
    reception.clock.passes(-timedelta(days=YEAR).total_seconds())
    assert told.set_aside("said", "1a2b3c4d", "KeyError", "bot/x.py:1")
