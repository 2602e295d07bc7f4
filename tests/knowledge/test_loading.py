"""Authors' mistakes are reported all at once, each with file, line and remedy."""

from pathlib import Path

import pytest

from knowledge.base.loading import load_knowledge
from knowledge.finding import Suggest
from knowledge.search.finder import build_finder
from knowledge.text.markup import Paragraph, Span, Table, parse_markup
from knowledge.yaml_source import ContentError

GOOD = "entries:\n  - {id: leave, title: {ru: Отпуск}, answer: {ru: Пишите заявление.}}\n"


def folder(path: Path, **files: str) -> Path:
    for name, text in files.items():
        (path / f"{name}.yaml").write_text(text, encoding="utf-8")
    return path


def complaints(path: Path) -> list[str]:
    with pytest.raises(ContentError) as caught:
        load_knowledge(path)
    return [str(problem).replace(f"{path}/", "") for problem in caught.value.problems]


def test_an_agency_may_write_the_least_there_is(tmp_path: Path) -> None:
    base = load_knowledge(folder(tmp_path, own=GOOD))
    assert base["leave"].answer.into("en") == "Пишите заявление."
    assert build_finder(base).find("что такое отпуск").ranked[0].entry == "leave"


def test_learned_entries_leave_the_pictures_and_places_of_the_files(tmp_path: Path) -> None:
    (tmp_path / "plan.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    shown = GOOD.replace("Пишите заявление.", '"![План](plan.png)"')
    base = load_knowledge(folder(tmp_path, own=shown))
    learned = base["leave"].model_copy(update={"id": "learned.1"})
    both = base.with_learned([learned])
    assert "learned.1" in both and both.picture("plan.png") == base.picture("plan.png") is not None
    assert both.places == {"leave": "own.yaml:2"}


def test_files_without_entries_are_left_alone(tmp_path: Path) -> None:
    assert len(load_knowledge(folder(tmp_path, own=GOOD, words="synonyms: [a]\n"))) == 1


def test_an_empty_folder_and_a_missing_one_are_reported(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="holds no entries"):
        load_knowledge(tmp_path)
    with pytest.raises(ContentError, match="is no folder"):
        load_knowledge(tmp_path / "nowhere")


def test_every_problem_is_told_with_its_line_and_remedy(tmp_path: Path) -> None:
    text = """entries:
  - id: one
    title: {ru: Отпуск}
    answer: {ru: Пишите заявление.}
    related: [tow]
    counterpart: one
    phrasings:
      ru:
        - Взять отпуск!
  - id: two
    title: {ru: отпуск}
    answer: {ru: '[файл](ftp://example.org)'}
    template_link: gopher://example.org
    phrasings: {ru: [взять  отпуск]}
    example: nothing-like-it
  - id: one
    title: {ru: Ещё}
    answer: {ru: Да.}
"""
    told = complaints(folder(tmp_path, own=text))
    for expected in (
        'own.yaml:5: entry "one": "related" names "tow", which is no entry (did you mean "two"?)',
        'own.yaml:6: entry "one": "counterpart" leads to the entry itself',
        'own.yaml:11: entry "two": the title is that of own.yaml:2 (tell them apart, also by',
        'own.yaml:12: entry "two": the link «ftp://example.org» is no web address',
        'own.yaml:13: entry "two": «gopher://example.org» is no web address',
        'own.yaml:14: entry "two": «взять  отпуск» also leads to "one" (own.yaml:9) (keep it in one entry)',
        'own.yaml:15: entry "two": "example" names "nothing-like-it", which is no entry',
        'own.yaml:16: entry "one": the id is taken by own.yaml:2 (choose another id)',
    ):
        assert any(line.startswith(expected) for line in told), (expected, told)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "entries:\n  - {id: a, titel: {ru: А}, answer: {ru: Б}}\n",
            'unknown key "titel" (did you mean "title"?)',
        ),
        ("entries:\n  - {id: a, title: {ru: А}}\n", 'key "answer" is missing (add it)'),
        ("entries:\n  - id: a\n    title: {ru: А}\n    answer: {ru: ' '}\n", "own.yaml:4:"),
        ("entries: []\n", "own.yaml:1:"),
        ("entires:\n  - {id: a}\n", 'unknown key "entires" (write "entries:" above the list)'),
        ("- {id: a}\n", "a list without a key"),
        ("entries:\n  - {id: A B, title: {ru: А}, answer: {ru: Б}}\n", '"id"'),
        ("entries: [\n", "YAML syntax"),
        ("entries:\n  - {id: a, title: {ru: '!'}, answer: {ru: Б}}\n", "has no words"),
    ],
)
def test_what_the_schema_refuses(tmp_path: Path, text: str, expected: str) -> None:
    told = complaints(folder(tmp_path, own=text))
    assert any(expected in line for line in told), told


