"""The examples filled in Telegram, over HTTP; the documents are those of `segmentbot fill`."""

from pathlib import Path

import pytest

from dialogs.interview.definition import Form
from dialogs.interview.examples import ExampleProfile
from tests.fake_telegram import FakeTelegram, Message, Talk
from tests.filled import EXAMPLES, Documents, filled, pdf_text, word_text
from tests.telegram.filling import filler_at

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("service")]


class Filling:
    """Fills an example and compares what came of it."""

    def __init__(
        self,
        server: FakeTelegram,
        form: Form,
        examples: dict[str, ExampleProfile],
    ) -> None:
        self._server = server
        self._form = form
        self._examples = examples

    async def of(self, example: str, *, typing: bool) -> None:
        chat = await self._server.person("Вера").start("profile")
        filler = filler_at(chat, self._form, self._examples[example].draft, typing=typing)
        await filler.fill()
        same_documents(chat, await filler.screen.finish(), filled(example))


@pytest.fixture
def filling(
    server: FakeTelegram,
    form: Form,
    examples: dict[str, ExampleProfile],
) -> Filling:
    return Filling(server, form, examples)


@pytest.mark.parametrize("example", EXAMPLES[:2])
async def test_an_example_filled_by_buttons_is_the_document_of_fill(filling: Filling, example: str) -> None:
    await filling.of(example, typing=False)


@pytest.mark.parametrize("example", EXAMPLES)
async def test_an_example_filled_by_typing_is_the_document_of_fill(filling: Filling, example: str) -> None:
    await filling.of(example, typing=True)


@pytest.mark.on_both
async def test_the_quickest_example_filled_by_buttons_is_the_document_of_fill(filling: Filling) -> None:
    await filling.of(EXAMPLES[2], typing=False)


def same_documents(chat: Talk, sent: list[Message], expected: Documents) -> None:
    text, picture, word, pdf = sent
    assert "Профиль готов" in text
    assert word_text(word.documents[0].content) == expected.word
    assert pdf_text(pdf.documents[0].content) == expected.pdf
    assert picture.id < word.id < pdf.id < text.id, "the buttons stand below the files"
    assert word.json["media_group_id"] == pdf.json["media_group_id"]
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
