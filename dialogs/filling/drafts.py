"""The person's drafts: the list, starting, going on, naming, copying."""

from dataclasses import replace
from typing import assert_never

from dialogs.filling import removing
from dialogs.filling.asking import ask, ask_again
from dialogs.filling.finishing import hand_over_draft, send_again
from dialogs.filling.going_on import go_to_step
from dialogs.filling.reviewing import show_summary
from dialogs.interview.answers import Draft, Path
from dialogs.interview.checks.privacy import personal_data
from dialogs.interview.route import AskField, CheckAnswers, copy_of, first_open, new_draft, progress, route
from dialogs.interview.typed_text import one_line
from dialogs.turn.actions import (
    DraftAction,
    OnDraft,
    OpenDraft,
    ShowDrafts,
    ShowExamples,
    Simple,
    StartProfile,
)
from dialogs.turn.building import MOST_DRAFTS, TurnBuilder
from dialogs.turn.buttons import Offering
from dialogs.turn.replies import Role
from dialogs.turn.session import AtConfirmation, AtQuestion, Home, WayOn
from dialogs.turn.titles import LONGEST_SHOWN, draft_title, form_notice, offer_to_open, shortened
from knowledge.text.markup import Span, listing, paragraph, quote

DRAFTS_SHOWN = 10
# On a phone: drafts of a page, characters of a title in the list.
SMALL_PAGE, SMALL_TITLE = 4, 36


def begin(turn: TurnBuilder) -> None:
    """«Новый профиль»: offers to go on with what is unfinished, else begins at once."""
    unfinished = [draft for draft in turn.drafts() if draft.status == "filling"]
    if not unfinished:
        begin_anew(turn)
        return
    place = turn.place
    if isinstance(place, AtQuestion) and (bare := turn.draft(place.draft)) and not bare.begun:
        # It has just begun, and its first question is on screen.
        ask_again(turn, place)
        return
    offering = turn.new_offering()
    several = len(unfinished) > 1
    for draft in unfinished[:3]:
        if turn.world.messenger and not several:
            offer_to_open(turn, draft, offering)
            continue
        counted = progress(turn.view(draft))
        label = turn.label(
            "button-continue-draft",
            title=draft_title(turn, draft),
            answered=counted.answered,
            total=counted.total,
        )
        offering.show(OpenDraft(draft.id), label)
    offering.show(Simple("yes"), turn.label("button-begin-anew"))
    turn.confirm(AtConfirmation("begin_anew"))
    turn.say(turn.text("unfinished", count=len(unfinished)), offering, listed=several)


def go_on(turn: TurnBuilder) -> None:
    """«Продолжим»: the unfinished profile that was changed last, else a new one."""
    unfinished = next((draft for draft in turn.drafts() if draft.status == "filling"), None)
    if unfinished is None:
        begin(turn)
    else:
        open_draft(turn, unfinished.id)


def begin_anew(turn: TurnBuilder) -> None:
    """A new draft and its first question."""
    if _has_too_many(turn):
        return
    draft = new_draft(turn.form, turn.world.fresh_id, turn.world.now, turn.world.about_person)
    known = bool(turn.drafts())
    draft = turn.save(draft)
    if known:
        # Who has filled one knows how it goes.
        go_to_step(turn, draft, first_open(turn.view(draft)), turn.text("welcome-again"))
        return
    asked = [path for path, _, _ in turn.view(draft).visible_fields]
    each = sum(path.segment == 0 for path in asked)
    if turn.form.own:
        welcome = turn.text("welcome-to-own-form", form=turn.form.title, count=len(asked))
    else:
        welcome = turn.text("welcome-to-interview", count=len(asked), each=each)
    welcome += form_notice(turn)
    go_to_step(turn, draft, first_open(turn.view(draft)), quote(welcome) if turn.world.messenger else welcome)


def _has_too_many(turn: TurnBuilder) -> bool:
    """Whether there is no room for another draft; then that is said."""
    if turn.count_drafts() < MOST_DRAFTS:
        return False
    turn.say(turn.text("too-many-drafts", most=MOST_DRAFTS))
    show_drafts(turn)
    return True


def open_draft(turn: TurnBuilder, draft_id: str) -> None:
    """Goes on where the draft stands; a finished one opens at its summary."""
    draft = turn.draft(draft_id)
    if draft is None:
        turn.notice = turn.label("draft-gone")
        return
    title = turn.text("opened", title=draft_title(turn, draft))
    step = first_open(turn.view(draft))
    if draft.status == "finished" or isinstance(step, CheckAnswers):
        show_summary(turn, draft, 0, title)
    else:
        go_to_step(turn, draft, step, title)


def change_answer(turn: TurnBuilder, draft_id: str, path: Path, moved: int) -> None:
    """Puts an answered question again; what is not asked any more is not."""
    draft = turn.draft(draft_id)
    if draft is None:
        turn.notice = turn.label("draft-gone")
    elif path.segment is not None and moved != draft.moved:
        turn.notice = turn.label("segments-moved")
    elif AskField(path) in route(turn.view(draft)):
        ask(turn, AtQuestion(draft.id, path, way_on=WayOn(changes=True)))
    else:
        turn.notice = turn.label("not-asked-any-more")


