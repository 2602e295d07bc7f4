"""What happens at each place of the interview when something is said or pressed."""

from dataclasses import replace
from typing import assert_never

from dialogs.faq import questions
from dialogs.filling import drafts, reasons, removing, taking
from dialogs.filling.asking import ask, ask_again, redraw, without_mark
from dialogs.filling.finishing import finish_profile, hand_over_draft
from dialogs.filling.reviewing import show_summary, whats_left
from dialogs.interview.answers import Draft
from dialogs.interview.question import question
from dialogs.interview.route import (
    AskAnotherSegment,
    AskField,
    Step,
    add_segment,
    open_after,
    reopen,
    route,
    step_after,
    step_before,
)
from dialogs.interview.typed_answers import Mistake, read
from dialogs.turn.actions import (
    Bound,
    ChooseOption,
    ChooseSuggestion,
    Explain,
    GoTo,
    KeepRemark,
    MarkOption,
    NoneOfThese,
    OnDraft,
    RemoveSegment,
    Simple,
    TurnPage,
    UnmarkOption,
)
from dialogs.turn.building import TurnBuilder
from dialogs.turn.buttons import typed_action
from dialogs.turn.session import AtAnotherSegment, AtConfirmation, AtQuestion, AtSummary, Home
from knowledge.finding import Answer, Finding, Suggest

Filling = AtQuestion | AtAnotherSegment | AtSummary
FREE_KINDS = ("text", "long_text", "list", "table")


def show_place(turn: TurnBuilder) -> None:
    """Puts the present place on screen again, in a new message."""
    match turn.place:
        case AtQuestion() as place:
            ask_again(turn, place)
        case AtAnotherSegment(draft_id):
            if (draft := turn.draft(draft_id)) is not None:
                taking.ask_another_segment(turn, draft)
        case AtSummary(draft_id, page, keeping):
            if (draft := turn.draft(draft_id)) is None:
                return
            if keeping is not None:
                reasons.ask_why(turn, draft, keeping)
            else:
                show_summary(turn, draft, page)
        case Home() | AtConfirmation():
            pass
        case _:
            assert_never(turn.place)


def said_at_question(turn: TurnBuilder, place: AtQuestion, text: str) -> None:
    """A typed answer, a typed button, or a question about a word in the middle of the step."""
    draft = turn.draft(place.draft)
    if draft is None:
        _draft_gone(turn)
        return
    view = question(turn.view(draft), place.path)
    asked_why = place.asked_why
    action = typed_action(text, turn.session.offer, numbers=view.kind == "choice" and not asked_why)
    # A typed option of a multiple choice is the whole answer, not one more mark.
    if action is not None and isinstance(action, Bound) and not isinstance(action, MarkOption | UnmarkOption):
        act(turn, action)
    elif asked_why:
        if (why := reasons.read_reason(turn, text)) is not None:
            taking.keep_refused(turn, draft, place, why)
    elif (finding := _aside(turn, draft, place, text, view.kind)) is not None:
        _answer_aside(turn, draft, place, text, finding)
    else:
        taking.take_typed(turn, draft, place, text)


def _aside(turn: TurnBuilder, draft: Draft, place: AtQuestion, text: str, kind: str) -> Finding | None:
    """What was found, when the text asks about a term instead of answering.

    Where anything may be typed, only the form of a question tells; elsewhere whatever is no answer may
    name an entry.
    """
    finding = turn.world.finding
    if finding is None or place.writing is not None or "\n" in text.strip():
        return None
    if kind in FREE_KINDS:
        asks = finding.asks and isinstance(finding.outcome, Answer)
    elif isinstance(read(turn.view(draft), place.path, text), Mistake):
        asks = isinstance(finding.outcome, Answer) or (finding.asks and isinstance(finding.outcome, Suggest))
    else:
        asks = False
    return finding if asks else None


def _answer_aside(turn: TurnBuilder, draft: Draft, place: AtQuestion, text: str, finding: Finding) -> None:
    view = question(turn.view(draft), place.path)
    questions.answer_question(turn, finding)
    recordable = view.kind in FREE_KINDS
    again = replace(place, aside=text) if recordable else place
    ask_again(turn, again, turn.text("back-to-question-record" if recordable else "back-to-question"))


def said_elsewhere(turn: TurnBuilder, text: str, finding: Finding | None) -> None:
    """Text where only buttons are on screen: a typed button, or else a question and then the place again."""
    action = typed_action(text, turn.session.offer, numbers=True)
    if action is not None and isinstance(action, Bound):
        act(turn, action)
        return
    place = turn.place
    if isinstance(place, AtSummary) and place.keeping and (draft := turn.draft(place.draft)) is not None:
        if (why := reasons.read_reason(turn, text)) is not None:
            reasons.keep_finding(turn, draft, place.keeping, why)
        return
    if finding is not None:
        questions.answer_question(turn, finding)
    show_place(turn)


