"""Taking an answer: typed or pressed, understood or explained, stored, and on to the next question."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import assert_never

from dialogs.filling import collecting, removing, reviewing
from dialogs.filling.asking import (
    NOTHING,
    ask,
    ask_again,
    leave_trace,
    marks,
    question_name,
    redraw,
    shown_progress,
    with_mark,
)
from dialogs.interview.answers import (
    Answer,
    Choice,
    Choices,
    Draft,
    Items,
    NoData,
    Path,
    Picked,
    Rows,
    Skipped,
)
from dialogs.interview.findings import Remark, remarks
from dialogs.interview.proposals import proposal
from dialogs.interview.question import Question, question
from dialogs.interview.route import (
    AskAnotherSegment,
    AskField,
    CheckAnswers,
    Step,
    is_answered,
    open_after,
    reopen,
    step_after,
)
from dialogs.interview.typed_answers import Mistake, read, read_own_text, understood
from dialogs.turn.building import TurnBuilder
from dialogs.turn.effects import RememberPerson
from dialogs.turn.session import AtAnotherSegment, AtQuestion, AtSummary, ListPart
from knowledge.text.markup import RichText, paragraph


def take_typed(turn: TurnBuilder, draft: Draft, place: AtQuestion, text: str) -> None:
    """A typed answer: stored, or kept for editing with a word on how to mend it."""
    turn.answered = place
    _take(turn, draft, replace(place, aside=None, early=False), text)


def _take(turn: TurnBuilder, draft: Draft, place: AtQuestion, text: str) -> None:
    view = question(turn.view(draft), place.path)
    if place.writing is not None:
        _take_own_option(turn, draft, place, view, text)
        return
    if collecting.collects(turn, view):
        _collect(turn, draft, place, text)
        return
    answer = read(turn.view(draft), place.path, text)
    if isinstance(answer, Mistake):
        refused = replace(place, refused=text, may_keep=False)
        ask_again(turn, refused, paragraph(answer.message), "mistake")
        return
    if isinstance(answer, Choice) and answer.value.other is None and _wants_own_text(view, answer.value):
        redraw_for_own_text(turn, place, answer.value.option)
        return
    if isinstance(answer, Items):
        answer = Items(_with_kept(turn, draft, place, answer.value))
    if isinstance(answer, Choices) and place.marked != marks(view, draft.at(place.path)):
        # Ticked first and then typed: both count.
        ticked = {mark.option for mark in place.marked}
        typed = (picked for picked in answer.value if picked.option not in ticked)
        answer = Choices((*place.marked, *typed))
    found = remarks(turn.view(draft), place.path, answer)
    if found:
        if not (isinstance(answer, Items) and _keep_good_items(turn, place, answer.value, found)):
            _refuse(turn, place, text, found)
        return
    turn.lead += _understood(turn, place.path, text, answer)
    accept(turn, draft, place, answer)


def _understood(turn: TurnBuilder, path: Path, typed: str, answer: Answer) -> RichText:
    """What an answer was taken to mean, where it was not typed as it is stored."""
    shown = "; ".join(understood(turn.form, turn.form.field(path.field), typed, answer))
    if shown and isinstance(answer, Rows):
        return turn.text("understood-rows", count=len(answer.value), answer=shown)
    return turn.text("understood", answer=shown) if shown else NOTHING


def _collect(turn: TurnBuilder, draft: Draft, place: AtQuestion, text: str) -> None:
    """Lines of a list: kept at once, and the list goes on until «Готово»."""
    typed, ends = collecting.parted(turn, text)
    if typed:
        answer = read(turn.view(draft), place.path, typed)
        if isinstance(answer, NoData | Skipped):
            accept(turn, draft, place, answer)
            return
        longer = replace(collecting.with_message(turn, draft, place, typed), refused=None, may_keep=False)
        whole = _collected(turn, draft, longer)
        if isinstance(answer, Mistake) or isinstance(whole, Mistake):
            message = answer.message if isinstance(answer, Mistake) else whole.message  # type: ignore[union-attr]
            ask_again(turn, replace(place, refused=text, may_keep=False), paragraph(message), "mistake")
            return
        if not place.collected and removing.loses(draft.at(place.path), whole):
            removing.ask_to_replace(turn, draft, place, whole, {})
            return
        place, draft = longer, _store(turn, draft, place, whole)
    if ends:
        take_collected(turn, draft, place)
    else:
        ask_again(turn, place)


def _collected(turn: TurnBuilder, draft: Draft, place: AtQuestion) -> Answer | Mistake:
    """What the list says so far, its ready-made items included."""
    if not place.collected:
        return Items(_with_ready_made(place, ()))
    answer = read(turn.view(draft), place.path, collecting.joined(place))
    return Items(_with_ready_made(place, answer.value)) if isinstance(answer, Items) else answer


def _store(turn: TurnBuilder, draft: Draft, place: AtQuestion, answer: Answer) -> Draft:
    return turn.save(reopen(turn.form, draft, turn.world.now).with_answer(place.path, answer))


def take_collected(turn: TurnBuilder, draft: Draft, place: AtQuestion) -> None:
    """«Готово» under a list: only now it is looked at as a whole."""
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
        _refuse(turn, place, collecting.joined(place), found)
        return
    kept = tuple(mark for mark in place.marked if mark.option in good)
    chosen = {mark.option for mark in kept}
    left = "\n".join(item for item in good if item not in chosen)
    _store(turn, draft, place, Items(good))
    again = replace(place, marked=kept, collected=(ListPart("", left),) if left else (), refused=None)
    ask_again(turn, again, _messages(stern) + turn.text("good-items-kept", count=len(good)), "mistake")


def drop_last(turn: TurnBuilder, draft: Draft, place: AtQuestion) -> None:
    """«Убрать последний»: the last line of a list goes."""
    shorter = replace(collecting.without_last(turn, draft, place), refused=None, may_keep=False)
    answer = _collected(turn, draft, shorter)
    if isinstance(answer, Items | Rows):
        _store(turn, draft, place, answer)
    redraw(turn, shorter)


def _wants_own_text(view: Question, picked: Picked) -> bool:
    return any(option.id == picked.option and option.free_text for option in view.options)


def _with_ready_made(place: AtQuestion, typed: tuple[str, ...]) -> tuple[str, ...]:
    """Ready-made items toggled so far, then the typed ones that are not among them."""
    chosen = tuple(picked.option for picked in place.marked)
    return (*chosen, *(item for item in typed if item not in chosen))


def _with_kept(turn: TurnBuilder, draft: Draft, place: AtQuestion, typed: tuple[str, ...]) -> tuple[str, ...]:
    """Items kept or toggled so far, then the typed ones that are not among them; what was typed anew for a
    refused item stands in its place."""
    kept = [picked.option for picked in place.marked]
    fresh = [item for item in typed if item not in kept]
    before = read(turn.view(draft), place.path, place.refused) if place.refused and kept else None
    if not isinstance(before, Items) or not {*kept} <= {*before.value}:
        return (*kept, *fresh)
    rest = iter(fresh)
    in_place = [item if item in kept else next(rest, "") for item in before.value]
    return (*filter(None, in_place), *rest)


def _keep_good_items(
    turn: TurnBuilder, place: AtQuestion, items: tuple[str, ...], found: tuple[Remark, ...]
) -> bool:
    """Keeps the items of a list that are good, and asks about the others; says whether there are both."""
    stern = tuple(remark for remark in found if not remark.may_keep)
    good, wrong = _good_and_wrong(items, stern)
    if not (good and wrong):
        return False
    kept = replace(place, marked=tuple(map(Picked, good)), refused="\n".join(items), may_keep=False)
    ask_again(turn, kept, _messages(stern) + turn.text("good-items-kept", count=len(good)), "mistake")
    return True


def _good_and_wrong(
    items: tuple[str, ...], stern: tuple[Remark, ...]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The items apart; no wrong ones when a remark is about the list as a whole."""
    wrong = {item for remark in stern for item in remark.quotes}
    if not all(remark.quotes for remark in stern):
        return items, ()
    return tuple(item for item in items if item not in wrong), tuple(item for item in items if item in wrong)


