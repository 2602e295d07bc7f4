"""The recorder of benchmarks/ counts hops to SQLite's thread and the product files that are executed."""

import sqlite3
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import aiosqlite
import pytest

from benchmarks.tracing import Recorder, Trace
from knowledge.text.normalisation import folded


@pytest.fixture
def recorder() -> Iterator[Recorder]:
    found = Recorder()
    found.start()
    yield found
    threading.setprofile(None)
    sys.setprofile(None)


def written(recorder: Recorder, folder: Path) -> Trace:
    recorder.write(folder / "trace.json")
    return Trace.read(folder / "trace.json")


async def test_each_awaited_statement_is_a_hop(recorder: Recorder, tmp_path: Path) -> None:
    async with aiosqlite.connect(":memory:") as database:
        written(recorder, tmp_path)
        await database.execute("CREATE TABLE t (x)")
        await database.execute("INSERT INTO t VALUES (1)")
        await database.commit()
        assert written(recorder, tmp_path).hops() == 3


async def test_a_transaction_that_runs_whole_in_the_thread_is_one_hop(
    recorder: Recorder, tmp_path: Path
) -> None:
    def transaction(driver: sqlite3.Connection) -> None:
        driver.execute("CREATE TABLE t (x)")
        driver.execute("INSERT INTO t VALUES (1)")
        driver.commit()

    async with aiosqlite.connect(":memory:") as database:
        written(recorder, tmp_path)
        await database._execute(transaction, database._conn)  # type: ignore[no-untyped-call]
        assert written(recorder, tmp_path).hops() == 1


def test_a_product_file_is_passed_when_its_function_is_called(recorder: Recorder, tmp_path: Path) -> None:
    folded("Клиент")
    passed = written(recorder, tmp_path).files()
    assert "knowledge/text/normalisation.py" in passed
    assert not [file for file in passed if file.startswith("tests")]
