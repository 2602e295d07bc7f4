"""What every suite shares: the shipped content, loaded once; a process that bots are forked from."""

import io
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright, expect

from bot.telemetry.log import set_up_logs
from dialogs.authoring.form_loading import load_form, shipped_form
from dialogs.interview.definition import Form
from dialogs.interview.examples import ExampleProfile, load_examples, shipped_examples
from dialogs.turn.phrases import load_phrases, shipped_phrases
from dialogs.turn.world import Library
from knowledge.base.loading import SHIPPED, load_knowledge
from knowledge.search.finder import Finder, build_finder
from tests.databases.choosing import add_option, pytest_configure, pytest_generate_tests
from tests.databases.fixtures import chosen_database, database, databases, engine, postgres
from tests.launcher.forked import ForkServer
from tests.patience import PATIENCE
from tests.processor import bounded, slowness
from tests.talking import Conversation
from tests.turns.reception import clock, opening, reception
from tests.web.browser import REMEDY, find_chromium, flags

__all__ = [
    "chosen_database",
    "clock",
    "database",
    "databases",
    "engine",
    "opening",
    "postgres",
    "pytest_configure",
    "pytest_generate_tests",
    "reception",
]

TESTS = Path(__file__).parent

expect.set_options(timeout=PATIENCE * 1000)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="the long proofs of tests/soak in full size")
    add_option(parser)


# Their files take the longest, each with few tests. Begun last, one would keep a single processor busy alone.
LONG = ("attacks", "soak", "telegram", "whole", "replicas", "databases", "team", "web")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long goes first."""
    suites = {name: place for place, name in enumerate(LONG)}
    items.sort(key=lambda item: suites.get(item.path.relative_to(TESTS).parts[0], len(LONG)))


@pytest.fixture(autouse=True)
def within_processor_seconds(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test marked so fails when it takes more of the processor's time, however busy the machine is."""
    marker = request.node.get_closest_marker("processor_seconds")
    with bounded(marker.args[0] * slowness()) if marker else nullcontext():
        yield


@pytest.fixture(autouse=True)
def quiet_logs() -> None:
    """Each test begins with a log of its own; a command that ran in an earlier one had set up another."""
    set_up_logs("WARNING", sys.__stderr__)


@pytest.fixture
def written(quiet_logs: None) -> io.StringIO:
    """Everything that is logged in the test, as text."""
    stream = io.StringIO()
    set_up_logs("DEBUG", stream)
    return stream


@pytest.fixture(scope="session")
def form() -> Form:
    return load_form(shipped_form())


@pytest.fixture(scope="session")
def library(form: Form) -> Library:
    examples = load_examples(form, shipped_examples(), datetime(2026, 11, 22, 9, 0, tzinfo=UTC))
    return Library(load_knowledge(SHIPPED), form, load_phrases(shipped_phrases()), examples)


@pytest.fixture(scope="session")
def finder(library: Library) -> Finder:
    return build_finder(library.knowledge)


@pytest.fixture
def talk(library: Library, finder: Finder) -> Conversation:
    """A person who has just opened the chat."""
    return Conversation(library, finder)


@pytest.fixture(scope="session")
def examples(library: Library) -> dict[str, ExampleProfile]:
    return {example.id: example for example in library.examples}


@pytest.fixture(scope="session")
def fork_server() -> Iterator[ForkServer]:
    """Where bots come from that must start quickly."""
    server = ForkServer()
    yield server
    server.close()


@pytest.fixture(scope="session")
def chromium() -> str:
    """Fails, never skips: a page that nobody looked at is not tested."""
    found = find_chromium()
    if found is None:
        pytest.fail(REMEDY)
    return found


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    """One for all tests that share the session's event loop."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=flags())
        yield browser
        await browser.close()
