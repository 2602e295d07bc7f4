"""From expert's answer to an entry of the knowledge base: a proposal, what speaks against it, the entry."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from dialogs.interview.checks.privacy import personal_data
from dialogs.team.notices import LOOKS_PERSONAL, masked
from dialogs.team.ticket_cards import CardAudience
from dialogs.team.tickets import Letter, Post, Ticket
from dialogs.turn.actions import ShowEntry
from dialogs.turn.buttons import lasting_id
from dialogs.turn.replies import Button
from knowledge.base.entries import Entry, Localized, Origin, Phrasings
from knowledge.base.learned import conflicts
from knowledge.search.changed_answers import ChangedAnswer, Reached
from knowledge.text.markup import Block, Listing, Quote, RichText, Span, Table, parse_markup
from knowledge.text.normalisation import plain_words

State = Literal["proposed", "published", "rejected", "undone"]

LONGEST_PHRASING = 200
LONGEST_TITLE = 150
LONGEST_LABEL = 60
CHANGES_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Proposal:
    """An answer on its way into the knowledge base. What an expert has not written anew (None) comes from the
    ticket: its askers' words. `entry` is what was published."""

    id: str
    author: str
    answer: str
    state: State = "proposed"
    title: str | None = None
    phrasings: tuple[str, ...] | None = None
    entry: Entry | None = None


@dataclass(frozen=True, slots=True)
class Worded:
    """The words of a proposal as they are now. `taken_out` says that personal data were in them."""

    title: str
    phrasings: tuple[str, ...]
    answer: str
    taken_out: bool


def proposed(id: str, author: str, post: Post) -> Proposal:
    """A new proposal of an expert's answer."""
    return Proposal(id, author, as_markup(post.body))


def worded(proposal: Proposal, ticket: Ticket | None) -> Worded:
    """Title and phrasings, without personal data; each phrasing once."""
    asked = [" ".join(asker.words.split()) for asker in ticket.askers] if ticket else []
    texts = list(proposal.phrasings) if proposal.phrasings is not None else asked
    given = proposal.title or (asked[0] if asked else "")
    cleaned = [without_personal_data(text) for text in (given, proposal.answer, *texts)]
    title, answer, *phrasings = cleaned
    title = (title[:1].upper() + title[1:])[:LONGEST_TITLE]
    once = {plain_words(text): text for text in reversed(phrasings) if 0 < len(text) <= LONGEST_PHRASING}
    once.pop("", None)
    once.pop(plain_words(title), None)
    return Worded(title, tuple(reversed(once.values())), answer, cleaned != [given, proposal.answer, *texts])


def without_personal_data(text: str) -> str:
    """The text with what tells of one person taken out."""
    for found in personal_data(text):
        text = text.replace(found, " ")
    text = LOOKS_PERSONAL.sub(" ", text)
    return re.sub(r"[ \t]+", " ", re.sub(r"(?<! ) +([,.;:!?])", r"\1", text)).strip(" ,;:—-")


def edited(team: CardAudience, proposal: Proposal, text: str) -> Proposal:
    """As an expert wrote it in a reply: «Заголовок: …», «Формулировки: …; …», anything else is the answer."""
    first, colon, words = text.strip().partition(":")
    named = {
        word.strip(): part
        for part in ("title", "phrasings", "answer")
        for word in team.label(f"learned-part-{part}").split(";")
    }
    part = named.get(first.strip().casefold(), "") if colon else ""
    if part == "title":
        return replace(proposal, title=words.strip())
    if part == "phrasings":
        parts = (each.strip() for each in re.split(r"[;\n]", words))
        return replace(proposal, phrasings=tuple(each for each in parts if each))
    return replace(proposal, answer=words.strip() if part else text.strip())


def entry_of(team: CardAudience, proposal: Proposal, words: Worded, day: date) -> Entry:
    """The entry, with its source: a specialist's answer of that day. Raises ValueError without words."""
    source = {language: team.phrases.label(language, "learned-source", day=day) for language in ("ru", "en")}
    return Entry(
        id=proposal.id,
        tier="faq",
        title=Localized(ru=words.title),
        answer=Localized(ru=words.answer),
        phrasings=Phrasings(ru=words.phrasings),
        origin=Origin(document=Localized(ru=source["ru"], en=source["en"])),
    )


