"""Delivery: in order, tried again, nothing lost, on a clock that the tests move."""

import asyncio
import json
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.outbox.outbox import GIVE_UP_AFTER, TRIES_OF_A_BUG, Outbox
from bot.ports import Delivered, DeliveryOutcome, Gone, Held, Refused, Retry
from bot.store import json_text
from bot.store.connection import only
from bot.store.outgoing import OutgoingMessages
from bot.store.shown_messages import Above, above
from bot.store.waiting import Priority
from dialogs.team.notices import QUIET, TEAM_SPEAKER, FailureNotices
from dialogs.turn.events import Address, Event, Pressed, Said
from dialogs.turn.replies import Reply
from knowledge.text.markup import paragraph
from tests.outbox.outgoing import Messenger
from tests.patience import PATIENCE
from tests.turns.reception import Reception

ANNA, BORIS = Address("push", "anna", "anna"), Address("push", "boris", "boris")
QUESTION = "draft:needs@0"
PENDING = "WHERE state = 'pending'"


TEAM = Address("push", "team-chat", TEAM_SPEAKER)


def outbox_of(reception: Reception, messenger: Messenger) -> Outbox:
    database = reception.store.database
    return Outbox(
        OutgoingMessages(database),
        [messenger],
        reception.notifier,
        reception.clock,
        FailureNotices(TEAM, reception.library.phrases, reception.clock),
    )


async def tell(reception: Reception, to: Address, text: str, priority: Priority = Priority.NOTICE) -> None:
    await reception.store.transact(lambda work: work.tell(to, None, (Reply(paragraph(text)),), priority))


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

    def answers(chat: str, text: str) -> DeliveryOutcome | None:
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


@pytest.mark.parametrize("ahead", [365, -365])
async def test_a_wait_that_another_clock_began_holds_nobody_for_a_year(
    reception: Reception, ahead: int
) -> None:
    year = timedelta(days=ahead).total_seconds()
    outcomes = iter([Retry(300, Held.ALL)])
    messenger = Messenger(answers=lambda chat, text: next(outcomes, None))
    reception.clock.passes(year)
    await reception.hears(Said("раз"), ANNA)
    await outbox_of(reception, messenger).drain()
    reception.clock.passes(-year)
    assert messenger.texts("anna") == []
    # After a restart, too.
    again = Messenger()
    await outbox_of(reception, again).drain()
    assert again.texts("anna") == ["noted 1"]
    assert again.held == {}, "not even for an hour"


async def test_what_nobody_takes_for_two_days_is_given_up(reception: Reception) -> None:
    messenger = Messenger(answers=lambda chat, text: Retry() if chat == "anna" else None)
    outbox = outbox_of(reception, messenger)
    began = reception.clock.now
    await reception.hears(Said("раз"), ANNA)
    while (due := await outbox.drain()) is not None:
        assert messenger.texts("team-chat") == []
        reception.clock.now = due
    assert "48 h" in messenger.texts("team-chat")[0]
    assert reception.clock.now - began >= GIVE_UP_AFTER


async def test_a_clock_that_jumps_ahead_gives_nothing_up(reception: Reception) -> None:
    away = True
    messenger = Messenger(answers=lambda chat, text: Retry() if away else None)
    outbox = outbox_of(reception, messenger)
    await reception.hears(Said("раз"), ANNA)
    await outbox.drain()
    reception.clock.passes(timedelta(days=365).total_seconds())
    await outbox.drain()
    away = False
    reception.clock.passes(60)
    await outbox.drain()
    assert messenger.texts("anna") == ["noted 1"]


