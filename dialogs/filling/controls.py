"""The buttons under a question: its options, a page of them at a time, and what helps to answer."""

import re
from dataclasses import dataclass

from dialogs.faq import rating
from dialogs.filling.explaining import terms_of
from dialogs.interview.answers import Draft, Path
from dialogs.interview.proposals import ProposedAnswer, as_before, proposal
from dialogs.interview.question import OfferedOption, Question
from dialogs.interview.route import AskField, is_answered, step_before
from dialogs.interview.typed_answers import Mistake, read
from dialogs.turn.actions import ChooseOption, Explain, MarkOption, Simple, StepName, UnmarkOption
from dialogs.turn.building import TurnBuilder
from dialogs.turn.buttons import Offering
from dialogs.turn.replies import Role
from dialogs.turn.session import AtQuestion
from dialogs.turn.titles import SCREEN_LINES, height

PROPOSAL_LINES = 3

FEW = 4
# Profiles in which an answer to the same question is looked for.
LOOKED_AT = 5


def offer_answers(
    turn: TurnBuilder, draft: Draft, asked: Question, place: AtQuestion, offering: Offering, above: int = 0
) -> None:
    """Offers the options; `above`: the lines that something said first takes on a small screen."""
    chosen = [picked.option for picked in place.marked]
    shown = _shown_options(turn, draft, asked, place, above)
    for number, option in enumerate(asked.options, 1):
        is_shown = number in shown and place.writing is None
        if asked.kind == "choice":
            if is_shown:
                known = number if turn.world.messenger else None
                offering.show(ChooseOption(option.id), option.label, number=known)
            else:
                offering.hidden(ChooseOption(option.id), option.label if place.writing is None else "")
            continue
        rank = chosen.index(option.id) + 1 if asked.ordered and option.id in chosen else None
        own = next((picked.other for picked in place.marked if picked.option == option.id), None)
        label = f"{option.label}: {own}" if own else option.label
        known = number if turn.world.messenger or not asked.ordered else None
        _offer_toggle(offering, option.id, label, option.id in chosen, is_shown, known, rank)
    for number, item in enumerate(asked.suggestions, 1):
        known = number if turn.world.messenger else None
        _offer_toggle(offering, item, item, item in chosen, number in shown, known)


def _shown_options(turn: TurnBuilder, draft: Draft, asked: Question, place: AtQuestion, above: int) -> range:
    """Numbers of the options that have room: on a small screen as many as fit below the question."""
    labels = [option.label for option in asked.options] or list(asked.suggestions)
    everything = range(1, len(labels) + 1)
    if not turn.world.messenger:
        return everything
    is_open = place.help_open or place.example_open or place.explained is not None
    if place.more_open or place.collected or place.doubted or (is_open and len(labels) > FEW):
        return range(0)
    pages = _option_pages(asked, proposed_answer(turn, draft, place), above)
    return pages[place.options_page % len(pages)] if pages else everything


def _option_pages(asked: Question, proposed: ProposedAnswer | None, above: int) -> list[range]:
    """The numbers of the options, in pages that fit a small screen together with the question."""
    labels = [option.label for option in asked.options] or list(asked.suggestions)
    beside = (PROPOSAL_LINES if proposed else 0) + (3 if asked.suggestions else 0)
    room = SCREEN_LINES - 1 - height(asked.text) - beside - above
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
    turn: TurnBuilder, draft: Draft, asked: Question, place: AtQuestion, offering: Offering, above: int = 0
) -> None:
    """Offers what ends or helps the answer, and the ways on; every action takes its position even where it is
    not shown, so that it can be typed."""
    controls = _Controls(turn, draft, asked, place, offering, above)
    controls.offer_ends()
    controls.offer_helps()
    controls.offer_ways_on()
    if place.explained is not None and not controls.inside:
        rating.offer(turn, offering, place.explained)
    controls.offer_utilities()


