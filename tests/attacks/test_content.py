"""Content made to cost much, put into the folder of a service that runs: refused with its place, and the old
content answers everybody meanwhile."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio

from tests.attacks.bystander import undisturbed
from tests.attacks.watcher import most_memory
from tests.launcher.forked import ForkServer
from tests.launcher.service import ENCODERS, Service
from tests.whole.caller import Caller

pytestmark = pytest.mark.asyncio(loop_scope="module")
MB = 1024
HEAD = "extends: shipped\nentries:\n"
ENTRY = "- id: {}\n  title: {{ru: {}}}\n  answer: {{ru: {}}}\n"
ONE = ENTRY.format("own.1", "Что такое выхухоль?", "Зверёк у воды.")

HOSTILE: dict[str, tuple[Callable[[], str], str]] = {
    "a title of 14 million letters": (
        lambda: HEAD + ENTRY.format("own.2", "слово " * 2_400_000, "Ответ."),
        "z.yaml:4: has a text of more than 100,000 characters",
    ),
    "an answer of 15 million letters": (
        lambda: HEAD + ENTRY.format("own.2", "Что?", "а" * 15_000_000),
        "z.yaml:5: has a text of more than 100,000 characters",
    ),
    "entries that are none": (
        lambda: HEAD + "- &a нет\n" * 400_000,
        "z.yaml:30003: has more than 30,000 items in one list",
    ),
    "seven unknown keys in each entry": (
        lambda: HEAD + "- {a: 1, b: 1, c: 1, d: 1, e: 1, f: 1, g: 1}\n" * 29_000,
        'z.yaml:3: unknown key "a"',
    ),
    "the same id 29,000 times": (
        lambda: HEAD + ENTRY.format("own.2", "Что?", "Ответ.") * 29_000,
        'z.yaml:6: entry "own.2": the id is taken by z.yaml:3',
    ),
    "aliases of aliases": (
        lambda: (
            "a0: &a0 [x]\n"
            + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12))
        ),
        "z.yaml:5: an alias (*) leads into itself or repeats too much",
    ),
    "3,000 levels": (lambda: "entries: " + "[" * 3_000, "z.yaml:1: is nested deeper than 50 levels"),
    "half a file": (lambda: HEAD + ONE[:-20] + '"', "z.yaml:"),
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def service(
    tmp_path_factory: pytest.TempPathFactory, fork_server: ForkServer
) -> AsyncIterator[Service]:
    """The service with a folder of its own content."""
    folder = tmp_path_factory.mktemp("service")
    content = folder / "content"
    content.mkdir()
    (content / "a.yaml").write_text(HEAD + ONE, encoding="utf-8")
    service = Service(folder, {"KNOWLEDGE": str(content), **ENCODERS}, fork_server=fork_server)
    await service.start()
    yield service
    await service.stop()


@pytest.mark.parametrize("kind", HOSTILE)
async def test_hostile_content_is_refused_with_its_place_while_the_old_one_answers(
    service: Service, kind: str
) -> None:
    text, told = HOSTILE[kind]
    body = text()
    put = Path(service.settings["KNOWLEDGE"]) / "z.yaml"
    before, memory = service.log.count(told), most_memory(service)
    async with Caller(service.address) as person, undisturbed(service):
        put.write_text(body, encoding="utf-8")
        await service.says(told, before + 1)
        assert "Зверёк у воды" in await person.say("Что такое выхухоль?")
    assert most_memory(service) - memory < 400 * MB
