"""Handing over the document, finished or as a draft."""

from collections.abc import Iterator
from dataclasses import replace

from dialogs.documents.report import file_stem
from dialogs.filling.reviewing import show_summary
from dialogs.interview.answers import NUMBER_LENGTH, Draft, Text, profile_number
from dialogs.interview.route import finish
from dialogs.interview.summary import ProfileFindings
from dialogs.turn.actions import OnDraft, OpenDraft, ShowDrafts, StartProfile
from dialogs.turn.building import TurnBuilder
from dialogs.turn.buttons import Offering, lasting_id
from dialogs.turn.effects import IssueDocument
from dialogs.turn.replies import Attachment, DocumentFormat
from dialogs.turn.session import Home
from dialogs.turn.titles import draft_title, form_notice
from knowledge.text.markup import RichText, quote

FORMATS: tuple[DocumentFormat, ...] = ("png", "docx", "pdf")
# Changed questions that are named.
CHANGES = 4


def finish_profile(turn: TurnBuilder, draft: Draft) -> None:
    """The finished profile as files, unless an error still blocks it. Asked for again with nothing changed
    since, it is the same document, of which the team knows already."""
    if not ProfileFindings(turn.view(draft)).may_finish:
        show_summary(turn, draft, 0, turn.text("finish-blocked"))
        return
    known = draft.document if draft.status == "finished" else None
    # A revision keeps its number, which the document's id begins with.
    number = (draft.document or "")[:NUMBER_LENGTH]
    document, revised = known or f"{number}{turn.world.fresh_id}", _revised(turn, draft)
    if known is None:
        draft = turn.save(replace(finish(turn.form, draft, turn.world.now), document=document, changed=()))
    turn.go_home()
    offering = turn.new_offering()
    offering.show(OpenDraft(draft.id), turn.label("button-edit-finished"))
    offering.show(StartProfile(), turn.label("button-start-profile"))
    offering.show(ShowDrafts(), turn.label("button-drafts"))
    title = draft_title(turn, draft)
    if known is None:
        _issue(turn, document, draft, title, final=True)
    body = turn.text("finished", title=title, reference=profile_number(document)) + revised
    after = turn.text("finished-next") + form_notice(turn)
    turn.say(
        body + (quote(after) if turn.world.messenger else after),
        offering,
        tone="success",
        attachments=_attachments(turn, document, draft, title),
    )


def _revised(turn: TurnBuilder, draft: Draft) -> RichText:
    """What was answered anew since the profile was last finished."""
    fields = [field.label for name in draft.changed if (field := turn.form.known_field(name))]
    if not fields or draft.status == "finished":
        return RichText()
    version = turn.view(draft).answer(turn.form.roles.version or "")
    number = version.value if isinstance(version, Text) else ""
    more = len(fields) - CHANGES
    named = ", ".join(fields[:CHANGES])
    return turn.text("finished-revised", version=number, fields=named, more=max(more, 0))


def hand_over_draft(turn: TurnBuilder, draft: Draft) -> None:
    """The document as it stands now, marked «ЧЕРНОВИК»; the place in the interview stays."""
    title, document = draft_title(turn, draft), turn.world.fresh_id
    # A finished profile handed over as a draft is one still.
    _issue(turn, document, replace(draft, status="filling"), title, final=False)
    attachments = _attachments(turn, document, draft, title)
    turn.say(turn.text("draft-document", title=title), _way_on(turn, draft), attachments=attachments)


def _way_on(turn: TurnBuilder, draft: Draft) -> Offering | None:
    """Offers the way back to the profile where no question comes below the files."""
    if not isinstance(turn.place, Home):
        return None
    offering = turn.new_offering()
    offering.show(OpenDraft(draft.id), turn.label("button-edit-finished"))
    return offering


def _issue(turn: TurnBuilder, document: str, draft: Draft, title: str, *, final: bool) -> None:
    """Freezes the draft as one document, or as one for each segment where the form wants it so."""
    # What the person calls it in their list is nobody else's.
    title = draft_title(turn, replace(draft, name="")) if final else title
    for number, (name, part, stem) in enumerate(_documents(turn, document, draft)):
        # The team is told once of a profile, however many files it has.
        turn.do(IssueDocument(name, part, stem, title, final and number == 0))


def _attachments(turn: TurnBuilder, document: str, draft: Draft, title: str) -> tuple[Attachment, ...]:
    again = lasting_id(OnDraft("files", draft.id))
    return tuple(
        replace(attachment, again=again)
        for name, _, stem in _documents(turn, document, draft)
        for attachment in attachments_of(turn, name, stem, title)
    )


def send_again(turn: TurnBuilder, draft: Draft) -> None:
    """The files of a finished profile as they were issued; of another the document as it stands now."""
    if draft.status != "finished" or draft.document is None:
        hand_over_draft(turn, draft)
        return
    title = draft_title(turn, draft)
    files = _attachments(turn, draft.document, draft, title)
    turn.say(turn.text("files-again", title=title), _way_on(turn, draft), attachments=files)


def _documents(turn: TurnBuilder, document: str, draft: Draft) -> Iterator[tuple[str, Draft, str]]:
    """The id, the draft and the files' common name of each document."""
    parts = _parts(turn, draft)
    for number, part in enumerate(parts):
        stem = file_stem(turn.view(part), number + 1 if len(parts) > 1 else None)
        yield (f"{document}-{number}" if number else document), part, stem


def _parts(turn: TurnBuilder, draft: Draft) -> tuple[Draft, ...]:
    if turn.form.report.default_output_mode == "single_document" or len(draft.segments) < 2:
        return (draft,)
    return tuple(replace(draft, segments=(segment,)) for segment in draft.segments)


def attachments_of(turn: TurnBuilder, document: str, stem: str, title: str) -> tuple[Attachment, ...]:
    """The document in every format: a picture of its first page, Word, PDF."""
    return tuple(
        Attachment(document, kind, f"{stem}.{kind}", turn.label(f"file-{kind}", title=title))
        for kind in FORMATS
    )
