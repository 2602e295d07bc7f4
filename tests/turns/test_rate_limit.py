"""Who sends faster than people do is asked to wait, and loses nothing that was taken."""

from dataclasses import dataclass

import pytest
from sqlalchemy import text

from bot.ports import Receipt
from bot.store.connection import only
from bot.turns.rate_limit import Exceeded, Limit, RateLimit, TokenBuckets
from dialogs.turn.events import Address, Event, Incoming, Pressed, Said
from tests.turns.reception import PERSON, Reception

ANNA, BORIS = Address("telegram", "1", "1"), Address("telegram", "2", "2")


@dataclass
class Seconds:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@dataclass
class LimitedHandler:
    """A turn handler behind a rate limit, and the second hand of its clock."""

    reception: Reception
    rate_limit: RateLimit
    seconds: Seconds

    async def hears(self, event: Event, address: Address = ANNA, *, public: bool = False) -> Receipt:
        update = f"t{next(self.reception.updates)}"
        return await self.rate_limit.handle(Incoming(address, update, event, public=public))

    async def warnings(self) -> list[str]:
        rows = "SELECT body FROM messages WHERE kind = 'notice' ORDER BY id"
        return list((await self.reception.store.database.look(only(text(rows)))).scalars())


@pytest.fixture
def limited(reception: Reception) -> LimitedHandler:
    seconds = Seconds()
    rate_limit = RateLimit(
        reception.turn_handler,
        TokenBuckets(Limit(burst=5, a_minute=60), seconds),
        reception.store,
        reception.library.phrases,
        reception.notifier,
    )
    return LimitedHandler(reception, rate_limit, seconds)


async def test_one_warning_says_when_to_go_on_and_the_draft_is_kept(limited: LimitedHandler) -> None:
    taken = [await limited.hears(Said(f"{number}")) for number in range(9)]
    assert [receipt.accepted for receipt in taken] == [True] * 5 + [False] * 4
    assert await limited.reception.notes(ANNA) == ("0", "1", "2", "3", "4")
    (warning,) = await limited.warnings()
    assert "Последнее сообщение не записано. Подождите 30 с и отправьте его ещё раз" in warning


async def test_after_the_wait_everything_is_taken_again(limited: LimitedHandler) -> None:
    for number in range(7):
        await limited.hears(Said(f"{number}"))
    limited.seconds.now = 29.9
    assert not (await limited.hears(Said("рано"))).accepted
    limited.seconds.now = 30
    assert (await limited.hears(Said("снова"))).accepted
    assert await limited.reception.notes(ANNA) == ("0", "1", "2", "3", "4", "снова")


async def test_the_next_episode_has_its_own_warning(limited: LimitedHandler) -> None:
    for start in (0, 60, 120):
        limited.seconds.now = start
        for number in range(8):
            await limited.hears(Said(f"{start} {number}"))
    assert len(await limited.warnings()) == 3


async def test_others_are_not_held_up(limited: LimitedHandler) -> None:
    for _ in range(9):
        await limited.hears(Said("раз"))
    assert (await limited.hears(Said("раз"), BORIS)).accepted


async def test_in_groups_each_person_counts_and_counts_everywhere(limited: LimitedHandler) -> None:
    group = [Address("telegram", "-7", person) for person in ("1", "2")]
    for _ in range(9):
        await limited.hears(Said("раз"), group[0], public=True)
    assert (await limited.hears(Said("раз"), group[1], public=True)).accepted
    assert not (await limited.hears(Said("раз"), ANNA)).accepted, "the same person in private"


async def test_a_press_is_refused_by_a_toast(limited: LimitedHandler) -> None:
    receipts = [await limited.hears(Pressed("drafts:")) for _ in range(7)]
    assert "Подождите 30 с" in receipts[-1].notice
    assert await limited.warnings() == []


async def test_a_page_keeps_its_text_and_is_told_when_to_send_it(limited: LimitedHandler) -> None:
    receipts = [await limited.hears(Said("раз"), PERSON) for _ in range(6)]
    assert receipts[-1] == Receipt(accepted=False, wait=30)
    assert await limited.warnings() == []


async def test_a_refused_message_costs_neither_search_nor_transaction(
    limited: LimitedHandler, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(6):
        await limited.hears(Said("раз"))
    monkeypatch.setattr(limited.reception.store, "transact", None)
    monkeypatch.setattr(limited.rate_limit, "handler", None)
    for _ in range(100):
        assert not (await limited.hears(Said("два"))).accepted


def test_people_never_reach_the_shipped_limit() -> None:
    seconds = Seconds()
    buckets = TokenBuckets(Limit(120, 120), seconds)
    assert not any(buckets.take("a paste in a hundred messages") for _ in range(100))
    for _ in range(3000):
        seconds.now += 0.5
        assert buckets.take("presses twice a second for half an hour") is None
    seconds.now += 60
    for _ in range(220):
        seconds.now += 0.25
        assert buckets.take("presses four times a second for a minute") is None


def test_waiting_is_no_longer_for_asking_again() -> None:
    seconds = Seconds()
    buckets = TokenBuckets(Limit(1, 1), seconds)
    buckets.take("anna")
    assert buckets.take("anna") == Exceeded(30, first=True)
    seconds.now = 10
    assert buckets.take("anna") == Exceeded(20, first=False)


def test_very_many_addresses_take_bounded_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.turns.rate_limit._REMEMBERED", 10)
    buckets = TokenBuckets(Limit(1, 1), Seconds())
    for number in range(100):
        buckets.take(number)
    assert len(buckets._buckets) == 10
