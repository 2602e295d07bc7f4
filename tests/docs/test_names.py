"""A name of the product means one thing: a newcomer who looks for it finds one place."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
GUIDES = (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md"))
_PATH = re.compile(r"`((?:bot|dialogs|knowledge|tests|benchmarks|deploy|docs|questions)/[\w./*]*)`")
_EXAMPLE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
_LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)\s#]+)")
DECISIONS = ROOT / "docs" / "decisions"
# What was rejected is not ours, and may be named as others name it.
_REJECTED = re.compile(r"^\*\*Rejected.*?(?=\n\n|\Z)|^## Rejected\n.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
_QUOTED = re.compile(r"`([^`\n]+)`")
# A type (`Desk.decide`), a private function (`_in_thread`), a key (`calibration_bare`); no `SameSite=None`.
_NAME = re.compile(r"(?:_[a-z]|[A-Z]\w*[a-z]|[a-z]+_[a-z])\w*(?:\.\w+)*")
# Functions of C libraries.
FOREIGN = {"embed_n", "malloc_trim", "tok_content"}
_FILE = re.compile(r"(?<![\w/*<-])\w+\.(?:py|js|css|ftl)\b")
FILES = [file for room in ("knowledge", "dialogs", "bot") for file in (ROOT / room).rglob("*.py")]


def types_of(module: ast.Module) -> Iterator[str]:
    """Classes, nested ones too, and names of types such as `Event = Said | Pressed`; no type variables."""
    for node in ast.walk(module):
        if isinstance(node, ast.ClassDef):
            yield node.name
    for node in module.body:
        match node:
            case ast.Assign(targets=[ast.Name(name)], value=value) if not isinstance(value, ast.Call):
                if name.lstrip("_")[:1].isupper() and not name.isupper():
                    yield name
            case ast.AnnAssign(target=ast.Name(name), annotation=ast.Name("TypeAlias")):
                yield name


def test_a_type_name_stands_for_one_thing() -> None:
    places: defaultdict[str, list[str]] = defaultdict(list)
    for file in FILES:
        for name in types_of(ast.parse(file.read_text(encoding="utf-8"))):
            places[name].append(str(file.relative_to(ROOT)))
    assert {name: files for name, files in places.items() if len(files) > 1} == {}


def test_a_class_that_tests_share_stands_for_one_thing() -> None:
    places: defaultdict[str, list[str]] = defaultdict(list)
    for file in (ROOT / "tests").rglob("*.py"):
        if file.name.startswith("test_"):
            continue
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].append(str(file.relative_to(ROOT)))
    assert {name: files for name, files in places.items() if len(files) > 1} == {}


def test_a_file_name_stands_for_one_file() -> None:
    places: defaultdict[str, list[str]] = defaultdict(list)
    for file in FILES:
        if not file.name.startswith("__"):
            places[file.name].append(str(file.relative_to(ROOT)))
    assert {name: files for name, files in places.items() if len(files) > 1} == {}


def constants_of(module: ast.Module) -> Iterator[str]:
    """Public constants of a module."""
    for node in module.body:
        if isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = (each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name))
            yield from (name for name in names if name.isupper() and not name.startswith("_"))


def test_a_public_constant_stands_for_one_value() -> None:
    places: defaultdict[str, list[str]] = defaultdict(list)
    for file in FILES:
        for name in constants_of(ast.parse(file.read_text(encoding="utf-8"))):
            places[name].append(str(file.relative_to(ROOT)))
    assert {name: files for name, files in places.items() if len(files) > 1} == {}


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: str(guide.name))
def test_every_path_that_a_guide_names_leads_somewhere(guide: Path) -> None:
    named = set(_PATH.findall(guide.read_text(encoding="utf-8")))
    assert [path for path in sorted(named) if not list(ROOT.glob(path.rstrip("/")))] == []


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: str(guide.name))
def test_every_link_of_a_guide_leads_somewhere(guide: Path) -> None:
    linked = set(_LINK.findall(_EXAMPLE.sub("", guide.read_text(encoding="utf-8"))))
    assert [link for link in sorted(linked) if not (guide.parent / link).exists()] == []


@pytest.fixture(scope="module")
def named_in_code() -> set[str]:
    """Every word of code and of what it reads."""
    folders = ("knowledge", "dialogs", "bot", "benchmarks", "deploy")
    files = (file for folder in folders for file in (ROOT / folder).rglob("*.*"))
    read = (file for file in files if file.suffix in (".py", ".yaml", ".ftl", ".conf"))
    return {word for file in read for word in re.findall(r"\w+", file.read_text(encoding="utf-8"))}


@pytest.mark.parametrize(
    "guide",
    [ROOT / "CONTRIBUTING.md", ROOT / "docs" / "terms.md", *sorted(DECISIONS.glob("0*.md"))],
    ids=lambda guide: str(guide.name),
)
def test_a_guide_for_developers_names_what_there_is(guide: Path, named_in_code: set[str]) -> None:
    """Names, and files without their folder; not of a decision that was superseded as a whole."""
    text = guide.read_text(encoding="utf-8")
    if "\nSuperseded by " in text:
        return
    quoted = _QUOTED.findall(_REJECTED.sub("", text))
    names = {part for name in quoted if _NAME.fullmatch(name) for part in name.split(".")}
    assert names - named_in_code - FOREIGN == set()
    folders = ("knowledge", "dialogs", "bot", "tests", "benchmarks")
    files = {file.name for folder in folders for file in (ROOT / folder).rglob("*.*")}
    assert {name for each in quoted for name in _FILE.findall(each)} - files == set()


def test_every_decision_stands_in_the_index() -> None:
    indexed = set(_LINK.findall((DECISIONS / "README.md").read_text(encoding="utf-8")))
    assert {file.name for file in DECISIONS.glob("0*.md")} - indexed == set()
