"""Putting one question of the interview on screen, with everything that helps to answer it, and with what is
wrong with an answer that was refused."""

from dataclasses import replace

from dialogs.faq.showing import definition
from dialogs.filling.controls import offer_buttons
from dialogs.filling.on_screen import QuestionOnScreen
from dialogs.filling.removing import is_written
from dialogs.interview.answers import Answer, Choices, Draft, Items, Path, Picked, Rows
from dialogs.interview.display import display
from dialogs.interview.findings import Remark
from dialogs.interview.question import Question, question, section_title
from dialogs.interview.route import progress
from dialogs.interview.typed_answers import Mistake, typed_answer
from dialogs.turn.building import Tone, TurnBuilder
from dialogs.turn.buttons import Offering
from dialogs.turn.replies import Column, Input, ItemsInput, Progress, RowsInput, TextInput
from dialogs.turn.session import AtQuestion
from dialogs.turn.titles import draft_title, height, shortened
from knowledge.text.markup import RichText, listing, paragraph, quote

NOTHING = RichText()
# How many of the lines collected so far are shown.
COLLECTED_SHOWN = 3
LONGEST_NAME = 20
# Lines of what is said above a question.
LEAD_LINES = 7
# Lines that a closed quote takes.
QUOTED_LINES = 3


def ask(turn: TurnBuilder, place: AtQuestion, lead: RichText = NOTHING, tone: Tone = "question") -> None:
    """Asks the question of `place` anew: a new message whose buttons replace all earlier ones. What is stored
    is ticked, and what was left there before waits there."""
    draft = turn.draft(place.draft)
    if draft is None:
        return
    marked = marks(question(turn.view(draft), place.path), draft.at(place.path))
    place = replace(place, marked=marked)
    if draft.unended == place.path:
        place = replace(place, way_on=replace(place.way_on, changes=True))
    if turn.session.left is not None and turn.session.left[0] == turn.path_name(draft.id, place.path):
        left = turn.session.left[1]
        turn.remember(left=None)
        if place.refused.text is None:
            place = replace(place, marked=left.marked, refused=replace(left.refused, asked_why=False, why=""))
    _show(turn, place, turn.new_offering(), lead, tone)


def ask_again(
    turn: TurnBuilder, place: AtQuestion, lead: RichText = NOTHING, tone: Tone = "question"
) -> None:
    """Puts the same question in a new message, its state kept: after an aside or a typed mistake."""
    _show(turn, place, turn.new_offering(), lead, tone)


def redraw(turn: TurnBuilder, place: AtQuestion, lead: RichText = NOTHING, tone: Tone = "question") -> None:
    """Draws the same question in its place on screen: an option toggled, a hint opened."""
    _show(turn, place, turn.same_offering(), lead, tone)


def mistaken(turn: TurnBuilder, place: AtQuestion, text: str, mistake: Mistake) -> None:
    """Says what could not be read; the text stays in the field."""
    ask_again(turn, _refusing(place, text), paragraph(mistake.message), "mistake")


def _refusing(place: AtQuestion, text: str, *, may_keep: bool = False) -> AtQuestion:
    """The place with this text refused; a reason that is asked for goes on being asked for."""
    return replace(place, refused=replace(place.refused, text=text, may_keep=may_keep))


def refuse(turn: TurnBuilder, place: AtQuestion, text: str, found: tuple[Remark, ...]) -> None:
    """Says what the rules find wrong with an answer; the text stays in the field."""
    may_keep = all(remark.may_keep for remark in found)
    ask_again(turn, _refusing(place, text, may_keep=may_keep), messages(found), "mistake")


def messages(found: tuple[Remark, ...]) -> RichText:
    """What is said of an answer, each sentence once."""
    lead = NOTHING
    for message in dict.fromkeys(remark.message for remark in found):
        lead += paragraph(message)
    return lead


def marks(asked: Question, stored: Answer | None) -> tuple[Picked, ...]:
    """Options already chosen; of a list, its ready-made items."""
    match stored:
        case Choices(chosen):
            offered = {option.id for option in asked.options}
            return tuple(picked for picked in chosen if picked.option in offered)
        case Items(items):
            return tuple(Picked(item) for item in items if item in asked.suggestions)
        case _:
            return ()


