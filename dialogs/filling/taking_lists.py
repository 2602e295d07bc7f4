"""Taking a list: what is typed at once, or in several messages until «Готово»."""

import re
from dataclasses import replace

from rapidfuzz import fuzz

from dialogs.filling import removing
from dialogs.filling.asking import ask_again, messages, mistaken, redraw, refuse, with_mark
from dialogs.filling.going_on import accept
from dialogs.interview.answers import Answer, Draft, Items, NoData, Picked, Rows, Skipped
from dialogs.interview.findings import Remark, remarks
from dialogs.interview.question import Question, question
from dialogs.interview.route import is_answered, reopen
from dialogs.interview.typed_answers import Mistake, read, typed_answer
from dialogs.interview.typed_text import as_compared, cleaned
from dialogs.turn.building import TurnBuilder
from dialogs.turn.session import AtQuestion, MessagePart, RefusedAnswer
from knowledge.text.markup import paragraph

# Of 100: a line so much like the only one that is stored is that one, changed.
SAME_LINE = 70


def collect(turn: TurnBuilder, draft: Draft, place: AtQuestion, text: str) -> None:
    """Lines of a list: kept at once, and the list goes on until «Готово»."""
    if ready := _by_number(question(turn.view(draft), place.path), place, text):
        for item in ready:
            place = with_mark(place, Picked(item))
        ask_again(turn, place)
        return
    typed, ends = lines_and_end(turn, text)
    if typed:
        answer = read(turn.view(draft), place.path, typed)
        if isinstance(answer, NoData | Skipped):
            accept(turn, draft, place, answer)
            return
        longer = replace(with_message(turn, draft, place, typed), refused=RefusedAnswer())
        whole = _collected(turn, draft, longer)
        if isinstance(answer, Mistake):
            mistaken(turn, place, text, answer)
            return
        if isinstance(whole, Mistake):
            mistaken(turn, place, text, whole)
            return
        if not place.collected and removing.loses(draft.at(place.path), whole):
            removing.ask_to_replace(turn, draft, place, whole, {})
            return
        if not is_answered(turn.view(draft), place.path):
            # From here on it has an answer; it is given for the first time all the same.
            longer = replace(longer, way_on=replace(longer.way_on, changes=True))
        if not place.collected:
            # Of the question above the list only what was asked stays: its options answer no more.
            asked = question(turn.view(draft), place.path).text
            turn.leave_trace(paragraph(asked, strong=True), turn.new_offering())
        place, draft = longer, _store(turn, draft, place, whole)
    if ends:
        take_collected(turn, draft, place)
    else:
        ask_again(turn, place)


def says_no_item(turn: TurnBuilder, draft: Draft, place: AtQuestion, text: str) -> bool:
    """Whether something else than an item may be meant by «-», «1», «нет»: it is asked about first."""
    if any(sign.isalpha() for sign in text):
        return turn.world.library.phrases.command(text.strip())[0] in ("yes", "no")
    if not any(sign.isdigit() for sign in text):
        return True
    answer = read(turn.view(draft), place.path, text)
    # Elsewhere than in a messenger what the form refuses is said at once.
    if not turn.world.messenger or isinstance(answer, Mistake):
        return False
    asked = question(turn.view(draft), place.path)
    return not _by_number(asked, place, text) and bool(remarks(turn.view(draft), place.path, answer))


def _by_number(asked: Question, place: AtQuestion, text: str) -> list[str]:
    """The ready-made items whose numbers are typed, while these are on screen."""
    numbers = re.findall(r"\d+", text)
    known = not place.collected and numbers and not re.search(r"[^\d\s,;.]", text)
    if not known or not all(0 < int(number) <= len(asked.suggestions) for number in numbers):
        return []
    return [asked.suggestions[int(number) - 1] for number in numbers]


def _collected(turn: TurnBuilder, draft: Draft, place: AtQuestion) -> Answer | Mistake:
    """What the list says so far, its ready-made items included."""
    if not place.collected:
        return Items(_with_ready_made(turn, draft, place, ()))
    answer = read(turn.view(draft), place.path, joined(place))
    return Items(_with_ready_made(turn, draft, place, answer.value)) if isinstance(answer, Items) else answer


def _store(turn: TurnBuilder, draft: Draft, place: AtQuestion, answer: Answer) -> Draft:
    """The list so far, which nobody has ended: who leaves it comes back to it. An empty one is no answer."""
    opened = reopen(turn.form, draft, turn.world.now)
    if isinstance(answer, Items | Rows) and not answer.value:
        return turn.save(opened.without_answer(place.path))
    return turn.save(replace(opened.with_answer(place.path, answer), unended=place.path))


