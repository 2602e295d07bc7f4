"""Tables of questions and answers, whole and broken, become entries to review."""

import io
from pathlib import Path

import pytest
import yaml
from docx import Document
from openpyxl import Workbook

from bot.cli.importing.command import import_table
from knowledge.base.loading import load_knowledge
from knowledge.yaml_source import ContentError
from tests.cli.office_files import docx, tbl, tr

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


def test_a_row_of_a_word_table_becomes_an_entry(tmp_path: Path) -> None:
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


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_text(text, encoding=encoding, newline="")
    return path


HEADINGS = {
    "Понятие;Значение": ("first", "second"),
    "Термин;Пояснение": ("first", "second"),
    "Вопрос гражданина;Комментарий": ("first", "second"),
    "name;description": ("first", "second"),
    "Определение;Термин": ("second", "first"),
    "Ответ на вопрос;Вопрос": ("second", "first"),
    "Question;Answer": ("first", "second"),
    "Наименование;Описание": ("first", "second"),
    "Тема;Пояснение": ("first", "second"),
    "Аббревиатура;Расшифровка": ("first", "second"),
    "Суть обращения;Разъяснение": ("first", "second"),
    "О чём спрашивают;Что отвечаем": ("first", "second"),
    "Вопрос;Как поступить": ("first", "second"),
    "Сведения;Вопрос": ("second", "first"),
    "Понятие;Сущность": ("first", "second"),
    "ВОПРОС:;ОТВЕТ:": ("first", "second"),
    "Вопрос?;Ответ.": ("first", "second"),
    "Содержание ответа;Содержание вопроса": ("second", "first"),
    "Q;A": ("first", "second"),
}


@pytest.mark.parametrize("heading", HEADINGS)
def test_columns_are_found_by_headings_in_other_words(tmp_path: Path, heading: str) -> None:
    (entry,), told, code = imported(write(tmp_path / "faq.csv", f"{heading}\nfirst;second\n"))
    assert (told, code) == ("", 0)
    title, answer = HEADINGS[heading]
    assert (entry["title"], entry["answer"]) == ({"ru": title, "en": None}, {"ru": answer, "en": None})


@pytest.mark.parametrize(
    "heading",
    [
        "№ п/п;Раздел;Вопрос;Ответ;Комментарий;Дата ответа",
        "Номер вопроса;Категория;Вопрос;Ответ;Примечание;Кто ответил",
        "№;Тема;Термин;Определение;Комментарий;Источник",
    ],
)
def test_what_stands_in_other_columns_is_kept_as_a_note(tmp_path: Path, heading: str) -> None:
    text = f"{heading}\n1;Отпуска;Раз?;Один.;проверено;вчера\n2;Отпуска;Два?;;ответа нет;\n"
    (entry,), told, code = imported(write(tmp_path / "faq.csv", text))
    names = heading.split(";")
    assert (entry["title"], entry["answer"]) == ({"ru": "Раз?", "en": None}, {"ru": "Один.", "en": None})
    assert entry["source_note"] == f"{names[4]}: проверено\n{names[5]}: вчера"
    assert "line 3: the answer is missing: «Два?»" in told
    assert code == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_csv_is_read_in_every_encoding_with_every_separator(
    tmp_path: Path, encoding: str, separator: str
) -> None:
    lines = ("№|Вопрос|Ответ", '1|Раз?|"Один; и ""два"",\r\nи\tтри."', "", "2|Два?|Двое")
    text = "\r\n".join(lines).replace("|", separator)
    entries, told, code = imported(write(tmp_path / "faq.csv", text, encoding))
    assert (told, code) == ("", 0)
    assert [entry["title"] for entry in entries] == [{"ru": "Раз?", "en": None}, {"ru": "Два?", "en": None}]
    assert entries[0]["answer"] == {"ru": 'Один; и "два",\n\nи три.', "en": None}


def test_csv_with_a_title_and_sections(tmp_path: Path) -> None:
    text = "Перечень, как есть\n№;Вопрос;Ответ\n1. Отпуска;;\n1;Раз?;Один, да.\n"
    (entry,), told, code = imported(write(tmp_path / "faq.csv", text))
    assert (told, code) == ("", 0)
    assert entry["answer"] == {"ru": "Один, да.", "en": None}


def test_the_separator_that_excel_wrote_into_csv_counts(tmp_path: Path) -> None:
    (entry,), _, _ = imported(
        write(tmp_path / "faq.csv", "sep=,\r\nВопрос,Ответ\r\nРаз?,Один; два\r\n", "cp1251")
    )
    assert entry["answer"] == {"ru": "Один; два", "en": None}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (
            'Вопрос;Ответ\nРаз?;Один\nДва?;"Двое\n'.encode(),
            r"faq.csv:3: line 3: .*\(close the quotation marks",
        ),
        (b"\x00\x01\x02;\x00\n", "is no text"),
        (b"", "holds no table"),
        (b'a;"' + b"x" * 2_000_000 + b'"', "faq.csv:1: line 1: field larger"),
        (b"a;b\n" * 60_000, "faq.csv:30001: line 30001"),
        (b";" * 1_000_000, "faq.csv:1: line 1: too many"),
    ],
)
def test_csv_that_cannot_be_read_is_told_with_its_line(tmp_path: Path, content: bytes, told: str) -> None:
    (tmp_path / "faq.csv").write_bytes(content)
    with pytest.raises(ContentError, match=told):
        imported(tmp_path / "faq.csv")


