"""A picture in an answer: checked with its file, described in words, and served to the page by its name."""

from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from bot.channels.terminal import reply_as_plain
from bot.settings import Settings
from bot.store import json_text
from bot.web.chat.page import Pictures
from bot.web.chat.rendering import reply_json
from bot.web.connections import DescriptorLimits
from bot.web.server import open_site
from dialogs.turn.replies import Reply
from knowledge.base.loading import load_knowledge
from knowledge.text.markup import parse_markup
from knowledge.yaml_source import ContentError

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc0000003010100"
    "c9fe92ef0000000049454e44ae426082"
)
ENTRY = """\
entries:
  - id: agency.path
    title: {ru: Схема пути клиента}
    answer:
      ru: |-
        Путь состоит из пяти шагов:

        ![Пять шагов: от потребности до результата](path.png)

        Каждый шаг описан в регламенте.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "entries.yaml").write_text(ENTRY, encoding="utf-8")
    (tmp_path / "path.png").write_bytes(PIXEL)
    return tmp_path


def complaint(folder: Path) -> str:
    with pytest.raises(ContentError) as refused:
        load_knowledge(folder)
    return str(refused.value)


def test_an_answer_may_show_a_picture_that_lies_beside_its_file(folder: Path) -> None:
    base = load_knowledge(folder)
    body = parse_markup(base["agency.path"].answer.ru)
    assert [picture.file for picture in body.pictures] == ["path.png"]
    assert base.picture("path.png") == PIXEL
    assert base.picture("entries.yaml") is None and base.picture("../path.png") is None


@pytest.mark.parametrize(
    ("file", "content", "told"),
    [
        ("path.png", None, "is not there"),
        ("path.png", b"GIF89a", "is no PNG and no JPEG"),
        ("../path.png", PIXEL, "is no picture of this folder"),
        ("path.svg", b"<svg/>", "is no picture of this folder"),
        ("path.png", PIXEL + bytes(6 * 2**20), "is larger than 5 MB"),
    ],
)
def test_a_picture_that_cannot_be_shown_is_told_with_its_line(
    folder: Path, file: str, content: bytes | None, told: str
) -> None:
    (folder / "entries.yaml").write_text(ENTRY.replace("path.png", file), encoding="utf-8")
    (folder / "path.png").unlink()
    if content is not None:
        (folder / Path(file).name).write_bytes(content)
    said = complaint(folder)
    assert told in said and "entries.yaml:" in said and "name a .png or .jpg file" in said


def test_where_no_picture_can_be_shown_it_is_described() -> None:
    reply = Reply(parse_markup("До\n\n![Пять шагов](path.png)\n\nПосле"))
    assert "🖼 Пять шагов" in reply_as_plain(reply, 80)
    assert reply.body.plain() == "До\n\n🖼 Пять шагов\n\nПосле"
    assert json_text.REPLIES.value(json_text.REPLIES.text(reply)) == reply
    assert reply_json(reply)["body"][1] == {
        "kind": "picture",
        "file": "path.png",
        "description": "Пять шагов",
    }


async def test_the_page_gets_the_pictures_of_answers_and_no_other_file(folder: Path) -> None:
    application = web.Application()
    base = load_knowledge(folder)
    application.add_routes(Pictures(lambda: base).routes())
    async with (
        open_site(application, Settings(web_port=0), DescriptorLimits(64), stop_within=2) as site,
        aiohttp.ClientSession() as session,
    ):
        async with session.get(f"{site.address}api/pictures/path.png") as answer:
            assert (answer.status, answer.content_type, await answer.read()) == (200, "image/png", PIXEL)
        for other in ("entries.yaml", "..%2Fpath.png", "none.png"):
            async with session.get(f"{site.address}api/pictures/{other}") as answer:
                assert answer.status == 404
