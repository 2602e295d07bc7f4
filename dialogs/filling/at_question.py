"""The buttons of a question."""

from dataclasses import replace

from dialogs.faq import questions
from dialogs.filling import going_on, taking, taking_lists
from dialogs.filling.asking import ask_again, redraw, without_mark
from dialogs.filling.in_draft import IN_DRAFT
from dialogs.filling.reviewing import show_changed
from dialogs.interview.answers import Draft
from dialogs.interview.route import AskField, open_after
from dialogs.turn.actions import ChooseOption, Explain, MarkOption, Simple, UnmarkOption
from dialogs.turn.building import TurnBuilder
from dialogs.turn.dispatch import Dispatch
from dialogs.turn.session import AtQuestion

AT_QUESTION = Dispatch[AtQuestion](otherwise=IN_DRAFT)

AT_QUESTION.step("done")(taking.take_marked)
AT_QUESTION.step("record")(taking.record_aside)
AT_QUESTION.step("own_option")(taking.take_as_own_option)
AT_QUESTION.step("proposed")(taking.take_proposed)
AT_QUESTION.step("no_data")(going_on.no_data)
AT_QUESTION.step("skip")(going_on.skip)
AT_QUESTION.step("drop_last")(taking_lists.drop_last)
AT_QUESTION.action(ChooseOption)(taking.choose_option)
AT_QUESTION.action(MarkOption)(taking.mark_option)


@AT_QUESTION.action(UnmarkOption)
def _unmark(turn: TurnBuilder, _: Draft, place: AtQuestion, action: UnmarkOption) -> None:
    redraw(turn, without_mark(place, action.option))


@AT_QUESTION.action(Explain)
def _explain(turn: TurnBuilder, _: Draft, place: AtQuestion, action: Explain) -> None:
    # What «Специалист» under it would pass on is not what was asked before.
    turn.remember(last_question="")
    redraw(turn, replace(place, explained=action.term, more_open=False))


@AT_QUESTION.step("keep")
def _keep(turn: TurnBuilder, draft: Draft, place: AtQuestion) -> None:
    if place.may_keep and not place.asked_why:
        redraw(turn, replace(place, asked_why=True))
    else:
        taking.keep_refused(turn, draft, place)


@AT_QUESTION.step("asked")
def _was_a_question(turn: TurnBuilder, _: Draft, place: AtQuestion) -> None:
    """«Это вопрос»: it goes to the team, and can still be recorded."""
    if place.aside is not None:
        questions.not_found(turn, place.aside)
        ask_again(turn, replace(place, doubted=False), turn.text("back-to-question-record"))


@AT_QUESTION.step("help")
def _open_help(turn: TurnBuilder, _: Draft, place: AtQuestion) -> None:
    redraw(turn, replace(place, help_open=not place.help_open, explained=None, more_open=False))


@AT_QUESTION.step("example")
def _open_example(turn: TurnBuilder, _: Draft, place: AtQuestion) -> None:
    redraw(turn, replace(place, example_open=not place.example_open, more_open=False))


@AT_QUESTION.step("more")
def _open_more(turn: TurnBuilder, _: Draft, place: AtQuestion) -> None:
    redraw(turn, replace(place, more_open=True))


@AT_QUESTION.step("next_options")
def _next_options(turn: TurnBuilder, _: Draft, place: AtQuestion) -> None:
    redraw(turn, replace(place, options_page=place.options_page + 1))


@AT_QUESTION.step("close")
def _close(turn: TurnBuilder, _: Draft, place: AtQuestion) -> None:
    redraw(turn, replace(place, more_open=False, help_open=False, example_open=False, explained=None))


@AT_QUESTION.step("stay")
def _stay(turn: TurnBuilder, draft: Draft, place: AtQuestion) -> None:
    if place.returns:
        IN_DRAFT.perform(turn, draft, place, Simple("stay"))
    else:
        draft = going_on.end_list(turn, draft, place)
        going_on.go_to_step(turn, draft, open_after(turn.view(draft), AskField(place.path)))


@AT_QUESTION.step("back")
def _back(turn: TurnBuilder, draft: Draft, place: AtQuestion) -> None:
    """Leads out of what was opened inside the question first, then to the question before."""
    if place.asked_why:
        redraw(turn, replace(place, asked_why=False, why=""))
    elif place.writing is not None:
        redraw(turn, replace(place, writing=None))
    elif place.returns:
        show_changed(turn, draft, place)
    else:
        IN_DRAFT.perform(turn, draft, place, Simple("back"))
