"""Putting one question of the interview on screen, with everything that helps to answer it."""

from dataclasses import replace
from textwrap import wrap

from dialogs.filling.explaining import definition, terms_of
from dialogs.filling.titles import shortened
from dialogs.interview.answers import Answer, Choices, Draft, Items, Path, Picked, Rows
from dialogs.interview.display import display
from dialogs.interview.proposals import ProposedAnswer, proposal
from dialogs.interview.question import Question, question
from dialogs.interview.route import AskField, is_answered, step_before
from dialogs.interview.summary import progress
from dialogs.interview.typed_answers import read, typed_answer
from dialogs.turn.actions import (
    ChangeAnswer,
    ChooseOption,
    Explain,
    MarkOption,
    Simple,
    StepName,
    UnmarkOption,
)
from dialogs.turn.building import Tone, TurnBuilder
from dialogs.turn.buttons import Offering
from dialogs.turn.replies import Column, Input, ItemsInput, Progress, Role, RowsInput, TextInput
from dialogs.turn.session import AtAnotherSegment, AtQuestion, Place
from knowledge.text.markup import Listing, RichText, Span, paragraph, quote

NOTHING = RichText()
# How many of the lines collected so far are shown, and how long the answer in a trace is.
COLLECTED_SHOWN = 3
TRACE = 120
NAME = 20
# A phone shows so much without scrolling. More options than a few make way for what is opened.
SCREEN_LINES, SCREEN_WIDTH = 15, 40
QUOTED = 3
FEW = 4


