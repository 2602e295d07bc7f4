"""«Это так и есть»: why something found is left as it is, as the document will tell."""

from dataclasses import replace

from dialogs.filling.reviewing import REMARKS, show_summary
from dialogs.filling.standing import verdict
from dialogs.interview.answers import Draft
from dialogs.interview.checks.privacy import personal_data
from dialogs.interview.typed_text import one_line
from dialogs.turn.actions import KeepRemark, Simple
from dialogs.turn.building import TurnBuilder
from dialogs.turn.session import AtSummary
from knowledge.text.markup import paragraph


def ask_why(turn: TurnBuilder, draft: Draft, key: str) -> None:
    """Asks for the reason of leaving a finding as it is; nothing is asked of one that is gone."""
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
    turn.say(body, offering, tone="question")


def keep_finding(turn: TurnBuilder, draft: Draft, key: str, why: str) -> None:
    """Leaves the finding as it is."""
    kept = replace(
        draft, kept=draft.kept | {key}, reasons={**draft.reasons, key: why} if why else draft.reasons
    )
    show_summary(turn, turn.save(kept), 0, at=REMARKS)


def read_reason(turn: TurnBuilder, text: str) -> str | None:
    """The reason as typed; None, and a word on it, when it is too long or tells of a person."""
    why, limit = one_line(text), turn.form.reading.longest_own_text
    if len(why) > limit:
        said = turn.form.messages.own_text_too_long.format(length=len(why), limit=limit)
        turn.say(paragraph(said), tone="mistake")
    elif found := personal_data(why):
        turn.say(turn.text("reason-is-personal", words="; ".join(found)), tone="mistake")
    else:
        return why
    return None
