"""«Это так и есть»: why something found is left as it is, as the document will tell."""

from dataclasses import replace

from dialogs.filling import taking
from dialogs.filling.asking import NOTHING, ask_again
from dialogs.filling.reviewing import REMARKS, show_summary
from dialogs.filling.standing import verdict
from dialogs.interview.answers import Draft
from dialogs.interview.checks.privacy import personal_data
from dialogs.interview.typed_text import one_line
from dialogs.turn.actions import KeepRemark, Simple
from dialogs.turn.building import Tone, TurnBuilder
from dialogs.turn.replies import TextInput
from dialogs.turn.session import AtQuestion, AtSummary
from knowledge.text.markup import RichText, paragraph


def ask_why(turn: TurnBuilder, draft: Draft, key: str, wrong: RichText = NOTHING, typed: str = "") -> None:
    """Asks for the reason of leaving a finding as it is, after what is `wrong` with the one that was typed;
    nothing is asked of a finding that is gone."""
    found = next((finding for finding in verdict(turn, draft).findings if finding.key == key), None)
    if found is None:
        show_summary(turn, draft, 0)
        return
    resume = turn.place.resume if isinstance(turn.place, AtSummary) else None
    turn.go(AtSummary(draft.id, keeping=key, resume=resume))
    offering = turn.new_offering()
    offering.show(KeepRemark(key), turn.label("button-no-reason"), "control")
    offering.show(Simple("back"), turn.label("button-back"), "control")
    body = paragraph(found.title, strong=True) + paragraph(found.message) + turn.text("why-as-it-is")
    asks = turn.question_name(turn.place)
    tone: Tone = "mistake" if wrong else "question"
    turn.say(wrong + body, offering, tone=tone, expects=TextInput(typed), asks=asks)


def keep_finding(turn: TurnBuilder, draft: Draft, key: str, why: str) -> None:
    """Leaves the finding as it is."""
    show_summary(turn, turn.save(draft.keeping({key: why})), 0, at=REMARKS)


def take_reason(turn: TurnBuilder, draft: Draft, key: str, text: str) -> None:
    """The typed reason of leaving a finding as it is, or what is wrong with it."""
    if wrong := _wrong_with(turn, text):
        ask_why(turn, draft, key, wrong, text)
    else:
        keep_finding(turn, draft, key, one_line(text))


def take_reason_at_question(turn: TurnBuilder, draft: Draft, place: AtQuestion, text: str) -> None:
    """The typed reason of a refused answer that is taken as it is, or what is wrong with the reason."""
    if wrong := _wrong_with(turn, text):
        ask_again(turn, replace(place, why=text), wrong, "mistake")
    else:
        taking.keep_refused(turn, draft, place, one_line(text))


def _wrong_with(turn: TurnBuilder, text: str) -> RichText:
    """A word on a reason that is too long or tells of a person."""
    why, limit = one_line(text), turn.form.reading.longest_own_text
    if len(why) > limit:
        said = turn.form.messages.own_text_too_long.format(length=len(why), limit=limit)
        return paragraph(said)
    if found := personal_data(why):
        return turn.text("reason-is-personal", words="; ".join(found))
    return NOTHING
