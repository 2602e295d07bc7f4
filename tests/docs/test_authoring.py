"""The examples of docs/authoring.md, used as a methodologist would use them."""

import re
from pathlib import Path

import docx
import pytest

from bot.cli.main import main

ROOT = Path(__file__).parent.parent.parent
GUIDE = (ROOT / "docs" / "authoring.md").read_text(encoding="utf-8")
_BLOCK = re.compile(r"^`([\w./]+)`:\n\n```\w+\n(.*?)^```", re.MULTILINE | re.DOTALL)


def example(name: str, number: int = 0) -> str:
    """The block that stands under the name of a file."""
    found: list[tuple[str, str]] = _BLOCK.findall(GUIDE)
    return [text for file, text in found if file == name][number]


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_the_entries_add_to_the_shipped_ones(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = written(tmp_path, "entries/agency.yaml", example("entries/agency.yaml")).parent
    assert main(["check", str(folder)], {}) == 0
    capsys.readouterr()
    assert main(["ask", "кто оформляет пропуска", "--knowledge", str(folder)], {"HOME": str(tmp_path)}) == 0
    assert "хозяйственный отдел" in capsys.readouterr().out
    assert main(["ask", "кто такой клиент", "--knowledge", str(folder)], {"HOME": str(tmp_path)}) == 0


def test_the_table_becomes_entries_that_pass_the_check(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = written(tmp_path, "faq.csv", example("faq.csv"))
    assert main(["import", "--yes", str(table)], {}) == 0
    entries = capsys.readouterr().out
    folder = written(tmp_path, "entries/faq.yaml", entries).parent
    assert main(["check", str(folder)], {}) == 0
    assert "Где забрать документ" in entries
    assert "В окне 3" in entries


def test_the_overlay_passes_the_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = written(tmp_path, "form/overlay.yaml", example("form/overlay.yaml")).parent
    assert main(["check", str(folder)], {}) == 0, capsys.readouterr().err
    assert main(["form"], {"SEGMENTBOT_FORMS": str(folder)}) == 0
    drawn = capsys.readouterr().out
    assert "registry_code" in drawn
    assert "target_audience_size" not in drawn


def test_the_word_template_is_filled(tmp_path: Path) -> None:
    folder = ROOT / "docs" / "examples" / "form"
    assert (folder / "overlay.yaml").read_text(encoding="utf-8") == example("form/overlay.yaml", 1)
    assert main(["check", str(folder)], {}) == 0
    answers = ROOT / "dialogs" / "content" / "examples" / "citizen_service.yaml"
    out = tmp_path / "out.docx"
    assert main(["fill", str(answers), "--docx", str(out)], {"SEGMENTBOT_FORMS": str(folder)}) == 0
    document = docx.Document(str(out))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert text.count("Сегмент 1 из 2") == 1
    assert "{" not in text
    assert [len(table.columns) for table in document.tables] == [2, 2]
