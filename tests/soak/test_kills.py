"""SIGKILL at random moments of running fillings: nothing accepted is lost, nothing is asked twice."""

import asyncio
import random
import re
from collections import Counter
from pathlib import Path

import pytest

from bot.cli.main import main
from dialogs.interview.definition import Form
from dialogs.interview.examples import ExampleProfile, shipped_examples
from tests.databases.fixtures import Database
from tests.documents.reading import docx_text
from tests.fake_telegram import FakeTelegram
from tests.launcher.forked import ForkServer
from tests.launcher.service import Service
from tests.soak.conftest import Amount
from tests.soak.figures import Figures
from tests.soak.killing import Killing
from tests.soak.moments import Moments
from tests.soak.traces import Traces, misasked
from tests.whole.conftest import EXAMPLES
from tests.whole.dates import undated

BEGAN = 20261122


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The text of the document that `segmentbot fill` writes for each example."""
    folder = tmp_path_factory.mktemp("fill")
    for example in EXAMPLES:
        answers = shipped_examples() / f"{example}.yaml"
        out = folder / f"{example}.docx"
        assert main(["fill", str(answers), "--docx", str(out)], {}) == 0
    return {example: undated(docx_text((folder / f"{example}.docx").read_bytes())) for example in EXAMPLES}


async def test_sigkill_loses_nothing_and_asks_nothing_twice(
    database: Database,
    form: Form,
    examples: dict[str, ExampleProfile],
    expected: dict[str, str],
    tmp_path: Path,
    amount: Amount,
    figures: Figures,
    fork_server: ForkServer,
) -> None:
    kills = amount(quick=6, full=1000)
    clock = asyncio.get_running_loop().time
    async with (
        FakeTelegram(patience=amount(quick=120, full=600)) as server,
    ):
        bot = Service(tmp_path, {"DATABASE": database.url}, server, fork_server)
        moments = Moments(server, random.Random(BEGAN))
        people = (amount(quick=2, full=5), amount(quick=1, full=2))
        models = {name: examples[name].draft for name in EXAMPLES[-amount(quick=1, full=3) :]}
        run = Killing(server, bot, form, models, kills, moments, people)
        began = clock()
        try:
            await run.go()
        finally:
            await bot.stop()
            traces = await Traces.of(bot.database)
            chats = server.account.chats
            repeated = {chat.id: traces.repeated(chat, run.marks) for chat in chats.values()}
            most_repeated = max((n for found in repeated.values() for n in found.values()), default=0)
            by_kill = sum(repeated.values(), Counter[int]())
            misasked_at = {
                filled.chat: wrong
                for filled in run.filled
                if filled.chat.isdigit() and (wrong := misasked(chats[int(filled.chat)], filled.asked))
            }
            differing = [f for f in run.filled if undated(docx_text(f.word)) != expected[f.example]]
            lost = [f.chat for f in run.filled if f.typed is not None and traces.echoes[f.chat] != f.typed]
            figures.note(
                f"SIGKILL, {'PostgreSQL' if database.file is None else 'SQLite'}",
                kills=run.killed.total(),
                of_them=dict(run.killed),
                fillings=len(run.filled),
                answers=moments.acts,
                differing_documents=len(differing),
                lost_or_doubled_at_the_page=len(lost),
                misasked=misasked_at,
                profiles=traces.profiles,
                repeated_messages=sum(found.total() for found in repeated.values()),
                of_one_chat_by_one_kill=most_repeated,
                kills_by_repeats_in_all_chats=dict(sorted(Counter(by_kill.values()).items())),
                presses_left_spinning=sum(q.answer is None for q in server.account.callbacks.values()),
                minutes=(clock() - began) / 60,
            )
        assert not differing
        assert not lost
        assert not misasked_at
        assert traces.profiles == len(run.filled)
        assert most_repeated <= 1
        assert not re.findall(r"Traceback|ERROR.*", bot.log)
