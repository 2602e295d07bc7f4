"""Entries that people found no help in: the team is asked to look at them."""

from collections.abc import Sequence
from dataclasses import replace

from dialogs.interview.checks.privacy import masked
from dialogs.team.ticket_cards import CardAudience
from dialogs.team.tickets import Letter
from dialogs.turn.actions import ShowEntry
from dialogs.turn.buttons import lasting_id
from dialogs.turn.replies import Button
from dialogs.turn.titles import shortened
from knowledge.text.markup import Listing, RichText, Span

DISLIKED_BY = 2
"""So many people must have found no help in an entry."""
REASONS_SHOWN = 5
_LABEL = 60
_LONGEST_REASON = 300


def review(
    team: CardAudience, entry: str, first: int, people: int, reasons: Sequence[tuple[str, str]]
) -> Letter:
    """Asks for a look at an entry; `reasons` are those told, each with its person's id, `first` the rating
    with which it began."""
    title = team.knowledge[entry].named(team.language)
    body = team.text("review", title=title, id=entry, people=people)
    shown = reasons[-REASONS_SHOWN:]
    if shown:
        lines = tuple((Span(masked(reason, _LONGEST_REASON)),) for _, reason in shown)
        body += team.text("review-reasons") + RichText((Listing(lines),))
    opened = Button(lasting_id(ShowEntry(entry)), shortened(title, _LABEL))
    letter = team.letter(body, _key(entry, first), (opened, team.button("reviewed", entry)))
    return replace(letter, in_place=True, persons=tuple(dict.fromkeys(person for person, _ in shown)))


def reviewed(team: CardAudience, entry: str, first: int, expert: str) -> Letter:
    """The same message once somebody has looked."""
    title = team.knowledge[entry].named(team.language)
    body = team.text("review-done", title=title, id=entry, name=expert)
    return replace(team.letter(body, _key(entry, first)), in_place=True)


def _key(entry: str, first: int) -> str:
    return f"review:{entry}:{first}"
