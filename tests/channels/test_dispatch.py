"""Telegram's updates on their way to the turn handler, when our code breaks on them."""

from datetime import UTC, datetime

from aiogram import Bot
from aiogram.exceptions import AiogramError
from aiogram.types import Chat, Message, Update, User

from bot.channels.messenger.lanes import BackgroundTasks, Lanes
from bot.channels.telegram.handlers import Intake, UpdateDispatch
from bot.channels.telegram.inline import InlineAnswers
from bot.channels.telegram.updates import Arrival, lane_of
from bot.content.knowledge_service import KnowledgeSnapshot
from bot.ports import Receipt
from bot.store.failed_updates import FailedUpdates
from bot.store.outgoing import OutgoingMessages
from bot.turns.retrying import TRIES
from dialogs.turn.events import Incoming, Said
from tests.turns.reception import Reception
from tests.turns.standin import Ignorant


def said(update: int, person: int, text: str) -> Update:
    user = User(id=person, is_bot=False, first_name="Анна")
    chat = Chat(id=person, type="private")
    message = Message(message_id=update, date=datetime.now(UTC), chat=chat, from_user=user, text=text)
    return Update(update_id=update, message=message)


async def test_an_update_on_which_we_break_is_tried_again_told_and_passed(reception: Reception) -> None:
    taken: list[str] = []

    class BreakingHandler:
        async def handle(self, incoming: Incoming) -> Receipt:
            assert isinstance(incoming.event, Said)
            taken.append(incoming.event.text)
            if incoming.event.text == "плохо":
                raise OSError("an error of ours, not of the database")
            return Receipt(accepted=True)

    library, bot = reception.library, Bot("42:token")
    background = BackgroundTasks(expected=AiogramError)
    knowledge = KnowledgeSnapshot(library.knowledge, Ignorant(), Ignorant())
    intake = Intake(BreakingHandler(), InlineAnswers(library, lambda: knowledge, reception.clock), background)
    rows = OutgoingMessages(reception.store.database)
    lanes: Lanes[Arrival] = Lanes(UpdateDispatch(intake, rows, reception.retrier), lane_of)
    updates = [said(1, 7, "плохо"), said(2, 7, "дальше"), said(3, 8, "чужое")]
    await lanes.take_all(Arrival(bot, update.as_(bot), update.update_id) for update in updates)
    assert taken.count("плохо") == TRIES
    assert taken[-1] == "дальше", "what is behind in the chat comes after it"
    assert "чужое" in taken[: TRIES + 1], "other chats do not wait"
    (kept,) = await FailedUpdates(reception.store.database).set_aside()
    assert (kept.channel, kept.kind, kept.error) == ("telegram", "message", "OSError")
    apology = await rows.take("telegram", "7")
    assert apology is not None
    assert kept.reference in apology.reply.body.plain()
