"""From expert's answer to an entry of the knowledge base: a proposal, what speaks against it, the entry."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from dialogs.interview.checks.privacy import LOOKS_PERSONAL, personal_data
from dialogs.team.desk_events import Reworded
from dialogs.team.ticket_cards import CardAudience
from dialogs.team.tickets import Post, Ticket
from knowledge.base.checking import conflicts
from knowledge.base.entries import Entry, KnowledgeBase, Localized, Origin, Phrasings
from knowledge.text.markup import as_markup
from knowledge.text.normalisation import plain_words

State = Literal["proposed", "published", "rejected", "undone"]
NotEdited = Literal["published", "day", "related", "corrected"]

LONGEST_PHRASING = 200
LONGEST_TITLE = 150
LONGEST_LABEL = 60
RELATED = 3
REVIEWED_AFTER = timedelta(days=365)
_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})|(\d{4})-(\d{2})-(\d{2})")
CHANGES_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Proposal:
    """An answer on its way into the knowledge base. What an expert has not written anew (None) comes from the
    ticket: its askers' words. `entry` is what was published. `gathered`: further tickets with an answer like
    it. `extends`: an entry that is only to be found by more phrasings. `related`: entries that are offered
    below it. `owner` looks after the entry, until `review` it need not be looked at."""

    id: str
    author: str
    answer: str
    state: State = "proposed"
    title: str | None = None
    phrasings: tuple[str, ...] | None = None
    entry: Entry | None = None
    gathered: tuple[int, ...] = ()
    extends: str | None = None
    owner: str = ""
    review: date | None = None
    related: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Worded:
    """The words of a proposal as they are now. `taken_out` says that personal data were in them. `related`:
    ids of entries, which may be gone."""

    title: str
    phrasings: tuple[str, ...]
    answer: str
    taken_out: bool
    related: tuple[str, ...] = ()


def proposed(id: str, author: str, post: Post) -> Proposal:
    """A new proposal of an expert's answer."""
    return Proposal(id, author, as_markup(post.body), owner=post.expert.name if post.expert else "")


def reworded(proposal: Proposal, to: Reworded) -> Proposal:
    """The proposal as an expert words it anew on the team's page; whose entry is published stays so."""
    return replace(
        proposal,
        title=to.title.strip(),
        phrasings=tuple(each.strip() for each in to.phrasings if each.strip()),
        answer=to.answer.strip(),
        owner=to.owner.strip()[:LONGEST_LABEL],
        review=to.review,
        related=to.related,
        state="published" if proposal.entry is not None else "proposed",
    )


def as_it_stands(proposal: Proposal) -> Proposal:
    """The proposal with the words of the published entry, where nobody has worded it anew."""
    entry = proposal.entry
    if entry is None or proposal.extends is not None:
        return proposal
    return replace(
        proposal,
        title=entry.title.ru if proposal.title is None else proposal.title,
        phrasings=entry.phrasings.ru if proposal.phrasings is None else proposal.phrasings,
        owner=proposal.owner or entry.owner,
        review=proposal.review or entry.review,
        related=entry.related if proposal.related is None else proposal.related,
    )


def worded(proposal: Proposal, ticket: Ticket | None) -> Worded:
    """The words as they are now, without personal data; each phrasing once."""
    proposal = as_it_stands(proposal)
    asked = [" ".join(asker.words.split()) for asker in ticket.askers] if ticket else []
    texts = list(proposal.phrasings) if proposal.phrasings is not None else asked
    given = proposal.title or ""
    if not given and asked and proposal.extends is None:
        # What is left of words with personal data reads badly, and is found badly.
        given = next((text for text in asked if without_personal_data(text) == text), asked[0])
    cleaned = [without_personal_data(text) for text in (given, proposal.answer, *texts)]
    title, answer, *phrasings = cleaned
    title = (title[:1].upper() + title[1:])[:LONGEST_TITLE]
    once = {plain_words(text): text for text in reversed(phrasings) if 0 < len(text) <= LONGEST_PHRASING}
    once.pop("", None)
    once.pop(plain_words(title), None)
    near = tuple(each.entry for each in ticket.nearest[:RELATED]) if ticket is not None else ()
    return Worded(
        title,
        tuple(reversed(once.values())),
        answer,
        cleaned != [given, proposal.answer, *texts],
        near if proposal.related is None else proposal.related,
    )


def without_personal_data(text: str) -> str:
    """The text with what tells of one person taken out, and the marks around it."""
    left = text
    for found in personal_data(text):
        left = left.replace(found, " ")
    left = LOOKS_PERSONAL.sub(" ", left)
    if left == text:
        return text
    left = re.sub(r"(?<! ) +([,.;:!?])", r"\1", left)
    return re.sub(r"[ \t]+", " ", re.sub(r"(?<![ ,;:—-])[ ,;:—-]+([.!?])", r"\1", left)).strip(" ,;:—")