def _refuse(turn: TurnBuilder, place: AtQuestion, text: str, found: tuple[Remark, ...]) -> None:
    may_keep = all(remark.may_keep for remark in found)
    refused = replace(place, refused=text, may_keep=may_keep)
    ask_again(turn, refused, _messages(found), "mistake")


def _messages(found: tuple[Remark, ...]) -> RichText:
    lead = NOTHING
    for message in dict.fromkeys(remark.message for remark in found):
        lead += paragraph(message)
    return lead


def _take_own_option(turn: TurnBuilder, draft: Draft, place: AtQuestion, view: Question, text: str) -> None:
    """The person's own text for «Другое»."""
    picked = read_own_text(turn.form, place.path, place.writing or "", text)
    if isinstance(picked, Mistake):
        ask_again(turn, replace(place, refused=text), paragraph(picked.message), "mistake")
        return
    if view.kind == "multi_choice":
        others = tuple(mark for mark in place.marked if mark.option != picked.option)
        ask_again(turn, with_mark(replace(place, marked=others, writing=None, refused=None), picked))
        return
    take_pressed(turn, draft, replace(place, writing=None), Choice(picked))


def redraw_for_own_text(turn: TurnBuilder, place: AtQuestion, option: str) -> None:
    """Asks for the text that belongs to an option such as «Другое»."""
    redraw(turn, replace(place, writing=option, refused=None, may_keep=False))


