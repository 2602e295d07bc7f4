"""The buttons under a question: its options, a page of them at a time, and what helps to answer."""

from textwrap import wrap

from dialogs.faq import rating
from dialogs.filling.explaining import terms_of
from dialogs.interview.answers import Draft, Path
from dialogs.interview.proposals import ProposedAnswer, proposal
from dialogs.interview.question import Question
from dialogs.interview.route import AskField, is_answered, step_before
from dialogs.turn.actions import (
    ChooseOption,
    Explain,
    MarkOption,
    Simple,
    StepName,
    UnmarkOption,
)
from dialogs.turn.building import TurnBuilder
from dialogs.turn.buttons import Offering
from dialogs.turn.replies import Role
from dialogs.turn.session import AtQuestion

SCREEN_LINES, SCREEN_WIDTH = 15, 40

QUOTED = 3

FEW = 4
# Profiles in which an answer to the same question is looked for.
LOOKED_AT = 5


def offer_answers(
    turn: TurnBuilder, draft: Draft, view: Question, place: AtQuestion, offering: Offering, above: int = 0
) -> None:
    """Offers the options; `above`: the lines that something said first takes on a small screen."""
    chosen = [picked.option for picked in place.marked]
    shown = _shown_options(turn, draft, view, place, above)
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


def _shown_options(turn: TurnBuilder, draft: Draft, view: Question, place: AtQuestion, above: int) -> range:
    """Numbers of the options that have room: on a small screen as many as fit below the question."""
    labels = [option.label for option in view.options] or list(view.suggestions)
    everything = range(1, len(labels) + 1)
    if not turn.world.messenger:
        return everything
    is_open = place.help_open or place.example_open or place.explained is not None
    if place.more_open or place.collected or place.doubted or (is_open and len(labels) > FEW):
        return range(0)
    pages = _option_pages(view, proposed_answer(turn, draft, place), above)
    return pages[place.options_page % len(pages)] if pages else everything


def _option_pages(view: Question, proposed: ProposedAnswer | None, above: int) -> list[range]:
    """The numbers of the options, in pages that fit a small screen together with the question."""
    labels = [option.label for option in view.options] or list(view.suggestions)
    beside = (QUOTED if proposed else 0) + (2 if view.suggestions else 0)
    room = SCREEN_LINES - 1 - height(view.text) - beside - above
    pages: list[range] = []
    used = room
    for number, label in enumerate(labels, 1):
        needed = height(f"{number}. ✅ {label}")
        if used + needed > room:
            pages.append(range(number, number))
            used = 0
        pages[-1] = range(pages[-1].start, number + 1)
        used += needed
    return pages


def height(text: str) -> int:
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


def offer_controls(
    turn: TurnBuilder, draft: Draft, view: Question, place: AtQuestion, offering: Offering, above: int = 0
) -> None:
    step = AskField(place.path)
    answered = is_answered(turn.view(draft), place.path)
    writing = place.writing is not None
    asked_why = place.asked_why
    inside = writing or asked_why
    can_go_back = inside or place.returns or step_before(turn.view(draft), step) is not None
    # Items of a list that were kept while others were refused can be all of it.
    several = view.kind == "multi_choice" or bool(view.suggestions or (place.marked and view.kind == "list"))
    proposed = proposed_answer(turn, draft, place)
    small = turn.world.messenger
    # On a small screen the buttons that do not answer stand behind «Ещё»; they can be typed all the same.
    tucked = small and not place.more_open
    opened = place.more_open or place.help_open or place.example_open or place.explained is not None
    ready = several or bool(place.collected)
    paged, busy = (
        len(_option_pages(view, proposed, above)) > 1,
        bool(place.collected) or place.doubted or opened or inside,
    )
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
    begins = begins_part(turn, draft, place)
    steps: list[tuple[Simple | Explain, bool, str]] = [
        (
            Simple("one_message"),
            not (place.returns or inside),
            turn.label("button-one-message-small" if begins else "button-one-message"),
        ),
        (Simple("summary"), True, turn.label("button-summary")),
        (Simple("pause"), True, turn.label("button-pause")),
    ]
    back = (Simple("back"), can_go_back, turn.label("button-back-small" if small else "button-back"))
    for action, shown, label in [*others, *([] if small else [back]), *steps]:
        if not shown or (tucked and isinstance(action, Explain)):
            offering.hidden(action)
        elif tucked and not (begins and action == Simple("one_message")):
            offering.hidden(action, label)
        else:
            offering.show(action, label, "control")
    if place.explained is not None:
        rating.offer(turn, offering, place.explained)
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


def begins_part(turn: TurnBuilder, draft: Draft, place: AtQuestion) -> bool:
    """Whether a small screen shows the question that a segment, or the profile as a whole, begins with: then
    one message may hold all of it. What is known of the person does not count."""
    fresh = AtQuestion(place.draft, place.path, options_page=place.options_page)
    if not turn.world.messenger or place != fresh:
        return False
    view, segment = turn.view(draft), place.path.segment
    own = [(each, part) for path, each, part in view.visible_fields if path.segment == segment]
    return not any(each.scope != "user" and part.is_answered(each) for each, part in own)


def _opens(turn: TurnBuilder, key: str, is_open: bool) -> str:
    return turn.label(f"{key}-hide" if is_open else key)


def proposed_answer(turn: TurnBuilder, draft: Draft, place: AtQuestion) -> ProposedAnswer | None:
    busy = place.writing is not None or place.asked_why or place.refused is not None
    return None if busy else suggested(turn, draft, place.path)


def suggested(turn: TurnBuilder, draft: Draft, path: Path) -> ProposedAnswer | None:
    """What this draft or the person's latest other ones suggest."""
    others = (other for other in turn.drafts()[:LOOKED_AT] if other.id != draft.id)
    return proposal(turn.view(draft), path, others)


def _proposal_label(turn: TurnBuilder, proposed: ProposedAnswer | None) -> str:
    if proposed is None:
        return ""
    number = (proposed.from_segment or 0) + 1
    return turn.label(f"button-proposed-{proposal_key(proposed)}", number=number, value=proposed.lines[0])


def proposal_key(proposed: ProposedAnswer) -> str:
    return proposed.by.replace("_", "-")