def _show(turn: TurnBuilder, place: AtQuestion, offering: Offering, lead: RichText, tone: Tone) -> None:
    """Puts the question on screen; nothing where its draft is gone."""
    draft = turn.draft(place.draft)
    if draft is None:
        return
    turn.go(place)
    screen = QuestionOnScreen(turn, draft, place)
    lead, turn.lead = turn.lead + lead, NOTHING
    if screen.small:
        lead = _in_short(lead)
    offered = turn.text("one-message-offered") if screen.begins_part else NOTHING
    above = sum(height(each.plain()) for each in (lead, offered) if each.blocks)
    if screen.asked.suggestions and not place.collected and screen.answered:
        above += 1 + QUOTED_LINES  # «Сейчас записано» with the list
    offer_buttons(screen, offering, above, _old_answer(screen) if screen.small else "")
    turn.say(
        lead + _body(screen, above) + offered,
        offering,
        tone=tone,
        expects=_input_of(screen),
        asks=turn.question_name(place),
        progress=shown_progress(turn, draft, place.path),
    )


def _body(screen: QuestionOnScreen, above: int) -> RichText:
    turn, asked, place, small = screen.turn, screen.asked, screen.place, screen.small
    body = paragraph(asked.text, strong=True)
    if place.refused.asked_why:
        refused = paragraph(place.refused.text or "")
        return body + (quote(refused) if small and place.collected else refused) + turn.text("why-as-it-is")
    if place.collected:
        # Below what is wrong with some of them there is room for the last one only.
        return _collected_so_far(screen, 1 if above > QUOTED_LINES else COLLECTED_SHOWN)
    if place.writing is not None:
        option = next((option for option in asked.options if option.id == place.writing), None)
        return body + turn.text("write-own-option", option=option.label if option else "")
    if (instruction := _instruction(screen)) is not None:
        body += turn.text(instruction)
    if asked.counted is not None:
        label, items = asked.counted
        shown = (shortened(item) if small else item for item in items)
        listed = paragraph(f"{label}:") + listing(shown, ordered=True)
        body += quote(listed) if small else listed
    # On a small screen what is opened takes the place of what is recorded, until it is closed.
    if screen.answered and not (small and (asked.options or screen.opened)):
        now = in_lines(display(screen.view, place.path))
        body += turn.text("answered-before") + (quote(now) if small else now)
    if screen.proposed is not None and not place.marked:
        made = _proposed(screen)
        body += quote(made) if small else made
    opened = _opened(screen)
    return body + (quote(opened) if small and opened else opened)


def _opened(screen: QuestionOnScreen) -> RichText:
    """The definition, the hint and the examples that are open."""
    turn, asked, place, opened = screen.turn, screen.asked, screen.place, NOTHING
    if place.opened.explained is not None:
        opened += definition(turn, place.opened.explained)
    if place.opened.help:
        opened += paragraph(asked.help, emphasis=True)
    if place.opened.example:
        key = "example-choice" if asked.options else "example-good"
        opened += turn.text(key) + in_lines(asked.example_good)
        if asked.example_bad:
            bad = "; ".join(asked.example_bad.lines)
            opened += turn.text("example-bad", example=bad, why=asked.example_bad.why)
    return opened


def _input_of(screen: QuestionOnScreen) -> Input | None:
    """The field to type into, holding the refused text or else the stored answer."""
    field, place = screen.field, screen.place
    if place.refused.asked_why:
        return TextInput(place.refused.why)
    if place.writing is not None:
        return TextInput(place.refused.text or "")
    match field.type:
        case "choice" | "multi_choice":
            return None if place.refused.text is None else TextInput(place.refused.text)
        case "list":
            lines = _typed_so_far(screen).splitlines()
            chosen = {picked.option for picked in place.marked}
            return ItemsInput(tuple(line for line in lines if line.strip() and line not in chosen))
        case "table":
            columns = tuple(Column(column.id, column.label, column.required) for column in field.columns)
            return RowsInput(columns, _typed_rows(screen))
        case _:
            return TextInput(_typed_so_far(screen), multiline=field.type == "long_text")


def _typed_so_far(screen: QuestionOnScreen) -> str:
    """The refused text, or else what a person would type for the stored answer."""
    stored = typed_answer(screen.view, screen.place.path) if screen.answered else ""
    return screen.place.refused.text or stored


