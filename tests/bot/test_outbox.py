"""Delivery: order, patience and no loss, on a clock that the tests move."""

import asyncio
from datetime import timedelta

import pytest

from bot.channels.port import Gone, Outcome, Retry
from bot.outbox import GIVE_UP_AFTER, TRIES_OF_A_BUG, Outbox
from bot.store.outgoing import OutgoingMessages
from dialogs.events import Address, Pressed, Said
from tests.bot.conftest import Reception
from tests.bot.outgoing import Messenger

ANNA, BORIS = Address("push", "anna", "anna"), Address("push", "boris", "boris")


def outbox_of(reception: Reception, messenger: Messenger) -> Outbox:
    rows = OutgoingMessages(reception.store.engines)
    return Outbox(rows, [messenger], reception.bell, reception.clock)


async def test_messages_leave_in_order_and_once(reception: Reception) -> None:
    messenger = Messenger()
    outbox = outbox_of(reception, messenger)
    for _ in range(3):
        await reception.hears(Said("да"), ANNA)
    assert await outbox.drain() is None
    await outbox.drain()
    assert messenger.texts("anna") == ["noted 1", "noted 2", "noted 3"]


async def test_a_chat_that_must_wait_holds_up_only_itself(reception: Reception) -> None:
    refused: list[str] = []

    def answers(chat: str, text: str) -> Outcome | None:
        if chat == "anna" and not refused:
            refused.append(text)
            return Retry(30)
        return None

    messenger = Messenger(answers=answers)
    outbox = outbox_of(reception, messenger)
    for person in (ANNA, BORIS):
        await reception.hears(Said("раз"), person)
        await reception.hears(Said("два"), person)
    due = await outbox.drain()
    assert due == reception.clock() + timedelta(seconds=30)
    assert messenger.texts("boris") == ["noted 1", "noted 2"]
    assert messenger.texts("anna") == []
    reception.clock.passes(29)
    await outbox.drain()
    assert messenger.texts("anna") == []
    reception.clock.passes(1)
    assert await outbox.drain() is None
    assert messenger.texts("anna") == ["noted 1", "noted 2"], "order is kept"


async def test_without_a_word_from_the_messenger_waits_grow(reception: Reception) -> None:
    outbox = outbox_of(reception, Messenger(answers=lambda chat, text: Retry()))
    await reception.hears(Said("раз"), ANNA)
    waits = []
    for _ in range(12):
        due = await outbox.drain()
        assert due is not None
        waits.append((due - reception.clock()).total_seconds())
        reception.clock.now = due
    assert waits[:4] == [2, 4, 8, 16]
    assert waits[-1] == 300


async def test_a_day_without_the_messenger_loses_nothing(reception: Reception) -> None:
    away = True
    messenger = Messenger(answers=lambda chat, text: Retry() if away else None)
    outbox = outbox_of(reception, messenger)
    for _ in range(3):
        await reception.hears(Said("раз"), ANNA)
    for _ in range(24):
        await outbox.drain()
        reception.clock.passes(3600)
    away = False
    await outbox.drain()
    assert messenger.texts("anna") == ["noted 1", "noted 2", "noted 3"]


async def test_what_nobody_takes_for_two_days_is_given_up(reception: Reception) -> None:
    outbox = outbox_of(reception, Messenger(answers=lambda chat, text: Retry()))
    await reception.hears(Said("раз"), ANNA)
    reception.clock.passes(GIVE_UP_AFTER.total_seconds() + 1)
    assert await outbox.drain() is None


async def test_a_chat_that_is_gone_is_not_tried_again(reception: Reception) -> None:
    messenger = Messenger(answers=lambda chat, text: Gone() if chat == "anna" else None)
    outbox = outbox_of(reception, messenger)
    await reception.hears(Said("раз"), ANNA)
    await reception.hears(Said("два"), ANNA)
    await reception.hears(Said("раз"), BORIS)
    assert await outbox.drain() is None
    assert messenger.texts("boris") == ["noted 1"]


async def test_a_message_that_breaks_the_channel_does_not_block_the_next(
    reception: Reception, caplog: pytest.LogCaptureFixture
) -> None:
    def answers(chat: str, text: str) -> Outcome | None:
        if text == "noted 1":
            raise RuntimeError(text)
        return None

    messenger = Messenger(answers=answers)
    outbox = outbox_of(reception, messenger)
    await reception.hears(Said("раз"), ANNA)
    await reception.hears(Said("два"), ANNA)
    for _ in range(TRIES_OF_A_BUG):
        await outbox.drain()
        reception.clock.passes(400)
    assert messenger.texts("anna") == ["noted 2"]


async def test_what_was_being_sent_at_a_crash_is_sent_after_it(reception: Reception) -> None:
    await reception.hears(Said("раз"), ANNA)
    await reception.hears(Said("два"), ANNA)
    rows = OutgoingMessages(reception.store.engines)
    assert await rows.take("push", "anna")  # marked as being sent; the process dies here
    messenger = Messenger()
    await outbox_of(reception, messenger).drain()
    assert messenger.texts("anna") == ["noted 1", "noted 2"]


async def test_a_press_replaces_the_message_it_answers(reception: Reception) -> None:
    messenger = Messenger()
    outbox = outbox_of(reception, messenger)
    await reception.hears(Said("раз"), ANNA)
    await outbox.drain()
    session = await reception.store.session_of(ANNA)
    assert session is not None
    async with reception.store.engines.writer.begin() as connection:
        # The stand-in names its slot by the revision; the question above stands in the present one.
        await connection.exec_driver_sql(f"UPDATE messages SET slot = {session.revision}")
    await reception.hears(Pressed(str(session.revision)), ANNA)
    await outbox.drain()
    assert messenger.got[-1] == ("anna", "counted", "m1")


async def test_text_that_was_delivered_is_not_kept(reception: Reception) -> None:
    await reception.hears(Said("раз"), ANNA)
    await outbox_of(reception, Messenger()).drain()
    (person,) = await reception.store.persons_at("push", "anna")
    everything = await reception.store.everything(person)
    assert [message["body"] for message in everything["messages"]] == [{}]


async def test_the_worker_hears_the_bell_and_stops_when_asked(reception: Reception) -> None:
    messenger = Messenger()
    outbox = outbox_of(reception, messenger)
    async with asyncio.timeout(5), asyncio.TaskGroup() as group:
        group.create_task(outbox.run())
        with reception.bell.listen_everywhere() as listener:
            await reception.hears(Said("раз"), ANNA)
            while not messenger.got:
                await listener.wait(0.01)
        outbox.stop()
    assert messenger.texts("anna") == ["noted 1"]
