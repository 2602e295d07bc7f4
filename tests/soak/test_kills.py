"""SIGKILL at random moments of running fillings: nothing accepted is lost, nothing is asked twice."""

import asyncio
import random
import re
from collections import Counter
from pathlib import Path

from dialogs.interview.definition import Form
from dialogs.interview.examples import ExampleProfile
from tests.databases.fixtures import Database
from tests.fake_telegram import FakeTelegram
from tests.filled import EXAMPLES, filled, word_text
from tests.launcher.forked import ForkServer
from tests.launcher.service import Service
from tests.soak.conftest import Amount
from tests.soak.figures import Figures
from tests.soak.killing import Killing
from tests.soak.moments import Moments
from tests.soak.traces import Traces, misasked

BEGAN = 20261122


async def test_sigkill_loses_nothing_and_asks_nothing_twice(
    database: Database,
    form: Form,
    examples: dict[str, ExampleProfile],
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
                done.chat: wrong
                for done in run.filled
                if done.chat.isdigit() and (wrong := misasked(chats[int(done.chat)], done.asked))
            }
            differing = [f for f in run.filled if word_text(f.word) != filled(f.example).word]
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
        # With what stands below them: the trace tells the cause.
        assert not re.findall(r"(?:Traceback|ERROR).*(?:\n[ \t].*){0,40}", bot.log)
