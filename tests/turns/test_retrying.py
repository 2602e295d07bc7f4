"""An update on which our code breaks: tried again, set aside in the end, and never in anybody's way."""

import asyncio
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.cli.failures import failures
from bot.settings import read_settings
from bot.store.connection import only
from bot.store.failed_updates import FailedUpdates
from bot.store.json_text import Codec
from bot.turns.retrying import PAUSES, TRIES
from dialogs.team.notices import QUIET, TEAM_SPEAKER
from dialogs.turn.effects import Turn
from dialogs.turn.events import Address, Event, Said
from dialogs.turn.session import Session
from dialogs.turn.world import World
from tests.databases.fixtures import Database
from tests.turns import standin
from tests.turns.reception import Opening, Reception

TEAM = Address("push", "team-chat", TEAM_SPEAKER)
SECRET = "слова человека"


class BreakingConversation:
    """A conversation that breaks as often as it is told to."""

    def __init__(self, times: int, then: Callable[[], None] = lambda: None) -> None:
        self.left = times
        self.called = 0
        self._then = then

    def __call__(self, session: Session, event: Event, world: World) -> Turn:
        self.called += 1
        if self.left:
            self.left -= 1
            self._then()
            raise ValueError(f"a bug that quotes {SECRET}")
        return standin.converse(session, event, world)


async def test_a_bug_that_passes_is_not_even_noticed(opening: Opening) -> None:
    async with opening(BreakingConversation(TRIES - 1)) as reception:
        assert await reception.hears(Said("ответ"))
        assert await reception.said() == ["ответ", "noted 1"]
        left = (
            await reception.store.database.look(only(text("SELECT count(*) FROM failed_updates")))
        ).scalar()
        assert left == 0


async def test_one_that_stays_is_told_once_within_two_seconds(opening: Opening) -> None:
    broken = BreakingConversation(1_000)
    async with opening(broken) as reception:
        before = reception.clock()
        assert await reception.hears(Said("ответ"), update="bad")
        assert (reception.clock() - before).total_seconds() == pytest.approx(sum(PAUSES))
        assert sum(PAUSES) < 2
        assert broken.called == TRIES
        said = await reception.said()
        assert said[0] == "ответ" and "номер" in said[1] and len(said) == 2
        for _ in range(3):
            assert not await reception.hears(Said("ответ"), update="bad")
        assert await reception.said() == said, "the same update brought again changes nothing"
        broken.left = 0
        assert await reception.hears(Said("другой"))
        assert await reception.notes() == ("другой",)


async def test_tries_are_counted_over_restarts(opening: Opening) -> None:
    class Killed(BaseException):
        pass

    def kill() -> None:
        if broken.called == 3:
            raise Killed

    broken = BreakingConversation(1_000, kill)
    async with opening(broken) as reception:
        with pytest.raises(Killed):
            await reception.hears(Said("ответ"), update="bad")
    async with opening(broken) as reception:
        assert await reception.hears(Said("ответ"), update="bad")
        assert broken.called == 3 + TRIES - 2, "two had failed before the crash"
        assert len(await reception.said()) == 2


async def test_an_apology_that_breaks_too_is_said_without_looking(
    opening: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreadable(codec: Codec[object], text: str, told: str) -> object:
        raise ValueError

    async with opening() as reception:
        await reception.hears(Said("ответ"))
        monkeypatch.setattr(Codec, "readable", unreadable)
        assert await reception.hears(Said("ещё"), update="bad")
        assert "номер" in (await reception.said())[-1]
        assert not await reception.hears(Said("ещё"), update="bad")
        assert await reception.hears(Said("чужой"), Address("web", "other", "other"))


async def test_a_failed_update_is_kept_for_the_team_without_what_was_said(opening: Opening) -> None:
    async with opening(BreakingConversation(1_000), team=TEAM) as reception:
        await reception.hears(Said(SECRET))
        await reception.hears(Said(SECRET))
        failed = FailedUpdates(reception.store.database)
        kept = await failed.set_aside()
        assert [(one.kind, one.tries, one.error) for one in kept] == [("said", TRIES, "ValueError")] * 2
        assert kept[0].place.startswith("bot/turns/handler.py:"), (
            "the innermost line of ours, the test's is not"
        )
        assert kept[0].reference in (await reception.said())[-1]
        query = "SELECT body FROM messages WHERE chat = 'team-chat'"
        told = [json.loads(row.body) for row in await reception.store.database.look(only(text(query)))]
        assert len(told) == 1, "one cause is told once an hour"
        notice = json.dumps(told, ensure_ascii=False)
        assert kept[-1].reference in notice and "ValueError" in notice and "bot/turns/handler.py" in notice
        assert SECRET not in notice
        assert "message" not in notice.casefold()
        reception.clock.passes(QUIET.total_seconds())
        await reception.hears(Said(SECRET))
        assert len((await reception.store.database.look(only(text(query)))).all()) == 2


async def test_ten_at_once_of_one_that_fails_are_told_once(opening: Opening) -> None:
    async with opening(BreakingConversation(1_000)) as reception:
        accepted = await asyncio.gather(*(reception.hears(Said("ответ"), update="bad") for _ in range(10)))
        assert sorted(accepted) == [False] * 9 + [True]
        assert len(await reception.said()) == 2


async def test_other_people_go_on_while_one_update_fails(opening: Opening) -> None:
    def converse(session: Session, event: Event, world: World) -> Turn:
        if event == Said("плохо"):
            raise ValueError
        return standin.converse(session, event, world)

    async def all_of(reception: Reception) -> None:
        await asyncio.gather(
            *(reception.hears(Said("плохо"), Address("web", f"bad-{n}", f"bad-{n}")) for n in range(5)),
            *(reception.hears(Said("хорошо"), Address("web", f"good-{n}", f"good-{n}")) for n in range(5)),
        )

    async with opening(converse) as reception:
        await all_of(reception)
        for n in range(5):
            assert await reception.notes(Address("web", f"good-{n}", f"good-{n}")) == ("хорошо",)


async def test_the_operator_sees_what_came_to_nothing(opening: Opening, database: Database) -> None:
    async with opening(BreakingConversation(1_000)) as reception:
        await reception.hears(Said(SECRET))
        (kept,) = await FailedUpdates(reception.store.database).set_aside()
    out = io.StringIO()
    settings = read_settings({"SEGMENTBOT_DATABASE": database.url}, Path("none"))
    assert await asyncio.to_thread(failures, settings, out, as_json=False) == 1
    line = out.getvalue()
    assert kept.reference in line and kept.place in line and "ValueError" in line
    assert SECRET not in line
    out = io.StringIO()
    await asyncio.to_thread(failures, settings, out, as_json=True)
    assert json.loads(out.getvalue())["reference"] == kept.reference
