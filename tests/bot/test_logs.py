"""The log: one reference leads from an event to its delivery; lines for people, JSON for collectors."""

import asyncio
import io
import json
import logging
from collections.abc import Iterator

import pytest

from bot.cli.run import LostErrors
from bot.outbox.outbox import Outbox
from bot.ports import Outcome, Retry
from bot.settings import LogFormat
from bot.store.outbox import OutgoingMessages
from bot.store.waiting import Holds
from bot.telemetry.log import OURS, set_up_logs
from bot.telemetry.reference import about
from dialogs.turn.events import Address, Said
from tests.bot.conftest import Reception
from tests.bot.outgoing import Messenger

ANNA = Address("push", "anna", "anna")


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What is written to the log."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield io.StringIO()
    root.handlers[:] = handlers
    root.setLevel(level)
    for name in OURS:
        logging.getLogger(name).setLevel(logging.NOTSET)


def set_up(written: io.StringIO, format: LogFormat = "text", level: str = "INFO") -> None:
    set_up_logs(level, written, format)


def logged(written: io.StringIO) -> str:
    for handler in logging.getLogger().handlers:
        handler.flush()
    return written.getvalue()


async def test_one_reference_leads_from_the_event_to_its_delivery(
    reception: Reception, written: io.StringIO
) -> None:
    set_up(written)
    refused: list[str] = []

    def answers(chat: str, text: str) -> Outcome | None:
        if chat == "boris" or refused:
            return None
        refused.append(text)
        raise RuntimeError("a text that must not be logged")

    messenger = Messenger(answers=answers)
    rows = OutgoingMessages(reception.store.database)
    outbox = Outbox(rows, Holds(reception.store.database), [messenger], reception.notifier, reception.clock)
    with about("aaaa1111"):
        await reception.hears(Said("раз"), ANNA)
    await reception.hears(Said("два"), Address("push", "boris", "boris"))
    await outbox.drain()
    reception.clock.passes(60)
    await outbox.drain()
    way = [line for line in logged(written).splitlines() if "reference=aaaa1111" in line]
    assert [word for line in way for word in ("turn", "delivery failed", "delivered") if word in line] == [
        "turn",
        "delivery failed",
        "delivered",
    ]
    assert "must not be logged" not in logged(written)


async def test_the_apology_names_the_reference_of_the_log(reception: Reception, written: io.StringIO) -> None:
    set_up(written, "json")
    await reception.hears(Said("/fail"))
    lines = [json.loads(line) for line in logged(written).splitlines()]
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


def test_json_lines_carry_the_pairs_as_keys(written: io.StringIO) -> None:
    set_up(written, "json")
    with about("0123abcd"):
        logging.getLogger("bot.outbox.outbox").error("given up channel=%s message=%d", "telegram", 17)
    line = json.loads(logged(written))
    assert line.pop("time").endswith("+00:00")
    assert line == {
        "level": "ERROR",
        "logger": "bot.outbox.outbox",
        "event": "given up",
        "channel": "telegram",
        "message": "17",
        "reference": "0123abcd",
    }


def test_libraries_are_heard_from_warnings_on(written: io.StringIO) -> None:
    set_up(written, level="DEBUG")
    for name in ("aiogram.event", "aiohttp.access", "sqlalchemy.engine", "some.library"):
        logging.getLogger(name).info("a request with a text")
        logging.getLogger(name).warning("trouble in %s", name)
    logging.getLogger("bot.turns.handler").debug("ours")
    said = logged(written)
    assert "a request with a text" not in said
    assert said.count("trouble") == 4 and "ours" in said


async def test_an_error_that_nobody_awaited_is_logged_without_its_words(written: io.StringIO) -> None:
    set_up(written)
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(LostErrors())

    async def broken() -> None:
        raise RuntimeError("a secret word")

    task = loop.create_task(broken())
    await asyncio.wait([task])
    del task
    assert "RuntimeError" in logged(written)
    assert "test_logs.py" in logged(written)
    assert "secret" not in logged(written)


async def test_lines_of_a_moment_wait_for_each_other_and_what_went_wrong_for_nothing(
    written: io.StringIO,
) -> None:
    set_up(written)
    log = logging.getLogger("bot.test")
    log.info("first")
    log.info("second")
    assert written.getvalue() == ""
    log.warning("third")
    assert [line.rsplit(" ", 1)[1] for line in written.getvalue().splitlines()] == [
        "first",
        "second",
        "third",
    ]
    log.info("fourth")
    await asyncio.to_thread(log.info, "fifth")
    assert {"fourth", "fifth"} <= set(logged(written).split())


def test_without_a_loop_a_line_is_written_at_once(written: io.StringIO) -> None:
    set_up(written)
    logging.getLogger("bot.test").info("alone")
    assert "alone" in written.getvalue()
