"""Long proofs in two sizes: quick in `make test-all`, full in `make soak`.

async def test_no_answer_is_lost(amount: Amount, figures: Figures) -> None:
    kills = amount(quick=5, full=1000)
    ...
    figures.note("SIGKILL", kills=kills, lost=lost)
"""

import signal
from collections.abc import Iterator
from typing import Protocol

import pytest

from tests.soak.figures import Figures

_FIGURES = pytest.StashKey[Figures]()


class Amount(Protocol):
    """How much of something this run does."""

    def __call__(self, *, quick: int, full: int) -> int: ...


@pytest.fixture(scope="session")
def amount(pytestconfig: pytest.Config) -> Amount:
    is_full = bool(pytestconfig.getoption("full"))

    def chosen(*, quick: int, full: int) -> int:
        return full if is_full else quick

    return chosen


@pytest.fixture(scope="session")
def figures(pytestconfig: pytest.Config) -> Iterator[Figures]:
    """Where a proof notes what it found; noted before it judges, so that a failure is seen in figures too."""
    found = pytestconfig.stash.setdefault(_FIGURES, Figures(bool(pytestconfig.getoption("full"))))
    yield found
    found.keep()


def pytest_configure(config: pytest.Config) -> None:
    """What `timeout` cuts off ends as Ctrl-C does: with what was found until then noted."""
    if config.getoption("full"):
        signal.signal(signal.SIGTERM, _interrupted)


def _interrupted(*_: object) -> None:
    # `timeout` says it twice, and a second Ctrl-C would not wait for the noting.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.raise_signal(signal.SIGINT)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The long proofs may take as long as they take."""
    if config.getoption("full"):
        for item in items:
            item.add_marker(pytest.mark.timeout(0))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    found = config.stash.get(_FIGURES, None)
    if found is not None and found.lines:
        terminalreporter.section("figures")
        for line in found.lines:
            terminalreporter.write_line(line)
