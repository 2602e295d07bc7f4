"""Checks what the schema cannot: ids, references, phrasings and markup of all entries together."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge.base.entries import PICTURE_TYPES, Entry, KnowledgeBase
from knowledge.schema_mistakes import near
from knowledge.text.lemmas import content_lemmas
from knowledge.text.markup import Listing, Paragraph, RichText, Span, Table, parse_markup
from knowledge.text.normalisation import plain_words
from knowledge.yaml_source import KeyPath, Problem, Source

LARGEST_PICTURE = 5 * 1024 * 1024
_ADDRESS = re.compile(r"\b[a-z][a-z0-9+.-]{0,30}://\S*|\b(?:mailto|javascript|data|tg):\S+", re.IGNORECASE)
_LABELLED = re.compile(r"(?<!!)\[[^\[\]]*\]\((?P<url>[^)\[]*)\)")


@dataclass(frozen=True, slots=True)
class Placed:
    """An entry and its position in its file."""

    entry: Entry
    source: Source
    position: int

    def problem(self, place: Sequence[str | int], message: str, remedy: str) -> Problem:
        return self.source.problem(
            ("entries", self.position, *place), f'entry "{self.entry.id}": {message}', remedy
        )

    def where(self, place: Sequence[str | int] = ()) -> str:
        """File and line, to name this entry in a problem of another one."""
        return f"{self.source.path.name}:{self.source.line(('entries', self.position, *place))}"


def problems_of(placed: Sequence[Placed], *, complete: bool = True) -> Iterator[Problem]:
    """Every problem of the entries as a whole; references only when all files were `complete`ly read."""
    known: dict[str, Placed] = {}
    titles: dict[tuple[str, str], Placed] = {}
    for item in placed:
        if (first := known.setdefault(item.entry.id, item)) is not item:
            yield item.problem(("id",), f"the id is taken by {first.where()}", "choose another id")
        title = plain_words(item.entry.title.ru), plain_words(item.entry.section)
        if (first := titles.setdefault(title, item)) is not item:
            remedy = "tell them apart, also by “section”, or give both one id"
            yield item.problem(("title",), f"the title is that of {first.where()}", remedy)
    yield from _shared_phrasings(placed)
    for item in placed:
        if complete:
            yield from _dangling(item, known)
        yield from _unreadable(item)


def _shared_phrasings(placed: Sequence[Placed]) -> Iterator[Problem]:
    seen: dict[str, tuple[Placed, KeyPath]] = {}
    for item in placed:
        for place, text in _ways_to_ask(item.entry):
            key = plain_words(text)
            if not key:
                yield item.problem(place, f"«{text}» has no words", "write a phrasing or remove it")
                continue
            first, first_place = seen.setdefault(key, (item, place))
            # Equal titles are reported as such.
            if first.entry.id != item.entry.id and (place[0], first_place[0]) != ("title", "title"):
                yield item.problem(
                    place,
                    f'«{text}» also leads to "{first.entry.id}" ({first.where(first_place)})',
                    "keep it in one entry",
                )


def ties_of(placed: Sequence[Placed]) -> Iterator[Problem]:
    """Phrasings of different entries that say the same in another order or form: either may be answered."""
    seen: dict[frozenset[str], tuple[Placed, str]] = {}
    for item in placed:
        for place, text in _ways_to_ask(item.entry):
            lemmas = frozenset(content_lemmas(text))
            first, other = seen.setdefault(lemmas, (item, text))
            if lemmas and first.entry.id not in (item.entry.id, item.entry.counterpart):
                yield item.problem(
                    place, f'«{text}» says the same as «{other}» of "{first.entry.id}"', "tell them apart"
                )


def conflicts(base: KnowledgeBase, entry: Entry) -> Iterator[tuple[str, Entry]]:
    """Phrasings of `entry` that lead to another entry already, in these words or in other forms of them."""
    taken = {
        key: other for other in base if other.id != entry.id for _, keys in _leads_to(other) for key in keys
    }
    for text, keys in _leads_to(entry):
        if (other := next((taken[key] for key in keys if key in taken), None)) is not None:
            yield text, other


def _leads_to(entry: Entry) -> Iterator[tuple[str, tuple[object, ...]]]:
    """Every way to ask for an entry, with what makes it the same as another: its words, and its lemmas."""
    for text in entry.ways_asked:
        lemmas = frozenset(content_lemmas(text))
        yield text, (plain_words(text), lemmas) if lemmas else (plain_words(text),)


def _ways_to_ask(entry: Entry) -> Iterator[tuple[KeyPath, str]]:
    yield ("title", "ru"), entry.title.ru
    if entry.title.en is not None:
        yield ("title", "en"), entry.title.en
    for language, texts in (("ru", entry.phrasings.ru), ("en", entry.phrasings.en)):
        for position, text in enumerate(texts):
            yield ("phrasings", language, position), text
    for position, text in enumerate(entry.offered_for):
        yield ("offered_for", position), text


def _dangling(item: Placed, known: dict[str, Placed]) -> Iterator[Problem]:
    entry = item.entry
    references: list[tuple[KeyPath, str | None]] = [
        *((("related", position), target) for position, target in enumerate(entry.related)),
        (("counterpart",), entry.counterpart),
        (("example",), entry.example),
    ]
    for place, target in references:
        if target is None:
            continue
        if target == entry.id:
            yield item.problem(place, f'"{place[0]}" leads to the entry itself', "remove it")
        elif target not in known:
            remedy = near(target, known) or "write the id of an entry, or remove it"
            yield item.problem(place, f'"{place[0]}" names "{target}", which is no entry', remedy)


def _unreadable(item: Placed) -> Iterator[Problem]:
    entry = item.entry
    link = entry.template_link
    if link is not None and not re.fullmatch(r"https?://[^\s/]+\S*", link):
        yield item.problem(("template_link",), f"«{link}» is no web address", "begin it with https://")
    for place, text in _answers(entry):
        for address in _addresses(text):
            if not address.startswith(("https://", "http://")):
                yield item.problem(place, f"the link «{address}» is no web address", "begin it with https://")
        for picture in parse_markup(text).pictures:
            if fault := _fault_of_picture(item.source.path.parent, picture.file):
                remedy = "name a .png or .jpg file that lies beside this one"
                yield item.problem(place, f"the picture «{picture.file}» {fault}", remedy)


def _fault_of_picture(folder: Path, name: str) -> str | None:
    if Path(name).name != name or not name.casefold().endswith(tuple(PICTURE_TYPES)):
        return "is no picture of this folder"
    try:
        content = (folder / name).read_bytes()
    except OSError:
        return "is not there"
    if len(content) > LARGEST_PICTURE:
        return f"is larger than {LARGEST_PICTURE // 2**20} MB"
    return None if content.startswith((b"\x89PNG\r\n", b"\xff\xd8\xff")) else "is no PNG and no JPEG"


def notes_of(placed: Iterable[Placed], *, http_links: bool) -> Iterator[Problem]:
    """What may well be meant, but is worth a look."""
    for item in placed:
        links = [(place, address) for place, text in _answers(item.entry) for address in _addresses(text)]
        for place, address in [*links, (("template_link",), item.entry.template_link or "")]:
            if address.startswith("http://") and not http_links:
                remedy = "use https, or set SEGMENTBOT_HTTP_LINKS=yes"
                yield item.problem(place, f"the link «{address}» is not https", remedy)
        for place, text in _answers(item.entry):
            for leftover in _leftovers(parse_markup(text)):
                message = f"a sign of markup is shown as it stands near «{leftover}»"
                yield item.problem(place, message, "pair each *, ** and [ ]( ), if it is meant as markup")


def _answers(entry: Entry) -> Iterator[tuple[KeyPath, str]]:
    for language, text in (("ru", entry.answer.ru), ("en", entry.answer.en)):
        if text is not None:
            yield ("answer", language), text


def _addresses(text: str) -> Iterator[str]:
    for found in _LABELLED.finditer(text):
        yield found["url"]
    for found in _ADDRESS.finditer(_LABELLED.sub(" ", text)):
        yield found[0]


def _leftovers(text: RichText) -> Iterator[str]:
    for span in _spans(text):
        if span.link is None and (found := re.search(r"\*\*|\*(?=\w)|(?<=\w)\*|\]\(", span.text)):
            yield span.text[max(0, found.start() - 20) : found.end() + 20].replace("\n", " ")


def _spans(text: RichText) -> Iterable[Span]:
    for block in text.blocks:
        if isinstance(block, Table):
            lines = tuple(cell for row in block.rows for cell in row)
        elif isinstance(block, Paragraph):
            lines = (block.spans,)
        else:
            lines = block.items if isinstance(block, Listing) else block.lines
        for spans in lines:
            yield from spans