def edited(team: CardAudience, proposal: Proposal, text: str) -> Proposal | NotEdited | None:
    """The proposal as an expert wrote it anew in a reply: «Заголовок: …», «Формулировки: …; …», «Ответ: …»;
    None for what names no part, as when experts talk about it."""
    first, colon, words = text.strip().partition(":")
    named = {
        word.strip(): part
        for part in ("title", "phrasings", "answer", "related", "owner", "review")
        for word in team.label(f"learned-part-{part}").split(";")
    }
    part = named.get(first.strip().casefold()) if colon else None
    if part is None:
        return None
    if proposal.state == "published":
        return "published"
    if part == "title":
        return replace(proposal, title=words.strip())
    if part == "owner":
        return replace(proposal, owner=words.strip()[:LONGEST_LABEL])
    if part == "review":
        day = written_date(words)
        return replace(proposal, review=day) if day is not None else "day"
    if part == "related":
        found = entries_named(team.knowledge, re.split(r"[;\n]", words))
        return replace(proposal, related=found) if found is not None else "related"
    if part == "phrasings":
        parts = (each.strip() for each in re.split(r"[;\n]", words))
        return replace(proposal, phrasings=tuple(each for each in parts if each))
    return replace(proposal, answer=words.strip())


def entries_named(known: KnowledgeBase, names: Iterable[str]) -> tuple[str, ...] | None:
    """The entries of these ids or titles; a dash is none. None where a name leads to no entry, or several."""
    titles, found = _titles(known), list[str]()
    for name in filter(None, (each.strip(" —–-") for each in names)):
        named = [name] if name in known else titles.get(_bare(name), [])
        if len(named) != 1:
            return None
        found += named
    return tuple(dict.fromkeys(found))


def names_of(known: KnowledgeBase, ids: Iterable[str]) -> list[str]:
    """The names by which `entries_named` finds entries: titles, ids where a title is that of several."""
    titles = _titles(known)
    named = ((each, known[each].named("ru")) for each in ids if each in known)
    return [title if titles[_bare(title)] == [id] else id for id, title in named]


def _titles(known: KnowledgeBase) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for each in known:
        found.setdefault(_bare(each.named("ru")), []).append(each.id)
    return found


def _bare(title: str) -> str:
    return title.casefold().strip(" .?!—–-")


def written_date(text: str) -> date | None:
    """A day as 01.05.2027 or 2027-05-01."""
    found = _DAY.search(text)
    if found is None:
        return None
    day, month, year = found.group(1, 2, 3) if found[1] else found.group(6, 5, 4)
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def entry_of(team: CardAudience, proposal: Proposal, words: Worded, day: date) -> Entry | None:
    """The entry that the words make, or None where they make none.

    It is the one that is extended, with more phrasings; a published one in other words, which keeps all
    else; or a new one with its source, a specialist's answer of that day.
    """
    if proposal.extends is not None:
        known = team.knowledge.entries.get(proposal.extends)
        said = Phrasings(ru=words.phrasings)
        return known.with_phrasings(said) if known is not None and words.phrasings else None
    if not (words.title and words.answer):
        return None
    stands, old = as_it_stands(proposal), proposal.entry
    source = {language: team.phrases.label(language, "learned-source", day=day) for language in ("ru", "en")}
    made = Entry(
        id=proposal.id,
        tier="faq",
        title=Localized(ru=words.title),
        answer=Localized(ru=words.answer),
        phrasings=Phrasings(ru=words.phrasings),
        related=tuple(each for each in words.related if each in team.knowledge and each != proposal.id),
        origin=Origin(document=Localized(ru=source["ru"], en=source["en"])),
        owner=stands.owner,
        review=stands.review or day + REVIEWED_AFTER,
    )
    if old is None:
        return made
    changed = {
        "title": Localized(ru=words.title, en=old.title.en),
        "answer": Localized(ru=words.answer, en=old.answer.en),
        "phrasings": Phrasings(ru=words.phrasings, en=old.phrasings.en),
        "related": made.related,
        "owner": made.owner,
        "review": made.review,
    }
    return old.model_copy(update=changed)


def published(team: CardAudience, proposal: Proposal, ticket: Ticket | None, day: date) -> Proposal | None:
    """The proposal as an entry of the base; None where something speaks against it."""
    words = worded(proposal, ticket)
    entry = entry_of(team, proposal, words, day)
    if entry is None or against(team, proposal, words, entry):
        return None
    said = words.phrasings if proposal.extends is not None else proposal.phrasings
    return replace(proposal, state="published", entry=entry, phrasings=said)


def against(
    team: CardAudience, proposal: Proposal, words: Worded, entry: Entry | None
) -> list[tuple[str, Entry]]:
    """What speaks against publishing; an entry that is extended stands already, with a term beside it."""
    found = conflicts(team.knowledge, entry) if entry is not None else ()
    return [(text, other) for text, other in found if proposal.extends is None or text in words.phrasings]
