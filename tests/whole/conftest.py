"""The whole service, and what `segmentbot fill` makes of the examples."""

import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright

from dialogs.interview.examples import shipped_examples
from tests.databases.fixtures import Database
from tests.documents.reading import docx_text
from tests.launcher.service import Service
from tests.web.browser import REMEDY, find_chromium, flags

EXAMPLES = ("citizen_service", "internal_accounting", "internal_facilities")


@pytest.fixture
async def service(chosen_database: Database, tmp_path: Path) -> AsyncIterator[Service]:
    """The service, running."""
    service = Service(tmp_path, chosen_database.settings)
    await service.start()
    yield service
    await service.stop()


@pytest.fixture(scope="session")
def filled_text(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    """The text of the document that `segmentbot fill` writes for an example."""

    def text_of(example: str) -> str:
        out = tmp_path_factory.mktemp("fill") / "out.docx"
        answers = shipped_examples() / f"{example}.yaml"
        command = [sys.executable, "-m", "bot", "fill", str(answers), "--docx", str(out)]
        subprocess.run(command, check=True, capture_output=True, timeout=60)
        return docx_text(out.read_bytes())

    return text_of


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    found = find_chromium()
    if found is None:
        pytest.fail(REMEDY)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=found, args=flags())
        yield browser
        await browser.close()