@dataclass(frozen=True)
class _Controls:
    """The controls of one question. On a small screen the buttons that do not answer stand behind «Ещё»."""

    turn: TurnBuilder
    draft: Draft
    asked: Question
    place: AtQuestion
    offering: Offering
    above: int

    @property
    def small(self) -> bool:
        return self.turn.world.messenger

    @property
    def inside(self) -> bool:
        """Whether an option's own words or a reason are asked for: there is no room for what is opened."""
        return self.place.writing is not None or self.place.asked_why

    @property
    def opened(self) -> bool:
        place = self.place
        return place.more_open or place.help_open or place.example_open or place.explained is not None

    @property
    def answered(self) -> bool:
        return is_answered(self.turn.view(self.draft), self.place.path)

    def offer_ends(self) -> None:
        """What ends the answer, in place of one or with what is there."""
        asked, place, small, label = self.asked, self.place, self.small, self.turn.label
        collected = bool(place.collected)
        # Items of a list that were kept while others were refused can be all of it.
        several = asked.kind == "multi_choice" or asked.suggestions or (place.marked and asked.kind == "list")
        proposed = proposed_answer(self.turn, self.draft, place)
        pages = len(_option_pages(asked, proposed, self.above)) if small else 1
        turns = pages > 1 and not (collected or place.doubted or self.opened or self.inside)
        goes_on = small and (collected or (self.answered and self.draft.unended == place.path))
        stays = self.answered and (place.returns or (small and not goes_on))
        keep = label("button-no-reason" if place.asked_why else "button-keep")
        own = own_option(self.turn, self.draft, asked, place)
        record = label("button-is-answer" if place.doubted else "button-record")
        ends: list[tuple[StepName, bool, str, Role]] = [
            ("done", bool(several or goes_on) and place.writing is None, label("button-done"), "done"),
            ("next_options", turns, label("button-next-options"), "control"),
            ("drop_last", collected, label("button-drop-last"), "control"),
            ("keep", place.may_keep, keep, "control"),
            ("record", place.aside is not None and not place.asked_why, record, "control"),
            (
                "own_option",
                own is not None,
                label("button-own-option", option=own.label if own else ""),
                "control",
            ),
            ("asked", place.doubted, label("button-is-question"), "control"),
            ("proposed", proposed is not None, _proposal_label(self.turn, proposed), "control"),
            ("no_data", asked.allow_unknown and not (small and collected), asked.unknown_label, "control"),
            ("skip", not asked.required and not (small and self.answered), label("button-skip"), "control"),
            ("stay", stays, label("button-unchanged"), "control"),
        ]
        for name, is_shown, text, role in ends:
            if is_shown and not (small and place.more_open):
                self.offering.show(Simple(name), text, role)
            else:
                self.offering.hidden(Simple(name))

    def offer_helps(self) -> None:
        """What is opened beside the question."""
        turn, asked, place, inside = self.turn, self.asked, self.place, self.inside
        help_label = _opens(turn, "button-help", place.help_open)
        example_label = _opens(turn, "button-example", place.example_open)
        self._offer(Simple("help"), bool(asked.help) and not inside, help_label)
        self._offer(Simple("example"), bool(asked.example_good) and not inside, example_label)
        for term in terms_of(turn, asked):
            # A term is explained where it is met: in the opened hint.
            is_shown = place.explained != term.id and (place.help_open or self.small) and not inside
            self._offer(Explain(term.id), is_shown, turn.label("button-explain", term=term.label))

    def offer_ways_on(self) -> None:
        """Forward where nothing need be changed, back, everything by one message, the page, the summary, the
        pause."""
        turn, place = self.turn, self.place
        begins = begins_part(turn, self.draft, place)
        page = turn.world.has_page and (place.more_open or (begins and place.path.segment is None))
        if not self.small:
            self._offer(Simple("forward"), self._can_go_on(), turn.label("button-forward"))
            self._offer(Simple("back"), self._can_go_back(), turn.label("button-back"))
        if page:
            # Beside the next one, in one row.
            self.offering.page(turn.label("button-fill-on-screen"), self.draft.id)
        one_message = turn.label("button-one-message-small" if begins or page else "button-one-message")
        may_be_one = not (place.returns or self.inside)
        self._offer(Simple("one_message"), may_be_one, one_message, tucked=not begins)
        self._offer(Simple("summary"), True, turn.label("button-summary"))
        self._offer(Simple("pause"), True, turn.label("button-pause"))

    def offer_utilities(self) -> None:
        """The row below everything else, on a small screen."""
        if not self.small:
            return
        inside, label = self.inside, self.turn.label
        for action, is_shown, text in (
            (Simple("back"), self._can_go_back(), label("button-back-small")),
            (Simple("close"), self.opened and not inside, label("button-close")),
            (Simple("more"), not self.opened and not inside, label("button-more")),
        ):
            if is_shown:
                self.offering.show(action, text, "utility")
            else:
                self.offering.hidden(action)
        self._offer(Simple("forward"), self._can_go_on(), label("button-forward"), role="utility")

    def _can_go_back(self) -> bool:
        before = step_before(self.turn.view(self.draft), AskField(self.place.path))
        return self.inside or self.place.returns or before is not None

    def _can_go_on(self) -> bool:
        return self.answered and not self.place.returns

    def _offer(
        self,
        action: Simple | Explain,
        is_shown: bool,
        label: str,
        *,
        tucked: bool = True,
        role: Role = "control",
    ) -> None:
        """`tucked`: on a small screen it stands behind «Ещё», and can be typed all the same."""
        away = tucked and self.small and not self.place.more_open
        if not is_shown or (away and isinstance(action, Explain)):
            self.offering.hidden(action)
        elif away:
            self.offering.hidden(action, label)
        else:
            self.offering.show(action, label, role)


