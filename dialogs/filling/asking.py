"""Putting one question of the interview on screen, with everything that helps to answer it."""

from dataclasses import replace

from dialogs.filling.controls import begins_part, offer_answers, offer_controls, proposal_key, proposed_answer
from dialogs.filling.explaining import definition
from dialogs.filling.removing import is_written
from dialogs.interview.answers import Answer, Choices, Draft, Items, Path, Picked, Rows
from dialogs.interview.display import display
from dialogs.interview.proposals import ProposedAnswer
from dialogs.interview.question import Question, question
from dialogs.interview.route import is_answered
from dialogs.interview.summary import progress
from dialogs.interview.typed_answers import read, typed_answer
from dialogs.turn.building import Tone, TurnBuilder
from dialogs.turn.buttons import Offering
from dialogs.turn.replies import Column, Input, ItemsInput, Progress, RowsInput, TextInput
from dialogs.turn.session import AtQuestion
from dialogs.turn.titles import draft_title, height, shortened
from knowledge.text.markup import Listing, RichText, Span, paragraph, quote

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
    place = replace(place, marked=marked, changes=place.changes or draft.unended == place.path)
    if turn.session.left is not None and turn.session.left[0] == turn.path_name(draft.id, place.path):
        left = turn.session.left[1]
        turn.remember(left=None)
        if place.refused is None:
            place = replace(place, marked=left.marked, refused=left.refused, may_keep=left.may_keep)
    _show(turn, place, turn.new_offering(), lead, tone)


def ask_again(
    turn: TurnBuilder, place: AtQuestion, lead: RichText = NOTHING, tone: Tone = "question"
) -> None:
    """Puts the same question in a new message, its state kept: after an aside or a typed mistake."""
    _show(turn, place, turn.new_offering(), lead, tone)


def redraw(turn: TurnBuilder, place: AtQuestion, lead: RichText = NOTHING, tone: Tone = "question") -> None:
    """Draws the same question in its place on screen: an option toggled, a hint opened."""
    _show(turn, place, turn.same_offering(), lead, tone)


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
    asked = question(turn.view(draft), place.path)
    lead, turn.lead = turn.lead + lead, NOTHING
    if turn.world.messenger:
        lead = _in_short(lead)
    offered = turn.text("one-message-offered") if begins_part(turn, draft, place) else NOTHING
    above = sum(height(each.plain()) for each in (lead, offered) if each.blocks)
    if asked.suggestions and not place.collected and is_answered(turn.view(draft), place.path):
        above += 1 + QUOTED_LINES  # «Сейчас записано» with the list
    offer_answers(turn, draft, asked, place, offering, above)
    if turn.world.messenger and (old := _old_answer(turn, draft, asked, place)):
        offering.copy(turn.label("button-copy-answer" + ("-small" if place.more_open else "")), old)
    offer_controls(turn, draft, asked, place, offering, above)
    turn.say(
        lead + _body(turn, draft, asked, place, above) + offered,
        offering,
        tone=tone,
        expects=_input_of(turn, draft, asked, place),
        asks=turn.question_name(place),
        progress=shown_progress(turn, draft, place.path),
    )


def _body(turn: TurnBuilder, draft: Draft, asked: Question, place: AtQuestion, above: int) -> RichText:
    if place.collected:
        # Below what is wrong with some of them there is room for the last one only.
        return _collected_so_far(turn, draft, asked, place, 1 if above > QUOTED_LINES else COLLECTED_SHOWN)
    body = paragraph(asked.text, strong=True)
    small = turn.world.messenger
    if place.asked_why:
        return body + paragraph(place.refused or "") + turn.text("why-as-it-is")
    if place.writing is not None:
        option = next((option for option in asked.options if option.id == place.writing), None)
        return body + turn.text("write-own-option", option=option.label if option else "")
    if (instruction := _instruction(turn, asked)) is not None:
        body += turn.text(instruction)
    if asked.counted is not None:
        label, items = asked.counted
        spans = tuple((Span(shortened(item) if small else item),) for item in items)
        listed = paragraph(f"{label}:") + RichText((Listing(spans, ordered=True),))
        body += quote(listed) if small else listed
    opens = place.help_open or place.example_open or place.explained is not None
    # On a small screen what is opened takes the place of what is recorded, until it is closed.
    if is_answered(turn.view(draft), place.path) and not (small and (asked.options or opens)):
        now = in_lines(display(turn.view(draft), place.path))
        body += turn.text("answered-before") + (quote(now) if small else now)
    if (proposed := proposed_answer(turn, draft, place)) is not None and not place.marked:
        made = _proposed(turn, draft, proposed)
        body += quote(made) if small else made
    opened = NOTHING
    if place.explained is not None:
        opened += definition(turn, place.explained)
    if place.help_open:
        opened += paragraph(asked.help, emphasis=True)
    if place.example_open:
        opened += turn.text("example-choice" if asked.options else "example-good") + in_lines(
            asked.example_good
        )
        if asked.example_bad:
            bad = "; ".join(asked.example_bad.lines)
            opened += turn.text("example-bad", example=bad, why=asked.example_bad.why)
    return body + (quote(opened) if small and opened else opened)


