"""The buttons under a question: its options, a page of them at a time, and what helps to answer."""

from collections.abc import Sequence
from dataclasses import dataclass

from dialogs.faq import rating
from dialogs.filling.on_screen import QuestionOnScreen
from dialogs.interview.answers import Choice
from dialogs.interview.proposals import ProposedAnswer
from dialogs.interview.route import AskField, step_before
from dialogs.turn.actions import Bound, ChooseOption, Explain, MarkOption, Simple, StepName, UnmarkOption
from dialogs.turn.building import TurnBuilder
from dialogs.turn.buttons import Offering
from dialogs.turn.replies import Role
from dialogs.turn.titles import SCREEN_LINES, height

PROPOSAL_LINES = 3
FEW = 4


def offer_buttons(screen: QuestionOnScreen, offering: Offering, above: int, old: str) -> None:
    """Offers the options, what ends or helps the answer, and the ways on. Every action takes its position
    even where it is not shown, so that it can be typed. On a small screen `above` is how many lines stand
    before the question, `old` the answer that can be copied."""
    buttons = _QuestionButtons(screen, offering, _option_pages(screen, above) if screen.small else ())
    buttons.offer_answers()
    if old:
        key = "button-copy-answer" + ("-small" if screen.place.opened.more else "")
        offering.copy(screen.turn.label(key), old)
    buttons.offer_ends()
    buttons.offer_helps()
    buttons.offer_ways_on()
    if screen.place.opened.explained is not None and not screen.inside:
        rating.offer(screen.turn, offering, screen.place.opened.explained)
    if screen.small:
        buttons.offer_utilities()


def _option_pages(screen: QuestionOnScreen, above: int) -> Sequence[range]:
    """The numbers of the options, in pages that fit a small screen together with the question."""
    beside = (PROPOSAL_LINES if screen.proposed else 0) + (3 if screen.asked.suggestions else 0)
    room = SCREEN_LINES - 1 - height(screen.asked.text) - beside - above
    pages: list[range] = []
    used = room
    for number, label in enumerate(screen.labels, 1):
        needed = height(f"{number}. ✅ {label}")
        if used + needed > room:
            pages.append(range(number, number))
            used = 0
        pages[-1] = range(pages[-1].start, number + 1)
        used += needed
    return pages


