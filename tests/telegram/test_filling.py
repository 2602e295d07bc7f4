"""The examples filled in Telegram, over HTTP; the documents are those of `segmentbot fill`."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from dialogs.interview.definition import Form
from dialogs.interview.examples import ExampleProfile, shipped_examples
from tests.documents.reading import docx_text, normal, pdf_pages
from tests.fake_telegram import FakeTelegram, Message, Talk
from tests.telegram.filling import Filler
from tests.whole.dates import undated

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("service")]

EXAMPLES = ("internal_facilities", "internal_accounting", "citizen_service")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], tuple[bytes, bytes]]:
    """Word and PDF of an example, as `segmentbot fill` writes them."""

    def files(example: str) -> tuple[bytes, bytes]:
        folder = tmp_path_factory.mktemp("fill")
        word, pdf = folder / "out.docx", folder / "out.pdf"
        answers = shipped_examples() / f"{example}.yaml"
        command = [sys.executable, "-m", "bot", "fill", str(answers), "--docx", str(word), "--pdf", str(pdf)]
        subprocess.run(command, check=True, capture_output=True, timeout=60)
        return word.read_bytes(), pdf.read_bytes()

    return files


def pdf_words(content: bytes) -> str:
    return undated(normal("".join(pdf_pages(content))))


class Filling:
    """Fills an example and compares what came of it."""

    def __init__(
        self,
        server: FakeTelegram,
        form: Form,
        examples: dict[str, ExampleProfile],
        filled: Callable[[str], tuple[bytes, bytes]],
    ) -> None:
        self._server = server
        self._form = form
        self._examples = examples
        self._filled = filled

    async def of(self, example: str, *, typing: bool) -> None:
        chat = await self._server.person("Вера").start("profile")
        filler = Filler(chat, self._form, self._examples[example].draft, typing=typing)
        await filler.fill()
        same_documents(chat, await filler.finish(), self._filled(example))


@pytest.fixture
def filling(
    server: FakeTelegram,
    form: Form,
    examples: dict[str, ExampleProfile],
    filled: Callable[[str], tuple[bytes, bytes]],
) -> Filling:
    return Filling(server, form, examples, filled)


@pytest.mark.parametrize("example", EXAMPLES[1:])
async def test_an_example_filled_by_buttons_is_the_document_of_fill(filling: Filling, example: str) -> None:
    await filling.of(example, typing=False)


@pytest.mark.parametrize("example", EXAMPLES)
async def test_an_example_filled_by_typing_is_the_document_of_fill(filling: Filling, example: str) -> None:
    await filling.of(example, typing=True)


@pytest.mark.on_both
async def test_the_quickest_example_filled_by_buttons_is_the_document_of_fill(filling: Filling) -> None:
    await filling.of(EXAMPLES[0], typing=False)


def same_documents(chat: Talk, sent: list[Message], expected: tuple[bytes, bytes]) -> None:
    text, picture, word, pdf = sent
    assert "Профиль готов" in text
    expected_word, expected_pdf = expected
    assert undated(docx_text(word.documents[0].content)) == undated(docx_text(expected_word))
    assert pdf_words(pdf.documents[0].content) == pdf_words(expected_pdf)
    assert picture.photos[0].content.startswith(b"\x89PNG")
    assert word.documents[0].name.endswith(".docx")
    assert Path(pdf.documents[0].name).stem == Path(word.documents[0].name).stem
    keyboards = [message for message in chat.chat.messages.values() if message.keyboard]
    callbacks = [
        button.get("callback_data", "")
        for message in chat.chat.messages.values()
        for rows in (message.keyboard, *message.former_keyboards())
        for row in rows
        for button in row
    ]
    assert max(len(data.encode()) for data in callbacks) <= 64
    # Of all the questions none keeps its buttons: only the last words and those that always work.
    assert [message for message in keyboards if "·" in message.text.split("\n")[0]] == []
