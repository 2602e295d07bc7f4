"""A proposal in the team's chat: how it stands, and why a reply to it changed nothing."""

from dataclasses import replace
from datetime import date

from dialogs.team.learned_answers import (
    REVIEWED_AFTER,
    NotEdited,
    Proposal,
    Worded,
    against,
    entry_of,
    names_of,
    worded,
)
from dialogs.team.ticket_cards import CardAudience, key_of
from dialogs.team.tickets import TEAM_LANGUAGE, Letter, Ticket
from knowledge.text.markup import RichText, listing, parse_markup

_BUTTONS = {
    "proposed": ("publish", "preview", "reject"),
    "published": ("undo",),
    "rejected": ("propose",),
    "undone": ("publish", "preview", "reject"),
}


def proposal_letter(team: CardAudience, proposal: Proposal, ticket: Ticket | None, day: date) -> Letter:
    """The proposal as it stands; later states take the place of earlier ones."""
    words = worded(proposal, ticket)
    if proposal.entry is not None and proposal.extends is None:
        words = replace(
            words, title=proposal.entry.title.ru, phrasings=proposal.entry.phrasings.ru, taken_out=False
        )
    body = _heading(team, proposal, words)
    if words.phrasings:
        body += team.text("learned-phrasings") + listing(words.phrasings)
    if proposal.extends is None:
        body += _content(team, proposal, words, day)
    if words.taken_out:
        body += team.text("learned-taken-out")
    entry = entry_of(team, proposal, words, day) if proposal.state == "proposed" else None
    if entry is not None:
        for text, other in against(team, proposal, words, entry):
            body += team.text("learned-conflict", phrasing=text, title=other.named(TEAM_LANGUAGE))
        if proposal.extends is None:
            body += team.text("learned-how-to-edit")
    offered = tuple(team.button(what, proposal.id) for what in _BUTTONS[proposal.state])
    quoted = ticket is not None and proposal.entry is None
    persons = tuple(asker.person for asker in ticket.askers) if ticket is not None and quoted else ()
    # In a channel only what stands below a post has buttons for the members of its group.
    under = key_of(ticket) if ticket is not None and proposal.extends is None else None
    key = f"learned:{proposal.id}"
    return team.letter(body, key, offered, in_place=True, under=under, persons=persons)


def _heading(team: CardAudience, proposal: Proposal, words: Worded) -> RichText:
    if proposal.extends is None:
        return team.text(f"learned-{proposal.state}", id=proposal.id, title=words.title or "—")
    known = team.knowledge.entries.get(proposal.extends)
    named = known.named(TEAM_LANGUAGE) if known is not None else proposal.extends
    return team.text(f"phrasing-{proposal.state}", id=proposal.id, title=named)


def _content(team: CardAudience, proposal: Proposal, words: Worded, day: date) -> RichText:
    """The answer of an entry of its own, what is related to it, and who looks after it until when."""
    entry = proposal.entry
    body = team.text("learned-answer") + parse_markup(words.answer)
    if names := names_of(team.knowledge, entry.related if entry is not None else words.related):
        body += team.text("learned-related", titles="; ".join(names))
    due = proposal.review or (entry.review if entry is not None else None) or day + REVIEWED_AFTER
    return body + team.text("learned-owner", owner=proposal.owner or "—", day=due)


def not_edited(team: CardAudience, proposal: Proposal, why: NotEdited, message: str) -> Letter:
    """Under the expert's message: why it changed nothing."""
    body = team.text(f"learned-not-edited-{why}", id=proposal.id)
    return team.letter(body, f"note:{proposal.id}", regarding=message)
