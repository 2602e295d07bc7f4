"""Putting one question of the interview on screen, with everything that helps to answer it."""

from dataclasses import replace

from dialogs.filling.explaining import definition, terms_of
from dialogs.interview.answers import Answer, Choices, Draft, Items, Path, Picked, Rows
from dialogs.interview.display import display
from dialogs.interview.proposals import ProposedAnswer, proposal
from dialogs.interview.question import Question, question
from dialogs.interview.route import AskField, is_answered, step_before
from dialogs.interview.summary import progress
from dialogs.interview.typed_answers import read, typed_answer
from dialogs.turn.actions import ChooseOption, Explain, MarkOption, Simple, UnmarkOption
from dialogs.turn.building import Tone, TurnBuilder
from dialogs.turn.buttons import Offering
from dialogs.turn.replies import Column, Input, ItemsInput, Progress, RowsInput, TextInput
from dialogs.turn.session import AtAnotherSegment, AtQuestion, Place
from knowledge.text.markup import Listing, RichText, Span, paragraph

NOTHING = RichText()


def ask(
    turn: TurnBuilder,
    draft: Draft,
    path: Path,
    *,
    returns: bool = False,
    mending: bool = False,
    raised: tuple[Path, ...] = (),
    resume: Path | None = None,
    refused: str | None = None,
    lead: RichText = NOTHING,
    tone: Tone = "question",
) -> None:
    """Asks the question at `path` anew: a new message whose buttons replace all earlier ones."""
    view = question(turn.view(draft), path)
    place = AtQuestion(
        draft.id,
        path,
        marked=marks(view, draft.at(path)),
        refused=refused,
        returns=returns,
        mending=mending,
        raised=raised,
        resume=resume,
    )
    turn.go(place)
    _show(turn, draft, view, place, turn.new_offering(), lead, tone)


def ask_again(
    turn: TurnBuilder, place: AtQuestion, lead: RichText = NOTHING, tone: Tone = "question"
) -> None:
    """The same question in a new message, its state kept: after an aside or a typed mistake."""
    draft = turn.draft(place.draft)
    if draft is not None:
        turn.go(place)
        view = question(turn.view(draft), place.path)
        _show(turn, draft, view, place, turn.new_offering(), lead, tone)


def redraw(turn: TurnBuilder, place: AtQuestion, lead: RichText = NOTHING, tone: Tone = "question") -> None:
    """The same question in its place on screen: an option toggled, a hint opened."""
    draft = turn.draft(place.draft)
    if draft is not None:
        turn.go(place)
        view = question(turn.view(draft), place.path)
        _show(turn, draft, view, place, turn.same_offering(), lead, tone)


def question_name(place: Place) -> str:
    """What is asked, the same however often it is asked anew; "" where nothing is that could be mixed up."""
    match place:
        case AtQuestion(draft, path, writing=writing, asked_why=asked_why):
            return f"{draft}:{path}" + (f":{writing}" if writing else ":why" if asked_why else "")
        case AtAnotherSegment(draft):
            return f"{draft}:another-segment"
        case _:
            return ""


def marks(view: Question, stored: Answer | None) -> tuple[Picked, ...]:
    """Options already chosen; of a list, its ready-made items."""
    match stored:
        case Choices(chosen):
            offered = {option.id for option in view.options}
            return tuple(picked for picked in chosen if picked.option in offered)
        case Items(items):
            return tuple(Picked(item) for item in items if item in view.suggestions)
        case _:
            return ()


def _show(
    turn: TurnBuilder,
    draft: Draft,
    view: Question,
    place: AtQuestion,
    offering: Offering,
    lead: RichText,
    tone: Tone,
) -> None:
    _offer_answers(turn, view, place, offering)
    _offer_controls(turn, draft, view, place, offering)
    turn.say(
        lead + _body(turn, draft, view, place),
        offering,
        tone=tone,
        expects=_input(turn, draft, view, place),
        asks=question_name(place),
        progress=shown_progress(turn, draft, place.path),
    )


