"""A proposal, or the entry made of one, as an expert words it anew on the team's page."""

from dataclasses import replace
from datetime import date

from dialogs.team.desk_events import Reworded
from dialogs.team.learned_answers import (
    LONGEST_LABEL,
    Proposal,
    State,
    Worded,
    against,
    complete,
    entry_of,
    worded,
)
from dialogs.team.ticket_cards import CardAudience
from dialogs.team.tickets import Ticket
from knowledge.base.entries import Entry, Localized, Phrasings


def reworded(proposal: Proposal, to: Reworded) -> Proposal:
    """The proposal in these words; whose entry is published stays so."""
    state: State = "published" if proposal.entry is not None else "proposed"
    return replace(
        proposal,
        title=to.title.strip(),
        phrasings=tuple(each.strip() for each in to.phrasings if each.strip()),
        answer=to.answer.strip(),
        owner=to.owner.strip()[:LONGEST_LABEL],
        review=to.review,
        related=to.related,
        state=state,
    )


def as_it_stands(proposal: Proposal) -> Proposal:
    """With the words of the published entry, where nobody has worded it anew."""
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


def words_of(proposal: Proposal, source: Ticket | None) -> Worded:
    """The words as they are now."""
    return worded(as_it_stands(proposal), source)


def entry_in_words(team: CardAudience, proposal: Proposal, source: Ticket | None, day: date) -> Entry | None:
    """The entry that the words make; a published one keeps everything else. None without words."""
    words = words_of(proposal, source)
    if not complete(team, proposal, words):
        return None
    old = proposal.entry
    made = entry_of(team, as_it_stands(proposal), words, day)
    if old is None or proposal.extends is not None:
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


def conflicts_of(
    team: CardAudience, proposal: Proposal, source: Ticket | None, entry: Entry | None
) -> list[tuple[str, Entry]]:
    """What speaks against publishing it in these words."""
    return [] if entry is None else list(against(team, proposal, words_of(proposal, source), entry))


def republished(team: CardAudience, proposal: Proposal, source: Ticket | None, day: date) -> Proposal | None:
    """A published proposal with its entry in the new words; None where something speaks against it."""
    entry = entry_in_words(team, proposal, source, day)
    if entry is None or conflicts_of(team, proposal, source, entry):
        return None
    return replace(proposal, entry=entry)
