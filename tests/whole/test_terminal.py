"""The three examples filled by typing alone, in `segmentbot chat`."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from dialogs.interview.answers import Choices, Draft
from dialogs.interview.definition import Form
from dialogs.interview.examples import ExampleProfile
from tests.calling import call
from tests.databases.fixtures import Database
from tests.filled import EXAMPLES, filled, word_text
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
        if line.view.field.type in GATHERED:
            yield ""


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_typed_in_the_terminal_is_the_document_of_fill(
    form: Form,
    examples: dict[str, ExampleProfile],
    example: str,
    chosen_database: Database,
    tmp_path: Path,
) -> None:
    environ = {f"SEGMENTBOT_{name}": value for name, value in chosen_database.settings.items()}
    environ["SEGMENTBOT_RATE_LIMIT_PER_MINUTE"] = "0"
    typed = "\n".join(typed_lines(form, examples[example].draft)) + "\n"
    done = call("chat", "--folder", tmp_path, given=typed.encode(), environ=environ)
    assert done.returncode == 0, done.stderr.decode()
    assert "Профиль готов" in done.stdout.decode()
    [word] = tmp_path.glob("*.docx")
    assert word_text(word.read_bytes()) == filled(example).word