def test_phrasings_that_say_the_same_are_warned_of(tmp_path: Path) -> None:
    entry = "  - {{id: {0}, title: {{ru: {0}}}, answer: {{ru: Ответ.}}, phrasings: {{ru: [{1}]}}}}\n"
    text = "entries:\n" + entry.format("a1", "что такое отпуск") + entry.format("b1", "отпуск это что")
    warned = [str(each) for each in load_knowledge(folder(tmp_path, entries=text), ties=True).notes]
    assert len(warned) == 1
    assert '«отпуск это что» says the same as «что такое отпуск» of "a1"' in warned[0]


def test_two_broken_files_are_reported_together(tmp_path: Path) -> None:
    told = complaints(folder(tmp_path, a="entries: [\n", b="entries:\n  - {id: b}\n", c=GOOD))
    assert {line.split(":")[0] for line in told} == {"a.yaml", "b.yaml"}


def test_thousands_of_entries_load_and_answer(tmp_path: Path) -> None:
    lines = [
        f"  - {{id: e{n}, title: {{ru: Порядок {n} выдачи справки}}, answer: {{ru: Ответ {n}.}}}}"
        for n in range(3_000)
    ]
    base = load_knowledge(folder(tmp_path, many="entries:\n" + "\n".join(lines) + "\n"))
    finder = build_finder(base)
    assert finder.find("порядок 1234 выдачи справки").ranked[0].entry == "e1234"


HOSTILE = {
    "an alias bomb": (
        "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n"
        + "".join(f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 9))
        + "entries: *a8\n",
        r"own.yaml:\d+: an alias",
    ),
    "an alias bomb of mappings": (
        "a0: &a0 {k: v, l: v}\n"
        + "".join(f"a{n}: &a{n} {{k: *a{n - 1}, l: *a{n - 1}}}\n" for n in range(1, 40)),
        r"own.yaml:\d+: an alias",
    ),
    "a list in itself": ("entries: &x\n  - *x\n", r"own.yaml:2: an alias"),
    "a mapping in itself": ("a: 1\nentries: &x {id: *x}\n", r"own.yaml:2: an alias"),
    "3,000 levels": ("entries:\n  " + "[" * 3_000 + "]" * 3_000, "own.yaml:2: is nested deeper"),
    "a million levels": ("a: 1\nentries: " + "[" * 1_000_000, "own.yaml:2: is nested deeper"),
    "3,000 indented levels": (
        "\n".join(f"{' ' * level}entries:" for level in range(3_000)),
        r"own.yaml:5\d: is nested deeper",
    ),
    "a list as a key": ("entries: 1\n? [a, b]\n: c\n", "own.yaml:2: a key is no text"),
}


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.processor_seconds(10)
def test_hostile_yaml_is_told_with_its_place(tmp_path: Path, kind: str) -> None:
    text, told = HOSTILE[kind]
    with pytest.raises(ContentError, match=told):
        load_knowledge(folder(tmp_path, own=text))


def test_broken_aliases_and_second_documents_are_told(tmp_path: Path) -> None:
    for text, told in (
        ("entries: []\nmore: *x\n", r"own.yaml:2: YAML syntax: \*x repeats what is nowhere"),
        ("entries: []\n---\nentries: []\n", "own.yaml:2: YAML syntax: a second document"),
    ):
        with pytest.raises(ContentError, match=told):
            load_knowledge(folder(tmp_path, own=text))


@pytest.mark.processor_seconds(3)
def test_thousands_of_references_into_nothing_are_told_at_once(tmp_path: Path) -> None:
    """Each is held against every id for the one that may be meant."""
    lines = [
        f"  - {{id: e{n}, title: {{ru: Порядок {n}}}, answer: {{ru: Ответ {n}.}}, related: [entry{n}, x{n}]}}"
        for n in range(5_000)
    ]
    with pytest.raises(ContentError, match='"related" names "entry0", which is no entry') as told:
        load_knowledge(folder(tmp_path, many="entries:\n" + "\n".join(lines) + "\n"))
    assert len(told.value.problems) == 1_000


