"""Asking a person: what no entry answers goes to the team's specialists, and so does what is said to them."""

from dataclasses import replace
from datetime import timedelta

from dialogs.interview.checks.privacy import masked
from dialogs.turn.actions import ChooseSuggestion, OnTicket, ShowEntry
from dialogs.turn.building import TurnBuilder
from dialogs.turn.buttons import Offering
from dialogs.turn.effects import KeepQuestion, LogQuestion, TicketStep, WriteToTicket
from dialogs.turn.session import Home
from knowledge.base.entries import KnowledgeBase
from knowledge.finding import Finding, Scored
from knowledge.text.markup import paragraph

# Nothing else said for so long: the question is whole, and handed over.
ALONE = timedelta(minutes=1)
NEAREST_SHOWN = 3
MASKED_LETTERS = 1_000
"""Characters of a question that the team sees."""
LONGEST_ASKED = 100_000
"""Characters of one question, in however many messages it is written; what goes beyond is one of its own."""


def keep(turn: TurnBuilder, question: str, nearest: tuple[Scored, ...] = ()) -> None:
    """Shows what is nearest, and keeps the question for the specialists; short messages in a row are one."""
    session, now = turn.session, turn.world.now
    knowledge = turn.world.library.knowledge
    goes_on = session.kept_question is not None and now.timestamp() - session.kept_at < ALONE.total_seconds()
    last = session.kept_question if goes_on and session.kept_question else turn.world.fresh_id
    key = keep_words(turn, last, question, nearest)
    goes_on = goes_on and key == last
    turn.remember(kept_question=key, kept_at=int(now.timestamp()))
    offering = turn.new_offering()
    at_home = isinstance(turn.place, Home)
    for each in nearest:
        action = ChooseSuggestion(question, each.entry) if at_home else ShowEntry(each.entry)
        offering.show(action, knowledge[each.entry].named(turn.session.language))
    offering.show(OnTicket("ask", key), turn.label("button-ask-specialist"), "control")
    offering.show(OnTicket("drop", key), turn.label("button-do-not-ask"), "control")
    turn.say(turn.text("unknown-added" if goes_on else "unknown-specialist", nearest=len(nearest)), offering)


def keep_words(turn: TurnBuilder, key: str, words: str, nearest: tuple[Scored, ...] = ()) -> str:
    """Keeps words of a question; what follows of a message that was cut belongs to them. Returns the key of
    the question that has them: what is too long for one begins another."""
    asked = turn.world.asked.get(key)
    if asked is not None and asked.number is None and len(asked.words) + len(words) >= LONGEST_ASKED:
        key = turn.world.fresh_id
    turn.ticket = key
    turn.do(KeepQuestion(key, words, nearest, turn.world.now + ALONE))
    return key


def worth_showing(known: KnowledgeBase, finding: Finding) -> tuple[Scored, ...]:
    """What is shown of what is near; to nonsense nothing is."""
    return tuple(each for each in finding.near if each.entry in known)[:NEAREST_SHOWN]


def keep_part(turn: TurnBuilder, question: str) -> None:
    """One of several questions of a message, the others of which were answered; all such are one."""
    if turn.world.specialists:
        now = turn.world.now
        turn.do(KeepQuestion(turn.world.fresh_id, question, (), now + ALONE))
        turn.remember(kept_question=turn.world.fresh_id, kept_at=int(now.timestamp()))


def offer(turn: TurnBuilder, offering: Offering) -> None:
    """The way to a person, under an answer."""
    if turn.world.specialists:
        kept = turn.session.kept_question if turn.session.kept_at == int(turn.world.now.timestamp()) else None
        offering.show(OnTicket("ask", kept or ""), turn.label("button-specialist"), "control")


def found_nearby(turn: TurnBuilder) -> None:
    """The person has chosen an entry: what was kept need not be asked any more."""
    if turn.session.kept_question is not None:
        turn.do(TicketStep("drop", turn.session.kept_question))
        turn.remember(kept_question=None)