async def test_what_a_clock_that_was_ahead_called_tomorrow_was_sent_just_now(reception: Reception) -> None:
    messenger = Messenger()
    reception.clock.passes(timedelta(days=365).total_seconds())
    await reception.hears(Said("раз"), ANNA)
    await outbox_of(reception, messenger).drain()
    reception.clock.passes(-timedelta(days=365).total_seconds())
    await outbox_of(reception, messenger).drain()
    assert messenger.recalled == [("anna", 0.0)]


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
    def answers(chat: str, text: str) -> DeliveryOutcome | None:
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
    rows = OutgoingMessages(reception.store.database)
    assert await rows.take("push", "anna")  # marked as being sent; the process dies here
    messenger = Messenger()
    await outbox_of(reception, messenger).drain()
    assert messenger.texts("anna") == ["noted 1", "noted 2"]


async def test_an_answer_to_a_question_sent_just_before_a_crash_is_one_to_that_question(
    reception: Reception,
) -> None:
    rows = await asked(reception)
    assert await rows.take("push", "anna")  # Anna has the question as message 112; the process dies here
    assert (await seen_above(reception, 113)).arriving
    await rows.take_over("push")
    assert await seen_above(reception, 113) == Above(QUESTION, 0)
    await outbox_of(reception, Messenger(answers=lambda chat, text: Delivered("114"))).drain()
    assert await seen_above(reception, 113) == Above(QUESTION, 0)
    assert await seen_above(reception, 115) == Above(QUESTION, 114, under=QUESTION)


async def test_what_follows_the_last_message_heard_was_typed_before_any_answer_to_it(
    reception: Reception,
) -> None:
    rows = await asked(reception, heard=110)
    assert await rows.take("push", "anna")
    await rows.take_over("push")
    assert (await seen_above(reception, 111)).question == ""
    assert (await seen_above(reception, 112)).question == QUESTION


@pytest.mark.parametrize(
    ("outcome", "question"), [(Retry(), QUESTION), (Retry(5.0), "")], ids=["cut off", "told to wait"]
)
async def test_an_answer_to_a_question_that_may_have_arrived_is_one_to_that_question(
    reception: Reception, outcome: Retry, question: str
) -> None:
    await asked(reception)
    await outbox_of(reception, Messenger(answers=lambda chat, text: outcome)).drain()
    assert await seen_above(reception, 113) == Above(question, 0)


async def seen_above(reception: Reception, message: int) -> Above:
    """What stood above a message of Anna's."""
    return await reception.store.transact(
        lambda work: above(work.connection, ANNA, message, reception.clock())
    )


async def asked(reception: Reception, heard: int = 0) -> OutgoingMessages:
    """The rows, the last of which asks a question, in answer to Anna's message `heard`."""
    await reception.hears(Said("раз"), ANNA)
    named = f"UPDATE messages SET question = '{QUESTION}', regarding = '{heard}'"
    await reception.store.database.transact(only(text(named)))
    return OutgoingMessages(reception.store.database)


async def test_a_press_replaces_the_message_it_answers(reception: Reception) -> None:
    messenger = Messenger()
    outbox = outbox_of(reception, messenger)
    await reception.hears(Said("раз"), ANNA)
    await outbox.drain()
    session = await reception.store.session_of(ANNA)
    assert session is not None
    # The stand-in names its slot by the revision; the question above stands in the present one.
    await reception.store.database.transact(only(text(f"UPDATE messages SET slot = {session.revision}")))
    await reception.hears(Pressed(str(session.revision)), ANNA)
    await outbox.drain()
    assert messenger.got[-1] == ("anna", "counted", "m1")


async def test_old_buttons_go_only_when_a_question_could_still_follow(reception: Reception) -> None:
    messenger = Messenger(room=1)
    outbox = outbox_of(reception, messenger)
    for said in ("раз", "два"):
        await reception.hears(Said(said), ANNA)
        await reception.store.database.transact(
            only(text("UPDATE messages SET slot = id, offer = id WHERE slot IS NULL"))
        )
        await outbox.drain()
    assert messenger.texts("anna") == ["noted 1", "noted 2"]
    assert messenger.retired == [], "the third question would have to wait for it"
    messenger.room = 2
    await outbox.drain()
    assert messenger.retired == [("anna", "m1")]


