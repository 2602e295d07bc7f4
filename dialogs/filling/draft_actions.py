"""What each button does: wherever one is in a draft, at the summary, at a question."""

from dataclasses import replace

from dialogs.faq import questions
from dialogs.filling import confirming, going_on, removing, reviewing, taking, taking_lists
from dialogs.filling.asking import NOTHING, ask, ask_again, redraw
from dialogs.filling.finishing import finish_profile, hand_over_draft
from dialogs.filling.going_on import show_place, shown_before
from dialogs.filling.reviewed_draft import ReviewedDraft
from dialogs.filling.reviewing import show_changed, show_summary, whats_left
from dialogs.interview.answers import Draft, NoData
from dialogs.interview.display import display_here
from dialogs.interview.proposals import with_carried_over
from dialogs.interview.route import (
    AskAnotherSegment,
    AskField,
    Step,
    add_segment,
    is_answered,
    open_after,
    reopen,
    route,
    step_after,
    step_before,
)
from dialogs.turn.actions import (
    ChooseOption,
    Explain,
    GoTo,
    KeepRemark,
    MarkOption,
    RemoveSegment,
    ReviewPart,
    Simple,
    TurnPage,
    UnmarkOption,
)
from dialogs.turn.building import TurnBuilder
from dialogs.turn.dispatch import Dispatch
from dialogs.turn.session import AtOneMessage, AtQuestion, AtSummary, Filling, OpenedBeside, WayOn
from dialogs.turn.titles import offer_to_continue
from knowledge.text.markup import RichText, listing, paragraph

IN_DRAFT = Dispatch[Filling]()
AT_QUESTION = Dispatch[AtQuestion](otherwise=IN_DRAFT)
AT_SUMMARY = Dispatch[AtSummary](otherwise=IN_DRAFT)


@IN_DRAFT.action(GoTo)
def _go_to(turn: TurnBuilder, draft: Draft, place: Filling, action: GoTo) -> None:
    lead = NOTHING
    for finding in ReviewedDraft(turn, draft).open_at(action.path) if action.mending else ():
        lead += turn.text("row-remark", remark=finding.said)
    resume = place.resume if isinstance(place, AtSummary) else None
    way_on = WayOn(returns=True, mending=action.mending, resume=resume)
    ask(turn, AtQuestion(draft.id, action.path, way_on=way_on), lead)


@IN_DRAFT.action(TurnPage)
def _turn_page(turn: TurnBuilder, draft: Draft, _: Filling, action: TurnPage) -> None:
    show_summary(turn, draft, action.page)


@IN_DRAFT.action(ReviewPart)
def _open_part(turn: TurnBuilder, draft: Draft, _: Filling, action: ReviewPart) -> None:
    show_summary(turn, draft, part=action)


@IN_DRAFT.action(RemoveSegment)
def _remove_segment(turn: TurnBuilder, draft: Draft, _: Filling, action: RemoveSegment) -> None:
    removing.ask_to_remove_segment(turn, draft, action.segment)


@IN_DRAFT.action(KeepRemark)
def _keep_remark(turn: TurnBuilder, draft: Draft, _: Filling, action: KeepRemark) -> None:
    reviewing.ask_why(turn, draft, action.key)


@IN_DRAFT.step("back")
def _back(turn: TurnBuilder, draft: Draft, place: Filling) -> None:
    shown = shown_before(turn, draft, place.path if isinstance(place, AtQuestion) else None)
    _move(turn, draft, AskField(shown) if shown else step_before(turn.view(draft), _step_of(place)))


@IN_DRAFT.step("forward")
def _forward(turn: TurnBuilder, draft: Draft, place: Filling) -> None:
    if isinstance(place, AtQuestion):
        draft = going_on.end_list(turn, draft, place)
    _move(turn, draft, step_after(turn.view(draft), _step_of(place)))


@IN_DRAFT.step("summary", "stay")
def _summary(turn: TurnBuilder, draft: Draft, place: Filling) -> None:
    if isinstance(place, AtQuestion) and place.way_on.returns:
        show_changed(turn, draft, place)
    else:
        show_summary(turn, draft, 0)


