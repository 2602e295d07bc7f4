"""The log: one reference leads from an event to its delivery; lines for people, JSON for collectors."""

import asyncio
import io
import json
import logging
from datetime import datetime, timedelta
from pathlib import Path

from structlog import get_logger

from bot.cli.run import LostErrors
from bot.outbox.outbox import Outbox
from bot.ports import DeliveryOutcome, Retry
from bot.store.outgoing import OutgoingMessages
from bot.telemetry.log import about, flush_logs, set_up_logs
from dialogs.team.notices import FailureNotices
from dialogs.turn.events import Address, Said
from tests.outbox.outgoing import Messenger
from tests.turns.reception import Reception

ANNA = Address("push", "anna", "anna")


async def test_one_reference_leads_from_the_event_to_its_delivery(
    reception: Reception, written: io.StringIO
) -> None:
    refused: list[str] = []

    def answers(chat: str, text: str) -> DeliveryOutcome | None:
        if chat == "boris" or refused:
            return None
        refused.append(text)
        raise RuntimeError("a text that must not be logged")

    messenger = Messenger(answers=answers)
    rows = OutgoingMessages(reception.store.database)
    silent = FailureNotices(None, reception.library.phrases, reception.clock)
    outbox = Outbox(rows, [messenger], reception.notifier, reception.clock, silent)
    with about("aaaa1111"):
        await reception.hears(Said("раз"), ANNA)
    await reception.hears(Said("два"), Address("push", "boris", "boris"))
    await outbox.drain()
    reception.clock.passes(60)
    await outbox.drain()
    flush_logs()
    way = [line for line in written.getvalue().splitlines() if "reference=aaaa1111" in line]
    assert [word for line in way for word in ("turn", "delivery failed", "delivered") if word in line] == [
        "turn",
        "delivery failed",
        "delivered",
    ]
    assert "must not be logged" not in written.getvalue()


async def test_the_apology_names_the_reference_of_the_log(reception: Reception, written: io.StringIO) -> None:
    set_up_logs("INFO", written, "json")
    await reception.hears(Said("/fail"))
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    (failed,) = [line for line in lines if line["event"] == "turn failed"]
    assert failed["reference"] in (await reception.said())[-1]
    assert failed["trail"][0] == "RuntimeError"
    assert any("standin.py" in step for step in failed["trail"])


async def test_what_waits_keeps_the_reference_of_its_own_event(
    reception: Reception, written: io.StringIO
) -> None:
    messenger = Messenger(answers=lambda chat, text: Retry(1))
    rows = OutgoingMessages(reception.store.database)
    with about("aaaa1111"):
        await reception.hears(Said("раз"), ANNA)
    taken = await rows.take("push", "anna")
    assert taken is not None and taken.reference == "aaaa1111"
    assert messenger.got == []


def test_values_are_keys_of_json_lines(written: io.StringIO) -> None:
    set_up_logs("INFO", written, "json")
    with about("0123abcd"):
        get_logger("bot.outbox.outbox").error("given up", channel="telegram", message=17, reason="не принято")
    line = json.loads(written.getvalue())
    assert datetime.fromisoformat(line.pop("time")).utcoffset() == timedelta(0)
    assert line == {
        "level": "error",
        "logger": "bot.outbox.outbox",
        "event": "given up",
        "channel": "telegram",
        "message": 17,
        "reason": "не принято",
        "reference": "0123abcd",
    }


def test_a_line_to_read_is_one_line_whatever_its_values_hold(written: io.StringIO) -> None:
    get_logger("bot.test").warning("file refused", path="/a b", problem="one\ntwo", tries=3)
    (line,) = written.getvalue().splitlines()
    assert line.endswith(" WARNING bot.test: file refused path='/a b' problem='one\\ntwo' tries=3")


def test_libraries_are_heard_from_warnings_on(written: io.StringIO) -> None:
    for name in ("aiogram.event", "aiohttp.access", "sqlalchemy.engine", "some.library"):
        logging.getLogger(name).info("a request with a text")
        logging.getLogger(name).warning("trouble in %s", name)
    get_logger("bot.turns.handler").debug("ours")
    said = written.getvalue()
    assert "a request with a text" not in said
    assert said.count("trouble") == 4 and "ours" in said


def test_a_line_is_written_when_the_call_returns(tmp_path: Path) -> None:
    file = tmp_path / "log"
    with file.open("w", encoding="utf-8") as stream:
        set_up_logs("INFO", stream)
        get_logger("bot.test").info("first")
        assert "first" in file.read_text(encoding="utf-8")
        get_logger("bot.test").debug("not asked for")
        get_logger("bot.test").warning("second")
        assert [line.rsplit(" ", 1)[1] for line in file.read_text("utf-8").splitlines()] == [
            "first",
            "second",
        ]


async def test_an_error_that_nobody_awaited_is_logged_without_its_words(written: io.StringIO) -> None:
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(LostErrors())

    async def broken() -> None:
        raise RuntimeError("a secret word")

    task = loop.create_task(broken())
    await asyncio.wait([task])
    del task
    assert "RuntimeError" in written.getvalue()
    assert "test_logs.py" in written.getvalue()
    assert "secret" not in written.getvalue()
