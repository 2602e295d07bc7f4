"""From a folder of YAML files to a checked knowledge base."""

import difflib
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

from knowledge.authored import typed
from knowledge.base.checking import Placed, notes_of, problems_of, ties_of
from knowledge.base.entries import LONGEST_ID, EntriesFile, Entry, KnowledgeBase
from knowledge.text.markup import parse_markup
from knowledge.yaml_source import MOST_PROBLEMS, ContentError, Problem, Source, read_yaml

SHIPPED = Path(__file__).parents[1] / "content"
# Stands for the entries where all else of a file is looked at.
_SOUND = {"id": "sound", "title": {"ru": "?"}, "answer": {"ru": "."}}


def load_knowledge(folder: Path = SHIPPED, *, http_links: bool = False, ties: bool = False) -> KnowledgeBase:
    """All entries of the YAML files in `folder`, in the order of file names.

    Where one of them `extends: shipped`, they come after the shipped entries, and one with a shipped id
    stands in its place. Files without `entries:` are none of ours and left alone. With `http_links` nothing
    is noted about links without https; with `ties` phrasings are noted between which only their order
    decides. Raises ContentError with every problem of every file at once.
    """
    problems: list[Problem] = []
    placed: list[Placed] = []
    for path in _files(folder):
        try:
            placed.extend(_read(path))
        except ContentError as error:
            problems.extend(error.problems)
    if not placed and not problems:
        problems.append(Problem(folder, 1, "holds no entries", "add a YAML file with the key “entries”"))
    if any(item.source.content.get("extends") for item in placed):
        own = {item.entry.id for item in placed}
        shipped = [item for path in _files(SHIPPED) for item in _read(path)]
        placed = [*(item for item in shipped if item.entry.id not in own), *placed]
    # What a broken file defines is unknown, so a reference into it would be reported in vain.
    problems.extend(islice(problems_of(placed, complete=not problems), MOST_PROBLEMS))
    if problems:
        raise ContentError(problems)
    notes = (*notes_of(placed, http_links=http_links), *(ties_of(placed) if ties else ()))
    pictures = {
        picture.file: item.source.path.parent / picture.file
        for item in placed
        for text in item.entry.answer.texts
        for picture in parse_markup(text).pictures
    }
    places = {item.entry.id: item.where(()) for item in placed}
    return KnowledgeBase({item.entry.id: item.entry for item in placed}, notes, pictures, places)


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise ContentError([Problem(folder, 1, "is no folder", "check the path")])
    return sorted(path for path in folder.iterdir() if path.suffix in (".yaml", ".yml") and path.is_file())


def _read(path: Path) -> Iterator[Placed]:
    source = read_yaml(path)
    keys = list(source.content) if isinstance(source.content, dict) else []
    if "entries" not in keys:
        near = [key for key in keys if difflib.get_close_matches(key, ["entries"], cutoff=0.75)]
        if near or isinstance(source.content, list):
            place = near[:1]
            name = f'unknown key "{near[0]}"' if near else "a list without a key"
            raise ContentError([source.problem(place, name, 'write "entries:" above the list')])
        return
    for position, entry in enumerate(_entries(source)):
        yield Placed(entry, source, position)


def _entries(source: Source) -> list[Entry]:
    """The entries of a file; of what is wrong no more is told than anybody reads."""
    written = source.content["entries"]
    if not isinstance(written, list) or not written:
        return list(typed(EntriesFile, source).entries)
    problems: list[Problem] = []
    entries: list[Entry] = []
    # One by one: nothing else runs while pydantic reads, and some 30,000 would take seconds.
    for position, item in enumerate(written):
        try:
            entries.append(typed(Entry, source, ("entries", position)))
        except ContentError as error:
            id = item.get("id") if isinstance(item, dict) else None
            name = f'entry "{id[:LONGEST_ID]}": ' if isinstance(id, str) else ""
            problems.extend(replace(each, message=name + each.message) for each in error.problems)
        if len(problems) >= MOST_PROBLEMS:
            break
    try:
        typed(EntriesFile, replace(source, content={**source.content, "entries": [_SOUND]}))
    except ContentError as error:
        problems.extend(error.problems)
    if problems:
        raise ContentError(problems)
    return entries
