"""Documents: for their owner only, made from the stored version, off every lock."""

import io
import json
import re
import threading
import zipfile
from datetime import UTC

import pytest
import yaml

from bot.clock import fresh_id
from bot.documents.on_demand import DocumentCache, DocumentRenderer
from bot.store import json_text
from bot.store.documents import StoredDocument
from dialogs.conversation import converse
from dialogs.turn.events import Address, Said
from dialogs.turn.replies import (
    Attachment,
    Button,
    Column,
    DocumentFormat,
    Input,
    ItemsInput,
    Progress,
    Reply,
    RowsInput,
    TextInput,
)
from knowledge.text.markup import parse_markup
from tests.turns.reception import PERSON, Opening, Reception

STRANGER = Address("web", "chat-2", "chat-2")


async def issued(reception: Reception) -> str:
    await reception.hears(Said("первый"))
    await reception.hears(Said("/issue"))
    return (await reception.said())[-1]


async def test_a_document_is_its_owners_only(reception: Reception) -> None:
    document = await issued(reception)
    await reception.hears(Said("я тут"), STRANGER)
    cache = DocumentCache(reception.store, lambda stored, format: b"bytes")
    file = await cache.file(document, "pdf", PERSON)
    assert file is not None and (file.name, file.content) == ("stem.pdf", b"bytes")
    assert await cache.file(document, "pdf", STRANGER) is None, "though it is at hand by now"
    assert await cache.file("no-such", "pdf", PERSON) is None
    assert await cache.file(document, "zip", PERSON) is None, "a profile is no export"


async def test_a_document_is_its_owners_in_no_other_channel_chat_or_name(reception: Reception) -> None:
    document = await issued(reception)
    cache = DocumentCache(reception.store, lambda stored, format: b"bytes")
    name = PERSON.chat
    others = (
        Address("telegram", name, name),
        Address("terminal", name, name),
        Address(PERSON.channel, name, "another"),
        Address(PERSON.channel, "another", name),
        Address(PERSON.channel, name.upper(), name.upper()),
        Address(PERSON.channel, f"{name}%", f"{name}%"),
    )
    for other in others:
        await reception.hears(Said("я тут"), other)
        assert await cache.file(document, "pdf", other) is None, other
    for odd in (
        "",
        "%",
        "_" * len(document),
        document.upper(),
        f"{document}/../{document}",
    ):
        if odd != document:
            assert await cache.file(odd, "pdf", PERSON) is None, odd


def test_ids_of_documents_cannot_be_guessed() -> None:
    ids = {fresh_id() for _ in range(1_000)}
    assert len(ids) == 1_000
    assert all(re.fullmatch("[0-9a-f]{24}", each) for each in ids), "96 bits from the system's own source"


async def test_a_document_is_drawn_once_outside_the_loop(reception: Reception) -> None:
    threads: list[int] = []

    def draw(stored: StoredDocument, format: DocumentFormat) -> bytes:
        threads.append(threading.get_ident())
        return format.encode()

    document = await issued(reception)
    cache = DocumentCache(reception.store, draw, kept=2)
    for format in ("pdf", "pdf", "docx", "pdf", "png", "docx"):
        await cache.file(document, format, PERSON)
    assert len(threads) == 4, "docx fell out of two places and was drawn again"
    assert threading.get_ident() not in threads


async def test_the_version_issued_is_the_one_drawn(reception: Reception) -> None:
    document = await issued(reception)
    await reception.hears(Said("позже"))
    stored = await reception.store.document(document, PERSON)
    assert stored is not None and stored.draft is not None
    assert "позже" not in json_text.DRAFTS.text(stored.draft)


async def test_an_export_holds_everything_and_readable_drafts(opening: Opening) -> None:
    async with opening(converse) as reception:
        for text in ("/profile", "Министерство труда области", "/export"):
            await reception.hears(Said(text))
        attachment = next(
            attached
            for line in await reception.store.messages("web", PERSON.chat, 0)
            if line.reply is not None
            for attached in line.reply.attachments
        )
        cache = DocumentCache(reception.store, DocumentRenderer(reception.library.form, UTC))
        file = await cache.file(attachment.document, attachment.format, PERSON)
        assert file is not None
        with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
            everything = json.loads(archive.read("everything.json"))
            in_words, written = sorted(name for name in archive.namelist() if name.startswith("drafts/"))
            answers = yaml.safe_load(archive.read(written))
            assert "Министерство труда области" in archive.read(in_words).decode("utf-8-sig")
        assert answers["report"]["organization_name"] == "Министерство труда области"
        assert len(everything["drafts"]) == 1
        assert {"text": "/profile"} in [message["body"] for message in everything["messages"]]


@pytest.mark.parametrize(
    "field",
    [
        None,
        TextInput(),
        TextInput("а", True),
        ItemsInput(),
        ItemsInput(("а", "б")),
        RowsInput((Column("a", "А", True),)),
        RowsInput((Column("a", "А", True), Column("b", "Б", False)), (("1", ""),)),
    ],
)
def test_a_reply_survives_json(field: Input | None) -> None:
    reply = Reply(
        parse_markup("**а** *б* https://example.org\n\n1. раз\n2. два\n\n| А | Б |\n| **1** | |"),
        (Button("1.0", "а", "toggle", False, 1), Button("", "б", url="https://example.org")),
        field,
        Progress(1, 2, "а", 1, 2),
        (Attachment("id", "zip", "а.zip"),),
        5,
        "success",
    )
    codec = json_text.REPLIES
    assert codec.value(codec.text(reply)) == reply


async def test_a_database_that_cannot_be_used_is_told_in_one_line() -> None:
    from bot.app.app import open_app
    from bot.settings import SettingError, read_settings

    with pytest.raises(SettingError, match="DATABASE"):
        async with open_app(read_settings({"SEGMENTBOT_DATABASE": "sqlite:////proc/no/such.db"})):
            pass