def _offer_answers(turn: TurnBuilder, view: Question, place: AtQuestion, offering: Offering) -> None:
    chosen = [picked.option for picked in place.marked]
    if view.kind == "multi_choice":
        for number, option in enumerate(view.options, 1):
            rank = chosen.index(option.id) + 1 if view.ordered and option.id in chosen else None
            own = next((picked.other for picked in place.marked if picked.option == option.id), None)
            label = f"{option.label}: {own}" if own else option.label
            _offer_toggle(
                offering,
                option.id,
                label,
                option.id in chosen,
                rank,
                place.writing is None,
                None if view.ordered else number,
            )
    elif view.kind == "choice":
        for option in view.options:
            if place.writing is None:
                offering.show(ChooseOption(option.id), option.label)
            else:
                offering.hidden(ChooseOption(option.id))
    for item in view.suggestions:
        _offer_toggle(offering, item, item, item in chosen, None, True)


def _offer_toggle(
    offering: Offering,
    option: str,
    label: str,
    selected: bool,
    rank: int | None,
    shown: bool,
    number: int | None = None,
) -> None:
    # Both actions always take a position: the id of a button must not depend on what is chosen now,
    # and pressing «choose» twice must not undo it.
    for action, is_shown in ((MarkOption(option), not selected), (UnmarkOption(option), selected)):
        if is_shown and shown:
            offering.show(action, label, "toggle", selected=selected, rank=rank, number=number)
        else:
            offering.hidden(action)


def _offer_controls(
    turn: TurnBuilder, draft: Draft, view: Question, place: AtQuestion, offering: Offering
) -> None:
    step = AskField(place.path)
    answered = is_answered(turn.view(draft), place.path)
    writing = place.writing is not None
    asked_why = place.asked_why
    can_go_back = writing or asked_why or place.returns or step_before(turn.view(draft), step) is not None
    # Items of a list that were kept while others were refused can be all of it.
    several = view.kind == "multi_choice" or bool(view.suggestions or (place.marked and view.kind == "list"))
    proposed = _proposal(turn, draft, place)
    controls: list[tuple[Simple, bool, str]] = [
        (Simple("done"), several and not writing, turn.label("button-done")),
        (Simple("keep"), place.may_keep, turn.label("button-no-reason" if asked_why else "button-keep")),
        (
            Simple("record"),
            place.aside is not None and not asked_why,
            turn.label("button-is-answer" if place.doubted else "button-record"),
        ),
        (Simple("asked"), place.doubted, turn.label("button-is-question")),
        (Simple("proposed"), proposed is not None, _proposal_label(turn, proposed)),
        (Simple("no_data"), view.allow_unknown, view.unknown_label),
        (Simple("skip"), not view.required, turn.label("button-skip")),
        (Simple("help"), bool(view.help), _opens(turn, "button-help", place.help_open)),
        (Simple("example"), bool(view.example_good), _opens(turn, "button-example", place.example_open)),
        (Simple("back"), can_go_back, turn.label("button-back")),
        (Simple("forward"), answered and not place.returns, turn.label("button-forward")),
        (Simple("stay"), answered and place.returns, turn.label("button-unchanged")),
        (Simple("summary"), True, turn.label("button-summary")),
        (Simple("pause"), True, turn.label("button-pause")),
    ]
    for action, shown, label in controls:
        if shown:
            offering.show(action, label, "done" if action.name == "done" else "control")
        else:
            offering.hidden(action)
    for term in terms_of(turn, view):
        # A term is explained where it is met: in the opened hint.
        if place.explained == term.id or not place.help_open:
            offering.hidden(Explain(term.id))
        else:
            offering.show(Explain(term.id), turn.label("button-explain", term=term.label), "control")


def _opens(turn: TurnBuilder, key: str, is_open: bool) -> str:
    return turn.label(f"{key}-hide" if is_open else key)


