"""Who was erased stands in no cache any more, whatever was asked, answered and drawn for them."""

import asyncio
import gc
import sys
from pathlib import Path
from types import CoroutineType, FrameType

import pytest

from bot.app.app import App, open_app
from bot.settings import Settings
from dialogs.turn.events import Address, Event, Incoming, Said

PERSON = Address("web", "chat-1", "chat-1")
SAID = (
    "Что такое {} клиент?",
    "как расшифровать {}. кл. и ж/с",
    "rfr hf,jnftn {} e ctuvtynf",
    "/profile",
    "Министерство {} области",
    "Министерство {} области, отдел №2",
    "1",
    "{} — это кто",
    "назад",
)

DOCUMENT = "a document"


def standing(app: App, word: str) -> list[str]:
    """Texts with the word, and documents, that can be reached from our modules or from the application."""
    rooms = ("knowledge", "dialogs", "bot")
    waiting: list[object] = [
        vars(module) for name, module in sys.modules.items() if name.split(".")[0] in rooms
    ]
    waiting.append(app)
    seen, found = set[int](), list[str]()
    while waiting:
        held = waiting.pop()
        # The test itself is a coroutine in a task; a typed word in hand is no cache.
        if id(held) in seen or isinstance(held, FrameType | CoroutineType | asyncio.Task):
            continue
        seen.add(id(held))
        if isinstance(held, str) and word in held.lower():
            found.append(held)
        elif isinstance(held, bytes) and held.startswith(b"%PDF"):
            found.append(DOCUMENT)
        else:
            waiting.extend(gc.get_referents(held))
    return found


@pytest.mark.parametrize("by", ["the person", "an operator"])
async def test_what_was_typed_is_in_no_cache_after_the_erasure(
    tmp_path: Path, by: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    word = "".join(("здыб", "рскен"))
    numbers = iter(range(1_000))
    async with open_app(Settings(database=f"sqlite:///{tmp_path / 'bot.db'}")) as app:
        # Other tests of this process may have left some within reach.
        others = standing(app, word).count(DOCUMENT)

        async def hears(event: Event) -> None:
            await app.turn_handler.handle(Incoming(PERSON, str(next(numbers)), event))

        for text in SAID:
            await hears(Said(text.format(word)))
        await hears(Said("/document"))
        (attached, *_) = [
            attachment
            for line in await app.store.recent("web", PERSON.chat, 5)
            if line.reply is not None
            for attachment in line.reply.attachments
            if attachment.format == "pdf"
        ]
        assert await app.documents.file(attached.document, "pdf", PERSON) is not None
        found = standing(app, word)
        assert any(word in text for text in found) and found.count(DOCUMENT) > others
        if by == "the person":
            done: list[str] = []
            overwritten = app.store.scrub

            async def scrub() -> None:
                # The reply is committed and may leave now.
                done.append("log")
                await overwritten()

            monkeypatch.setattr(app.store, "scrub", scrub)
            app.store.forgetting.append(lambda: done.append("caches"))
            await hears(Said("/forget"))
            await hears(Said("да"))
            assert done == ["caches", "log"]
        else:
            (person,) = await app.store.persons_at("web", PERSON.chat)
            await app.store.erase(person)
            app.store.forget_typed()
        found = standing(app, word)
        assert [text for text in found if text != DOCUMENT] == []
        assert found.count(DOCUMENT) <= others
