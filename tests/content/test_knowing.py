"""The knowledge base changes while it is asked."""

import asyncio
import io
import os
import shutil
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.content import encoders
from bot.content.encoders import KeptVectors
from bot.content.knowledge_service import KnowledgeService
from bot.telemetry.metrics import Metrics
from knowledge.base.entries import Entry, Localized
from knowledge.base.loading import load_knowledge
from knowledge.search.embeddings import Embeddings, Vector, build_embeddings
from knowledge.search.finder import Finder
from tests.knowledge.test_embeddings import Letters

ENTRY = """entries:
  - id: {name}
    title: {{ru: "{title}"}}
    answer: {{ru: "Ответ."}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "base"
    path.mkdir()
    write(path / "one.yaml", ENTRY.format(name="kettle", title="Как включить чайник?"), 1)
    return path


@pytest.fixture
def knowing(folder: Path) -> KnowledgeService:
    return KnowledgeService(folder, load_knowledge(folder), lambda base: None)


def write(path: Path, text: str, second: int) -> None:
    path.write_text(text, encoding="utf-8")
    os.utime(path, (second, second))


def test_an_edit_is_served_without_a_restart(folder: Path, knowing: KnowledgeService) -> None:
    assert not knowing.look()
    write(folder / "two.yaml", ENTRY.format(name="lamp", title="Где выключатель лампы?"), 2)
    assert knowing.look()
    assert knowing.snapshot().finder.find("где выключатель лампы").ranked[0].entry == "lamp"
    assert "lamp" in knowing.base


def test_a_broken_edit_is_refused_and_the_old_base_keeps_serving(
    folder: Path, knowing: KnowledgeService, written: io.StringIO
) -> None:
    write(folder / "two.yaml", "entries:\n  - id: lamp\n    tittle: x\n", 2)
    assert not knowing.look()
    said = written.getvalue()
    assert "two.yaml:" in said
    assert "tittle" in said
    assert knowing.snapshot().finder.find("как включить чайник").ranked[0].entry == "kettle"
    assert not knowing.look()
    assert written.getvalue() == said  # said once, not every second


def test_a_mended_edit_is_served(folder: Path, knowing: KnowledgeService) -> None:
    write(folder / "two.yaml", "entries: [", 2)
    knowing.look()
    write(folder / "two.yaml", ENTRY.format(name="lamp", title="Где выключатель лампы?"), 3)
    assert knowing.look()


def test_a_folder_that_vanishes_changes_nothing(folder: Path, knowing: KnowledgeService) -> None:
    shutil.rmtree(folder)
    assert not knowing.look()
    assert knowing.snapshot().finder.find("как включить чайник").ranked[0].entry == "kettle"


def test_words_answer_until_the_meaning_fails_or_comes(folder: Path) -> None:
    def failing(_: object) -> None:
        raise RuntimeError("no encoder after all")

    knowing = KnowledgeService(folder, load_knowledge(folder), failing)
    knowing.see()
    assert knowing.snapshot().finder.find("как включить чайник").ranked[0].entry == "kettle"


def test_what_is_published_while_the_meaning_comes_is_not_lost(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lamp = Entry(id="learned.1", tier="faq", title=Localized(ru="Где лампа?"), answer=Localized(ru="Там."))
    knowing = KnowledgeService(
        folder, load_knowledge(folder), lambda base: build_embeddings(base, [Letters()])
    )
    seeing = Finder.with_embeddings

    def meanwhile(finder: Finder, embeddings: Embeddings | None) -> Finder:
        knowing.learn((lamp,))
        return seeing(finder, embeddings)

    monkeypatch.setattr(Finder, "with_embeddings", meanwhile)
    knowing.see()
    assert "learned.1" in knowing.base
    assert knowing.snapshot().finder.find("где лампа").ranked[0].entry == "learned.1"
    monkeypatch.undo()
    knowing.see()
    assert knowing.snapshot().finder.find("где лампа?").ranked[0].entry == "learned.1"


async def test_stopping_does_not_wait_for_a_large_base_to_be_encoded(folder: Path) -> None:
    began, goes_on = threading.Event(), threading.Event()

    def encoding(_: object) -> None:
        began.set()
        goes_on.wait(60)

    knowing = KnowledgeService(folder, load_knowledge(folder), encoding)
    following = asyncio.ensure_future(knowing.follow())
    assert await asyncio.to_thread(began.wait, 30)
    assert knowing.snapshot().finder.find("как включить чайник").ranked[0].entry == "kettle"
    following.cancel()
    with pytest.raises(asyncio.CancelledError):
        await following
    goes_on.set()


async def test_an_edit_is_served_while_the_base_before_is_being_encoded(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.content.knowledge_service.LOOK_EVERY", 0.01)
    goes_on, reloaded = threading.Event(), threading.Event()

    def encoding(_: object) -> None:
        goes_on.wait(60)

    class Reloads(Metrics):
        def reloaded(self, *, accepted: bool) -> None:
            reloaded.set()

    knowing = KnowledgeService(folder, load_knowledge(folder), encoding, Reloads())
    following = asyncio.ensure_future(knowing.follow())
    write(folder / "two.yaml", ENTRY.format(name="lamp", title="Где выключатель лампы?"), 2)
    assert await asyncio.to_thread(reloaded.wait, 30)
    assert "lamp" in knowing.base
    goes_on.set()
    following.cancel()
    with pytest.raises(asyncio.CancelledError):
        await following


def test_what_was_encoded_before_a_stop_is_not_encoded_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stopped(Exception):
        pass

    class Failing(Letters):
        def encode(self, sentences: Sequence[str]) -> Sequence[Vector]:
            if "стоп" in sentences:
                raise Stopped
            return super().encode(sentences)

    monkeypatch.setattr(encoders, "_KEPT_EVERY", 4)
    words = [f"слово {number}" for number in range(8)]
    with pytest.raises(Stopped):
        KeptVectors(tmp_path, shipped=None).encoded(Failing(), [*words, "стоп"])
    letters = Letters()
    KeptVectors(tmp_path, shipped=None).encoded(letters, [*words, "ещё"])
    assert letters.asked == ["ещё"]


def test_a_vector_is_computed_once(tmp_path: Path) -> None:
    letters = Letters()
    kept = KeptVectors(tmp_path, shipped=None)
    first = kept.encoded(letters, ["чайник", "лампа"])
    again = KeptVectors(tmp_path, shipped=None).encoded(letters, ["лампа", "чайник", "стол"])
    assert letters.asked == ["чайник", "лампа", "стол"]
    assert list(again[1]) == list(first[0])


def test_broken_or_forbidden_vectors_are_made_anew(tmp_path: Path) -> None:
    letters = Letters()
    (tmp_path / "letters-1.npz").write_bytes(b"no archive")
    assert len(KeptVectors(tmp_path, shipped=None).encoded(letters, ["чайник"])) == 1
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert len(KeptVectors(tmp_path / "file", shipped=None).encoded(letters, ["чайник"])) == 1