def _body(turn: TurnBuilder, draft: Draft, view: Question, place: AtQuestion) -> RichText:
    body = paragraph(view.text, strong=True)
    if place.asked_why:
        return body + paragraph(place.refused or "") + turn.text("why-as-it-is")
    if place.writing is not None:
        option = next((option for option in view.options if option.id == place.writing), None)
        return body + turn.text("write-own-option", option=option.label if option else "")
    if (instruction := _instruction(turn, view)) is not None:
        body += turn.text(instruction)
    if is_answered(turn.view(draft), place.path):
        body += turn.text("answered-before") + _lines(display(turn.view(draft), place.path))
    if (proposed := _proposal(turn, draft, place)) is not None and not place.marked:
        body += _proposed(turn, draft, proposed)
    if place.explained is not None:
        body += definition(turn, place.explained)
    if place.help_open:
        body += paragraph(view.help, emphasis=True)
    if place.example_open:
        body += turn.text("example-choice" if view.options else "example-good") + _lines(view.example_good)
        if view.example_bad:
            bad = "; ".join(view.example_bad.lines)
            body += turn.text("example-bad", example=bad, why=view.example_bad.why)
    return body


def _proposal(turn: TurnBuilder, draft: Draft, place: AtQuestion) -> ProposedAnswer | None:
    busy = place.writing is not None or place.asked_why or place.refused is not None
    return None if busy else proposal(turn.view(draft), place.path)


def _proposal_label(turn: TurnBuilder, proposed: ProposedAnswer | None) -> str:
    if proposed is None:
        return ""
    number = (proposed.from_segment or 0) + 1
    return turn.label(f"button-proposed-{_key(proposed)}", number=number, value=proposed.lines[0])


def _proposed(turn: TurnBuilder, draft: Draft, proposed: ProposedAnswer) -> RichText:
    """What the button would record, in full."""
    name = turn.view(draft).of_segment(proposed.from_segment or 0).segment_name
    return turn.text(f"proposed-{_key(proposed)}", name=name) + _lines(proposed.lines)


def _key(proposed: ProposedAnswer) -> str:
    return proposed.by.replace("_", "-")


def _lines(lines: tuple[str, ...]) -> RichText:
    if len(lines) == 1:
        return paragraph(lines[0])
    return RichText((Listing(tuple((Span(line),) for line in lines)),))


def _instruction(turn: TurnBuilder, view: Question) -> str | None:
    """How to answer, where the question itself does not say it."""
    match view.kind:
        case "choice":
            return "how-choice"
        case "multi_choice":
            return "how-ranking" if view.ordered else "how-multi-choice"
        case "list":
            return "how-list-suggested" if view.suggestions else None
        case "date":
            return "how-date"
        case _:
            return None


def _input(turn: TurnBuilder, draft: Draft, view: Question, place: AtQuestion) -> Input | None:
    """The field to type into, holding the refused text or else the stored answer."""
    if place.writing is not None or place.asked_why:
        return TextInput()
    answered = is_answered(turn.view(draft), place.path)
    match view.kind:
        case "choice" | "multi_choice":
            return None
        case "list":
            items = _typed_lines(turn, draft, place) if place.refused or answered else ()
            chosen = {picked.option for picked in place.marked}
            return ItemsInput(tuple(item for item in items if item not in chosen))
        case "table":
            columns = tuple(Column(column.id, column.label, column.required) for column in view.columns)
            return RowsInput(columns, _rows(turn, draft, place, columns))
        case _:
            text = place.refused if place.refused is not None else ""
            if not text and answered:
                text = typed_answer(turn.view(draft), place.path)
            return TextInput(text, multiline=view.kind == "long_text")


def _rows(
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


def shown_progress(turn: TurnBuilder, draft: Draft, path: Path) -> Progress:
    """How far the interview is, seen from the question at `path`."""
    counted = progress(turn.view(draft))
    view = question(turn.view(draft), path)
    return Progress(
        counted.answered,
        counted.total,
        view.section_title,
        None if path.segment is None else path.segment + 1,
        max(len(draft.segments), 1) if path.segment is None else max(len(draft.segments), path.segment + 1),
    )


def with_mark(place: AtQuestion, picked: Picked) -> AtQuestion:
    """The option chosen, last in order; chosen already, nothing changes."""
    if any(mark.option == picked.option for mark in place.marked):
        return place
    return replace(place, marked=(*place.marked, picked), writing=None)


def without_mark(place: AtQuestion, option: str) -> AtQuestion:
    return replace(place, marked=tuple(mark for mark in place.marked if mark.option != option))
