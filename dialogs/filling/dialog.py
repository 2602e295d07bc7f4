"""What happens at each place of the interview when something is said or pressed."""

from dataclasses import replace
from typing import assert_never

from dialogs.faq import questions
from dialogs.filling import reviewing, taking
from dialogs.filling.asking import ask_again
from dialogs.filling.confirming import segment_of
from dialogs.filling.draft_actions import AT_QUESTION, AT_SUMMARY, IN_DRAFT
from dialogs.filling.going_on import draft_gone, show_place
from dialogs.filling.on_screen import QuestionOnScreen
from dialogs.filling.one_message import AT_ONE_MESSAGE, not_understood, said_in_one_message
from dialogs.interview.parting import parted
from dialogs.interview.typed_answers import Mistake, told_by_numbers
from dialogs.turn.actions import Bound, ChooseSuggestion, MarkOption, NoneOfThese, UnmarkOption
from dialogs.turn.building import TurnBuilder
from dialogs.turn.buttons import typed_action
from dialogs.turn.phrases import tells_to_do
from dialogs.turn.session import (
    Aside,
    AtAnotherSegment,
    AtConfirmation,
    AtOneMessage,
    AtQuestion,
    AtSummary,
    Home,
)
from dialogs.turn.titles import shortened
from knowledge.finding import DirectAnswer, Finding, Suggest, Unknown
from knowledge.text.markup import RichText

FIGURES = ("number", "percent", "date")
# What only resembles an entry («не пользуются интернетом») is an answer that names no option.
NAMED = 0.9


def said_at_question(turn: TurnBuilder, place: AtQuestion, text: str) -> None:
    """A typed answer, a typed button, or a question about a word in the middle of the step."""
    draft = turn.draft(place.draft)
    if draft is None:
        draft_gone(turn)
        return
    screen = QuestionOnScreen(turn, draft, place)
    numbers = screen.field.type == "choice" and not told_by_numbers(turn.form.field(place.path.field))
    action = typed_action(text, turn.session.offer, numbers=numbers and not place.refused.asked_why)
    # A typed option of a multiple choice is the whole answer, not one more mark.
    if action is not None and isinstance(action, Bound) and not isinstance(action, MarkOption | UnmarkOption):
        act(turn, action)
    elif place.refused.asked_why:
        if (term := _question_about_term(turn, text)) is not None:
            questions.answer_question(turn, term)
            ask_again(turn, place, turn.text("back-to-question"))
        else:
            taking.take_reason(turn, draft, place, text)
    elif (finding := _aside(screen, text)) is not None:
        _answer_aside(screen, text, finding)
    elif _may_be_a_question(screen, text):
        doubted = replace(place, aside=Aside(text, doubted=True))
        ask_again(turn, doubted, turn.text("answer-or-question", text=shortened(" ".join(text.split()), 120)))
    elif _answers_several(screen, text):
        said_in_one_message(turn, draft, AtOneMessage(draft.id, place.path), text)
    else:
        taking.take_typed(turn, draft, place, text)


def _answers_several(screen: QuestionOnScreen, text: str) -> bool:
    """Whether a text that cannot be the answer here says in its lines what several questions ask."""
    if screen.is_free or screen.place.writing is not None or "\n" not in text.strip():
        return False
    if len(text) > screen.turn.form.reading.longest_answer or not isinstance(screen.read(text), Mistake):
        return False
    segment = segment_of(screen.draft, AtOneMessage(screen.draft.id, screen.place.path))
    return len(parted(screen.view, text, segment).parts) > 1


def _aside(screen: QuestionOnScreen, text: str) -> Finding | None:
    """What was found, when the text asks about a term instead of answering.

    Where anything may be typed, only the form of a question tells; elsewhere whatever is no answer may
    name an entry, ask something else, or be meant for a person.
    """
    finding = screen.turn.world.finding
    if finding is None or screen.place.writing is not None or "\n" in text.strip():
        return None
    if finding.asks and screen.turn.form.terms.asked(text):
        return finding
    talks = isinstance(finding.outcome, Unknown) and finding.outcome.small_talk is not None
    if screen.is_free:
        # A greeting or a thank-you is no answer either; it can be recorded as one all the same.
        calls = finding.outcome == Unknown("operator")
        asks = (talks and not calls) or (finding.asks and isinstance(finding.outcome, DirectAnswer))
    elif isinstance(screen.read(text), Mistake):
        # «где то 1200, а может 1300» is an answer that could not be read, not a question for the team.
        numbers = screen.field.type in FIGURES
        figures = numbers and finding.outcome == Unknown() and any(map(str.isdigit, text))
        named = isinstance(finding.outcome, DirectAnswer) and finding.ranked[0].score >= NAMED
        asks = named or (finding.asks and not figures) or talks
    else:
        asks = False
    return finding if asks else None