def show_drafts(turn: TurnBuilder, page: int = 0) -> None:
    """The latest drafts with what can be done with each; on a small screen a page of numbered titles, each of
    which leads to that."""
    drafts, small = turn.drafts()[:DRAFTS_SHOWN], turn.world.messenger
    turn.go_home()
    offering = turn.new_offering()
    if not drafts:
        offering.show(StartProfile(), turn.label("button-start-profile"))
        offering.show(ShowExamples(), turn.label("button-examples"))
        removing.offer_back(turn, offering)
        turn.say(turn.text("no-drafts"), offering)
        return
    most = SMALL_PAGE if small else DRAFTS_SHOWN
    pages = -(-len(drafts) // most)
    page %= pages
    lines = []
    for number, draft in enumerate(drafts[page * most : (page + 1) * most], 1):
        title = shortened(draft_title(turn, draft), SMALL_TITLE) if small else draft_title(turn, draft)
        lines.append((Span(title, strong=True), Span(f"\n{state_of(turn, draft)}")))
        if small:
            offering.show(OnDraft("manage", draft.id), f"{number}. {title}")
        else:
            _offer(turn, draft, offering)
    offering.show(StartProfile(), turn.label("button-start-profile"), "control" if small else "choice")
    removing.offer_back(turn, offering, most=1 if small else removing.MOST_KEPT)
    if pages > 1:
        offering.show(ShowDrafts((page - 1) % pages), turn.label("button-page-back"), "utility")
        offering.show(ShowDrafts((page + 1) % pages), turn.label("button-page-on"), "utility")
    turn.say(turn.text("drafts") + listing(lines, ordered=True), offering)


def _show_draft(turn: TurnBuilder, draft: Draft) -> None:
    turn.go_home()
    offering = turn.new_offering()
    key = "button-edit-finished" if draft.status == "finished" else "button-continue-this"
    offering.show(OpenDraft(draft.id), turn.label(key))
    for what in ("document", "copy", "rename", "delete"):
        action: DraftAction = what
        role: Role = "danger" if what == "delete" else "control"
        offering.show(OnDraft(action, draft.id), turn.label(f"button-{what}-this"), role)
    offering.show(ShowDrafts(), turn.label("button-drafts"), "utility")
    turn.say(paragraph(draft_title(turn, draft), strong=True) + paragraph(state_of(turn, draft)), offering)


def state_of(turn: TurnBuilder, draft: Draft) -> str:
    counted = progress(turn.view(draft))
    key = f"draft-{draft.state}"
    return turn.label(
        f"{key}-small" if turn.world.messenger else key,
        answered=counted.answered,
        total=counted.total,
        date=f"{draft.updated.astimezone(turn.world.now.tzinfo):%d.%m.%Y %H:%M}",
    )


def _offer(turn: TurnBuilder, draft: Draft, offering: Offering) -> None:
    title = draft_title(turn, draft)
    offering.show(OpenDraft(draft.id), turn.label("button-open", title=title))
    offering.show(OnDraft("copy", draft.id), turn.label("button-copy", title=title), "control")
    offering.show(OnDraft("rename", draft.id), turn.label("button-rename", title=title), "control")
    offering.show(OnDraft("document", draft.id), turn.label("button-download", title=title), "control")
    offering.show(OnDraft("delete", draft.id), turn.label("button-delete", title=title), "danger")


def manage(turn: TurnBuilder, what: DraftAction, draft_id: str) -> None:
    """Does with a draft what the list offers; the place in the interview stays, except for a copy."""
    draft = turn.draft(draft_id)
    if draft is None:
        turn.notice = turn.label("draft-gone")
        return
    match what:
        case "manage":
            _show_draft(turn, draft)
        case "copy":
            _copy(turn, draft)
        case "rename":
            ask_for_name(turn, draft)
        case "document":
            hand_over_draft(turn, draft)
            if isinstance(turn.place, Home):
                show_drafts(turn)
        case "files":
            send_again(turn, draft)
        case "delete":
            removing.ask_to_delete(turn, draft, state_of(turn, draft))
        case _:
            assert_never(what)


def ask_for_name(turn: TurnBuilder, draft: Draft) -> None:
    turn.confirm(AtConfirmation("rename_draft", draft.id, draft.revision))
    offering = turn.new_offering()
    offering.show(Simple("no"), turn.label("button-rename-no"), "control")
    turn.say(turn.text("rename", title=draft_title(turn, draft)), offering)


def rename(turn: TurnBuilder, draft_id: str, typed: str) -> None:
    """Gives the draft a name for lists; no document and no file is called so."""
    draft = turn.draft(draft_id)
    if draft is None:
        turn.say(turn.text("draft-gone-long"))
    elif found := personal_data(typed):
        turn.say(turn.text("name-is-personal", words="; ".join(found)), tone="mistake")
        ask_for_name(turn, draft)
        return
    else:
        draft = turn.save(replace(draft, name=shortened(one_line(typed))))
        turn.say(turn.text("renamed", title=draft_title(turn, draft)))
    if isinstance(turn.place, Home):
        show_drafts(turn)


def _copy(turn: TurnBuilder, draft: Draft) -> None:
    """A new draft with the answers of an earlier one."""
    if _has_too_many(turn):
        return
    copy = copy_of(turn.form, draft, turn.world.fresh_id, turn.world.now)
    copy = turn.save(replace(copy, name=_name_of_copy(turn, draft)))
    show_summary(turn, copy, 0, turn.text("copied", title=draft_title(turn, draft)))


def _name_of_copy(turn: TurnBuilder, draft: Draft) -> str:
    """«Выдача разрешений (копия)», with a number when there is such a one already."""
    title = shortened(draft_title(turn, draft), LONGEST_SHOWN - 12)
    taken = {draft_title(turn, other) for other in turn.drafts()}
    names = (turn.label("name-of-copy", title=title, number=number) for number in range(1, MOST_DRAFTS + 2))
    return next(name for name in names if name not in taken)
