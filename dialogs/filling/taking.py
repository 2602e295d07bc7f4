"""Taking an answer: typed or pressed, understood or explained."""

from dataclasses import replace

from dialogs.filling.asking import (
    NOTHING,
    ask_again,
    marks,
    messages,
    mistaken,
    redraw,
    refuse,
    with_mark,
)
from dialogs.filling.going_on import accept, skip
from dialogs.filling.on_screen import QuestionOnScreen
from dialogs.filling.reviewing import wrong_with_reason
from dialogs.filling.taking_lists import (
    collect,
    keep_good_items,
    lines_and_end,
    says_no_item,
    take_collected,
    with_kept,
)
from dialogs.interview.answers import Answer, Choice, Choices, Draft, Items, Path, Picked, Rows
from dialogs.interview.display import answer_lines
from dialogs.interview.findings import remarks
from dialogs.interview.proposals import ProposedAnswer, left_as_it_is
from dialogs.interview.question import Question, question
from dialogs.interview.typed_answers import Mistake, read, read_own_text, understood
from dialogs.interview.typed_text import one_line
from dialogs.turn.actions import ChooseOption, MarkOption
from dialogs.turn.building import TurnBuilder
from dialogs.turn.session import Aside, AtQuestion, RefusedAnswer
from dialogs.turn.titles import shortened
from knowledge.text.markup import RichText, paragraph

# Characters of a text that is asked about.
DOUBTED_SHOWN = 120


def take_typed(turn: TurnBuilder, draft: Draft, place: AtQuestion, text: str) -> None:
    """A typed answer: stored, or kept for editing with a word on how to mend it. What was doubted is the
    answer when it is typed twice."""
    twice = text == place.aside.text
    place = replace(place, aside=Aside())
    is_list = turn.form.field(place.path.field).is_list
    if is_list and not twice and says_no_item(turn, draft, place, text):
        lead = turn.text("no-item", text=shortened(" ".join(text.split()), DOUBTED_SHOWN))
        ask_again(turn, replace(place, aside=Aside(text)), lead, "mistake")
        return
    turn.answered = place
    _take(turn, draft, place, text)


def _take(turn: TurnBuilder, draft: Draft, place: AtQuestion, text: str) -> None:
    asked = question(turn.view(draft), place.path)
    if place.writing is not None:
        _take_own_option(turn, draft, place, asked, text)
        return
    if asked.field.is_list and turn.world.messenger:
        collect(turn, draft, place, text)
        return
    if asked.field.is_list:
        text = lines_and_end(turn, text)[0] or text
    answer = read(turn.view(draft), place.path, text)
    if isinstance(answer, Mistake):
        mistaken(turn, place, text, answer)
        return
    if isinstance(answer, Choice) and answer.value.other is None and _wants_own_text(asked, answer.value):
        redraw_for_own_text(turn, place, answer.value.option)
        return
    if isinstance(answer, Items):
        answer = Items(with_kept(turn, draft, place, answer.value))
    if isinstance(answer, Choices) and place.marked != marks(asked, draft.at(place.path)):
        # Ticked first and then typed: both count.
        said, at = {picked.option: picked for picked in answer.value}, turn.after
        ticked = tuple(said.pop(mark.option, mark) for mark in place.marked)
        answer = Choices((*ticked[:at], *said.values(), *(ticked[at:] if at is not None else ())))
        if asked.field.ordered:
            # Nobody has seen them in one row.
            shown = "; ".join(answer_lines(turn.form, turn.form.field(place.path.field), answer))
            turn.lead += turn.text("understood", answer=shown)
    found = remarks(turn.view(draft), place.path, answer)
    if found:
        if not (isinstance(answer, Items) and keep_good_items(turn, place, answer.value, found)):
            refuse(turn, place, text, found)
        return
    turn.lead += _understood(turn, place.path, text, answer)
    accept(turn, draft, place, answer)


def _understood(turn: TurnBuilder, path: Path, typed: str, answer: Answer) -> RichText:
    """What an answer was taken to mean, where it was not typed as it is stored."""
    shown = "; ".join(understood(turn.form, turn.form.field(path.field), typed, answer))
    if shown and isinstance(answer, Rows):
        return turn.text("understood-rows", count=len(answer.value), answer=shown)
    return turn.text("understood", answer=shown) if shown else NOTHING


def _wants_own_text(asked: Question, picked: Picked) -> bool:
    return any(option.id == picked.option and option.free_text for option in asked.options)


def _take_own_option(turn: TurnBuilder, draft: Draft, place: AtQuestion, asked: Question, text: str) -> None:
    """The person's own text for «Другое»."""
    picked = read_own_text(turn.form, place.path, place.writing or "", text)
    if isinstance(picked, Mistake):
        ask_again(turn, replace(place, refused=RefusedAnswer(text)), paragraph(picked.message), "mistake")
        return
    if asked.field.type == "multi_choice":
        # Worded anew it keeps its place.
        others = tuple(picked if mark.option == picked.option else mark for mark in place.marked)
        worded = replace(place, marked=others, writing=None, refused=RefusedAnswer())
        ask_again(turn, with_mark(worded, picked))
        return
    take_pressed(turn, draft, replace(place, writing=None), Choice(picked))


def redraw_for_own_text(turn: TurnBuilder, place: AtQuestion, option: str) -> None:
    """Asks for the text that belongs to an option such as «Другое»."""
    redraw(turn, replace(place, writing=option, refused=RefusedAnswer()))


