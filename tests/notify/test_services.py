"""Notices as e-mail, Mattermost and Rocket.Chat get them, from servers of their protocols on this machine."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast

import pytest
from aiohttp import web
from pydantic import SecretStr

from bot.channels.notice_services import Notices
from bot.documents.on_demand import DocumentCache, File
from bot.ports import Delivered, DeliveryContext, Retry
from bot.setting_values import NoticeUrl
from dialogs.turn.events import Address
from dialogs.turn.phrases import load_phrases, shipped_phrases
from dialogs.turn.replies import Attachment, Reply
from knowledge.text.markup import paragraph

PAGE = "https://bot.example.gov.ru/team"
WORD = b"PK\x03\x04 a profile"
TOKEN = "a" * 24


@dataclass
class Mail:
    """A mail server that takes everything, or refuses every recipient."""

    refuses: bool = False
    got: list[EmailMessage] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail\r\n")
        while line := await reader.readline():
            match line.split()[0].upper():
                case b"DATA":
                    writer.write(b"354 go on\r\n")
                    body = (await reader.readuntil(b"\r\n.\r\n"))[:-3].replace(b"\r\n..", b"\r\n.")
                    self.got.append(message_from_bytes(body, policy=policy.default))
                    writer.write(b"250 taken\r\n")
                case b"RCPT" if self.refuses:
                    writer.write(b"550 no such box\r\n")
                case b"QUIT":
                    writer.write(b"221 bye\r\n")
                    break
                case _:
                    writer.write(b"250 good\r\n")
        writer.close()
        await writer.wait_closed()


@dataclass
class Chats:
    """A Mattermost with a web hook, and a Rocket.Chat in which one signs in."""

    got: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    async def take(self, request: web.Request) -> web.Response:
        if request.path.endswith(("/login", "/logout")):
            signed_in = {"status": "success", "data": {"authToken": "t", "userId": "u"}}
            return web.json_response(signed_in)
        self.got.setdefault(request.path, []).append(await request.json())
        return web.json_response({"success": True})


class Issued:
    """Has every document."""

    async def issued(self, document: str, format: str) -> File:
        return File("Профиль_сегмента.docx", WORD)


@dataclass
class Served:
    """The services, and the channel that tells them."""

    mail: Mail
    chats: Chats
    urls: dict[str, NoticeUrl]
    notices: Notices

    async def told(self, scheme: str, reply: Reply) -> object:
        to = Address("notices", self.urls[scheme].name, "team")
        return await self.notices.deliver(to, reply, DeliveryContext())


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    async with serving(Mail()) as opened:
        yield opened


@asynccontextmanager
async def serving(mail: Mail) -> AsyncIterator[Served]:
    chats = Chats()
    app = web.Application(client_max_size=2**24)
    app.router.add_post("/{path:.*}", chats.take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    http = runner.addresses[0][1]
    async with await asyncio.start_server(mail.serve, "127.0.0.1", 0) as server:
        smtp = server.sockets[0].getsockname()[1]
        to = "from=bot@example.gov.ru&to=team@example.gov.ru"
        urls = {
            "mailto": NoticeUrl(SecretStr(f"mailto://127.0.0.1:{smtp}?{to}")),
            "mmost": NoticeUrl(SecretStr(f"mmost://127.0.0.1:{http}/{TOKEN}")),
            "rocket": NoticeUrl(SecretStr(f"rocket://bot:secret@127.0.0.1:{http}/%23team")),
        }
        phrases = load_phrases(shipped_phrases())
        documents = cast(DocumentCache, Issued())
        yield Served(mail, chats, urls, Notices("notices", list(urls.values()), documents, phrases, PAGE))
    await runner.cleanup()


LINES = ["Внутренний учёт, Росреестр: <сегментов> — 2 & больше", "", "Версия 2"]
PROFILE = Reply(
    paragraph("Готов профиль 0A1B2C3D") + paragraph(LINES[0]) + paragraph(LINES[2]),
    attachments=(Attachment("doc1", "docx", "Профиль_сегмента.docx"),),
)


async def test_an_e_mail_has_the_first_line_as_its_subject_and_the_file(served: Served) -> None:
    assert await served.told("mailto", PROFILE) == Delivered()
    (mail,) = served.mail.got
    assert mail["Subject"] == "Готов профиль 0A1B2C3D" and "team@example.gov.ru" in mail["To"]
    body = mail.get_body(("plain",))
    assert body is not None and body.get_content().splitlines() == LINES
    assert mail.get_body(("html",)) is None, "in which lines would run together and «<…>» be markup"
    (file,) = mail.iter_attachments()
    assert file.get_filename() == "Профиль_сегмента.docx" and file.get_payload(decode=True) == WORD


@pytest.mark.parametrize("scheme", ["mmost", "rocket"])
async def test_a_chat_that_takes_no_files_gets_a_link(served: Served, scheme: str) -> None:
    assert await served.told(scheme, PROFILE) == Delivered()
    ((_, (told,)),) = served.chats.got.items()
    assert "http" not in str({**told, "text": ""}) and "Apprise" not in str(told), "nothing of elsewhere"
    assert "Готов профиль 0A1B2C3D" in told["text"] and "<сегментов> — 2 & больше" in told["text"]
    assert f"{PAGE}/documents/doc1" in told["text"] and "эта служба не передаёт" in told["text"]


async def test_what_a_service_refuses_is_tried_again() -> None:
    async with serving(Mail(refuses=True)) as refusing:
        assert await refusing.told("mailto", PROFILE) == Retry()
