"""Telegram's updates on their way to the turn handler, when our code breaks before it."""

from datetime import UTC, datetime

from aiogram import Bot
from aiogram.types import Chat, Message, Update, User

from bot.channels.telegram.background_tasks import BackgroundTasks
from bot.channels.telegram.lanes import Lanes
from bot.channels.telegram.updates import Arrival
from bot.store.failed_updates import FailedUpdates
from bot.store.outbox import OutgoingMessages
from bot.turns.retrying import TRIES, UpdateRetrier
from tests.bot.conftest import Reception


def said(update: int, person: int, text: str) -> Update:
    user = User(id=person, is_bot=False, first_name="Анна")
    chat = Chat(id=person, type="private")
    message = Message(message_id=update, date=datetime.now(UTC), chat=chat, from_user=user, text=text)
    return Update(update_id=update, message=message)


async def test_a_bug_before_the_desk_is_tried_again_told_and_passed(reception: Reception) -> None:
    taken: list[str] = []

    async def handle(arrival: Arrival) -> None:
        message = arrival.update.message
        assert message is not None
        taken.append(message.text or "")
        if message.text == "плохо":
            raise OSError("an error of ours, not of the database")

    async def at_once(seconds: float) -> None:
        reception.clock.passes(seconds)

    phrases = reception.library.phrases
    retrier = UpdateRetrier(reception.store, phrases, reception.clock, reception.notifier, (), sleep=at_once)
    lanes = Lanes(Bot("42:token"), handle, retrier, BackgroundTasks())
    await lanes.take_all([said(1, 7, "плохо"), said(2, 7, "дальше"), said(3, 8, "чужое")])
    assert taken.count("плохо") == TRIES
    assert taken[-1] == "дальше", "what is behind in the chat comes after it"
    assert "чужое" in taken[: TRIES + 1], "other chats do not wait"
    (kept,) = await FailedUpdates(reception.store.database).set_aside()
    assert (kept.channel, kept.kind, kept.error) == ("telegram", "message", "OSError")
    apology = await OutgoingMessages(reception.store.database).take("telegram", "7")
    assert apology is not None
    assert kept.reference in apology.reply.body.plain()
