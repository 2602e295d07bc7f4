"""The examples filled in Telegram, over HTTP; the documents are those of `segmentbot fill`."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from dialogs.examples import ExampleProfile, shipped_examples
from dialogs.interview.definition import Form
from tests.documents.reading import docx_text, normal, pdf_pages
from tests.fake_telegram import FakeTelegram
from tests.telegram.filling import Filler
from tests.whole.dates import undated

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("service")]

EXAMPLES = ("citizen_service", "internal_accounting", "internal_facilities")


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


@pytest.mark.parametrize("example", EXAMPLES)
@pytest.mark.parametrize("typing", [False, True], ids=["pressed", "typed"])
async def test_an_example_filled_in_telegram_is_the_document_of_fill(
    server: FakeTelegram,
    form: Form,
    examples: dict[str, ExampleProfile],
    filled: Callable[[str], tuple[bytes, bytes]],
    example: str,
    typing: bool,
) -> None:
    chat = await server.person("Вера").start("profile")
    filler = Filler(chat, form, examples[example].draft, typing=typing)
    await filler.fill()
    text, picture, word, pdf = await filler.finish()
    assert "Профиль готов" in text
    expected_word, expected_pdf = filled(example)
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
