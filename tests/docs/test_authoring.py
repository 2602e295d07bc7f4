"""The examples of docs/authoring.md, used as a methodologist would use them."""

import re
from pathlib import Path

import docx
import pytest
from docx.table import Table

from bot.cli.main import main
from dialogs.documents.template_filters import FILTERS
from dialogs.documents.template_language import TESTS

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
    lines = text_of(out)
    assert "{" not in "".join(lines)
    assert "Доля: 38\u00a0%, то есть 18\u00a0316\u00a0чел." in lines
    assert lines.count("Клиентский путь") == 2
    assert "1 | Видит, что плата за отопление выросла | Квитанция" in lines


def test_the_own_form_is_a_whole_one(tmp_path: Path) -> None:
    folder = ROOT / "docs" / "examples" / "own_form"
    settings = {"SEGMENTBOT_FORMS": str(folder)}
    assert main(["check", str(folder)], {}) == 0
    answers = folder / "examples" / "reserve.yaml"
    assert main(["check", str(answers)], settings) == 0
    out = tmp_path / "out.docx"
    assert main(["fill", str(answers), "--docx", str(out)], settings) == 0
    lines = text_of(out)
    assert "«Выдача разрешения на посещение заповедника»" in lines
    assert "4. Группа 2 из 2. Исследователи из вузов" in lines
    assert "Доля среди клиентов услуги | 70\u00a0%" in lines
    assert "1 | Разрешение продлевают каждый месяц | Выдавать разрешение на сезон" in lines


def test_the_word_template_reads_as_the_guide_says() -> None:
    (shown,) = re.findall(r"```text\n(\{\{ organization_name.*?)\n```", GUIDE, re.DOTALL)
    assert text_of(ROOT / "docs" / "examples" / "form" / "ministry_form.docx") == shown.split("\n")


def text_of(path: Path) -> list[str]:
    """Paragraphs, and rows of tables with a line between their cells."""
    lines: list[str] = []
    for block in docx.Document(str(path)).iter_inner_content():
        if isinstance(block, Table):
            lines += [" | ".join(cell.text for cell in row.cells) for row in block.rows]
        else:
            lines.append(block.text)
    return lines


def test_the_guide_names_the_whole_language_of_word_templates() -> None:
    language = GUIDE[GUIDE.index("### The language") : GUIDE.index("Everything else is refused by name")]
    named = {
        name
        for line in language.splitlines()
        if line.startswith("| filters")
        for name in re.findall(r"`(\w+)", line)
    }
    assert named == set(FILTERS)
    (tests,) = re.findall(r"\| tests \| (.*) \|", language)
    assert set(re.findall(r"`(?:is )?(\w+)`", tests)) == set(TESTS)
