"""Entries of the knowledge base, and terms that the compilers explain themselves, as messages: title,
wording, source, and the buttons that lead on; the glossary, which lists them."""

import re
from dataclasses import replace

from dialogs.faq import rating
from dialogs.interview.definition import Form
from dialogs.interview.own_terms import OWN, Term
from dialogs.turn.actions import OpenPrivate, ShowEntry, ShowGlossary
from dialogs.turn.building import TurnBuilder
from dialogs.turn.buttons import Offering
from dialogs.turn.titles import beginning, shortened
from knowledge.base.entries import Entry, Tier
from knowledge.text.language import Language
from knowledge.text.markup import RichText, paragraph, parse_markup

TIERS: tuple[Tier, ...] = ("faq", "main", "secondary", "additional")
RELATED_SHOWN = 3
# Characters of a title in a list on a phone: two lines.
SMALL_NAME = 76
# Characters of an answer where others read along: some eight lines of a phone.
IN_SHORT = 320
_PAYLOAD = re.compile(r"[\w-]{1,64}", re.ASCII)


def show_entry(turn: TurnBuilder, entry_id: str, also: tuple[str, ...] = (), *, listed: bool = False) -> None:
    """The official answer with its follow-ups; `also` holds the other side of a comparison. `listed`: chosen
    from a list, to which a button leads back."""
    knowledge = turn.world.library.knowledge
    if entry_id not in knowledge:
        if (own := _linked_own(turn.form, entry_id)) is not None:
            show_own(turn, own)
        else:
            turn.notice = turn.label("entry-gone")
        return
    entry = knowledge[entry_id]
    body = one_by_one(turn, [entry_body(turn, knowledge[each]) for each in (entry_id, *also)])
    turn.remember(last_entry=_spoken_of(turn, entry_id), last_answered=int(turn.world.now.timestamp()))
    offering = turn.new_offering()
    offer_follow_ups(turn, entry, offering, {entry_id, *also})
    if listed:
        offering.show(ShowGlossary(entry.tier), turn.label("button-glossary-tier"), "control")
    rating.offer(turn, offering, entry_id, *also)
    turn.say(body, offering, tone="answer", entry=entry_id, window=listed)


def show_own(turn: TurnBuilder, *terms: Term, official: str | None = None) -> None:
    """The compilers' own explanations as an answer; a link to one names it apart from the entries.
    `official`: the entry that comes near."""
    knowledge, offering = turn.world.library.knowledge, turn.new_offering()
    body = sum((explanation(turn, term) for term in terms), RichText())
    if official is not None and all(official != term.entry for term in terms):
        offering.show(ShowEntry(official), knowledge[official].named(turn.session.language))
    rating.offer(turn, offering, *(term.entry or term.id for term in terms))
    entry = f"{OWN}{terms[0].id}" if len(terms) == 1 else None
    turn.say(body, offering, tone="answer", entry=entry)


def one_by_one(turn: TurnBuilder, bodies: list[RichText]) -> RichText:
    """Several answers as one text; in a messenger all but the last are said by themselves first."""
    if not turn.world.messenger:
        return sum(bodies, RichText(()))
    for body in bodies[:-1]:
        turn.say(body, tone="answer")
    return bodies[-1] if bodies else RichText(())


def _spoken_of(turn: TurnBuilder, shown: str) -> str:
    """What the next follow-up is about: «чем он отличается от…» after an example means what it is of."""
    knowledge, last = turn.world.library.knowledge, turn.session.last_entry or ""
    return last if last in knowledge and knowledge[last].example == shown else shown


def entry_body(turn: TurnBuilder, entry: Entry) -> RichText:
    """Title, official wording, source."""
    language = turn.session.language
    answer = parse_markup(entry.answer.into(language))
    if turn.world.public:
        answer = beginning(answer, IN_SHORT)
    body = paragraph(entry.title.into(language), strong=True) + answer
    if entry.origin is None:
        return body
    document = entry.origin.document.into(language)
    number = entry.origin.numbered(language)
    if not number:
        return body + turn.text("answer-source-whole", document=document)
    key = "answer-source-faq" if entry.tier == "faq" else "answer-source-term"
    return body + turn.text(key, document=document, number=number)


