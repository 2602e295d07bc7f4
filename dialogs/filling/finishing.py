"""Handing over the document, finished or as a draft."""

from dataclasses import replace

from dialogs.actions import OpenDraft, ShowDrafts, StartProfile
from dialogs.composing import Composing
from dialogs.documents.report import build_report
from dialogs.filling.reviewing import show_summary, verdict
from dialogs.filling.titles import draft_title
from dialogs.interview.answers import Draft
from dialogs.interview.machine import finish
from dialogs.replies import Attachment, DocumentFormat
from dialogs.turn import IssueDocument

FORMATS: tuple[DocumentFormat, ...] = ("png", "docx", "pdf")
REFERENCE_LENGTH = 8


def finish_profile(turn: Composing, draft: Draft) -> None:
    """The finished profile as files, unless an error still blocks it."""
    if not verdict(turn, draft).may_finish:
        show_summary(turn, draft, 0, turn.text("finish-blocked"))
        return
    draft = turn.save(finish(draft, turn.world.now))
    reference = turn.world.fresh_id[:REFERENCE_LENGTH].upper()
    turn.go_home()
    offering = turn.new_offering()
    offering.show(OpenDraft(draft.id), turn.label("button-edit-finished"))
    offering.show(StartProfile(), turn.label("button-start-profile"))
    offering.show(ShowDrafts(), turn.label("button-drafts"))
    title = draft_title(turn, draft)
    attachments = _issue(turn, draft, title, final=True)
    turn.say(
        turn.text("finished", title=title, reference=reference),
        offering,
        tone="success",
        attachments=attachments,
    )


def hand_over_draft(turn: Composing, draft: Draft) -> None:
    """The document as it stands now, marked «ЧЕРНОВИК»; the place in the interview stays."""
    title = draft_title(turn, draft)
    turn.say(turn.text("draft-document", title=title), attachments=_issue(turn, draft, title, final=False))


def _issue(turn: Composing, draft: Draft, title: str, *, final: bool) -> tuple[Attachment, ...]:
    """Freezes the draft as one document, or as one for each segment where the form wants it so."""
    attachments: tuple[Attachment, ...] = ()
    for number, part in enumerate(_parts(turn, draft)):
        document = f"{turn.world.fresh_id}-{number}" if number else turn.world.fresh_id
        stem = file_stem(turn, part)
        # The team is told once of a profile, however many files it has.
        turn.do(IssueDocument(document, part, stem, title, final and number == 0))
        attachments += attachments_of(turn, document, stem, title)
    return attachments


def _parts(turn: Composing, draft: Draft) -> tuple[Draft, ...]:
    if turn.form.report.default_output_mode == "single_document" or len(draft.segments) < 2:
        return (draft,)
    return tuple(replace(draft, segments=(segment,)) for segment in draft.segments)


def file_stem(turn: Composing, draft: Draft) -> str:
    """The files' common name without its ending."""
    return build_report(turn.form, draft, turn.today).file_names.stem


def attachments_of(turn: Composing, document: str, stem: str, title: str) -> tuple[Attachment, ...]:
    """The document in every format: a picture of its first page, Word, PDF."""
    return tuple(
        Attachment(document, kind, f"{stem}.{kind}", turn.label(f"file-{kind}", title=title))
        for kind in FORMATS
    )