def published(
    team: CardAudience, proposal: Proposal, ticket: Ticket | None, now: datetime
) -> Proposal | None:
    """The proposal as an entry of the base; None where something speaks against it."""
    words = worded(proposal, ticket)
    if not words.title or not words.answer:
        return None
    entry = entry_of(team, proposal, words, now.date())
    if next(conflicts(team.knowledge, entry), None) is not None:
        return None
    return replace(proposal, state="published", entry=entry)


def shown(team: CardAudience, proposal: Proposal, ticket: Ticket | None, day: date) -> Letter:
    """The proposal in the team's chat; later states take the place of earlier ones."""
    words = worded(proposal, ticket)
    if proposal.entry is not None:
        words = replace(
            words, title=proposal.entry.title.ru, phrasings=proposal.entry.phrasings.ru, taken_out=False
        )
    body = team.text(f"learned-{proposal.state}", id=proposal.id, title=words.title or "—")
    if words.phrasings:
        body += team.text("learned-phrasings") + RichText(
            (Listing(tuple((Span(phrasing),) for phrasing in words.phrasings)),)
        )
    body += team.text("learned-answer") + parse_markup(words.answer)
    if words.taken_out:
        body += team.text("learned-taken-out")
    if proposal.state == "proposed" and words.title and words.answer:
        entry = entry_of(team, proposal, words, day)
        for text, other in conflicts(team.knowledge, entry):
            body += team.text("learned-conflict", phrasing=text, title=other.named(team.language))
        body += team.text("learned-how-to-edit")
    buttons = {
        "proposed": ("publish", "preview", "reject"),
        "published": ("undo",),
        "rejected": ("propose",),
        "undone": ("publish", "preview", "reject"),
    }[proposal.state]
    offered = tuple(team.button(what, proposal.id) for what in buttons)
    letter = team.letter(body, f"learned:{proposal.id}", offered)
    person = ticket.askers[0].person if ticket and ticket.askers and proposal.entry is None else None
    return replace(letter, in_place=True, person=person)


def preview(team: CardAudience, id: str, changed: Sequence[ChangedAnswer]) -> Letter:
    """What the proposal would change, each question «было → станет»; entries can be opened."""
    lines = [
        team.label(
            "preview-line",
            question=masked(each.question[:LONGEST_PHRASING]),
            times=each.times,
            before=_named(team, each.before, id),
            after=_named(team, each.after, id),
        )
        for each in changed[:CHANGES_SHOWN]
    ]
    body = team.text("preview", id=id, questions=len(changed))
    if lines:
        body += RichText((Listing(tuple((Span(line),) for line in lines)),))
    named = dict.fromkeys(each.before.entry for each in changed[:CHANGES_SHOWN])
    opened = tuple(
        Button(lasting_id(ShowEntry(name)), team.knowledge[name].named(team.language)[:LONGEST_LABEL])
        for name in named
        if name is not None and name in team.knowledge
    )
    letter = team.letter(body, f"learned:{id}:preview", opened)
    return replace(letter, under=f"learned:{id}")


def _named(team: CardAudience, reached: Reached, id: str) -> str:
    if reached.entry is None:
        return team.label("preview-nothing")
    title = team.label("preview-this") if reached.entry == id else reached.entry
    if reached.entry in team.knowledge:
        title = team.knowledge[reached.entry].named(team.language)
    return title if reached.sure else team.label("preview-suggested", title=title)


def as_markup(body: RichText) -> str:
    """Rich text as the markup of answers; signs of markup in it become signs without meaning."""
    return "\n\n".join(map(_block, body.blocks))


def _block(block: Block) -> str:
    if isinstance(block, Table):
        return "\n".join("| " + " | ".join(map(_spans, row)) + " |" for row in block.rows)
    if isinstance(block, Listing):
        marks = (f"{block.start + n}." if block.ordered else "-" for n in range(len(block.items)))
        return "\n".join(f"{mark} {_spans(item)}" for mark, item in zip(marks, block.items, strict=True))
    if isinstance(block, Quote):
        return "\n".join(map(_spans, block.lines))
    return _spans(block.spans)


def _spans(spans: tuple[Span, ...]) -> str:
    return "".join(map(_span, spans))


def _span(span: Span) -> str:
    text = span.text.replace("*", "\N{ASTERISK OPERATOR}")
    bare = text.strip()
    if not bare:
        return text
    before, after = text[: text.index(bare)], text[text.index(bare) + len(bare) :]
    if span.link and span.link.startswith(("http://", "https://")) and span.link != bare:
        bare = f"[{bare}]({span.link})"
    if span.emphasis:
        bare = f"*{bare}*"
    if span.strong:
        bare = f"**{bare}**"
    return before + bare + after