@dataclass(frozen=True)
class _QuestionButtons:
    """The buttons of one question. On a small screen the options come in `pages`, and the buttons that do not
    answer stand behind «Ещё»."""

    screen: QuestionOnScreen
    offering: Offering
    pages: Sequence[range]

    def offer_answers(self) -> None:
        asked, field, place = self.screen.asked, self.screen.field, self.screen.place
        small = self.screen.small
        chosen = [picked.option for picked in place.marked]
        shown, recorded = self._shown_options(), self._recorded_option()
        for number, option in enumerate(asked.options, 1):
            is_shown = number in shown and place.writing is None
            if field.type == "choice":
                if is_shown:
                    self.offering.show(
                        ChooseOption(option.id),
                        option.label,
                        selected=True if option.id == recorded else None,
                        number=number if small else None,
                    )
                else:
                    label = option.label if place.writing is None else ""
                    self.offering.hidden(ChooseOption(option.id), label)
                continue
            rank = chosen.index(option.id) + 1 if field.ordered and option.id in chosen else None
            own = next((picked.other for picked in place.marked if picked.option == option.id), None)
            label = f"{option.label}: {own}" if own else option.label
            known = number if small or not field.ordered else None
            self._offer_toggle(option.id, label, option.id in chosen, is_shown, known, rank)
        for number, item in enumerate(asked.suggestions, 1):
            known = number if small else None
            self._offer_toggle(item, item, item in chosen, number in shown, known)

    def _shown_options(self) -> range:
        """Numbers of the options that have room: on a small screen as many as fit below the question."""
        screen, place = self.screen, self.screen.place
        if not screen.small:
            return range(1, len(screen.labels) + 1)
        crowded = screen.opened and len(screen.labels) > FEW
        if place.opened.more or place.collected or place.aside.doubted or crowded or not self.pages:
            return range(0)
        return self.pages[place.options_page % len(self.pages)]

    def _recorded_option(self) -> str | None:
        """The option of a single choice that is recorded: on a small screen nothing else says which."""
        stored = self.screen.draft.at(self.screen.place.path)
        if not (self.screen.small and self.screen.answered and isinstance(stored, Choice)):
            return None
        return stored.value.option

    def _offer_toggle(
        self,
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
                self.offering.show(action, label, "toggle", selected=selected, rank=rank, number=number)
            else:
                self.offering.hidden(action)

    def offer_ends(self) -> None:
        """What ends the answer, in place of one or with what is there."""
        screen, asked, place, small = self.screen, self.screen.asked, self.screen.place, self.screen.small
        field, label = screen.field, screen.turn.label
        collected, own, proposed = bool(place.collected), screen.own_option, screen.proposed
        # Items of a list that were kept while others were refused can be all of it.
        several = field.type == "multi_choice" or asked.suggestions or (place.marked and field.type == "list")
        busy = collected or place.aside.doubted or screen.opened or place.opened.more or screen.inside
        goes_on = small and (collected or (screen.answered and screen.draft.unended == place.path))
        stays = screen.answered and (place.way_on.returns or (small and not goes_on))
        keep = label("button-no-reason" if place.refused.asked_why else "button-keep")
        record = label("button-is-answer" if place.aside.doubted else "button-record")
        as_own = label("button-own-option", option=own.label if own else "")
        ends: tuple[tuple[StepName, bool, str], ...] = (
            ("done", bool(several or goes_on) and not screen.inside, label("button-done")),
            ("next_options", len(self.pages) > 1 and not busy, label("button-next-options")),
            ("drop_last", collected, label("button-drop-last")),
            ("keep", place.refused.may_keep, keep),
            ("record", place.aside.text is not None and not place.refused.asked_why, record),
            ("own_option", own is not None, as_own),
            ("asked", place.aside.doubted, label("button-is-question")),
            ("proposed", proposed is not None, _proposal_label(screen.turn, proposed)),
            ("no_data", field.allow_unknown and not (small and collected), asked.unknown_label),
            ("skip", not asked.required and not (small and screen.answered), label("button-skip")),
            ("stay", stays, label("button-unchanged")),
        )
        for name, can_be, text in ends:
            is_shown = can_be and not (small and place.opened.more)
            self._offer(Simple(name), is_shown, text, "done" if name == "done" else "control")

    def offer_helps(self) -> None:
        """What is opened beside the question."""
        screen, asked, place, inside = self.screen, self.screen.asked, self.screen.place, self.screen.inside
        help_label = _opens(screen.turn, "button-help", place.opened.help)
        example_label = _opens(screen.turn, "button-example", place.opened.example)
        self._offer_tucked(Simple("help"), bool(asked.help) and not inside, help_label)
        self._offer_tucked(Simple("example"), bool(asked.example_good) and not inside, example_label)
        for term in screen.terms:
            # On a large screen a term is explained where it is met: in the opened hint.
            has_room = place.opened.more if screen.small else place.opened.help
            is_shown = has_room and place.opened.explained != term.id and not inside
            self._offer(Explain(term.id), is_shown, screen.turn.label("button-explain", term=term.label))

    def offer_ways_on(self) -> None:
        """Forward where nothing need be changed, back, everything by one message, the page, the summary, the
        pause."""
        screen, place, label = self.screen, self.screen.place, self.screen.turn.label
        begins = screen.begins_part
        page = screen.turn.world.has_page and (place.opened.more or (begins and place.path.segment is None))
        if not screen.small:
            self._offer(Simple("forward"), self._can_go_on(), label("button-forward"))
            self._offer(Simple("back"), self._can_go_back(), label("button-back"))
        if page:
            # Beside the next one, in one row.
            self.offering.page(label("button-fill-on-screen"), screen.draft.id)
        one_message = label("button-one-message-small" if begins or page else "button-one-message")
        offer = self._offer if begins else self._offer_tucked
        offer(Simple("one_message"), not (place.way_on.returns or screen.inside), one_message)
        self._offer_tucked(Simple("summary"), True, label("button-summary"))
        self._offer_tucked(Simple("pause"), True, label("button-pause"))

    def offer_utilities(self) -> None:
        """The row below everything else, on a small screen."""
        screen, label = self.screen, self.screen.turn.label
        opened, inside = screen.opened or screen.place.opened.more, screen.inside
        self._offer(Simple("back"), self._can_go_back(), label("button-back-small"), "utility")
        self._offer(Simple("close"), opened and not inside, label("button-close"), "utility")
        self._offer(Simple("more"), not opened and not inside, label("button-more"), "utility")
        self._offer_tucked(Simple("forward"), self._can_go_on(), label("button-forward"), "utility")

    def _can_go_back(self) -> bool:
        screen, here = self.screen, AskField(self.screen.place.path)
        return screen.inside or screen.place.way_on.returns or step_before(screen.view, here) is not None

    def _can_go_on(self) -> bool:
        return self.screen.answered and not self.screen.place.way_on.returns

    def _offer(self, action: Bound, is_shown: bool, label: str, role: Role = "control") -> None:
        if is_shown:
            self.offering.show(action, label, role)
        else:
            self.offering.hidden(action)

    def _offer_tucked(self, action: Bound, can_be: bool, label: str, role: Role = "control") -> None:
        """Offers what stands behind «Ещё» on a small screen, and can be typed all the same."""
        if can_be and self.screen.small and not self.screen.place.opened.more:
            self.offering.hidden(action, label)
        else:
            self._offer(action, can_be, label, role)


def _opens(turn: TurnBuilder, key: str, is_open: bool) -> str:
    return turn.label(f"{key}-hide" if is_open else key)


def _proposal_label(turn: TurnBuilder, proposed: ProposedAnswer | None) -> str:
    if proposed is None:
        return ""
    number = (proposed.from_segment or 0) + 1
    return turn.label(f"button-proposed-{proposed.phrase}", number=number, value=proposed.lines[0])
