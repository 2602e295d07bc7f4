"""The person's drafts: starting, going on, copying, deleting."""

from dialogs.filling.reviewing import show_summary, whats_left
from dialogs.filling.taking import go_to_step
from dialogs.filling.titles import draft_title
from dialogs.interview.answers import Draft
from dialogs.interview.route import Review, copy_of, first_open, new_draft
from dialogs.interview.summary import progress
from dialogs.turn.actions import OnDraft, OpenDraft, ShowExamples, Simple, StartProfile
from dialogs.turn.building import TurnBuilder
from dialogs.turn.buttons import Offering
from dialogs.turn.session import AtConfirmation
from knowledge.text.markup import Listing, RichText, Span

SHOWN = 10
MOST = 100


def begin(turn: TurnBuilder) -> None:
    """«Новый профиль»: offers to go on with what is unfinished, else begins at once."""
    unfinished = [draft for draft in turn.drafts() if draft.status == "filling"]
    if not unfinished:
        begin_anew(turn)
        return
    offering = turn.new_offering()
    for draft in unfinished[:3]:
        offering.show(OpenDraft(draft.id), turn.label("button-continue", title=draft_title(turn, draft)))
    offering.show(Simple("yes"), turn.label("button-begin-anew"))
    turn.go(AtConfirmation("begin_anew"))
    turn.say(turn.text("unfinished", count=len(unfinished)), offering)


def begin_anew(turn: TurnBuilder) -> None:
    """A new draft and its first question."""
    if len(turn.drafts()) >= MOST:
        turn.say(turn.text("too-many-drafts", most=MOST))
        show_drafts(turn)
        return
    draft = new_draft(turn.form, turn.world.fresh_id, turn.world.now, turn.world.about_person)
    draft = turn.save(draft)
    go_to_step(turn, draft, first_open(turn.view(draft)), turn.text("welcome-to-interview"))


def open_draft(turn: TurnBuilder, draft_id: str) -> None:
    """Goes on where the draft stands, with what is left; a finished one opens at its summary."""
    draft = turn.draft(draft_id)
    if draft is None:
        turn.notice = turn.label("draft-gone")
        return
    title = turn.text("opened", title=draft_title(turn, draft))
    step = first_open(turn.view(draft))
    if draft.status == "finished" or isinstance(step, Review):
        show_summary(turn, draft, 0, title)
    else:
        go_to_step(turn, draft, step, title + whats_left(turn, draft))


def show_drafts(turn: TurnBuilder) -> None:
    """The latest drafts with what can be done with each."""
    drafts = turn.drafts()[:SHOWN]
    turn.go_home()
    offering = turn.new_offering()
    if not drafts:
        offering.show(StartProfile(), turn.label("button-start-profile"))
        offering.show(ShowExamples(), turn.label("button-examples"))
        turn.say(turn.text("no-drafts"), offering)
        return
    lines = []
    for draft in drafts:
        lines.append(_line(turn, draft))
        _offer(turn, draft, offering)
    offering.show(StartProfile(), turn.label("button-start-profile"))
    turn.say(turn.text("drafts") + RichText((Listing(tuple(lines), ordered=True),)), offering)


def _line(turn: TurnBuilder, draft: Draft) -> tuple[Span, ...]:
    counted = progress(turn.view(draft))
    state = turn.label(
        "draft-finished" if draft.status == "finished" else "draft-filling",
        answered=counted.answered,
        total=counted.total,
        date=f"{draft.updated.astimezone(turn.world.now.tzinfo):%d.%m.%Y %H:%M}",
    )
    return Span(draft_title(turn, draft), strong=True), Span(f"\n{state}")


def _offer(turn: TurnBuilder, draft: Draft, offering: Offering) -> None:
    title = draft_title(turn, draft)
    offering.show(OpenDraft(draft.id), turn.label("button-open", title=title))
    offering.show(OnDraft("copy", draft.id), turn.label("button-copy", title=title), "control")
    offering.show(OnDraft("delete", draft.id), turn.label("button-delete", title=title), "danger")


def copy_draft(turn: TurnBuilder, draft_id: str) -> None:
    """A new draft with the answers of an earlier one."""
    draft = turn.draft(draft_id)
    if draft is None:
        turn.notice = turn.label("draft-gone")
        return
    copy = turn.save(copy_of(turn.form, draft, turn.world.fresh_id, turn.world.now))
    show_summary(turn, copy, 0, turn.text("copied", title=draft_title(turn, draft)))


def ask_to_delete(turn: TurnBuilder, draft_id: str) -> None:
    draft = turn.draft(draft_id)
    if draft is None:
        turn.notice = turn.label("draft-gone")
        return
    turn.go(AtConfirmation("delete_draft", draft_id))
    offering = turn.new_offering()
    offering.show(Simple("yes"), turn.label("button-delete-yes"), "danger")
    offering.show(Simple("no"), turn.label("button-delete-no"))
    turn.say(turn.text("delete-confirm", title=draft_title(turn, draft)), offering)


def delete_draft(turn: TurnBuilder, draft_id: str) -> None:
    draft = turn.draft(draft_id)
    if draft is not None:
        turn.delete(draft_id)
        turn.say(turn.text("deleted", title=draft_title(turn, draft)))
    show_drafts(turn)