def _input_of(turn: TurnBuilder, draft: Draft, asked: Question, place: AtQuestion) -> Input | None:
    """The field to type into, holding the refused text or else the stored answer."""
    if place.asked_why:
        return TextInput(place.why)
    if place.writing is not None:
        return TextInput(place.refused or "")
    answered = is_answered(turn.view(draft), place.path)
    match asked.kind:
        case "choice" | "multi_choice":
            return None if place.refused is None else TextInput(place.refused)
        case "list":
            items = _typed_lines(turn, draft, place) if place.refused or answered else ()
            chosen = {picked.option for picked in place.marked}
            return ItemsInput(tuple(item for item in items if item not in chosen))
        case "table":
            columns = tuple(Column(column.id, column.label, column.required) for column in asked.columns)
            return RowsInput(columns, _typed_rows(turn, draft, place, columns))
        case _:
            text = place.refused if place.refused is not None else ""
            if not text and answered:
                text = typed_answer(turn.view(draft), place.path)
            return TextInput(text, multiline=asked.kind == "long_text")


def _typed_rows(
    turn: TurnBuilder, draft: Draft, place: AtQuestion, columns: tuple[Column, ...]
) -> tuple[tuple[str, ...], ...]:
    answer = draft.at(place.path)
    if place.refused is not None:
        read_again = read(turn.view(draft), place.path, place.refused)
        answer = read_again if isinstance(read_again, Rows) else answer
    if not isinstance(answer, Rows):
        return ()
    return tuple(tuple(row.get(column.id, "") for column in columns) for row in answer.value)


def _typed_lines(turn: TurnBuilder, draft: Draft, place: AtQuestion) -> tuple[str, ...]:
    text = place.refused if place.refused is not None else typed_answer(turn.view(draft), place.path)
    return tuple(line for line in text.splitlines() if line.strip())


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


def _old_answer(turn: TurnBuilder, draft: Draft, asked: Question, place: AtQuestion) -> str:
    """What was typed before, to take along for a change of one word; "" where nothing was."""
    inside = place.collected or place.writing or place.asked_why
    # Ready-made items leave no row for it: there it stands behind «Ещё», in the row of the hint.
    elsewhere = place.more_open is not bool(asked.suggestions)
    if inside or elsewhere or asked.options or not is_written(draft.at(place.path)):
        return ""
    return place.refused or typed_answer(turn.view(draft), place.path)


def _collected_so_far(
    turn: TurnBuilder, draft: Draft, asked: Question, place: AtQuestion, most: int
) -> RichText:
    """«Потребности: записано 3» with the last lines, and that more may come."""
    shown = display(turn.view(draft), place.path)
    first = max(len(shown) - most, 0)
    items = tuple((Span(shortened(line)),) for line in shown[first:])
    body = turn.text("collected", label=asked.label, count=len(shown))
    return body + RichText((Listing(items, ordered=True, start=first + 1),)) + turn.text("collect-more")


def _proposed(turn: TurnBuilder, draft: Draft, proposed: ProposedAnswer) -> RichText:
    """What the button would record, in full."""
    if proposed.from_draft is not None:
        name = draft_title(turn, proposed.from_draft)
    else:
        name = turn.view(draft).of_segment(proposed.from_segment or 0).segment_name
    return turn.text(f"proposed-{proposal_key(proposed)}", name=name) + in_lines(proposed.lines)


def in_lines(lines: tuple[str, ...]) -> RichText:
    """A line alone, or several as a list."""
    if len(lines) == 1:
        return paragraph(lines[0])
    return RichText((Listing(tuple((Span(line),) for line in lines)),))


def _instruction(turn: TurnBuilder, asked: Question) -> str | None:
    """How to answer, where neither the question itself nor its buttons say it."""
    match asked.kind:
        case "choice" if not turn.world.messenger:
            return "how-choice"
        case "multi_choice" if not turn.world.messenger:
            return "how-ranking" if asked.ordered else "how-multi-choice"
        case "list" | "table" if turn.world.messenger:
            return "how-list-collected"
        case "list":
            return "how-list-suggested" if asked.suggestions else None
        case "date":
            return "how-date"
        case _:
            return None


def shown_progress(turn: TurnBuilder, draft: Draft, path: Path) -> Progress:
    """How far the interview is, seen from the question at `path`."""
    counted = progress(turn.view(draft))
    asked = question(turn.view(draft), path)
    here = counted.of(asked.section, path.segment)
    sections = list(dict.fromkeys(part.section for part in counted.sections))
    return Progress(
        counted.answered,
        counted.total,
        asked.section_title,
        None if path.segment is None else path.segment + 1,
        max(len(draft.segments), 1) if path.segment is None else max(len(draft.segments), path.segment + 1),
        sections.index(asked.section) + 1 if asked.section in sections else 0,
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


def without_mark(place: AtQuestion, option: str) -> AtQuestion:
    return replace(place, marked=tuple(mark for mark in place.marked if mark.option != option))