def choose_option(turn: TurnBuilder, draft: Draft, place: AtQuestion, action: ChooseOption) -> None:
    """A single choice was pressed."""
    picked = Picked(action.option)
    if _wants_own_text(question(turn.view(draft), place.path), picked):
        redraw_for_own_text(turn, place, picked.option)
    else:
        take_pressed(turn, draft, place, Choice(picked))


def mark_option(turn: TurnBuilder, draft: Draft, place: AtQuestion, action: MarkOption) -> None:
    """An option of a multiple choice was switched on."""
    picked = Picked(action.option)
    asked = question(turn.view(draft), place.path)
    alone = {option.id for option in asked.options if option.exclusive}
    others = () if picked.option in alone else (mark for mark in place.marked if mark.option not in alone)
    place = replace(place, marked=tuple(others))
    if _wants_own_text(asked, picked) and not any(mark.option == picked.option for mark in place.marked):
        redraw_for_own_text(turn, place, picked.option)
    else:
        redraw(turn, with_mark(place, picked))


def take_marked(turn: TurnBuilder, draft: Draft, place: AtQuestion) -> None:
    """«Готово» under a multiple choice, a list or its ready-made items; with nothing chosen an optional
    question is passed over."""
    asked = question(turn.view(draft), place.path)
    if not place.marked and not place.collected and not asked.required:
        skip(turn, draft, place)
    elif asked.field.type == "multi_choice":
        take_pressed(turn, draft, place, Choices(place.marked))
    elif asked.field.is_list and turn.world.messenger:
        take_collected(turn, draft, place)
    else:
        take_pressed(turn, draft, place, Items(tuple(picked.option for picked in place.marked)))


def take_pressed(turn: TurnBuilder, draft: Draft, place: AtQuestion, answer: Answer) -> None:
    """An answer made of buttons: a mistake is explained under the same question, its marks kept."""
    found = remarks(turn.view(draft), place.path, answer)
    if found:
        redraw(turn, place, messages(found), "mistake")
    else:
        accept(turn, draft, place, answer)


def keep_refused(turn: TurnBuilder, draft: Draft, place: AtQuestion, why: str = "") -> None:
    """«Оставить как есть»: the refused text is taken after all, with the reason `why` if it was said."""
    if place.refused.text is None or not place.refused.may_keep:
        return
    answer = read(turn.view(draft), place.path, place.refused.text)
    if isinstance(answer, Mistake):
        mistaken(turn, place, place.refused.text, answer)
        return
    if isinstance(answer, Items):
        answer = Items(with_kept(turn, draft, place, answer.value))
    found = remarks(turn.view(draft), place.path, answer)
    if all(remark.may_keep for remark in found):
        accept(turn, draft, place, answer, {remark.key: why for remark in found})
    else:
        refuse(turn, place, place.refused.text, found)


def take_reason(turn: TurnBuilder, draft: Draft, place: AtQuestion, text: str) -> None:
    """The typed reason of a refused answer that is taken as it is, or what is wrong with the reason."""
    if place.refused.text is not None and (wrong := wrong_with_reason(turn, text)):
        ask_again(turn, replace(place, refused=replace(place.refused, why=text)), wrong, "mistake")
    else:
        keep_refused(turn, draft, place, one_line(text))


def record_aside(turn: TurnBuilder, draft: Draft, place: AtQuestion) -> None:
    """«Записать как ответ»: what was taken for a question was the answer."""
    if place.aside.text is not None:
        turn.answered = place
        _take(turn, draft, replace(place, aside=Aside()), place.aside.text)


def take_as_own_option(turn: TurnBuilder, draft: Draft, place: AtQuestion) -> None:
    """«Записать в «Другое»»: the refused text is an own option."""
    screen = QuestionOnScreen(turn, draft, place)
    if place.refused.text is not None and screen.own_option is not None:
        turn.answered = place
        writing = replace(place, writing=screen.own_option.id, refused=RefusedAnswer())
        _take_own_option(turn, draft, writing, screen.asked, place.refused.text)


def take_proposed(turn: TurnBuilder, draft: Draft, place: AtQuestion) -> None:
    """«Как в сегменте 1», «Как в прошлом профиле», «Остаток»: the answer that is suggested."""
    if (made := QuestionOnScreen(turn, draft, place).suggested) is not None:
        _take_made(turn, draft, place, made)


def take_the_same(turn: TurnBuilder, draft: Draft, place: AtQuestion) -> bool:
    """«То же»: the answer of an earlier segment or profile; False where there is none."""
    made = QuestionOnScreen(turn, draft, place).the_same
    if made is None:
        return False
    turn.lead += turn.text("understood", answer="; ".join(made.lines))
    _take_made(turn, draft, place, made)
    return True


def _take_made(turn: TurnBuilder, draft: Draft, place: AtQuestion, made: ProposedAnswer) -> None:
    found = remarks(turn.view(draft), place.path, made.answer)
    segment, left = place.path.segment, dict[str, str]()
    if made.from_segment is not None and segment is not None:
        left = left_as_it_is(draft, made.from_segment, segment)
    if all(remark.key in left for remark in found):
        accept(turn, draft, place, made.answer, {remark.key: left[remark.key] for remark in found})
    else:
        take_pressed(turn, draft, place, made.answer)
