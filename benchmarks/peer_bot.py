"""A bot that does the like work to ours, as one would write it in a day: `python -m benchmarks.peer_bot`.

aiogram's Dispatcher with its own polling or webhook, one Router; aiosqlite that waits for the disk, one
transaction a message (the person's row, a log of messages); rapidfuzz's WRatio over all titles and phrasings
of the shipped entries, computed anew for every question. It has no interview and takes repeated updates anew.
"""

import asyncio
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import aiosqlite
import yaml
from aiogram import Dispatcher, F, Router
from aiogram.filters import CommandStart
from aiogram.types import Message, User
from rapidfuzz import fuzz, process, utils

from tests.fake_telegram.echo_bot import main

ENTRIES = Path(__file__).parents[1] / "knowledge" / "content"
CONFIDENT = 60  # of 100
LONGEST = 4096
TABLES = """
CREATE TABLE IF NOT EXISTS users (id INTEGER PRIMARY KEY, name TEXT NOT NULL, messages INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS messages (
    id INTEGER PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES users (id),
    sent_at TEXT NOT NULL,
    question TEXT NOT NULL,
    entry_id TEXT,
    score REAL NOT NULL
);
CREATE INDEX IF NOT EXISTS messages_of_user ON messages (user_id);
"""

router = Router()


class Search:
    """Finds the entry whose title or phrasing is most like the question."""

    def __init__(self, folder: Path) -> None:
        self.answers: dict[str, str] = {}
        self._ids: list[str] = []
        self._texts: list[str] = []
        for entry in _entries(folder):
            self.answers[entry["id"]] = entry["answer"]["ru"]
            for text in (*entry["title"].values(), *chain(*entry.get("phrasings", {}).values())):
                self._ids.append(entry["id"])
                self._texts.append(utils.default_process(text))

    def find(self, question: str) -> tuple[str | None, float]:
        """The entry's id, if it is like enough, and how like it is."""
        _, score, place = process.extractOne(utils.default_process(question), self._texts, scorer=fuzz.WRatio)
        return (self._ids[place] if score >= CONFIDENT else None), score


def _entries(folder: Path) -> Iterator[dict[str, Any]]:
    for file in sorted(folder.glob("*.yaml")):
        yield from yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader).get("entries", [])


class Database:
    """One connection; a transaction waits until the one before is committed."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self.connection = connection
        self._lock = asyncio.Lock()

    async def log(self, user: User, message: Message, entry: str | None, score: float) -> None:
        async with self._lock:
            await self.connection.execute(
                "INSERT INTO users VALUES (?, ?, 1)"
                " ON CONFLICT (id) DO UPDATE SET name = excluded.name, messages = messages + 1",
                (user.id, user.full_name),
            )
            await self.connection.execute(
                "INSERT INTO messages (user_id, sent_at, question, entry_id, score) VALUES (?, ?, ?, ?, ?)",
                (user.id, message.date.isoformat(), message.text, entry, score),
            )
            await self.connection.commit()


@router.startup()
async def open_database(dispatcher: Dispatcher, folder: Path) -> None:
    connection = await aiosqlite.connect(folder / "peer.db")
    await connection.execute("PRAGMA journal_mode = WAL")
    await connection.execute("PRAGMA synchronous = FULL")
    await connection.executescript(TABLES)
    dispatcher["database"] = Database(connection)
    dispatcher["search"] = Search(ENTRIES)


@router.shutdown()
async def close_database(database: Database) -> None:
    await database.connection.close()


@router.message(CommandStart())
async def greet(message: Message) -> None:
    await message.answer("Здравствуйте! Спросите меня о клиентоцентричности.", parse_mode=None)


@router.message(F.text, F.from_user.as_("user"))
async def answer(message: Message, user: User, database: Database, search: Search) -> None:
    entry, score = search.find(message.text or "")
    await database.log(user, message, entry, score)
    text = search.answers[entry] if entry else "Не нашёл ответа. Спросите, пожалуйста, иначе."
    await message.answer(text[:LONGEST], parse_mode=None)


if __name__ == "__main__":
    main(router)
