"""On which database a test runs.

`pytest` (`make test-all`) runs bot's rooms on both, and the whole service on SQLite except for the tests
marked `on_both`.
`pytest --database postgresql` runs everything that has a database on PostgreSQL (`make test-postgresql`),
`--database sqlite` on SQLite (`make test`), `--database both` on each.
"""

from typing import Literal

import pytest

Engine = Literal["sqlite", "postgresql"]
ENGINES: tuple[Engine, ...] = ("sqlite", "postgresql")
OPTION = "--database"
MARK = "on_both"
FILE_MARK = "on_sqlite"


def add_option(parser: pytest.Parser) -> None:
    what = "where tests that have a database run (usually some on both, and the whole service on SQLite)"
    parser.addoption(OPTION, choices=(*ENGINES, "both"), help=what)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", f"{MARK}: runs on SQLite and on PostgreSQL in a plain run too")
    config.addinivalue_line("markers", f"{FILE_MARK}: about the file of SQLite, wherever the others run")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every test with a database runs once for each of its engines."""
    if "engine" in metafunc.fixturenames:
        metafunc.parametrize("engine", _engines(metafunc), indirect=True, scope="module")


def _engines(metafunc: pytest.Metafunc) -> tuple[Engine, ...]:
    if metafunc.definition.get_closest_marker(FILE_MARK):
        return ENGINES[:1]
    chosen = metafunc.config.getoption(OPTION)
    if chosen in ENGINES:
        return (chosen,)
    # `database` is quick to make and asked for by suites that need no service: those always run on both.
    both = chosen == "both" or "database" in metafunc.fixturenames
    return ENGINES if both or metafunc.definition.get_closest_marker(MARK) else ENGINES[:1]