def act(turn: TurnBuilder, action: Bound) -> None:
    """A button of the present offer."""
    match action:
        case ChooseSuggestion(asked, entry):
            questions.choose_suggestion(turn, asked, entry)
        case NoneOfThese(asked):
            questions.none_of_these(turn, asked)
        case OnDraft("copy", draft_id):
            drafts.copy_draft(turn, draft_id)
        case OnDraft("delete", draft_id):
            drafts.ask_to_delete(turn, draft_id)
        case _:
            _act_in_draft(turn, action)


def _draft_gone(turn: TurnBuilder) -> None:
    turn.go_home()
    turn.say(turn.text("draft-gone-long"))


def _act_in_draft(turn: TurnBuilder, action: Bound) -> None:
    place = turn.place
    if not isinstance(place, Filling):
        turn.notice = turn.label("stale-button")
        return
    draft = turn.draft(place.draft)
    if draft is None:
        _draft_gone(turn)
    elif isinstance(place, AtQuestion) and isinstance(
        action, ChooseOption | MarkOption | UnmarkOption | Explain
    ):
        _answer_with(turn, draft, place, action)
    elif isinstance(action, GoTo):
        ask(turn, draft, action.path, returns=True)
    elif isinstance(action, TurnPage):
        show_summary(turn, draft, action.page)
    elif isinstance(action, KeepRemark):
        if isinstance(place, AtSummary) and place.keeping == action.key:
            reasons.keep_finding(turn, draft, action.key, "")
        else:
            reasons.ask_why(turn, draft, action.key)
    elif isinstance(action, RemoveSegment):
        removing.ask_to_remove_segment(turn, draft, action.segment)
    elif isinstance(action, Simple):
        _step(turn, draft, place, action)


def _answer_with(
    turn: TurnBuilder,
    draft: Draft,
    place: AtQuestion,
    action: ChooseOption | MarkOption | UnmarkOption | Explain,
) -> None:
    match action:
        case ChooseOption(option):
            taking.choose_option(turn, draft, place, option)
        case MarkOption(option):
            taking.mark_option(turn, draft, place, option)
        case UnmarkOption(option):
            redraw(turn, without_mark(place, option))
        case Explain(term):
            redraw(turn, replace(place, explained=term))
        case _:
            assert_never(action)


def _step(turn: TurnBuilder, draft: Draft, place: Filling, action: Simple) -> None:
    if isinstance(place, AtQuestion) and _answered_by(turn, draft, place, action):
        return
    match action.name:
        case "back" if isinstance(place, AtSummary):
            show_summary(turn, draft, 0)
        case "back":
            _move(turn, draft, place, step_before(turn.view(draft), _step_of(place)))
        case "forward":
            _move(turn, draft, place, step_after(turn.view(draft), _step_of(place)))
        case "summary" | "stay":
            show_summary(turn, draft, 0)
        case "pause":
            turn.go_home()
            turn.say(turn.text("paused") + whats_left(turn, draft))
        case "left":
            turn.say(whats_left(turn, draft))
            show_place(turn)
        case "add_segment":
            draft = turn.save(add_segment(reopen(turn.form, draft, turn.world.now)))
            taking.go_to_step(turn, draft, _first_of_last_segment(turn, draft))
        case "no_more_segments":
            draft = turn.save(replace(draft, complete_segments=True))
            taking.go_to_step(turn, draft, open_after(turn.view(draft), AskAnotherSegment()))
        case "finish":
            finish_profile(turn, draft)
        case "draft_document":
            hand_over_draft(turn, draft)
            show_place(turn)
        case _:
            turn.notice = turn.label("stale-button")


def _first_of_last_segment(turn: TurnBuilder, draft: Draft) -> Step:
    new = len(draft.segments) - 1
    steps = route(turn.view(draft))
    return next(step for step in steps if isinstance(step, AskField) and step.path.segment == new)


def _answered_by(turn: TurnBuilder, draft: Draft, place: AtQuestion, action: Simple) -> bool:
    """Simple buttons that only a question has."""
    match action.name:
        case "done":
            taking.take_marked(turn, draft, place)
        case "keep" if place.may_keep and not place.asked_why:
            redraw(turn, replace(place, asked_why=True))
        case "keep":
            taking.keep_refused(turn, draft, place)
        case "record":
            taking.record_aside(turn, draft, place)
        case "no_data":
            taking.no_data(turn, draft, place)
        case "skip":
            taking.skip(turn, draft, place)
        case "help":
            redraw(turn, replace(place, help_open=True))
        case "example":
            redraw(turn, replace(place, example_open=True))
        case "back" if place.asked_why:
            redraw(turn, replace(place, asked_why=False))
        case "back" if place.writing is not None:
            redraw(turn, replace(place, writing=None))
        case "back" if place.returns:
            show_summary(turn, draft, 0)
        case _:
            return False
    return True


def _step_of(place: Filling) -> Step:
    match place:
        case AtQuestion(path=path):
            return AskField(path)
        case _:
            return AskAnotherSegment()


def _move(turn: TurnBuilder, draft: Draft, place: Filling, step: Step | None) -> None:
    if step is None:
        show_place(turn)
    else:
        taking.go_to_step(turn, draft, step)