def call_off(turn: TurnBuilder) -> bool:
    """«Отмена» after a question that is still kept: it is not passed on."""
    key = turn.session.kept_question
    asked = turn.world.asked.get(key) if key is not None else None
    if key is None or asked is None or asked.number is not None:
        return False
    on_ticket(turn, OnTicket("drop", key))
    return True


def ask(turn: TurnBuilder, words: str) -> None:
    """`/ask`, with the question or without it."""
    if not turn.world.specialists:
        turn.say(turn.text("no-specialists"))
    elif words:
        _hand_over(turn, words)
    else:
        turn.remember(writing="")
        turn.say(turn.text("write-to-specialist"))


def takes(turn: TurnBuilder, text: str) -> bool:
    """Whether the text is for the specialists: a reply to one, or what the person was asked to write."""
    key = turn.world.under if turn.world.under is not None else turn.session.writing
    if key is None:
        return False
    turn.remember(writing=None)
    if key in turn.world.asked:
        turn.ticket = key
        turn.do(WriteToTicket(key, text))
        turn.say(turn.text("passed-on"), tone="success")
    else:
        _hand_over(turn, text)
    return True


def on_ticket(turn: TurnBuilder, action: OnTicket) -> None:
    """A button of a question to the specialists; of somebody else's it does nothing."""
    asked = turn.world.asked.get(action.key)
    match action.what:
        case "ask" if not action.key:
            ask(turn, turn.session.last_question)
            turn.remember(last_question="")
        case "ask" | "named" | "unnamed" | "drop" if asked is not None and asked.number is not None:
            turn.notice = turn.label("with-specialists-already", number=asked.number)
        case "ask" if asked is not None and _names(asked.words):
            _show_names(turn, action.key, asked.words)
        case _ if asked is None:
            turn.notice = turn.label("question-gone")
        case "ask" | "named" | "unnamed" | "drop" as what:
            turn.do(TicketStep("ask" if what == "unnamed" else what, action.key))
            turn.remember(kept_question=None)
            turn.say(turn.text("not-asked" if what == "drop" else "handed-over"))
        case "write":
            turn.remember(writing=action.key)
            turn.say(turn.text("write-more"))
        case "missed":
            turn.do(TicketStep("missed", action.key))
            turn.remember(writing=action.key)
            turn.say(turn.text("write-what-is-missing"))
        case "solved" | "helped" as what:
            turn.do(TicketStep(what, action.key))
            turn.say(turn.text(f"ticket-{what}"))


def _names(words: str) -> bool:
    """Whether the team would see the words without something of them."""
    return masked(words, MASKED_LETTERS) != words[:MASKED_LETTERS]


def _show_names(turn: TurnBuilder, key: str, words: str) -> None:
    """The text with the names that are in it, and without them: the person chooses what the team sees."""
    offering = turn.new_offering()
    offering.show(OnTicket("unnamed", key), turn.label("button-send-unnamed"), "control")
    offering.show(OnTicket("named", key), turn.label("button-send-named"), "control")
    offering.show(OnTicket("drop", key), turn.label("button-do-not-send"), "control")
    without = turn.text("question-unnamed") + paragraph(masked(words, MASKED_LETTERS))
    as_typed = turn.text("question-named") + paragraph(words[:MASKED_LETTERS])
    turn.say(without + as_typed + turn.text("question-minute"), offering)


def _hand_over(turn: TurnBuilder, words: str) -> None:
    """A question for which nobody need wait a minute, unless there are names in it."""
    finding = turn.world.finding
    asked = finding is not None and finding.question == words
    nearest = worth_showing(turn.world.library.knowledge, finding) if finding is not None and asked else ()
    key = turn.ticket = turn.world.fresh_id
    if words != turn.session.last_question:
        turn.do(LogQuestion(words, "unknown", tuple(each.entry for each in nearest)))
    if _names(words):
        keep_words(turn, key, words, nearest)
        turn.remember(kept_question=key, kept_at=int(turn.world.now.timestamp()))
        _show_names(turn, key, words)
        return
    turn.do(KeepQuestion(key, words, nearest, turn.world.now))
    turn.do(TicketStep("ask", key))
    turn.say(turn.text("handed-over"))
    turn.session = replace(turn.session, kept_question=None)
