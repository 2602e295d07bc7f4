"""A proposal, or the entry made of one, as an expert words it anew on the team's page."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from dialogs.team.learned_answers import Proposal, State, Worded, entry_of, worded
from dialogs.team.ticket_cards import CardAudience
from dialogs.team.tickets import Ticket
from knowledge.base.entries import Entry, Localized, Phrasings
from knowledge.base.learned import conflicts


def reworded(proposal: Proposal, title: str, phrasings: Sequence[str], answer: str) -> Proposal:
    """The proposal in these words; whose entry is published stays so."""
    given = tuple(each.strip() for each in phrasings if each.strip())
    state: State = "published" if proposal.entry is not None else "proposed"
    return replace(proposal, title=title.strip(), phrasings=given, answer=answer.strip(), state=state)


def words_of(proposal: Proposal, ticket: Ticket | None) -> Worded:
    """The words as they are now: those of the published entry, where nobody has worded it anew."""
    entry = proposal.entry
    if entry is not None:
        proposal = replace(
            proposal,
            title=entry.title.ru if proposal.title is None else proposal.title,
            phrasings=entry.phrasings.ru if proposal.phrasings is None else proposal.phrasings,
        )
    return worded(proposal, ticket)


def entry_in_words(team: CardAudience, proposal: Proposal, ticket: Ticket | None, day: date) -> Entry | None:
    """The entry that the words make; a published one keeps everything else. None without words."""
    words = words_of(proposal, ticket)
    if not words.title or not words.answer:
        return None
    if proposal.entry is None:
        return entry_of(team, proposal, words, day)
    old = proposal.entry
    changed = {
        "title": Localized(ru=words.title, en=old.title.en),
        "answer": Localized(ru=words.answer, en=old.answer.en),
        "phrasings": Phrasings(ru=words.phrasings, en=old.phrasings.en),
    }
    return old.model_copy(update=changed)


def republished(team: CardAudience, proposal: Proposal, ticket: Ticket | None, day: date) -> Proposal | None:
    """A published proposal with its entry in the new words; None where something speaks against it."""
    entry = entry_in_words(team, proposal, ticket, day)
    if entry is None or next(conflicts(team.knowledge, entry), None) is not None:
        return None
    return replace(proposal, entry=entry)