def explanation(turn: TurnBuilder, term: Term) -> RichText:
    """The official wording with its source where the knowledge base has it, else the term's own text, marked
    as no official one."""
    if term.entry is not None and term.entry in (knowledge := turn.world.library.knowledge):
        return entry_body(turn, knowledge[term.entry])
    name, text = term.into(turn.session.language)
    if not text:
        return RichText()
    return turn.text("definition", term=name, text=text) + turn.text("own-explanation")


def definition(turn: TurnBuilder, term_id: str) -> RichText:
    """What a term means: one of the form's glossary by its id there, any other by that of its entry."""
    term = next((term for term in turn.form.glossary if term.id == term_id), None)
    if term is not None:
        return explanation(turn, term)
    knowledge = turn.world.library.knowledge
    return entry_body(turn, knowledge[term_id]) if term_id in knowledge else RichText()


def offer_follow_ups(turn: TurnBuilder, entry: Entry, offering: Offering, shown: set[str]) -> None:
    """Offers what leads on from the entry and is not `shown` yet: its counterpart, its example, what is
    related, its template."""
    if turn.world.public:
        # «Подробнее» for an entry that a link can name.
        if _PAYLOAD.fullmatch(payload := entry.id.replace(".", "_", 1)):
            offering.show(OpenPrivate(payload), turn.label("button-more-in-private"), "control")
        return
    knowledge = turn.world.library.knowledge
    language = turn.session.language
    if entry.counterpart and entry.counterpart not in shown:
        other = knowledge[entry.counterpart]
        key = "button-counterpart-faq" if other.tier == "faq" else "button-counterpart-term"
        title = in_list(turn, other.title.into(language))
        offering.show(ShowEntry(other.id), turn.label(key, title=title))
        shown.add(other.id)
    if entry.example and entry.example not in shown:
        offering.show(ShowEntry(entry.example), turn.label("button-example-entry"))
        shown.add(entry.example)
    for related in [name for name in entry.related if name not in shown][:RELATED_SHOWN]:
        offering.show(ShowEntry(related), in_list(turn, knowledge[related].named(language)))
    if entry.template_link:
        offering.link(turn.label("button-template"), entry.template_link)


def in_list(turn: TurnBuilder, title: str) -> str:
    """A title as it stands in a list: on a phone it takes two lines at most."""
    return shortened(title, SMALL_NAME) if turn.world.messenger else title


def show_in(turn: TurnBuilder, entry: Entry, language: Language) -> None:
    """The last answer once more in the language asked for; the talk goes on in its own."""
    offering = turn.new_offering()
    if language == "en" and entry.answer.en is None:
        turn.say(turn.text("follow-up-no-english"), offering)
        return
    session = turn.session
    turn.session = replace(session, chosen_language=language)
    body = entry_body(turn, entry)
    offer_follow_ups(turn, entry, offering, {entry.id})
    turn.session = session
    rating.offer(turn, offering, entry.id)
    turn.say(body, offering, tone="answer")


def show_glossary(turn: TurnBuilder, tier: Tier | None) -> None:
    """The tiers to choose from, or the entries of one tier."""
    knowledge = turn.world.library.knowledge
    offering = turn.new_offering()
    if tier is None:
        for known in TIERS:
            if count := len(knowledge.of_tier(known)):
                offering.show(ShowGlossary(known), turn.label(f"tier-{known}", count=count))
        turn.say(turn.text("glossary"), offering, window=True)
        return
    for entry in knowledge.of_tier(tier):
        offering.show(ShowEntry(entry.id), in_list(turn, entry.named(turn.session.language)))
    offering.show(ShowGlossary(), turn.label("button-glossary-back"), "control")
    turn.say(turn.text(f"glossary-{tier}"), offering, window=True, listed=True)


def has(turn: TurnBuilder, entry_id: str) -> bool:
    """Whether `show_entry` has something to show."""
    return entry_id in turn.world.library.knowledge or _linked_own(turn.form, entry_id) is not None


def _linked_own(form: Form, entry_id: str) -> Term | None:
    return next(
        (term for term in form.glossary if term.entry is None and entry_id == f"{OWN}{term.id}"), None
    )
