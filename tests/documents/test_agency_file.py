"""An agency's Word file in use: checked by `check`, at the start, and whenever it changes."""

import os
import resource
from datetime import UTC
from pathlib import Path

import pytest
import structlog

from bot.app.app import open_app
from bot.cli.main import main
from bot.content.library import load_forms
from bot.documents.on_demand import DocumentRenderer
from bot.settings import read_settings
from dialogs.interview.answers import Draft
from knowledge.yaml_source import ContentError
from tests.documents.conftest import NOW, TODAY
from tests.documents.reading import docx_paragraphs
from tests.documents.word_templates import costly, document_of, saved


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "form"
    folder.mkdir()
    overlay = "extends: client_segment_profile_default\ndocx_template: form.docx\n"
    (folder / "overlay.yaml").write_text(overlay, encoding="utf-8")
    return folder


def write(folder: Path, text: str, moment: int) -> None:
    """The file with this text, changed at that moment."""
    path = saved(document_of(text), folder / "form.docx")
    os.utime(path, ns=(moment, moment))


def test_check_opens_the_template_of_a_folder(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for text, told in (
        ("Формула {{a}{b}}", "body “Формула {{a}{b}}”: template syntax"),
        ("{%p for need in needs %}", "{%p for need in needs %} is not ended (write {%p endfor %})"),
    ):
        write(folder, text, 1)
        for path in (folder, folder / "overlay.yaml", folder / "form.docx"):
            assert main(["check", str(path)], {}) == 1
            assert told in capsys.readouterr().out
        assert main(["check"], {"SEGMENTBOT_FORMS": str(folder)}) == 1
        assert told in capsys.readouterr().out
    write(folder, "{{ needs }}", 2)
    assert main(["check", str(folder)], {}) == 0
    notes = capsys.readouterr().out.splitlines()
    assert all(": note: shows no " in note for note in notes) and len(notes) == 2
    assert "{{ organization_name }}" in notes[0] and "{{ segment." in notes[1]


async def test_a_broken_template_stops_the_start(folder: Path, tmp_path: Path) -> None:
    write(folder, "{{ nonsense }}", 1)
    settings = {"SEGMENTBOT_FORMS": str(folder), "SEGMENTBOT_DATABASE": f"sqlite:///{tmp_path / 'bot.db'}"}
    with pytest.raises(ContentError, match="nonsense"):
        async with open_app(read_settings(settings)):
            pass
    assert not (tmp_path / "bot.db").exists()


def test_a_changed_template_is_taken_up_and_a_broken_one_refused(folder: Path) -> None:
    write(folder, "первый: {{ organization_name|length }}", 1)
    renderer = DocumentRenderer(load_forms(folder), UTC)
    form = renderer.agency_file
    draft = Draft("d", "client_segment_profile_default", "1", NOW, NOW)

    def shown() -> str:
        return docx_paragraphs(renderer.draw(draft, "docx", TODAY))[-1]

    assert shown() == "первый: 0"
    assert not form.look(), "nothing changed"
    write(folder, "второй {{ organization_name }", 2)
    with structlog.testing.capture_logs() as logged:
        assert not form.look()
    assert shown() == "первый: 0"
    (told,) = logged
    assert "{{ is not closed" in told["problem"]
    assert not form.look(), "told once"
    write(folder, "третий", 3)
    assert form.look()
    assert shown() == "третий"
    (folder / "form.docx").unlink()
    assert not form.look()
    assert shown() == "третий"


def test_a_template_that_is_costly_to_fill_is_filled_by_another_process(folder: Path) -> None:
    def others() -> float:
        """Seconds that processes of ours have worked."""
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime

    draft = Draft("d", "client_segment_profile_default", "1", NOW, NOW)
    for text, apart in (("Короткий", False), (costly("Длинный"), True)):
        write(folder, text, 1)
        renderer, before = DocumentRenderer(load_forms(folder), UTC), others()
        assert docx_paragraphs(renderer.draw(draft, "docx", TODAY))[-1].endswith(text[-7:])
        assert (others() > before) is apart
