"""A list that comes in several messages: its lines are collected until «Готово»."""

from dataclasses import replace

from rapidfuzz import fuzz

from dialogs.interview.answers import Answer, Draft, Items, Rows
from dialogs.interview.question import Question, question
from dialogs.interview.typed_answers import typed_answer
from dialogs.interview.typed_text import cleaned, folded
from dialogs.turn.building import TurnBuilder
from dialogs.turn.session import AtQuestion, MessagePart

# Of 100: a line so much like the only one that is stored is that one, changed.
SAME_LINE = 70


def lines(text: str) -> list[str]:
    """The lines that hold something."""
    return [line for line in cleaned(text).split("\n") if line.strip()]


def collects(turn: TurnBuilder, asked: Question) -> bool:
    """Whether the answer may come in several messages."""
    return turn.world.messenger and asked.kind in ("list", "table")


def parted(turn: TurnBuilder, text: str) -> tuple[str, bool]:
    """The lines of a message, and whether it ends the list: with «готово» as its last line."""
    typed = lines(text)
    ends = bool(typed) and turn.world.library.phrases.command(typed[-1].strip())[0] == "done"
    return "\n".join(typed[:-1] if ends else typed), ends


def joined(place: AtQuestion) -> str:
    """Everything collected so far, as if it had been typed at once."""
    return "\n".join(part.text for part in place.collected)


def with_message(turn: TurnBuilder, draft: Draft, place: AtQuestion, text: str) -> AtQuestion:
    """The place with one more message. The first one adds to the stored list, unless it is that list sent
    again, changed; a message known already is replaced."""
    known = place.collected or stored(turn, draft, place)
    if not place.collected and _repeats(known, text):
        known = ()
    part = MessagePart(turn.message, text)
    if turn.message and any(each.message == turn.message for each in known):
        return replace(
            place, collected=tuple(part if each.message == turn.message else each for each in known)
        )
    return replace(place, collected=(*known, part))


def without_last(turn: TurnBuilder, draft: Draft, place: AtQuestion) -> AtQuestion:
    """The place without the last line of the list."""
    *before, last = place.collected or stored(turn, draft, place) or (MessagePart("", ""),)
    left = "\n".join(lines(last.text)[:-1])
    return replace(place, collected=(*before, replace(last, text=left)) if left else tuple(before))


def is_list(answer: Answer | None) -> bool:
    return isinstance(answer, Items | Rows)


def stored(turn: TurnBuilder, draft: Draft, place: AtQuestion) -> tuple[MessagePart, ...]:
    """What was typed of the stored list; its ready-made items are marks."""
    if not is_list(draft.at(place.path)):
        return ()
    ready = question(turn.view(draft), place.path).suggestions
    typed = lines(typed_answer(turn.view(draft), place.path))
    left = [line for line in typed if line not in ready]
    return (MessagePart("", "\n".join(left)),) if left else ()


def _repeats(known: tuple[MessagePart, ...], text: str) -> bool:
    before = {folded(line) for part in known for line in lines(part.text)}
    said = [folded(line) for line in lines(text)]
    alike = len(before) == 1 and any(fuzz.ratio(line, *before) >= SAME_LINE for line in said)
    return alike or not before.isdisjoint(said)