def ask(
    turn: TurnBuilder,
    draft: Draft,
    path: Path,
    *,
    returns: bool = False,
    mending: bool = False,
    raised: tuple[Path, ...] = (),
    resume: Path | None = None,
    changes: bool = False,
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
        changes=changes,
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
    _offer_answers(turn, draft, view, place, offering)
    _offer_controls(turn, draft, view, place, offering)
    turn.say(
        lead + _body(turn, draft, view, place),
        offering,
        tone=tone,
        expects=_input(turn, draft, view, place),
        asks=question_name(place),
        progress=shown_progress(turn, draft, place.path),
    )


def _offer_answers(
    turn: TurnBuilder, draft: Draft, view: Question, place: AtQuestion, offering: Offering
) -> None:
    chosen = [picked.option for picked in place.marked]
    shown = _shown_options(turn, draft, view, place)
    for number, option in enumerate(view.options, 1):
        is_shown = number in shown and place.writing is None
        if view.kind == "choice":
            if is_shown:
                known = number if turn.world.messenger else None
                offering.show(ChooseOption(option.id), option.label, number=known)
            else:
                offering.hidden(ChooseOption(option.id), option.label if place.writing is None else "")
            continue
        rank = chosen.index(option.id) + 1 if view.ordered and option.id in chosen else None
        own = next((picked.other for picked in place.marked if picked.option == option.id), None)
        label = f"{option.label}: {own}" if own else option.label
        known = number if turn.world.messenger or not view.ordered else None
        _offer_toggle(offering, option.id, label, option.id in chosen, is_shown, known, rank)
    for number, item in enumerate(view.suggestions, 1):
        known = number if turn.world.messenger else None
        _offer_toggle(offering, item, item, item in chosen, number in shown, known)


def _shown_options(turn: TurnBuilder, draft: Draft, view: Question, place: AtQuestion) -> range:
    """Numbers of the options that have room: on a small screen as many as fit below the question."""
    labels = [option.label for option in view.options] or list(view.suggestions)
    everything = range(1, len(labels) + 1)
    if not turn.world.messenger:
        return everything
    is_open = place.help_open or place.example_open or place.explained is not None
    if place.more_open or place.collected or (is_open and len(labels) > FEW):
        return range(0)
    pages = _option_pages(view, _proposal(turn, draft, place))
    return pages[place.options_page % len(pages)] if pages else everything


def _option_pages(view: Question, proposed: ProposedAnswer | None) -> list[range]:
    """The numbers of the options, in pages that fit a small screen together with the question."""
    labels = [option.label for option in view.options] or list(view.suggestions)
    beside = (QUOTED if proposed else 0) + (2 if view.suggestions else 0)
    room = SCREEN_LINES - 1 - _height(view.text) - beside
    pages: list[range] = []
    used = room
    for number, label in enumerate(labels, 1):
        needed = _height(f"{number}. ✅ {label}")
        if used + needed > room:
            pages.append(range(number, number))
            used = 0
        pages[-1] = range(pages[-1].start, number + 1)
        used += needed
    return pages


def _height(text: str) -> int:
    """How many lines a text takes on a small screen."""
    return sum(max(len(wrap(line, SCREEN_WIDTH)), 1) for line in text.split("\n"))


def _offer_toggle(
    offering: Offering,
    option: str,
    label: str,
    selected: bool,
    shown: bool,
    number: int | None,
    rank: int | None = None,
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
    inside = writing or asked_why
    can_go_back = inside or place.returns or step_before(turn.view(draft), step) is not None
    # Items of a list that were kept while others were refused can be all of it.
    several = view.kind == "multi_choice" or bool(view.suggestions or (place.marked and view.kind == "list"))
    proposed = _proposal(turn, draft, place)
    small = turn.world.messenger
    # On a small screen the buttons that do not answer stand behind «Ещё»; they can be typed all the same.
    tucked = small and not place.more_open
    opened = place.more_open or place.help_open or place.example_open or place.explained is not None
    ready = several or bool(place.collected)
    paged, busy = len(_option_pages(view, proposed)) > 1, bool(place.collected) or opened or inside
    left = answered and (place.returns or (small and not place.collected))
    controls: list[tuple[StepName, bool, str, Role]] = [
        ("done", ready and not writing, turn.label("button-done"), "done"),
        ("next_options", small and paged and not busy, turn.label("button-next-options"), "control"),
        ("drop_last", bool(place.collected), turn.label("button-drop-last"), "control"),
        ("keep", place.may_keep, turn.label("button-no-reason" if asked_why else "button-keep"), "control"),
        (
            "record",
            place.aside is not None and not asked_why,
            turn.label("button-is-answer" if place.doubted else "button-record"),
            "control",
        ),
        ("asked", place.doubted, turn.label("button-is-question"), "control"),
        ("proposed", proposed is not None, _proposal_label(turn, proposed), "control"),
        ("no_data", view.allow_unknown and not (small and place.collected), view.unknown_label, "control"),
        ("skip", not view.required and not (small and answered), turn.label("button-skip"), "control"),
        ("stay", left, turn.label("button-unchanged"), "control"),
    ]
    for name, shown, label, role in controls:
        if shown and not (small and place.more_open):
            offering.show(Simple(name), label, role)
        else:
            offering.hidden(Simple(name))
    others: list[tuple[Simple | Explain, bool, str]] = [
        (Simple("help"), bool(view.help), _opens(turn, "button-help", place.help_open)),
        (Simple("example"), bool(view.example_good), _opens(turn, "button-example", place.example_open)),
    ]
    for term in terms_of(turn, view):
        # A term is explained where it is met: in the opened hint.
        shown = place.explained != term.id and (place.help_open or small)
        others.append((Explain(term.id), shown, turn.label("button-explain", term=term.label)))
    others.append((Simple("forward"), answered and not place.returns, turn.label("button-forward")))
    steps: list[tuple[Simple | Explain, bool, str]] = [
        (Simple("summary"), True, turn.label("button-summary")),
        (Simple("pause"), True, turn.label("button-pause")),
    ]
    back = (Simple("back"), can_go_back, turn.label("button-back-small" if small else "button-back"))
    for action, shown, label in [*others, *([] if small else [back]), *steps]:
        if not shown or (tucked and isinstance(action, Explain)):
            offering.hidden(action)
        elif tucked:
            offering.hidden(action, label)
        else:
            offering.show(action, label, "control")
    if small:
        utility = [
            back,
            (Simple("close"), opened, turn.label("button-close")),
            (Simple("more"), not opened and not inside, turn.label("button-more")),
        ]
        for action, shown, label in utility:
            if shown:
                offering.show(action, label, "utility")
            else:
                offering.hidden(action)


def _opens(turn: TurnBuilder, key: str, is_open: bool) -> str:
    return turn.label(f"{key}-hide" if is_open else key)


def _body(turn: TurnBuilder, draft: Draft, view: Question, place: AtQuestion) -> RichText:
    if place.collected:
        return _collected_so_far(turn, draft, view, place)
    body = paragraph(view.text, strong=True)
    small = turn.world.messenger
    if place.asked_why:
        return body + paragraph(place.refused or "") + turn.text("why-as-it-is")
    if place.writing is not None:
        option = next((option for option in view.options if option.id == place.writing), None)
        return body + turn.text("write-own-option", option=option.label if option else "")
    if (instruction := _instruction(turn, view)) is not None:
        body += turn.text(instruction)
    if is_answered(turn.view(draft), place.path) and not (small and view.options):
        now = _lines(display(turn.view(draft), place.path))
        body += turn.text("answered-before") + (quote(now) if small else now)
    if (proposed := _proposal(turn, draft, place)) is not None and not place.marked:
        made = _proposed(turn, draft, proposed)
        body += quote(made) if small else made
    opened = NOTHING
    if place.explained is not None:
        opened += definition(turn, place.explained)
    if place.help_open:
        opened += paragraph(view.help, emphasis=True)
    if place.example_open:
        opened += turn.text("example-choice" if view.options else "example-good") + _lines(view.example_good)
        if view.example_bad:
            bad = "; ".join(view.example_bad.lines)
            opened += turn.text("example-bad", example=bad, why=view.example_bad.why)
    return body + (quote(opened) if small and opened else opened)


def _collected_so_far(turn: TurnBuilder, draft: Draft, view: Question, place: AtQuestion) -> RichText:
    """«Потребности: записано 3» with the last lines, and that more may come."""
    shown = display(turn.view(draft), place.path)
    first = max(len(shown) - COLLECTED_SHOWN, 0)
    items = tuple((Span(shortened(line)),) for line in shown[first:])
    body = turn.text("collected", label=view.label, count=len(shown))
    return body + RichText((Listing(items, ordered=True, start=first + 1),)) + turn.text("collect-more")


def leave_trace(turn: TurnBuilder, draft: Draft, path: Path) -> None:
    """The answered question becomes one line, «✓ Для кого: Граждане», with «Изменить»."""
    view = turn.view(draft)
    label = question(view, path).label
    answer = "; ".join(display(view, path)) or turn.label("passed-over")
    offering = turn.new_offering()
    offering.show(ChangeAnswer(draft.id, path), turn.label("button-change-answer"), "control")
    turn.leave_trace(turn.text("answered", label=label, answer=shortened(answer, TRACE)), offering)


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
    """How to answer, where neither the question itself nor its buttons say it."""
    match view.kind:
        case "choice" if not turn.world.messenger:
            return "how-choice"
        case "multi_choice" if not turn.world.messenger:
            return "how-ranking" if view.ordered else "how-multi-choice"
        case "list":
            if turn.world.messenger:
                return "how-list-collected"
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
    here = counted.of(view.section, path.segment)
    sections = list(dict.fromkeys(part.section for part in counted.sections))
    return Progress(
        counted.answered,
        counted.total,
        view.section_title,
        None if path.segment is None else path.segment + 1,
        max(len(draft.segments), 1) if path.segment is None else max(len(draft.segments), path.segment + 1),
        sections.index(view.section) + 1 if view.section in sections else 0,
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
    return shortened("; ".join(display(turn.view(draft), Path(name, path.segment))), NAME)


def with_mark(place: AtQuestion, picked: Picked) -> AtQuestion:
    """The option chosen, last in order; chosen already, nothing changes."""
    if any(mark.option == picked.option for mark in place.marked):
        return place
    return replace(place, marked=(*place.marked, picked), writing=None)


def without_mark(place: AtQuestion, option: str) -> AtQuestion:
    return replace(place, marked=tuple(mark for mark in place.marked if mark.option != option))