def test_honest_aliases_are_read(tmp_path: Path) -> None:
    text = """entries:
  - {id: leave, title: {ru: Отпуск}, answer: &same {ru: Пишите заявление.}}
  - {id: rest, title: {ru: Отгул}, answer: *same}
"""
    assert load_knowledge(folder(tmp_path, own=text))["rest"].answer.ru == "Пишите заявление."


def test_what_may_be_meant_is_noted_and_stops_nothing(tmp_path: Path) -> None:
    text = """entries:
  - id: one
    title: {ru: Отпуск}
    answer: {ru: '[Портал](http://intranet/a) и **не закрыто, 2*3 и [сноска] * есть'}
    template_link: http://intranet/b
"""
    base = load_knowledge(folder(tmp_path, own=text))
    assert [str(note).replace(f"{tmp_path}/", "").partition(" (")[0] for note in base.notes] == [
        'own.yaml:4: entry "one": the link «http://intranet/a» is not https',
        'own.yaml:5: entry "one": the link «http://intranet/b» is not https',
        'own.yaml:4: entry "one": a sign of markup is shown as it stands near « и **не закрыто, 2*3 и [с»',
    ]
    assert len(load_knowledge(tmp_path, http_links=True).notes) == 1
    shown = parse_markup(base["one"].answer.ru)
    assert shown.plain() == "Портал (http://intranet/a) и **не закрыто, 2*3 и [сноска] * есть"


def test_an_answer_may_hold_a_table(tmp_path: Path) -> None:
    text = """entries:
  - id: one
    title: {ru: Сроки}
    answer:
      ru: |
        Сроки такие:

        | Услуга | Срок |
        | ------ | ---- |
        | Справка | **3 дня** |
"""
    lead, table = parse_markup(load_knowledge(folder(tmp_path, own=text))["one"].answer.ru).blocks
    assert isinstance(lead, Paragraph)
    assert isinstance(table, Table)
    assert table.rows[1] == ((Span("Справка"),), (Span("3 дня", strong=True),))
    assert parse_markup("| a |").plain() == "| a |"


def test_entries_of_other_sections_may_share_a_title(tmp_path: Path) -> None:
    text = """entries:
  - {id: a, section: Отпуска, title: {ru: Какие сроки?}, answer: {ru: Три дня.}}
  - {id: b, section: Больничные, title: {ru: Какие сроки?}, answer: {ru: Два дня.}}
  - {id: c, title: {ru: Кто подписывает?}, answer: {ru: Директор.}}
"""
    base = load_knowledge(folder(tmp_path, own=text))
    assert base["a"].named("ru") == "Какие сроки? (Отпуска)"
    finding = build_finder(base).find("какие сроки?")
    assert {each.entry for each in finding.ranked[:2]} == {"a", "b"}
    assert finding.outcome == Suggest(("a", "b"))
    with pytest.raises(ContentError, match="the title is that of"):
        load_knowledge(folder(tmp_path, own=text.replace("Больничные", "отпуска")))


def test_a_folder_may_extend_the_shipped_entries(tmp_path: Path) -> None:
    base = load_knowledge(folder(tmp_path, own=f"extends: shipped\n{GOOD}"))
    shipped = load_knowledge()
    assert set(base.entries) == {*shipped.entries, "leave"}
    assert base["term.client"] == shipped["term.client"]
    own = GOOD.replace("leave", "term.client").replace("Отпуск", "Наш клиент")
    replaced = load_knowledge(folder(tmp_path, own=f"extends: shipped\n{own}"))
    assert replaced["term.client"].title.ru == "Наш клиент"


def test_extending_something_else_is_refused(tmp_path: Path) -> None:
    assert any("extends" in line for line in complaints(folder(tmp_path, own=f"extends: others\n{GOOD}")))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("entries:\n", 'own.yaml:1: "entries": a list is wanted, but nothing is written (begin each item'),
        ("entries: []\n", 'own.yaml:1: "entries": nothing is written (write at least one item)'),
        (GOOD.replace("{ru: Отпуск}", "Отпуск"), 'keys with values are wanted, not the text "Отпуск"'),
        (GOOD.replace("Пишите заявление.", '""'), '"ru": nothing is written (write a text)'),
        (GOOD.replace("id: leave", "id: отпуск"), "an id has small Latin letters and digits"),
        (GOOD + "#\0", "own.yaml:3: YAML syntax: a character that no text has (#x0000)"),
    ],
)
def test_a_value_of_another_kind_is_told_in_the_words_of_authors(
    tmp_path: Path, text: str, said: str
) -> None:
    (told,) = complaints(folder(tmp_path, own=text))
    assert said in told
    assert "Input" not in told and "tuple" not in told