def _may_be_a_question(screen: QuestionOnScreen, text: str) -> bool:
    """Whether the text reads as a question to which no answer was found, or, where a name is asked for, tells
    us to do something. Typed once more it is the answer."""
    finding, place = screen.turn.world.finding, screen.place
    if finding is None or place.writing is not None or not screen.is_free or place.aside.text == text:
        return False
    unanswered = finding.outcome == Unknown() or isinstance(finding.outcome, Suggest)
    calls = finding.outcome == Unknown("operator")
    asks = calls or (finding.asks and unanswered) or (screen.field.type == "text" and tells_to_do(text))
    return asks and "\n" not in text.strip()


def _answer_aside(screen: QuestionOnScreen, text: str, finding: Finding) -> None:
    turn, place = screen.turn, screen.place
    questions.answer_question(turn, finding)
    again = replace(place, aside=Aside(text)) if screen.is_free else place
    if turn.lead.blocks:
        # A word in passing stands above the question.
        ask_again(turn, again, turn.text("record-after-all") if screen.is_free else RichText())
        return
    ask_again(turn, again, turn.text("back-to-question-record" if screen.is_free else "back-to-question"))


def said_at_one_message(turn: TurnBuilder, place: AtOneMessage, text: str) -> None:
    """Several answers in one text, a typed button, or a question in between."""
    draft = turn.draft(place.draft)
    action = typed_action(text, turn.session.offer, numbers=False)
    if draft is None:
        draft_gone(turn)
    elif action is not None and isinstance(action, Bound):
        act(turn, action)
    elif not said_in_one_message(turn, draft, place, text):
        if (term := _question_about_term(turn, text)) is not None:
            questions.answer_question(turn, term)
            show_place(turn)
        else:
            not_understood(turn, draft, place, text)


def _question_about_term(turn: TurnBuilder, text: str) -> Finding | None:
    """What was found, when the text asks what an entry or the form's glossary answers."""
    finding = turn.world.finding
    if finding is None or not finding.asks:
        return None
    known = isinstance(finding.outcome, DirectAnswer) or turn.form.terms.asked(text)
    return finding if known else None


def said_elsewhere(turn: TurnBuilder, text: str, finding: Finding | None) -> None:
    """Text where only buttons are on screen: a typed button, or else a question and then the place again."""
    action = typed_action(text, turn.session.offer, numbers=True)
    if action is not None and isinstance(action, Bound):
        act(turn, action)
        return
    place = turn.place
    if (
        isinstance(place, AtSummary)
        and place.keeping
        and _question_about_term(turn, text) is None
        and (draft := turn.draft(place.draft)) is not None
    ):
        reviewing.take_reason(turn, draft, place.keeping, text)
        return
    if finding is not None and not _is_a_question(finding):
        turn.lead += turn.text("summary-typed" if isinstance(place, AtSummary) else "segments-typed")
    elif finding is not None:
        questions.answer_question(turn, finding)
    show_place(turn)


def _is_a_question(finding: Finding) -> bool:
    """Whether a text typed where only buttons answer asks something; else the team need not hear of it."""
    match finding.outcome:
        case Unknown(small_talk):
            return finding.asks or small_talk is not None
        case Suggest():
            return finding.asks
        case _:
            return True


def act(turn: TurnBuilder, action: Bound) -> None:
    """Performs a button of the present offer."""
    match action:
        case ChooseSuggestion(asked, entry):
            questions.choose_suggestion(turn, asked, entry)
        case NoneOfThese(asked):
            questions.none_of_these(turn, asked)
        case _:
            _act_in_draft(turn, action)


def _act_in_draft(turn: TurnBuilder, action: Bound) -> None:
    place = turn.place
    if isinstance(place, Home | AtConfirmation):
        turn.notice = turn.label("stale-button")
        return
    draft = turn.draft(place.draft)
    if draft is None:
        draft_gone(turn)
        return
    match place:
        case AtQuestion():
            performed = AT_QUESTION.perform(turn, draft, place, action)
        case AtSummary():
            performed = AT_SUMMARY.perform(turn, draft, place, action)
        case AtOneMessage():
            performed = AT_ONE_MESSAGE.perform(turn, draft, place, action)
        case AtAnotherSegment():
            performed = IN_DRAFT.perform(turn, draft, place, action)
        case _:
            assert_never(place)
    if not performed:
        turn.notice = turn.label("stale-button")