@IN_DRAFT.step("one_message")
def _fill_by_one_message(turn: TurnBuilder, draft: Draft, place: Filling) -> None:
    path = place.path if isinstance(place, AtQuestion | AtOneMessage) else None
    confirming.show(turn, draft, AtOneMessage(draft.id, path))


@IN_DRAFT.step("pause")
def _pause(turn: TurnBuilder, draft: Draft, _: Filling) -> None:
    turn.go_home()
    offering = turn.new_offering()
    offer_to_continue(turn, offering)
    turn.say(turn.text("paused") + whats_left(turn, draft), offering)


@IN_DRAFT.step("left")
def _left(turn: TurnBuilder, draft: Draft, _: Filling) -> None:
    turn.say(whats_left(turn, draft))
    show_place(turn)


@IN_DRAFT.step("add_segment")
def _add_segment(turn: TurnBuilder, draft: Draft, _: Filling) -> None:
    draft = turn.save(add_segment(reopen(turn.form, draft, turn.world.now)))
    going_on.go_to_step(turn, draft, _first_of_last_segment(turn, draft))


@IN_DRAFT.step("add_like_it")
def _add_like_it(turn: TurnBuilder, draft: Draft, _: Filling) -> None:
    """A segment that has from the ones before what segments often share; only the rest is asked."""
    name = turn.view(draft).segments[-1].segment_name
    draft = add_segment(reopen(turn.form, draft, turn.world.now))
    draft = turn.save(with_carried_over(turn.form, draft))
    lead = turn.text("carried-over", name=name, number=len(draft.segments)) + _taken_over(turn, draft)
    going_on.go_to_step(turn, draft, _first_of_last_segment(turn, draft), lead)


def _taken_over(turn: TurnBuilder, draft: Draft) -> RichText:
    """What was taken; on the page the question below must stay in sight, and the review shows the answers."""
    if not turn.world.messenger:
        return paragraph("; ".join(turn.form.field(name).label for name in draft.segments[-1]))
    last = turn.view(draft).segments[-1]
    taken = (turn.form.field(name) for name in draft.segments[-1])
    return listing(f"{field.label}: {'; '.join(display_here(last, field.id))}" for field in taken)


def _first_of_last_segment(turn: TurnBuilder, draft: Draft) -> Step:
    """The first question of the newest segment that has no answer yet."""
    view, new = turn.view(draft), len(draft.segments) - 1
    asked = (step for step in route(view) if isinstance(step, AskField) and step.path.segment == new)
    return next(step for step in asked if not is_answered(view, step.path))


@IN_DRAFT.step("no_more_segments")
def _no_more_segments(turn: TurnBuilder, draft: Draft, _: Filling) -> None:
    draft = turn.save(replace(draft, complete_segments=True))
    going_on.go_to_step(turn, draft, open_after(turn.view(draft), AskAnotherSegment()))


@IN_DRAFT.step("finish")
def _finish(turn: TurnBuilder, draft: Draft, _: Filling) -> None:
    finish_profile(turn, draft)


@IN_DRAFT.step("draft_document")
def _draft_document(turn: TurnBuilder, draft: Draft, _: Filling) -> None:
    hand_over_draft(turn, draft)
    show_place(turn)


@AT_SUMMARY.step("back")
def _back_to_first_page(turn: TurnBuilder, draft: Draft, _: AtSummary) -> None:
    show_summary(turn, draft, 0)


@AT_SUMMARY.step("forward")
def _resume(turn: TurnBuilder, draft: Draft, _: AtSummary) -> None:
    going_on.go_to_step(turn, draft, ReviewedDraft(turn, draft).resumed())


@AT_SUMMARY.action(KeepRemark)
def _keep_remark_without_reason(
    turn: TurnBuilder, draft: Draft, place: AtSummary, action: KeepRemark
) -> None:
    if place.keeping == action.key:
        reviewing.keep_finding(turn, draft, action.key, "")
    else:
        reviewing.ask_why(turn, draft, action.key)


AT_QUESTION.step("done")(taking.take_marked)
AT_QUESTION.step("record")(taking.record_aside)
AT_QUESTION.step("own_option")(taking.take_as_own_option)
AT_QUESTION.step("proposed")(taking.take_proposed)
AT_QUESTION.step("skip")(going_on.skip)
AT_QUESTION.step("drop_last")(taking_lists.drop_last)
AT_QUESTION.action(ChooseOption)(taking.choose_option)
AT_QUESTION.action(MarkOption)(taking.mark_option)