def take_collected(turn: TurnBuilder, draft: Draft, place: AtQuestion) -> None:
    """«Готово» under a list: only now it is looked at as a whole."""
    if not place.collected:
        place = replace(place, collected=stored(turn, draft, place))
    answer = _collected(turn, draft, place)
    if isinstance(answer, Mistake):
        ask_again(turn, place, paragraph(answer.message), "mistake")
        return
    found = remarks(turn.view(draft), place.path, answer)
    if not found:
        accept(turn, draft, place, answer)
        return
    stern = tuple(remark for remark in found if not remark.may_keep)
    good, wrong = _good_and_wrong(answer.value, stern) if isinstance(answer, Items) else ((), ())
    if not (good and wrong):
        refuse(turn, place, joined(place), found)
        return
    kept = tuple(mark for mark in place.marked if mark.option in good)
    chosen = {mark.option for mark in kept}
    left = "\n".join(item for item in good if item not in chosen)
    _store(turn, draft, place, Items(good))
    collected = (MessagePart("", left),) if left else ()
    again = replace(place, marked=kept, collected=collected, refused=RefusedAnswer())
    ask_again(turn, again, messages(stern) + turn.text("good-items-kept", count=len(good)), "mistake")


def drop_last(turn: TurnBuilder, draft: Draft, place: AtQuestion) -> None:
    """«Убрать последний»: the last line of a list goes."""
    shorter = replace(without_last(turn, draft, place), refused=RefusedAnswer())
    answer = _collected(turn, draft, shorter)
    if isinstance(answer, Items | Rows):
        _store(turn, draft, place, answer)
    redraw(turn, shorter)


def _with_ready_made(
    turn: TurnBuilder, draft: Draft, place: AtQuestion, typed: tuple[str, ...]
) -> tuple[str, ...]:
    """The ready-made items that are chosen and the typed ones, in the order in which they were named: what is
    stored stays where it stood, and what was ticked before the typing began stands before it."""
    stored = draft.at(place.path)
    known = stored.value if isinstance(stored, Items) else ()
    chosen = tuple(picked.option for picked in place.marked)
    named = [item for item in typed if item not in chosen]
    for item in (item for item in chosen if item in known):
        before = [named.index(each) for each in known[: known.index(item)] if each in named]
        named.insert(max(before, default=-1) + 1, item)
    fresh = next((at for at, item in enumerate(named) if item not in known), len(named))
    new = [item for item in chosen if item not in known]
    early = [item for item in (chosen if turn.after is None else chosen[: turn.after]) if item in new]
    return (*named[:fresh], *early, *named[fresh:], *(item for item in new if item not in early))


def with_kept(turn: TurnBuilder, draft: Draft, place: AtQuestion, typed: tuple[str, ...]) -> tuple[str, ...]:
    """Items kept or toggled so far and the typed ones that are not among them; what was typed anew for a
    refused item stands in its place."""
    kept = [picked.option for picked in place.marked]
    fresh = [item for item in typed if item not in kept]
    refused = place.refused.text
    before = read(turn.view(draft), place.path, refused) if refused and kept else None
    if not isinstance(before, Items) or not {*kept} <= {*before.value}:
        return _with_ready_made(turn, draft, place, typed)
    rest = iter(fresh)
    in_place = [item if item in kept else next(rest, "") for item in before.value]
    return (*filter(None, in_place), *rest)


def keep_good_items(
    turn: TurnBuilder, place: AtQuestion, items: tuple[str, ...], found: tuple[Remark, ...]
) -> bool:
    """Keeps the items of a list that are good, and asks about the others; says whether there are both."""
    stern = tuple(remark for remark in found if not remark.may_keep)
    good, wrong = _good_and_wrong(items, stern)
    if not (good and wrong):
        return False
    kept = replace(place, marked=tuple(map(Picked, good)), refused=RefusedAnswer("\n".join(items)))
    ask_again(turn, kept, messages(stern) + turn.text("good-items-kept", count=len(good)), "mistake")
    return True


def _good_and_wrong(
    items: tuple[str, ...], stern: tuple[Remark, ...]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The items apart; no wrong ones when a remark is about the list as a whole."""
    wrong = {item for remark in stern for item in remark.quotes}
    if not all(remark.quotes for remark in stern):
        return items, ()
    return tuple(item for item in items if item not in wrong), tuple(item for item in items if item in wrong)


def lines(text: str) -> list[str]:
    """The lines that hold something."""
    return [line for line in cleaned(text).split("\n") if line.strip()]


def lines_and_end(turn: TurnBuilder, text: str) -> tuple[str, bool]:
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


def stored(turn: TurnBuilder, draft: Draft, place: AtQuestion) -> tuple[MessagePart, ...]:
    """What was typed of the stored list; its ready-made items are marks."""
    if not isinstance(draft.at(place.path), Items | Rows):
        return ()
    ready = question(turn.view(draft), place.path).suggestions
    typed = lines(typed_answer(turn.view(draft), place.path))
    left = [line for line in typed if line not in ready]
    return (MessagePart("", "\n".join(left)),) if left else ()


def _repeats(known: tuple[MessagePart, ...], text: str) -> bool:
    before = {as_compared(line) for part in known for line in lines(part.text)}
    said = [as_compared(line) for line in lines(text)]
    alike = len(before) == 1 and any(fuzz.ratio(line, *before) >= SAME_LINE for line in said)
    return alike or not before.isdisjoint(said)