def begins_part(turn: TurnBuilder, draft: Draft, place: AtQuestion) -> bool:
    """Whether a small screen shows the question that a segment, or the profile as a whole, begins with: then
    one message may hold all of it. What is known of the person does not count."""
    fresh = AtQuestion(place.draft, place.path, options_page=place.options_page)
    if not turn.world.messenger or place != fresh:
        return False
    view, segment = turn.view(draft), place.path.segment
    own = [(each, part) for path, each, part in view.visible_fields if path.segment == segment]
    return not any(each.scope != "user" and part.is_answered(each) for each, part in own)


def own_option(turn: TurnBuilder, draft: Draft, asked: Question, place: AtQuestion) -> OfferedOption | None:
    """The option with an own text, as which words can be recorded that name no option: «Другое»."""
    free = [option for option in asked.options if option.free_text]
    if place.refused is None or place.writing is not None or len(free) != 1:
        return None
    pieces = re.split(r"[,;\n]", place.refused)
    unknown = all(isinstance(read(turn.view(draft), place.path, piece), Mistake) for piece in pieces)
    return free[0] if unknown else None


def _opens(turn: TurnBuilder, key: str, is_open: bool) -> str:
    return turn.label(f"{key}-hide" if is_open else key)


def proposed_answer(turn: TurnBuilder, draft: Draft, place: AtQuestion) -> ProposedAnswer | None:
    busy = place.writing is not None or place.asked_why or place.refused is not None
    return None if busy else suggested(turn, draft, place.path)


def suggested(turn: TurnBuilder, draft: Draft, path: Path) -> ProposedAnswer | None:
    """What this draft or the person's latest other ones suggest."""
    others = (other for other in turn.drafts()[:LOOKED_AT] if other.id != draft.id)
    return proposal(turn.view(draft), path, others)


def meant_by_the_same(turn: TurnBuilder, draft: Draft, path: Path) -> ProposedAnswer | None:
    """What «то же» means at the question."""
    others = (other for other in turn.drafts()[:LOOKED_AT] if other.id != draft.id)
    return as_before(turn.view(draft), path, others)


def _proposal_label(turn: TurnBuilder, proposed: ProposedAnswer | None) -> str:
    if proposed is None:
        return ""
    number = (proposed.from_segment or 0) + 1
    return turn.label(f"button-proposed-{proposal_key(proposed)}", number=number, value=proposed.lines[0])


def proposal_key(proposed: ProposedAnswer) -> str:
    return proposed.by.replace("_", "-")