@AT_QUESTION.step("no_data")
def _no_data(turn: TurnBuilder, draft: Draft, place: AtQuestion) -> None:
    going_on.accept(turn, draft, place, NoData())


@AT_QUESTION.action(UnmarkOption)
def _unmark(turn: TurnBuilder, _: Draft, place: AtQuestion, action: UnmarkOption) -> None:
    marked = tuple(mark for mark in place.marked if mark.option != action.option)
    redraw(turn, replace(place, marked=marked))


@AT_QUESTION.action(Explain)
def _explain(turn: TurnBuilder, _: Draft, place: AtQuestion, action: Explain) -> None:
    # What «Специалист» under it would pass on is not what was asked before.
    turn.remember(last_question="")
    redraw(turn, replace(place, opened=replace(place.opened, explained=action.term, more=False)))


@AT_QUESTION.step("keep")
def _keep_refused(turn: TurnBuilder, draft: Draft, place: AtQuestion) -> None:
    if place.refused.may_keep and not place.refused.asked_why:
        redraw(turn, replace(place, refused=replace(place.refused, asked_why=True)))
    else:
        taking.keep_refused(turn, draft, place)


@AT_QUESTION.step("asked")
def _was_a_question(turn: TurnBuilder, _: Draft, place: AtQuestion) -> None:
    """«Это вопрос»: it goes to the team, and can still be recorded."""
    if place.aside.text is not None:
        questions.not_found(turn, place.aside.text)
        heard = replace(place, aside=replace(place.aside, doubted=False))
        ask_again(turn, heard, turn.text("back-to-question-record"))


@AT_QUESTION.step("help")
def _open_help(turn: TurnBuilder, _: Draft, place: AtQuestion) -> None:
    opened = replace(place.opened, help=not place.opened.help, explained=None, more=False)
    redraw(turn, replace(place, opened=opened))


@AT_QUESTION.step("example")
def _open_example(turn: TurnBuilder, _: Draft, place: AtQuestion) -> None:
    opened = replace(place.opened, example=not place.opened.example, more=False)
    redraw(turn, replace(place, opened=opened))


@AT_QUESTION.step("more")
def _open_more(turn: TurnBuilder, _: Draft, place: AtQuestion) -> None:
    redraw(turn, replace(place, opened=replace(place.opened, more=True)))


@AT_QUESTION.step("next_options")
def _next_options(turn: TurnBuilder, _: Draft, place: AtQuestion) -> None:
    redraw(turn, replace(place, options_page=place.options_page + 1))


@AT_QUESTION.step("close")
def _close(turn: TurnBuilder, _: Draft, place: AtQuestion) -> None:
    redraw(turn, replace(place, opened=OpenedBeside()))


@AT_QUESTION.step("stay")
def _stay(turn: TurnBuilder, draft: Draft, place: AtQuestion) -> None:
    if place.way_on.returns:
        IN_DRAFT.perform(turn, draft, place, Simple("stay"))
    else:
        draft = going_on.end_list(turn, draft, place)
        going_on.go_to_step(turn, draft, open_after(turn.view(draft), AskField(place.path)))


@AT_QUESTION.step("back")
def _back_from_question(turn: TurnBuilder, draft: Draft, place: AtQuestion) -> None:
    """Leads out of what was opened inside the question first, then to the question before."""
    if place.refused.asked_why:
        redraw(turn, replace(place, refused=replace(place.refused, asked_why=False, why="")))
    elif place.writing is not None:
        redraw(turn, replace(place, writing=None))
    elif place.way_on.returns:
        show_changed(turn, draft, place)
    else:
        IN_DRAFT.perform(turn, draft, place, Simple("back"))


def _step_of(place: Filling) -> Step:
    return AskField(place.path) if isinstance(place, AtQuestion) else AskAnotherSegment()


def _move(turn: TurnBuilder, draft: Draft, step: Step | None) -> None:
    if step is None:
        show_place(turn)
    else:
        going_on.go_to_step(turn, draft, step)