def test_a_repeated_row_is_left_out_and_told(tmp_path: Path) -> None:
    text = "Вопрос;Ответ\nРаз?;Один.\nраз;Один.\nРаз?;Другой.\nДва?;Двое.\n"
    entries, told, code = imported(write(tmp_path / "faq.csv", text))
    assert [entry["answer"] for entry in entries] == [
        {"ru": answer, "en": None} for answer in ("Один.", "Другой.", "Двое.")
    ]
    assert "faq.csv:3: line 3: repeats line 2 and is left out" in told
    assert "faq.csv:4: line 4: «Раз?» is answered otherwise in line 2" in told
    assert code == 1


def test_a_table_without_a_heading_says_what_counts(tmp_path: Path) -> None:
    text = "1;Один ответ подлиннее.;Раз?\n2;Два ответа подлиннее.;Два?\n"
    entries, told, code = imported(write(tmp_path / "faq.csv", text))
    assert [entry["title"] for entry in entries] == [{"ru": "Раз?", "en": None}, {"ru": "Два?", "en": None}]
    assert "no heading, so column 3 counts as questions and 2 as answers" in told
    assert code == 0


def test_words_of_headings_among_the_rows_are_rows(tmp_path: Path) -> None:
    text = "№;Вопрос;Ответ\n1;Вопрос;Ответ\n№;Вопрос;Ответ\n2;Термин;Значение\n"
    entries, told, code = imported(write(tmp_path / "faq.csv", text))
    assert [entry["title"] for entry in entries] == [
        {"ru": "Вопрос", "en": None},
        {"ru": "Термин", "en": None},
    ]
    assert (told, code) == ("", 0)
    glossary = "Обращение;Просьба человека к органу.\nЖалоба;Обращение о нарушении прав.\n"
    entries, told, code = imported(write(tmp_path / "faq.csv", glossary))
    assert len(entries) == 2


def test_a_heading_without_answers_is_told(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"line 1: no columns of questions and answers: «Номер \| Термин»"):
        imported(write(tmp_path / "faq.csv", "Номер;Термин\n1;Отпуск\n"))


def test_addresses_in_tags_are_kept(tmp_path: Path) -> None:
    rows = [["Вопрос", "Ответ"], ["Где?", '<a href="https://example.org/a">Тут</a>&nbsp;и <ФИО> там']]
    (entry,), _, _ = imported(excel(tmp_path / "tags.xlsx", rows))
    assert entry["answer"] == {"ru": "[Тут](https://example.org/a) и <ФИО> там", "en": None}


def test_asterisks_of_a_cell_never_become_markup(tmp_path: Path) -> None:
    rows = [["Вопрос", "Ответ"], ["Раз?", "2 * 3 и 4*5* да"], ["Два?", "см. **сноску** и *"]]
    entries, _, _ = imported(excel(tmp_path / "faq.xlsx", rows))
    assert [entry["answer"] for entry in entries] == [
        {"ru": "2 * 3 и 4*5* да", "en": None},
        {"ru": "см. ∗∗сноску∗∗ и ∗", "en": None},
    ]


def test_the_preview_shows_what_becomes_of_each_row(tmp_path: Path) -> None:
    text = "Перечень\nВопрос;Ответ;Прочее\n1;2;3\nРаз?;Один.;\n;И ещё.;\nраз;Один. И ещё.;\nБез ответа?;;\n"
    told = io.StringIO()
    import_table(write(tmp_path / "faq.csv", text), io.StringIO(), told)
    fates = [line.split()[:3] for line in told.getvalue().splitlines()[:7]]
    assert fates == [
        ["line", "1", "section"],
        ["line", "2", "heading"],
        ["line", "3", "left"],
        ["line", "4", "entry"],
        ["line", "5", "joined"],
        ["line", "6", "entry"],
        ["line", "7", "lost"],
    ]
    assert "Раз? → Один." in told.getvalue()


@pytest.mark.parametrize(("said", "written"), [("\n", True), ("да\n", True), ("n\n", False), ("", False)])
def test_a_terminal_is_asked_before_anything_is_written(tmp_path: Path, said: str, written: bool) -> None:
    out, told = io.StringIO(), io.StringIO()
    file = write(tmp_path / "faq.csv", "Вопрос;Ответ\nРаз?;Один.\n")
    code = import_table(file, out, told, io.StringIO(said))
    assert (code, "Раз?" in out.getvalue()) == (0 if written else 1, written)
    assert "Write these entries?" in told.getvalue()


@pytest.mark.processor_seconds(60)
@pytest.mark.parametrize("kind", ["docx", "xlsx", "csv"])
def test_ten_thousand_rows_are_imported_with_their_progress(tmp_path: Path, kind: str) -> None:
    pairs = [(f"Как получить услугу {number}?", f"Придите в отделение {number}.") for number in range(10_000)]
    if kind == "csv":
        lines = "\n".join(";".join(pair) for pair in (("Вопрос", "Ответ"), *pairs))
        file = write(tmp_path / "faq.csv", lines, "cp1251")
    elif kind == "docx":
        rows = [tr(*pair) for pair in (("Вопрос", "Ответ"), *pairs)]
        file = docx(tmp_path / "faq.docx", tbl(*rows))
    else:
        file = excel(tmp_path / "faq.xlsx", [["Вопрос", "Ответ"], *map(list, pairs)])
    out, told = io.StringIO(), io.StringIO()
    assert import_table(file, out, told) == 0
    assert "10,000 of 10,000 entries" in told.getvalue()
    assert out.getvalue().count("\n- id: ") == 10_000