async def test_when_somebody_is_erased_only_their_own_traces_are_lost(reception: Reception) -> None:
    messenger = Messenger(room=1)
    outbox = outbox_of(reception, messenger)
    for person in (ANNA, BORIS):
        for said in ("раз", "два"):
            await reception.hears(Said(said), person)
            left = json_text.REPLIES.text(Reply(paragraph(f"выбрано: {person.speaker}")))
            await reception.store.database.transact(
                only(
                    text(f"UPDATE messages SET slot = id, offer = id, trace = :left {PENDING}"),
                    {"left": left},
                )
            )
            await outbox.drain()
    assert messenger.retired == [], "they wait"
    await reception.hears(Said("/forget"), ANNA)
    messenger.room = 2
    await outbox.drain()
    assert messenger.traces == {"anna": None, "boris": "выбрано: boris"}


async def test_of_a_message_that_lost_a_part_only_what_stands_is_touched(reception: Reception) -> None:
    parts = iter(("m1,m2", "m1", "m3"))
    messenger = Messenger(answers=lambda chat, text: Delivered(next(parts)))
    outbox = outbox_of(reception, messenger)
    events: tuple[Event, ...] = (Said("раз"), Pressed("1"), Said("два"))
    for number, event in enumerate(events, start=1):
        await reception.hears(event, ANNA)
        await reception.store.database.transact(
            only(text("UPDATE messages SET slot = id, offer = id WHERE state = 'pending'"))
        )
        await outbox.drain()
        assert len(messenger.got) == number
    assert messenger.retired == [("anna", "m1")]


async def test_text_that_was_delivered_is_not_kept(reception: Reception) -> None:
    await reception.hears(Said("раз"), ANNA)
    await outbox_of(reception, Messenger()).drain()
    (person,) = await reception.store.persons_at("push", "anna")
    everything = json.loads("".join([piece async for piece in reception.store.everything(person)]))
    assert [message["body"] for message in everything["messages"]] == [{}]


async def test_the_outbox_wakes_when_notified_and_stops_when_asked(reception: Reception) -> None:
    messenger = Messenger()
    outbox = outbox_of(reception, messenger)
    async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as group:
        group.create_task(outbox.run())
        with reception.notifier.subscribe_all() as subscription:
            await reception.hears(Said("раз"), ANNA)
            while not messenger.got:
                await subscription.wait(0.01)
        outbox.stop()
    assert messenger.texts("anna") == ["noted 1"]


async def test_whoever_waits_goes_before_notices_and_those_before_digests(reception: Reception) -> None:
    messenger = Messenger()
    outbox = outbox_of(reception, messenger)
    await tell(reception, Address("push", "many", "many"), "digest", Priority.DIGEST)
    await tell(reception, TEAM, "notice")
    await reception.hears(Said("раз"), ANNA)
    lines = await OutgoingMessages(reception.store.database).lines(["push"])
    assert [line.chat for line in lines] == ["anna", "team-chat", "many"]
    await reception.hears(Said("раз"), Address("push", "many", "many"))
    lines = await OutgoingMessages(reception.store.database).lines(["push"])
    assert [line.chat for line in lines] == ["many", "anna", "team-chat"], "an answer waits behind a digest"
    await outbox.drain()
    assert messenger.texts("many") == ["digest", "noted 1"], "order is kept within a chat"


@pytest.mark.parametrize(("held", "chat"), [(Held.CHAT, "anna"), (Held.ALL, None)])
async def test_what_the_messenger_said_holds_after_a_restart(
    reception: Reception, held: Held, chat: str | None
) -> None:
    messenger = Messenger(answers=lambda to, text: Retry(30, held))
    await reception.hears(Said("раз"), ANNA)
    await outbox_of(reception, messenger).drain()
    reception.clock.passes(10)
    again = Messenger()
    await outbox_of(reception, again).drain()
    assert again.held == {chat: 20}
    assert again.got == []
    reception.clock.passes(20)
    later = Messenger()
    await outbox_of(reception, later).drain()
    assert later.held == {}
    assert later.texts("anna") == ["noted 1"]


