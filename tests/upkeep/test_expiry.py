"""Drafts expire in the database: once, whoever looks, and with everything that holds their answers."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from bot.store import json_text
from bot.store.connection import only
from bot.store.tables import drafts, metadata, persons
from bot.upkeep.draft_expiry import Expiry
from dialogs.conversation import converse
from dialogs.filling.expiry import conclude
from dialogs.interview.answers import Choice, Choices, Items, Picked, Rows, Text
from dialogs.interview.examples import ExampleProfile
from dialogs.turn.events import Address, Event, Incoming, Pressed, Said
from tests.turns.reception import PERSON, Opening, Reception

SENTINEL = "SENTINEL-77c1"
ANNA = Address("telegram", "501", "501")
DAY = 86_400


def expiry_of(reception: Reception) -> Expiry:
    return Expiry(reception.store, reception.library, reception.notifier, ZoneInfo("Europe/Moscow"))


async def look_after(reception: Reception, days: float) -> None:
    reception.clock.passes(days * DAY)
    await expiry_of(reception).look()


async def stored(reception: Reception) -> dict[str, list[dict[str, object]]]:
    return {
        name: [row._asdict() for row in await reception.store.database.look(only(table.select()))]
        for name, table in metadata.tables.items()
    }


async def notices(reception: Reception) -> list[dict[str, object]]:
    return [row for row in (await stored(reception))["messages"] if row["kind"] == "notice"]


async def test_the_warning_comes_once_whoever_looks(reception: Reception) -> None:
    await reception.hears(Said("ответ"))
    await look_after(reception, 165)
    assert await notices(reception) == []
    reception.clock.passes(2 * DAY)
    await asyncio.gather(*(expiry_of(reception).look() for _ in range(4)))
    await look_after(reception, 1)
    assert len(await notices(reception)) == 1
    assert await reception.notes() == ("ответ",)


async def test_the_warning_goes_through_the_outbox_or_into_the_log(reception: Reception) -> None:
    await reception.hears(Said("ответ"), ANNA)
    await reception.hears(Said("ответ"))
    await look_after(reception, 167)
    assert {(row["channel"], row["state"]) for row in await notices(reception)} == {
        ("telegram", "pending"),
        ("web", "log"),
    }


async def test_an_open_page_hears_of_it(reception: Reception) -> None:
    await reception.hears(Said("ответ"))
    with reception.notifier.subscribe(PERSON.channel, PERSON.chat) as subscription:
        await look_after(reception, 167)
        assert await subscription.wait(1)


async def test_a_change_renews_the_draft(reception: Reception) -> None:
    await reception.hears(Said("раз"))
    await look_after(reception, 167)
    await reception.hears(Said("два"))
    await look_after(reception, 20)
    assert await reception.notes() == ("раз", "два")
    await look_after(reception, 147)
    assert len(await notices(reception)) == 2, "the same over again"


async def test_everything_that_holds_its_answers_goes_and_the_person_is_told_once(
    reception: Reception,
) -> None:
    await reception.hears(Said(SENTINEL))
    await reception.hears(Said("/issue"))
    await reception.hears(Said("/export"))
    await reception.hears(Said("чужое"), ANNA)
    await look_after(reception, 167)
    await reception.hears(Said("/spoken"), ANNA)
    reception.clock.passes(14 * DAY)
    await asyncio.gather(*(expiry_of(reception).look() for _ in range(4)))
    await look_after(reception, 1)
    rows = await stored(reception)
    # What was asked stays for the team until the person asks to be forgotten; the stand-in asks everything.
    answers = {name: rows[name] for name in rows.keys() - {"questions", "phrasings"}}
    assert SENTINEL not in repr(answers)
    assert [row["channel"] for row in rows["messages"] if row["kind"] == "notice"] == ["telegram", "web"]
    assert await reception.notes(ANNA) != (), "others keep theirs"


@pytest.mark.on_sqlite
async def test_the_bytes_are_overwritten(reception: Reception) -> None:
    """PostgreSQL frees them with a vacuum of its own, see docs/postgresql.md."""
    assert reception.database.file is not None
    await reception.hears(Said(SENTINEL * 100))
    for statement in ("DELETE FROM questions", "DELETE FROM phrasings"):
        await reception.store.database.transact(only(text(statement)))
    await look_after(reception, 167)
    await look_after(reception, 14)
    for path in reception.database.file.parent.iterdir():
        assert SENTINEL.encode() not in path.read_bytes(), path.name


async def test_one_that_fails_holds_up_nobody(
    reception: Reception, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await reception.hears(Said("первый"), ANNA)
    reception.clock.passes(60)
    await reception.hears(Said("второй"))

    def broken(session: object, world: object, idle: object) -> object:
        monkeypatch.setattr("bot.upkeep.draft_expiry.conclude", conclude)
        raise RuntimeError

    monkeypatch.setattr("bot.upkeep.draft_expiry.conclude", broken)
    await look_after(reception, 167)
    assert [row["channel"] for row in await notices(reception)] == ["web"]
    await look_after(reception, 0)
    assert len(await notices(reception)) == 2, "it comes an hour later"


async def test_a_session_in_the_middle_of_an_expired_draft_goes_on(opening: Opening) -> None:
    async with opening(converse) as reception:

        async def hears(event: Event) -> str:
            """The notice, or the text of everything said."""
            update = f"u{next(reception.updates)}"
            receipt = await reception.turn_handler.handle(Incoming(PERSON, update, event))
            said = await reception.store.recent(PERSON.channel, PERSON.chat, 1)
            return receipt.notice or said[0].body

        await hears(Said("/profile"))
        await look_after(reception, 167)
        (last,) = await reception.store.recent(PERSON.channel, PERSON.chat, 1)
        assert last.reply is not None
        keep = next(button.id for button in last.reply.buttons if button.id.startswith("keep:"))
        await look_after(reception, 14.1)
        session = await reception.store.session_of(PERSON)
        assert session is not None
        assert session.place.kind == "home"
        assert await reception.store.drafts_of(PERSON) == []
        assert "больше нет" in await hears(Pressed(keep))
        assert "нет профилей" in await hears(Said("/drafts"))


async def test_thousands_due_at_once_are_taken_in_portions(
    reception: Reception, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.upkeep.draft_expiry.VISITS_A_LOOK", 2)
    for number in range(3):
        await reception.hears(Said("ответ"), Address("telegram", str(number), str(number)))
        reception.clock.now += timedelta(seconds=1)
    await look_after(reception, 200)
    assert len(await notices(reception)) == 2
    await look_after(reception, 0)
    assert len(await notices(reception)) == 3


def marked(value: Any) -> Any:
    """The same answer, a mark in every text that a person may have typed."""
    match value:
        case str():
            return f"{SENTINEL}-{value}"
        case tuple():
            return tuple(map(marked, value))
        case Picked(option, other):
            return Picked(option, other and marked(other))
        case Mapping():
            return {key: marked(each) for key, each in value.items()}
        case Text(text):
            return Text(marked(text))
        case Items(texts):
            return Items(marked(texts))
        case Rows(rows):
            return Rows(marked(rows))
        case Choice(picked):
            return Choice(marked(picked))
        case Choices(picked):
            return Choices(marked(picked))
        case _:
            return value


@pytest.mark.parametrize("leave_at", ["/drafts", "/summary", "/profile"])
async def test_of_every_answer_shown_everywhere_nothing_is_left(
    leave_at: str, opening: Opening, examples: dict[str, ExampleProfile]
) -> None:
    async with opening(converse) as reception:

        async def hears(event: Event) -> None:
            await reception.hears(event)

        await hears(Said("/profile"))
        (begun,) = await reception.store.drafts_of(PERSON)
        model = examples["citizen_service"].draft
        filled = replace(
            begun,
            shared=marked(model.shared),
            segments=tuple(marked(segment) for segment in model.segments),
            complete_segments=True,
        )
        about = json_text.ANSWERS_BY_FIELD.text({"x": Text(SENTINEL)})
        await reception.store.database.transact(
            only(drafts.update().values(body=json_text.DRAFTS.text(filled)))
        )
        await reception.store.database.transact(only(persons.update().values(about=about)))
        for page in range(12):
            await hears(Said("/summary" if page == 0 else "Следующий раздел"))
        for text in ("/document", "/export", "/drafts", "/profile"):
            await hears(Said(text))
        await hears(Pressed(f"open:{begun.id}"))
        await hears(Said(leave_at))
        before = repr(await stored(reception))
        assert before.count(SENTINEL) > 100, "the answers were shown"
        await look_after(reception, 167)
        await look_after(reception, 14)
        for name, rows in (await stored(reception)).items():
            assert SENTINEL not in repr(rows), name
        if reception.database.file is not None:
            for path in reception.database.file.parent.iterdir():
                assert SENTINEL.encode() not in path.read_bytes(), path.name
