"""What becomes one proposal: alike answers of experts, and words by which several people meant one entry."""

from dataclasses import replace

from rapidfuzz import fuzz
from sqlalchemy import select, update

from bot.store.stored_learning import StoredProposal
from bot.store.tables import phrasings
from bot.store.unit_of_work import UnitOfWork
from dialogs.team.learned_answers import Proposal
from dialogs.team.tickets import Asker, Ticket
from dialogs.turn.events import Address
from knowledge.text.language import shipped_tables
from knowledge.text.markup import parse_markup
from knowledge.text.normalisation import plain_words

PICKED_BY = 3
"""So many people must have meant an entry by the same words."""
ALIKE = 90.0
"""Of 100, from which on two answers say the same."""
NOBODY = Address("", "", "")


async def picked(work: UnitOfWork, entry: str) -> Ticket | None:
    """The words by which enough people meant an entry, as if they had asked in them; None without any."""
    which = (phrasings.c.entry == entry, phrasings.c.state == "proposed", phrasings.c.person.is_not(None))
    rows = (await work.connection.execute(select(phrasings).where(*which).order_by(phrasings.c.id))).all()
    by_words: dict[str, dict[str, str]] = {}
    for row in rows:
        by_words.setdefault(plain_words(row.question), {})[row.person] = row.question
    askers = [
        Asker("", person, NOBODY, words)
        for people in by_words.values()
        if len(people) >= PICKED_BY
        for person, words in people.items()
    ]
    return Ticket(0, work.now, work.now, askers=tuple(askers)) if askers else None


async def settle(work: UnitOfWork, proposal: Proposal) -> None:
    """What was published or rejected is no candidate any more; what was taken back is one again."""
    if proposal.extends is None:
        return
    again = proposal.state in ("undone", "proposed")
    before, after = ("settled", "proposed") if again else ("proposed", "settled")
    here = (phrasings.c.entry == proposal.extends, phrasings.c.state == before)
    await work.connection.execute(update(phrasings).where(*here).values(state=after))


async def source_of(work: UnitOfWork, stored: StoredProposal, *, lock: bool = True) -> Ticket | None:
    """Whose words a proposal is made of: those of a ticket or several, or of people who picked the entry."""
    if stored.proposal.extends is not None:
        return await picked(work, stored.proposal.extends)
    numbers = [stored.ticket, *stored.proposal.gathered]
    load = work.tickets.load if lock else work.tickets.read
    found = [await load(number) for number in numbers if number is not None]
    known = [ticket for ticket in found if ticket is not None]
    if not known:
        return None
    return replace(known[0], askers=tuple(asker for ticket in known for asker in ticket.askers))


async def alike(work: UnitOfWork, answer: str) -> StoredProposal | None:
    """A proposal, not yet decided on, whose answer says the same."""
    wanted = _plain(answer)
    candidates = await work.learned.undecided()
    return next((each for each in candidates if _same(wanted, _plain(each.proposal.answer))), None)


def _plain(answer: str) -> str:
    return plain_words(parse_markup(answer).plain())


def _same(one: str, other: str) -> bool:
    """A number or a «не» makes another answer, however alike the rest is."""
    alike = bool(one and other) and fuzz.ratio(one, other) >= ALIKE
    return alike and _decisive(one) == _decisive(other)


def _decisive(said: str) -> list[str]:
    negations = shipped_tables().negations
    return [word for word in said.split() if word in negations or not word.isalpha()]
