"""Inline search and what the page suggests follow the files of the knowledge base, as every chat does."""

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio

from tests.fake_telegram import FakeTelegram
from tests.launcher.forked import ForkServer
from tests.launcher.service import Service, running

pytestmark = pytest.mark.asyncio(loop_scope="module")

ENTRY = """entries:
  - id: {name}
    title: {{ru: "{title}"}}
    answer: {{ru: "{answer}"}}
"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def editing(
    server: FakeTelegram, tmp_path_factory: pytest.TempPathFactory, fork_server: ForkServer
) -> AsyncIterator[tuple[Service, Path]]:
    folder = tmp_path_factory.mktemp("editing")
    base = folder / "base"
    base.mkdir()
    kettle = ENTRY.format(name="kettle", title="Как включить чайник?", answer="Нажмите кнопку.")
    (base / "one.yaml").write_text(kettle, encoding="utf-8")
    async with running(folder, {"KNOWLEDGE": str(base)}, server, fork_server=fork_server) as service:
        yield service, base


async def test_an_edit_reaches_inline_search_and_the_page_and_a_broken_one_does_not(
    server: FakeTelegram, editing: tuple[Service, Path]
) -> None:
    service, base = editing
    anna, boris, vera = (server.person(name) for name in ("Анна", "Борис", "Вера"))
    assert [each["id"] for each in (await anna.inline("как включить чайник")).results] == ["kettle"]

    lamp = ENTRY.format(name="lamp", title="Где выключатель лампы?", answer="У двери.")
    (base / "two.yaml").write_text(lamp.replace("title:", "tittle:"), encoding="utf-8")
    await service.says("two.yaml:3: ")
    assert [each["id"] for each in (await boris.inline("как включить чайник")).results] == ["kettle"]
    assert (await boris.inline("где выключатель лампы")).results == []

    (base / "two.yaml").write_text(lamp, encoding="utf-8")
    await service.says("knowledge loaded anew")
    [found] = (await vera.inline("где выключатель лампы")).results
    assert "У двери" in str(found)
    async with aiohttp.ClientSession() as page, page.get(f"{service.address}/api/entries") as entries:
        assert "Где выключатель лампы?" in await entries.text(), "suggested while one types"
