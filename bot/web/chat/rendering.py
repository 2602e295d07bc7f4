"""Replies as the JSON that the page draws."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, assert_never

from bot.store.store import LoggedMessage
from bot.web.chat.chats import DraftLine
from dialogs.turn.replies import (
    Attachment,
    Button,
    Input,
    ItemsInput,
    Reply,
    Review,
    RowsInput,
    TextInput,
)
from knowledge.text.markup import Block, Listing, Paragraph, Picture, Quote, Span, Table

Json = Mapping[str, Any]


def message_json(message: LoggedMessage) -> Json:
    """A line of the chat: `reply` of the bot, or `text` of the person."""
    if (reply := message.reply) is not None:
        return {"id": message.id, "reply": reply_json(reply)}
    return {"id": message.id, "text": message.echo or ""}


def reply_json(reply: Reply) -> Json:
    return {
        "body": [_block(block) for block in reply.body.blocks],
        "buttons": [_button(button) for button in reply.buttons],
        "input": None if reply.input is None else _input(reply.input),
        "progress": None
        if reply.progress is None
        else {
            "answered": reply.progress.answered,
            "total": reply.progress.total,
            "section": reply.progress.section,
            "segment": reply.progress.segment,
            "segments": reply.progress.segments,
        },
        "attachments": [_attachment(attachment) for attachment in reply.attachments],
        "slot": reply.slot,
        "question": reply.question,
        "tone": reply.tone,
        "entry": reply.entry,
        "review": None if reply.review is None else _review(reply.review),
    }


def draft_json(draft: DraftLine) -> Json:
    return asdict(draft)


def _spans(spans: Sequence[Span]) -> list[Json]:
    return [
        {"text": span.text, "strong": span.strong, "emphasis": span.emphasis, "link": span.link}
        for span in spans
    ]


def _block(block: Block) -> Json:
    match block:
        case Picture(file=file):
            return {"kind": "picture", "file": file, "description": block.description}
        case Paragraph(spans):
            return {"kind": "paragraph", "spans": _spans(spans)}
        case Quote(lines):
            return {"kind": "listing", "ordered": False, "start": 1, "items": [*map(_spans, lines)]}
        case Listing(items, ordered, start):
            return {
                "kind": "listing",
                "ordered": ordered,
                "start": start,
                "items": [_spans(item) for item in items],
            }
        case Table(rows):
            return {"kind": "table", "rows": [[_spans(cell) for cell in row] for row in rows]}
        case _:
            assert_never(block)


def _button(button: Button) -> Json:
    return {
        "id": button.id,
        "label": button.label,
        "role": button.role,
        "selected": button.selected,
        "rank": button.rank,
        "number": button.number,
        "url": button.url,
    }


def _review(review: Review) -> Json:
    return {
        "intro": [_block(block) for block in review.intro.blocks],
        "remarks": [asdict(remark) for remark in review.remarks],
        "at": review.at,
        "sections": [asdict(section) for section in review.sections],
    }


def _input(wanted: Input) -> Json:
    match wanted:
        case TextInput(value, multiline):
            return {"kind": "text", "value": value, "multiline": multiline}
        case ItemsInput(items):
            return {"kind": "items", "value": list(items)}
        case RowsInput(columns, rows):
            return {
                "kind": "rows",
                "columns": [asdict(column) for column in columns],
                "value": [list(row) for row in rows],
            }
        case _:
            assert_never(wanted)


def _attachment(attachment: Attachment) -> Json:
    return {
        "url": f"/api/documents/{attachment.document}.{attachment.format}",
        "format": attachment.format,
        "file_name": attachment.file_name,
        "caption": attachment.caption,
    }
