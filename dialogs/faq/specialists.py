"""Asking a person: what no entry answers goes to the team's specialists, and so does what is said to them."""

from dataclasses import replace
from datetime import timedelta

from dialogs.turn.actions import ChooseSuggestion, OnTicket, ShowEntry
from dialogs.turn.building import TurnBuilder
from dialogs.turn.buttons import Offering
from dialogs.turn.effects import KeepQuestion, LogQuestion, TicketStep, WriteToTicket
from dialogs.turn.session import Home
from knowledge.finding import Scored

# Nothing else said for so long: the question is whole, and handed over.
ALONE = timedelta(minutes=1)
NEAREST_SHOWN = 3
NEAR = 0.05
"""The chance of being meant from which on an entry is worth showing."""


def keep(turn: TurnBuilder, question: str, ranked: tuple[Scored, ...], lead: str) -> None:
    """Shows what is nearest, and keeps the question for the specialists; short messages in a row are one."""
    session, now = turn.session, turn.world.now
    knowledge = turn.world.library.knowledge
    nearest = tuple(each for each in ranked if each.score >= NEAR and each.entry in knowledge)[:NEAREST_SHOWN]
    goes_on = session.kept_question is not None and now.timestamp() - session.kept_at < ALONE.total_seconds()
    key = session.kept_question if goes_on and session.kept_question else turn.world.fresh_id
    turn.do(KeepQuestion(key, question, nearest, now + ALONE))
    turn.remember(kept_question=key, kept_at=int(now.timestamp()))
    offering = turn.new_offering()
    at_home = isinstance(turn.place, Home)
    for each in nearest:
        action = ChooseSuggestion(question, each.entry) if at_home else ShowEntry(each.entry)
        offering.show(action, knowledge[each.entry].named(turn.session.language))
    offering.show(OnTicket("ask", key), turn.label("button-ask-specialist"), "control")
    offering.show(OnTicket("drop", key), turn.label("button-do-not-ask"), "control")
    turn.say(turn.text("unknown-added" if goes_on else lead, nearest=len(nearest)), offering)


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
        case "ask" | "drop" if asked is not None and asked.number is not None:
            turn.notice = turn.label("with-specialists-already", number=asked.number)
        case _ if asked is None:
            turn.notice = turn.label("question-gone")
        case "ask" | "drop" as what:
            turn.do(TicketStep(what, action.key))
            turn.remember(kept_question=None)
            turn.say(turn.text("handed-over" if what == "ask" else "not-asked"))
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


def _hand_over(turn: TurnBuilder, words: str) -> None:
    """A question for which nobody need wait a minute."""
    finding = turn.world.finding
    nearest = finding.ranked[:NEAREST_SHOWN] if finding is not None and finding.question == words else ()
    key = turn.world.fresh_id
    turn.do(LogQuestion(words, "unknown", tuple(each.entry for each in nearest)))
    turn.do(KeepQuestion(key, words, nearest, turn.world.now))
    turn.do(TicketStep("ask", key))
    turn.say(turn.text("handed-over"))
    turn.session = replace(turn.session, kept_question=None)