def _typed_rows(screen: QuestionOnScreen) -> tuple[tuple[str, ...], ...]:
    answer, refused = screen.draft.at(screen.place.path), screen.place.refused.text
    if refused is not None and isinstance(again := screen.read(refused), Rows):
        answer = again
    if not isinstance(answer, Rows):
        return ()
    columns = [column.id for column in screen.field.columns]
    return tuple(tuple(row.get(column, "") for column in columns) for row in answer.value)


def _in_short(lead: RichText) -> RichText:
    """What is said before the question; what has no room on a small screen stands in a quote."""
    room, shown = LEAD_LINES, 0
    for block in lead.blocks:
        room -= height(RichText((block,)).plain())
        if room < 0 and shown:
            break
        shown += 1
    rest = RichText(lead.blocks[shown:])
    return RichText(lead.blocks[:shown]) + quote(rest) if rest.blocks else lead


def _old_answer(screen: QuestionOnScreen) -> str:
    """What was typed before, to take along for a change of one word; "" where nothing was."""
    place, asked, stored = screen.place, screen.asked, screen.draft.at(screen.place.path)
    # Ready-made items leave no row for it: there it stands behind «Ещё», in the row of the hint.
    elsewhere = place.opened.more is not bool(asked.suggestions)
    if place.collected or screen.inside or elsewhere or asked.options or not is_written(stored):
        return ""
    return place.refused.text or typed_answer(screen.view, place.path)


def _collected_so_far(screen: QuestionOnScreen, most: int) -> RichText:
    """«Потребности: записано 3» with the last lines, and that more may come."""
    shown = display(screen.view, screen.place.path)
    first = max(len(shown) - most, 0)
    body = screen.turn.text("collected", label=screen.field.label, count=len(shown))
    body += listing(map(shortened, shown[first:]), ordered=True, start=first + 1)
    return body + screen.turn.text("collect-more")


def _proposed(screen: QuestionOnScreen) -> RichText:
    """What the button would record, in full."""
    proposed = screen.proposed
    assert proposed is not None
    if proposed.from_draft is not None:
        name = draft_title(screen.turn, proposed.from_draft)
    else:
        name = screen.view.of_segment(proposed.from_segment or 0).segment_name
    return screen.turn.text(f"proposed-{proposed.phrase}", name=name) + in_lines(proposed.lines)


def in_lines(lines: tuple[str, ...], *, ordered: bool = False) -> RichText:
    """A line alone, or several as a list."""
    return paragraph(lines[0]) if len(lines) == 1 else listing(lines, ordered=ordered)


def _instruction(screen: QuestionOnScreen) -> str | None:
    """How to answer, where neither the question itself nor its buttons say it."""
    match screen.field.type:
        case "choice" if not screen.small:
            return "how-choice"
        case "multi_choice" if not screen.small:
            return "how-ranking" if screen.field.ordered else "how-multi-choice"
        case "list" | "table" if screen.small:
            return "how-list-collected"
        case "list":
            return "how-list-suggested" if screen.asked.suggestions else None
        case "date":
            return "how-date"
        case _:
            return None


def shown_progress(turn: TurnBuilder, draft: Draft, path: Path) -> Progress:
    """How far the interview is, seen from the question at `path`."""
    view = turn.view(draft)
    counted, asked = progress(view), question(view, path)
    here = counted.of(asked.field.section, path.segment)
    sections = list(dict.fromkeys(part.section for part in counted.sections))
    return Progress(
        counted.answered,
        counted.total,
        section_title(asked.view, asked.field.section),
        None if path.segment is None else path.segment + 1,
        max(len(draft.segments), 1 if path.segment is None else path.segment + 1),
        sections.index(asked.field.section) + 1 if asked.field.section in sections else 0,
        len(sections),
        here.answered,
        here.total,
        segment_name(turn, draft, path),
    )


def segment_name(turn: TurnBuilder, draft: Draft, path: Path) -> str:
    """What the segment of the question is called, when it is."""
    name = turn.form.roles.segment_name
    if name is None or path.segment is None or path.segment >= len(draft.segments):
        return ""
    return shortened("; ".join(display(turn.view(draft), Path(name, path.segment))), LONGEST_NAME)


def with_mark(place: AtQuestion, picked: Picked) -> AtQuestion:
    """The option chosen, last in order; chosen already, nothing changes."""
    if any(mark.option == picked.option for mark in place.marked):
        return place
    return replace(place, marked=(*place.marked, picked), writing=None)