def choose_option(turn: TurnBuilder, draft: Draft, place: AtQuestion, option_id: str) -> None:
    """A single choice was pressed."""
    picked = Picked(option_id)
    if _wants_own_text(question(turn.view(draft), place.path), picked):
        redraw_for_own_text(turn, place, option_id)
    else:
        take_pressed(turn, draft, place, Choice(picked))


def mark_option(turn: TurnBuilder, draft: Draft, place: AtQuestion, option_id: str) -> None:
    """An option of a multiple choice was switched on."""
    picked = Picked(option_id)
    view = question(turn.view(draft), place.path)
    alone = {option.id for option in view.options if option.exclusive}
    others = () if option_id in alone else (mark for mark in place.marked if mark.option not in alone)
    place = replace(place, marked=tuple(others))
    if _wants_own_text(view, picked) and not any(mark.option == option_id for mark in place.marked):
        redraw_for_own_text(turn, place, option_id)
    else:
        redraw(turn, with_mark(place, picked))


def take_marked(turn: TurnBuilder, draft: Draft, place: AtQuestion) -> None:
    """«Готово» under a multiple choice, a list or its ready-made items; with nothing chosen an optional
    question is passed over."""
    view = question(turn.view(draft), place.path)
    if not place.marked and not place.collected and not view.required:
        skip(turn, draft, place)
    elif view.kind == "multi_choice":
        take_pressed(turn, draft, place, Choices(place.marked))
    elif collecting.collects(turn, view):
        take_collected(turn, draft, place)
    else:
        take_pressed(turn, draft, place, Items(tuple(picked.option for picked in place.marked)))


def take_pressed(turn: TurnBuilder, draft: Draft, place: AtQuestion, answer: Answer) -> None:
    """An answer made of buttons: a mistake is explained under the same question, its marks kept."""
    found = remarks(turn.view(draft), place.path, answer)
    if found:
        redraw(turn, place, _messages(found), "mistake")
    else:
        accept(turn, draft, place, answer)


def keep_refused(turn: TurnBuilder, draft: Draft, place: AtQuestion, why: str = "") -> None:
    """«Оставить как есть»: the refused text is taken after all, with the reason `why` if it was said."""
    if place.refused is None or not place.may_keep:
        return
    answer = read(turn.view(draft), place.path, place.refused)
    if isinstance(answer, Mistake):
        ask_again(turn, replace(place, may_keep=False), paragraph(answer.message), "mistake")
        return
    if isinstance(answer, Items):
        answer = Items(_with_kept(turn, draft, place, answer.value))
    found = remarks(turn.view(draft), place.path, answer)
    if all(remark.may_keep for remark in found):
        accept(turn, draft, place, answer, {remark.key: why for remark in found})
    else:
        _refuse(turn, place, place.refused, found)


def record_aside(turn: TurnBuilder, draft: Draft, place: AtQuestion) -> None:
    """«Записать как ответ»: what was taken for a question was the answer."""
    if place.aside is not None:
        turn.answered = place
        _take(turn, draft, replace(place, aside=None, early=False), place.aside)


def take_proposed(turn: TurnBuilder, draft: Draft, place: AtQuestion) -> None:
    """«Как в сегменте 1», «Остаток»: the answer that the draft suggests."""
    if (made := proposal(turn.view(draft), place.path)) is not None:
        take_pressed(turn, draft, place, made.answer)


def no_data(turn: TurnBuilder, draft: Draft, place: AtQuestion) -> None:
    accept(turn, draft, place, NoData())


def skip(turn: TurnBuilder, draft: Draft, place: AtQuestion) -> None:
    """Passes over an optional question; an answer given before stays."""
    if draft.at(place.path) is None:
        accept(turn, draft, place, Skipped())
    else:
        _go_on(turn, draft, place, Stood(is_answered(turn.view(draft), place.path), _unanswered(turn, draft)))