async def test_what_was_sent_before_a_restart_counts_for_the_limits(reception: Reception) -> None:
    for person in (ANNA, BORIS):
        await reception.hears(Said("раз"), person)
        await outbox_of(reception, Messenger()).drain()
        reception.clock.passes(100)
    again = Messenger()
    await outbox_of(reception, again).drain()
    assert again.recalled == [("boris", 100)], "what is two minutes old no longer matters"


async def test_a_blocked_person_is_left_alone_until_they_write(reception: Reception) -> None:
    messenger = Messenger(answers=lambda chat, text: Gone())
    outbox = outbox_of(reception, messenger)
    await reception.hears(Said("раз"), ANNA)
    reception.clock.passes(1)
    await outbox.drain()
    messenger.answers = lambda chat, text: None
    await tell(reception, ANNA, "a warning")
    await outbox.drain()
    assert messenger.texts("anna") == [], "what they did not ask for is not even tried"
    await reception.hears(Said("два"), ANNA)
    await tell(reception, ANNA, "another warning")
    await outbox.drain()
    assert messenger.texts("anna") == ["noted 2", "another warning"]


async def test_who_unblocks_and_writes_meanwhile_is_answered(reception: Reception) -> None:
    await reception.hears(Said("раз"), ANNA)
    asked = reception.clock()
    reception.clock.passes(1)
    await reception.hears(Said("два"), ANNA)
    # The refusal of the first message comes late.
    await OutgoingMessages(reception.store.database).gone("push", "anna", asked)
    messenger = Messenger()
    await outbox_of(reception, messenger).drain()
    assert messenger.texts("anna") == ["noted 2"]


async def test_the_team_hears_of_a_refused_message_once_and_not_what_it_said(reception: Reception) -> None:
    def answers(chat: str, text: str) -> DeliveryOutcome | None:
        return None if chat == "team-chat" else Refused("can't parse entities")

    messenger = Messenger(answers=answers)
    outbox = outbox_of(reception, messenger)
    await reception.hears(Said("раз"), ANNA)
    await reception.hears(Said("раз"), BORIS)
    await outbox.drain()
    await outbox.drain()
    (told,) = messenger.texts("team-chat")
    assert "can't parse entities" in told and "noted" not in told
    (reference,) = (
        await reception.store.database.look(only(text("SELECT reference FROM messages WHERE id = 1")))
    ).one_or_none()
    assert str(reference) in told
    reception.clock.passes(QUIET.total_seconds())
    await reception.hears(Said("раз"), ANNA)
    await outbox.drain()
    await outbox.drain()
    assert len(messenger.texts("team-chat")) == 2, "one cause is told once an hour"


async def test_a_team_chat_that_refuses_its_notices_makes_no_further_ones(reception: Reception) -> None:
    messenger = Messenger(answers=lambda chat, text: Refused("can't parse entities"))
    outbox = outbox_of(reception, messenger)
    await reception.hears(Said("раз"), ANNA)
    for _ in range(5):
        await outbox.drain()
    rows = (await reception.store.database.look(only(text("SELECT chat, state, reason FROM messages")))).all()
    assert [tuple(row) for row in rows] == [
        ("anna", "failed", "can't parse entities"),
        ("team-chat", "failed", "can't parse entities"),
    ]


async def test_outages_do_not_use_up_the_tries_that_a_bug_has(reception: Reception) -> None:
    outcomes: list[DeliveryOutcome | None] = [*[Retry()] * 10, *[Retry(1)] * 10]

    def answers(chat: str, text: str) -> DeliveryOutcome | None:
        if outcomes:
            return outcomes.pop()
        if not broken:
            broken.append(text)
            raise RuntimeError
        return None

    broken: list[str] = []
    messenger = Messenger(answers=answers)
    outbox = outbox_of(reception, messenger)
    await reception.hears(Said("раз"), ANNA)
    for _ in range(30):
        await outbox.drain()
        reception.clock.passes(400)
    assert messenger.texts("anna") == ["noted 1"]
