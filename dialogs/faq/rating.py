"""👍 and 👎 under answers, and the reason that may be told in one message."""

from datetime import timedelta
from typing import assert_never

from dialogs.faq import specialists
from dialogs.turn.actions import Rate
from dialogs.turn.building import TurnBuilder
from dialogs.turn.buttons import Offering
from dialogs.turn.effects import GiveReason, RateAnswer
from dialogs.turn.session import Disliked, Home
from knowledge.finding import DirectAnswer, Unknown

LONGEST_REASON = 1_000
# What is typed later than this is about something else.
EXPECTED = timedelta(minutes=10)
# Of an id; a messenger takes 64 bytes for all of it.
_LONGEST_NAMED = 58


def offer(turn: TurnBuilder, offering: Offering, *answers: str) -> None:
    """The row under an answer: both thumbs, and the way to a person. `answers` are the ids of the entries, or
    of the form's terms, that were shown."""
    together = "+".join(answers)
    named = together if len(together) <= _LONGEST_NAMED else answers[-1]
    # Phones draw the thumbs; a computer may have no letters for them.
    good, bad = (
        ("button-good", "button-bad") if turn.world.messenger else ("button-good-said", "button-bad-said")
    )
    offering.show(Rate("good", named), turn.label(good), "control")
    offering.show(Rate("bad", named), turn.label(bad), "control")
    specialists.offer(turn, offering)


def rate(turn: TurnBuilder, action: Rate) -> None:
    """A thumb, or that the person wants to tell why; in the middle of an interview only then the next text is
    the reason, for else it answers the question on screen."""
    known = turn.world.library.knowledge
    if any(each not in known and not _is_own(turn, each) for each in action.answer.split("+")):
        turn.notice = turn.label("entry-gone")
        return
    moment, at_home = int(turn.world.now.timestamp()), isinstance(turn.place, Home)
    match action.what:
        case "good":
            turn.do(RateAnswer(action.answer, good=True))
            turn.remember(disliked=None)
            turn.notice = turn.label("rated-good")
        case "bad":
            turn.do(RateAnswer(action.answer, good=False))
            if at_home:
                turn.remember(disliked=Disliked(action.answer, moment))
                turn.say(turn.text("rated-bad"))
                return
            offering = turn.new_offering()
            offering.show(Rate("why", action.answer), turn.label("button-why"), "control")
            turn.say(turn.text("rated-bad-at-question"), offering)
        case "why":
            turn.remember(disliked=Disliked(action.answer, moment, asked=True))
            turn.say(turn.text("write-why"))
        case _:
            assert_never(action.what)


def takes(turn: TurnBuilder, text: str) -> bool:
    """Whether the text is the reason of a 👎: by itself only what is no question, and at home."""
    disliked = turn.session.disliked
    if disliked is None:
        return False
    turn.remember(disliked=None)
    late = turn.world.now.timestamp() - disliked.moment > EXPECTED.total_seconds()
    if late or not (disliked.asked or (isinstance(turn.place, Home) and not _asks(turn, text))):
        return False
    turn.do(GiveReason(disliked.answer, text[:LONGEST_REASON]))
    turn.say(turn.text("reason-noted"), tone="success")
    return True


def _asks(turn: TurnBuilder, text: str) -> bool:
    found = turn.world.finding
    if text.rstrip().endswith("?"):
        return True
    outcome = found.outcome if found is not None else None
    talks = isinstance(outcome, Unknown) and outcome.small_talk is not None
    return isinstance(outcome, DirectAnswer) or talks or (found is not None and found.follow_up is not None)


def _is_own(turn: TurnBuilder, term: str) -> bool:
    return any(each.id == term for each in turn.form.glossary)
