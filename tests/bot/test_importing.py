"""Tables of questions and answers, whole and broken, become entries to review."""

import io
from pathlib import Path

import pytest
import yaml
from docx import Document
from openpyxl import Workbook

from bot.commands.importing.command import import_table
from knowledge.authored import ContentError
from knowledge.base.loading import load_knowledge

Rows = list[list[str]]


def word(path: Path, rows: Rows, merged: tuple[tuple[int, int], tuple[int, int]] | None = None) -> Path:
    document = Document()
    table = document.add_table(rows=len(rows), cols=max(map(len, rows)))
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            table.cell(number, column).text = text
    if merged:
        table.cell(*merged[0]).merge(table.cell(*merged[1]))
    document.save(str(path))
    return path


def excel(path: Path, rows: Rows) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def imported(file: Path) -> tuple[list[dict[str, object]], str, int]:
    out, told = io.StringIO(), io.StringIO()
    code = import_table(file, out, told)
    # What follows the preview: the remarks.
    remarks = (
        told.getvalue().partition(" rows: ")[2].partition("\n")[2].rpartition("\n")[0].rpartition("\n")[0]
    )
    return yaml.safe_load(out.getvalue())["entries"], remarks, code


HEADING = ["№", "Вопросы", "Ответы"]


def test_a_plain_word_table(tmp_path: Path) -> None:
    rows = [HEADING, ["1.", "Кто такой клиент?", "Тот, кто пришёл.\nСсылка: https://example.org/a"]]
    (entry,), told, code = imported(word(tmp_path / "faq.docx", rows))
    assert (told, code) == ("", 0)
    assert entry["id"] == "klient"
    assert entry["title"] == {"ru": "Кто такой клиент?", "en": None}
    assert entry["answer"] == {"ru": "Тот, кто пришёл.\n\nСсылка: https://example.org/a", "en": None}
    assert entry["origin"] == {"document": {"ru": "faq"}, "number": "1"}


def test_lists_are_kept_and_ids_are_free(tmp_path: Path) -> None:
    rows = [
        HEADING,
        ["1", "Чайник", "Греет * воду"],
        ["2", "Чайник", "• раз\n• два\n\n1. три\n2. четыре"],
        ["3", "Что это?", "Это"],
    ]
    out = io.StringIO()
    import_table(excel(tmp_path / "faq.xlsx", rows), out, io.StringIO())
    text = out.getvalue()
    assert "- раз\n" in text.replace("        ", "")
    assert [entry["id"] for entry in yaml.safe_load(text)["entries"]] == ["chaynik", "chaynik-2", "entry"]


def test_an_answer_torn_over_rows_is_joined(tmp_path: Path) -> None:
    rows = [
        HEADING,
        ["4.", "Кто такой внутренний клиент?", "• по вопросам учёта"],
        ["", "", "который обращается в подразделение"],
        ["5. Кто такой внешний клиент?", "Клиент со стороны.", ""],
        ["", "• Гражданин", ""],
    ]
    entries, told, code = imported(word(tmp_path / "torn.docx", rows))
    assert (told, code) == ("", 0)
    assert [entry["title"] for entry in entries] == [
        {"ru": "Кто такой внутренний клиент?", "en": None},
        {"ru": "Кто такой внешний клиент?", "en": None},
    ]
    assert entries[0]["answer"] == {
        "ru": "- по вопросам учёта\n\nкоторый обращается в подразделение",
        "en": None,
    }
    assert entries[1]["answer"] == {"ru": "Клиент со стороны.\n\n- Гражданин", "en": None}


def test_a_question_merged_over_rows_has_all_their_answers(tmp_path: Path) -> None:
    rows = [HEADING, ["1", "Что такое услуга?", "Работа."], ["", "", "Ещё о ней."]]
    (entry,), told, _ = imported(word(tmp_path / "merged.docx", rows, ((1, 1), (2, 1))))
    assert (entry["answer"], told) == ({"ru": "Работа.\n\nЕщё о ней.", "en": None}, "")


def test_markup_of_a_recognised_table_is_read(tmp_path: Path) -> None:
    rows = [["Вопрос", "Ответ"], ["Что нужно?", "<p>Нужно:</p><ul><li>паспорт</li><li>заявление</li></ul>"]]
    (entry,), _, _ = imported(excel(tmp_path / "tags.xlsx", rows))
    assert entry["answer"] == {"ru": "Нужно:\n\n- паспорт\n- заявление", "en": None}


def test_what_is_lost_is_told(tmp_path: Path) -> None:
    rows = [HEADING, ["1", "Вопрос без ответа?", ""], ["2", "Что?", "То."]]
    entries, told, code = imported(excel(tmp_path / "lost.xlsx", rows))
    assert len(entries) == 1
    assert code == 1
    assert "lost.xlsx:2:" in told


@pytest.mark.parametrize("name", ["no.docx", "no.xlsx", "no.txt"])
def test_a_file_of_another_kind_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("no table", encoding="utf-8")
    with pytest.raises(ContentError):
        imported(tmp_path / name)


def test_a_file_without_a_table_is_refused(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("text")
    document.save(str(tmp_path / "bare.docx"))
    with pytest.raises(ContentError, match="holds no table"):
        imported(tmp_path / "bare.docx")


def test_what_is_imported_can_be_loaded(tmp_path: Path) -> None:
    rows = [HEADING, ["1", "Кто такой клиент?", "Тот."]]
    out = io.StringIO()
    import_table(word(tmp_path / "faq.docx", rows), out, io.StringIO())
    folder = tmp_path / "base"
    folder.mkdir()
    (folder / "faq.yaml").write_text(out.getvalue(), encoding="utf-8")
    assert "klient" in load_knowledge(folder)
