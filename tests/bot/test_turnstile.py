"""Who sends faster than people do is asked to wait, and loses nothing that was taken."""

from dataclasses import dataclass

import pytest
from sqlalchemy import text

from bot.store.connection import only
from bot.turns.handler import Receipt
from bot.turns.rate_limit import RateLimit
from bot.turns.token_bucket import Limit, Refused, TokenBuckets
from dialogs.turn.events import Address, Event, Incoming, Pressed, Said
from tests.bot.conftest import PERSON, Reception

ANNA, BORIS = Address("telegram", "1", "1"), Address("telegram", "2", "2")


@dataclass
class Seconds:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Entrance:
    """A turn handler behind a rate limit, and the second hand of its clock."""

    reception: Reception
    turnstile: RateLimit
    seconds: Seconds

    async def hears(self, event: Event, address: Address = ANNA, *, public: bool = False) -> Receipt:
        update = f"t{next(self.reception.updates)}"
        return await self.turnstile.handle(Incoming(address, update, event, public=public))

    async def warnings(self) -> list[str]:
        rows = "SELECT body FROM messages WHERE kind = 'notice' ORDER BY id"
        return list((await self.reception.store.database.look(only(text(rows)))).scalars())


@pytest.fixture
def entrance(reception: Reception) -> Entrance:
    seconds = Seconds()
    turnstile = RateLimit(
        reception.turn_handler,
        TokenBuckets(Limit(burst=5, a_minute=60), seconds),
        reception.store,
        reception.library.phrases,
        reception.notifier,
        ("web",),
    )
    return Entrance(reception, turnstile, seconds)


async def test_one_warning_says_when_to_go_on_and_the_draft_is_kept(entrance: Entrance) -> None:
    taken = [await entrance.hears(Said(f"{number}")) for number in range(9)]
    assert [receipt.accepted for receipt in taken] == [True] * 5 + [False] * 4
    assert await entrance.reception.notes(ANNA) == ("0", "1", "2", "3", "4")
    (warning,) = await entrance.warnings()
    assert "Последнее сообщение не записано. Подождите 30 с и отправьте его ещё раз" in warning


async def test_after_the_wait_everything_is_taken_again(entrance: Entrance) -> None:
    for number in range(7):
        await entrance.hears(Said(f"{number}"))
    entrance.seconds.now = 29.9
    assert not (await entrance.hears(Said("рано"))).accepted
    entrance.seconds.now = 30
    assert (await entrance.hears(Said("снова"))).accepted
    assert await entrance.reception.notes(ANNA) == ("0", "1", "2", "3", "4", "снова")


async def test_the_next_episode_has_its_own_warning(entrance: Entrance) -> None:
    for start in (0, 60, 120):
        entrance.seconds.now = start
        for number in range(8):
            await entrance.hears(Said(f"{start} {number}"))
    assert len(await entrance.warnings()) == 3


async def test_others_are_not_held_up(entrance: Entrance) -> None:
    for _ in range(9):
        await entrance.hears(Said("раз"))
    assert (await entrance.hears(Said("раз"), BORIS)).accepted


async def test_in_groups_each_person_counts_and_counts_everywhere(entrance: Entrance) -> None:
    group = [Address("telegram", "-7", person) for person in ("1", "2")]
    for _ in range(9):
        await entrance.hears(Said("раз"), group[0], public=True)
    assert (await entrance.hears(Said("раз"), group[1], public=True)).accepted
    assert not (await entrance.hears(Said("раз"), ANNA)).accepted, "the same person in private"


async def test_a_press_is_refused_by_a_toast(entrance: Entrance) -> None:
    receipts = [await entrance.hears(Pressed("drafts:")) for _ in range(7)]
    assert "Подождите 30 с" in receipts[-1].notice
    assert await entrance.warnings() == []


async def test_a_page_keeps_its_text_and_is_told_when_to_send_it(entrance: Entrance) -> None:
    receipts = [await entrance.hears(Said("раз"), PERSON) for _ in range(6)]
    assert receipts[-1] == Receipt(accepted=False, wait=30)
    assert await entrance.warnings() == []


async def test_a_refused_message_costs_neither_search_nor_transaction(
    entrance: Entrance, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(6):
        await entrance.hears(Said("раз"))
    monkeypatch.setattr(entrance.reception.store, "transact", None)
    monkeypatch.setattr(entrance.turnstile, "_turn_handler", None)
    for _ in range(100):
        assert not (await entrance.hears(Said("два"))).accepted


def test_people_never_reach_the_shipped_limit() -> None:
    seconds = Seconds()
    allowance = TokenBuckets(Limit(120, 120), seconds)
    assert not any(allowance.take("a paste in a hundred messages") for _ in range(100))
    for _ in range(3000):
        seconds.now += 0.5
        assert allowance.take("presses twice a second for half an hour") is None
    seconds.now += 60
    for _ in range(220):
        seconds.now += 0.25
        assert allowance.take("presses four times a second for a minute") is None


def test_waiting_is_no_longer_for_asking_again() -> None:
    seconds = Seconds()
    allowance = TokenBuckets(Limit(1, 1), seconds)
    allowance.take("anna")
    assert allowance.take("anna") == Refused(30, first=True)
    seconds.now = 10
    assert allowance.take("anna") == Refused(20, first=False)


def test_very_many_addresses_take_bounded_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.turns.token_bucket._REMEMBERED", 10)
    allowance = TokenBuckets(Limit(1, 1), Seconds())
    for number in range(100):
        allowance.take(number)
    assert len(allowance._buckets) == 10
