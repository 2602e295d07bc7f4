"""The three examples filled by typing alone, in `segmentbot chat`."""

import asyncio
import sys
from asyncio.subprocess import PIPE
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dialogs.interview.answers import Choices, Draft
from dialogs.interview.definition import Form
from dialogs.interview.examples import ExampleProfile
from tests.databases.fixtures import Database
from tests.documents.reading import docx_text
from tests.launcher.service import Service
from tests.whole.conftest import EXAMPLES
from tests.whole.dates import undated
from tests.whole.script import Line, script

GATHERED = ("list", "table", "long_text")


def typed_lines(form: Form, model: Draft) -> Iterator[str]:
    """What a person types from the first command to the finished document."""
    yield "/profile"
    for line in script(form, model):
        if line.path is None:
            yield "Да, добавить сегмент" if line.another else "Нет, сегментов достаточно"
        else:
            yield from _answer(line, model)
    yield "Получить документ"


def _answer(line: Line, model: Draft) -> Iterator[str]:
    assert line.path is not None
    assert line.view is not None
    answer = model.at(line.path)
    if line.typed is None:
        yield "пропустить"
    elif isinstance(answer, Choices):
        places = [option.id for option in line.view.options]
        yield ", ".join(str(places.index(picked.option) + 1) for picked in answer.value)
    else:
        yield line.typed
        if line.view.kind in GATHERED:
            yield ""


@pytest.mark.parametrize("example", EXAMPLES)
async def test_an_example_typed_in_the_terminal_is_the_document_of_fill(
    form: Form,
    examples: dict[str, ExampleProfile],
    filled_text: Callable[[str], str],
    example: str,
    chosen_database: Database,
    tmp_path: Path,
) -> None:
    documents = tmp_path / "documents"
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "chat", "--folder", str(documents)),
        cwd=tmp_path,
        env=Service(tmp_path, chosen_database.settings).environment(),
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
    )
    typed = "\n".join(typed_lines(form, examples[example].draft)) + "\n"
    out, trouble = await asyncio.wait_for(process.communicate(typed.encode()), 120)
    assert process.returncode == 0, trouble.decode()
    assert "Профиль готов" in out.decode()
    [word] = documents.glob("*.docx")
    assert undated(docx_text(word.read_bytes())) == undated(filled_text(example))
