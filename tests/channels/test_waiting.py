"""What Telegram says to wait (`retry_after`) is kept to the second, by a clock that the test moves."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC

import pytest

from bot.channels.messenger.limits import Pace
from bot.channels.telegram import bot_api
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.file_parts import FileSources
from bot.channels.telegram.running import open_bot
from bot.documents.on_demand import DocumentCache, DocumentRenderer
from bot.ports import Delivered, DeliveryContext, DeliveryOutcome, Held, Retry
from bot.store.documents import SentFiles
from dialogs.turn.events import Address
from dialogs.turn.replies import Reply
from knowledge.text.markup import paragraph
from tests.fake_telegram import FakeTelegram, Talk
from tests.turns.reception import Reception


@dataclass
class Sender:
    """The channel on a fake Telegram, with the clock by which it counts."""

    channel: TelegramChannel
    telegram: FakeTelegram
    clock: list[float] = field(default_factory=lambda: [1000.0])

    def person(self, name: str) -> Talk:
        talk = self.telegram.person(name).private()
        talk.tell("/start")
        return talk

    async def sends(self, talk: Talk) -> DeliveryOutcome:
        to = Address("telegram", str(talk.id), str(talk.id))
        return await self.channel.deliver(to, Reply(paragraph("раз")), DeliveryContext())


@pytest.fixture
async def sender(reception: Reception) -> AsyncIterator[Sender]:
    clock = [1000.0]
    store, library = reception.store, reception.library
    async with FakeTelegram() as telegram:
        bot = open_bot(telegram.token, telegram.url)
        documents = DocumentCache(store, DocumentRenderer(library.form, UTC))
        sources = FileSources(documents, SentFiles(store.database, "telegram"))
        pace = Pace(bot_api.sending(30), bot_api.is_group, lambda: clock[0])
        channel = TelegramChannel(bot, library.phrases, sources, pace)
        channel.username = "segment_bot"
        yield Sender(channel, telegram, clock)
        await bot.session.close()


@pytest.mark.parametrize("seconds", [1, 7, 60])
async def test_a_chat_waits_exactly_as_long_as_telegram_says(sender: Sender, seconds: int) -> None:
    anna, boris = sender.person("Анна"), sender.person("Борис")
    sender.telegram.faults.too_many(seconds, method="sendMessage", chat=anna.id)
    assert await sender.sends(anna) == Retry(seconds, Held.CHAT)
    assert sender.channel.pause(str(anna.id)) == seconds
    assert isinstance(await sender.sends(boris), Delivered), "nobody else waits"
    sender.clock[0] += seconds - 0.25
    assert sender.channel.pause(str(anna.id)) == 0.25
    sender.clock[0] += 0.25
    assert sender.channel.pause(str(anna.id)) == 0
    assert isinstance(await sender.sends(anna), Delivered)


async def test_what_waits_longer_than_the_channel_does_is_left_to_the_outbox_with_the_rest_of_the_wait(
    sender: Sender,
) -> None:
    anna = sender.person("Анна")
    sender.telegram.faults.too_many(30, method="sendMessage", chat=anna.id)
    await sender.sends(anna)
    asked = sender.telegram.counts["sendMessage"]
    sender.clock[0] += 10
    assert await sender.sends(anna) == Retry(20), "and Telegram is not asked again before"
    assert sender.telegram.counts["sendMessage"] == asked


async def test_all_wait_when_three_chats_in_a_row_are_told_to(sender: Sender) -> None:
    anna, boris, vera, gleb = map(sender.person, ("Анна", "Борис", "Вера", "Глеб"))
    sender.telegram.faults.too_many(40, method="sendMessage", times=3)
    outcomes = [await sender.sends(talk) for talk in (anna, boris, vera)]
    assert outcomes == [Retry(40, Held.CHAT), Retry(40, Held.CHAT), Retry(40, Held.ALL)]
    assert sender.channel.pause(str(gleb.id)) == 40
    sender.clock[0] += 40
    assert sender.channel.pause(str(gleb.id)) == 0
    assert isinstance(await sender.sends(gleb), Delivered)
