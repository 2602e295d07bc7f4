"""A chat in the terminal, as a process with piped lines."""

import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.channels.terminal import Terminal, reply_as_plain, rich_as_plain
from bot.documents.on_demand import DocumentCache
from dialogs.conversation import converse
from dialogs.interview.answers import Path as AnswerPath
from dialogs.interview.answers import Text
from dialogs.turn.events import Address
from dialogs.turn.replies import Button, ItemsInput, Progress, Reply
from knowledge.text.markup import paragraph, parse_markup
from tests.turns.reception import Opening, Reception

NAME = Address("terminal", "me", "me")
SEVERAL_LINES = "Enter в пустой строке отправит ответ."


async def typed(reception: Reception, folder: Path, *lines: str, width: int = 80) -> str:
    """What the terminal shows while `lines` are typed."""

    async def given() -> AsyncIterator[str]:
        for line in lines:
            yield line

    out = io.StringIO()
    terminal = Terminal(
        handler=reception.handler,
        store=reception.store,
        documents=DocumentCache(reception.store, lambda stored, format: b"bytes of " + format.encode()),
        name="me",
        folder=folder,
        lines=given(),
        out=out,
        width=width,
        phrases=reception.library.phrases,
        exit_words=("выход", "exit"),
        several_lines=SEVERAL_LINES,
    )
    await terminal.run()
    return out.getvalue()


async def test_an_interview_begins_pauses_and_goes_on(opening: Opening, tmp_path: Path) -> None:
    async with opening(converse) as first:
        await typed(first, tmp_path, "/profile", "Министерство труда области")
        (draft,) = await first.store.drafts_of(NAME)
        assert draft.at(AnswerPath("organization_name")) == Text("Министерство труда области")
    async with opening(converse) as second:
        shown = await typed(second, tmp_path, "#4")
        form = second.library.form
        assert form.field("client_type").question in shown
        (draft,) = await second.store.drafts_of(NAME)
        assert draft.at(AnswerPath("client_type")) is not None


@pytest.mark.parametrize("word", ["выход", "Выход!", " exit ", "EXIT."])
async def test_a_word_ends_the_talk_and_is_no_answer(opening: Opening, tmp_path: Path, word: str) -> None:
    async with opening(converse) as reception:
        await typed(reception, tmp_path, "/profile", word, "Министерство труда области")
        (draft,) = await reception.store.drafts_of(NAME)
        assert draft.at(AnswerPath("organization_name")) is None


async def test_a_word_that_ends_the_talk_is_no_line_of_an_answer(opening: Opening, tmp_path: Path) -> None:
    async with opening(converse) as reception:
        audience = "Граждане, живущие в области больше года"
        answers = ("Министерство труда области", "#1", "#1", "#1", "Выплата на ребёнка")
        await typed(reception, tmp_path, "/profile", *answers, audience, "со всеми детьми", "выход", "38")
        (draft,) = await reception.store.drafts_of(NAME)
        assert draft.at(AnswerPath("target_audience")) == Text(f"{audience}\nсо всеми детьми")
        assert draft.at(AnswerPath("target_audience_size")) is None


async def test_a_command_ends_the_lines_before_it_and_is_none_of_them(
    opening: Opening, tmp_path: Path
) -> None:
    async with opening(converse) as reception:
        audience = "Граждане, живущие в области больше года"
        answers = ("Министерство труда области", "#1", "#1", "#1", "Выплата на ребёнка")
        shown = await typed(reception, tmp_path, "/profile", *answers, audience, "/pause")
        (draft,) = await reception.store.drafts_of(NAME)
        assert draft.at(AnswerPath("target_audience")) == Text(audience)
        assert "продолжим позже" in shown


async def test_a_line_that_only_begins_like_a_command_is_one_of_the_answer(
    opening: Opening, tmp_path: Path
) -> None:
    async with opening(converse) as reception:
        audience = "Граждане, живущие в области больше года"
        answers = ("Министерство труда области", "#1", "#1", "#1", "Выплата на ребёнка")
        await typed(reception, tmp_path, "/profile", *answers, audience, "/ или в соседней", "")
        (draft,) = await reception.store.drafts_of(NAME)
        assert draft.at(AnswerPath("target_audience")) == Text(f"{audience}\n/ или в соседней")


async def test_how_several_lines_are_sent_is_said_where_they_are_asked_for(
    opening: Opening, tmp_path: Path
) -> None:
    async with opening(converse) as reception:
        answers = ("Министерство труда области", "#1", "#1", "#1")
        assert SEVERAL_LINES not in await typed(reception, tmp_path, "/profile", *answers)
        shown = await typed(reception, tmp_path, "Выплата на ребёнка")
        assert shown.endswith(f"\n{SEVERAL_LINES}\n")


async def test_an_example_is_written_as_files(opening: Opening, tmp_path: Path) -> None:
    async with opening(converse) as reception:
        await typed(reception, tmp_path / "out", "/examples", "#1", "/examples", "#1")
        endings = sorted(path.suffix for path in (tmp_path / "out").iterdir())
        assert endings == [".docx", ".docx", ".pdf", ".pdf", ".png", ".png"], "nothing is overwritten"


def test_buttons_are_numbered_marked_or_named() -> None:
    reply = Reply(
        paragraph("Что?"),
        (
            Button("1.0", "Первый вариант"),
            Button("1.1", "Второй", "toggle", selected=True, rank=1),
            Button("1.2", "Третий", "toggle", selected=False),
            Button("1.3", "Далее", "control"),
            Button("", "Шаблон", "control", url="https://example.org/x"),
        ),
        input=ItemsInput(("раз", "два")),
        progress=Progress(3, 20, "Раздел", 1, 2),
    )
    assert reply_as_plain(reply, 80).split("\n") == [
        "[3/20] Раздел · 1/2",
        "",
        "Что?",
        "",
        "  | раз",
        "  | два",
        "",
        "  1. Первый вариант",
        "  2. [1] Второй",
        "  3. [ ] Третий",
        "",
        "  Шаблон: https://example.org/x",
        "[Далее]",
        "",
    ]


def test_a_table_is_read_row_by_row() -> None:
    text = parse_markup("| Услуга | Срок |\n|---|---|\n| Справка | 3 дня |\n| Выписка | |")
    assert rich_as_plain(text, 60) == "• Услуга: Справка; Срок: 3 дня\n• Услуга: Выписка"


def test_text_is_wrapped_and_links_stay_whole() -> None:
    text = parse_markup("слово " * 20 + "\n\n- [подпись](https://example.org/" + "a" * 60 + ")\n- два")
    lines = rich_as_plain(text, 40).split("\n")
    assert all(len(line) <= 40 or "https://" in line for line in lines)
    assert "(https://example.org/" + "a" * 60 + ")" in rich_as_plain(text, 40)