def accept(
    turn: TurnBuilder,
    draft: Draft,
    place: AtQuestion,
    answer: Answer,
    kept: Mapping[str, str] = MappingProxyType({}),
    *,
    confirmed: bool = False,
) -> None:
    """Stores the answer, forgets what was kept of the one before, and goes on; asks first whether something
    written may go. `kept`: remarks that it is left with, and why."""
    if removing.loses(draft.at(place.path), answer):
        if not confirmed:
            removing.ask_to_replace(turn, draft, place, answer, kept)
            return
        removing.say_removed(turn, removing.keep_answer(turn, draft, place.path))
    remain = frozenset(key for key in draft.kept if not key.startswith(f"{place.path}#")) | {*kept}
    told = {**draft.reasons, **{key: why for key, why in kept.items() if why}}
    stood = Stood(is_answered(turn.view(draft), place.path), _unanswered(turn, draft))
    draft = reopen(turn.form, draft, turn.world.now).with_answer(place.path, answer)
    draft = turn.save(
        replace(draft, kept=remain, reasons={key: why for key, why in told.items() if key in remain})
    )
    if turn.form.field(place.path.field).scope == "user":
        turn.do(RememberPerson({**turn.world.about_person, place.path.field: answer}))
    here = turn.place
    # An answer that was corrected from elsewhere leaves none: another question is on screen.
    if turn.world.messenger and isinstance(here, AtQuestion) and here.path == place.path:
        leave_trace(turn, draft, place.path)
    _go_on(turn, draft, place, stood)


@dataclass(frozen=True, slots=True)
class Stood:
    """How it was before the answer: whether this question had one, and which had none."""

    answered: bool
    unanswered: tuple[Path, ...]


def _unanswered(turn: TurnBuilder, draft: Draft) -> tuple[Path, ...]:
    return tuple(path for path, field, part in turn.view(draft).visible_fields if not part.is_answered(field))


def _go_on(turn: TurnBuilder, draft: Draft, place: AtQuestion, stood: Stood) -> None:
    view, here = turn.view(draft), AskField(place.path)
    if place.returns:
        open_now = _unanswered(turn, draft)
        raised = [path for path in place.raised if path in open_now and path != place.path]
        raised += [path for path in open_now if path not in stood.unanswered and path != place.path]
        if raised:
            then = tuple(raised[1:])
            ask(turn, draft, raised[0], returns=True, raised=then, resume=place.resume)
        else:
            reviewing.show_changed(turn, draft, place)
    elif stood.answered and not place.changes:
        # Somebody went back to correct it: on from there, not from the first question left open.
        go_to_step(turn, draft, step_after(view, here) or CheckAnswers())
    else:
        go_to_step(turn, draft, open_after(view, here))


def go_to_step(turn: TurnBuilder, draft: Draft, step: Step, lead: RichText = NOTHING) -> None:
    """Puts a step of the route on screen."""
    match step:
        case AskField(path):
            ask(turn, draft, path, lead=lead + _segment_named(turn, draft, path))
        case AskAnotherSegment():
            ask_another_segment(turn, draft, lead)
        case CheckAnswers():
            # The end of the route is no visit from its last question.
            turn.go(AtSummary(draft.id))
            reviewing.show_summary(turn, draft, 0, lead)
        case _:
            assert_never(step)


def _segment_named(turn: TurnBuilder, draft: Draft, path: Path) -> RichText:
    """The first question of a segment says which one it is, and how many there are in it."""
    own = [each for each, _, _ in turn.view(draft).visible_fields if each.segment == path.segment]
    if path.segment is None or own[0] != path:
        return NOTHING
    return turn.text("segment-begins", number=path.segment + 1, count=len(own))


def ask_another_segment(turn: TurnBuilder, draft: Draft, lead: RichText = NOTHING) -> None:
    """«Добавить ещё один сегмент?»"""
    turn.go(AtAnotherSegment(draft.id))
    offering = turn.new_offering()
    reviewing.offer_another_segment(turn, draft, offering)
    last = Path(next(iter(draft.segments[-1]), ""), len(draft.segments) - 1)
    asks = question_name(turn.place)
    turn.say(
        lead
        + paragraph(turn.form.interview.after_segment_question, strong=True)
        + turn.text("another-segment", count=len(draft.segments)),
        offering,
        tone="question",
        asks=asks,
        progress=shown_progress(turn, draft, last) if last.field else None,
    )
