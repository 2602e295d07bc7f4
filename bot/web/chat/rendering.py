"""Replies as the JSON that the page draws."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from bot.store.store import LoggedMessage
from dialogs.turn.replies import ItemsInput, Reply, RowsInput, TextInput
from knowledge.text.markup import Block, Listing, Paragraph, Picture, Quote, RichText, Table

Json = Mapping[str, Any]

# What else a reply holds is for messengers, or for the team.
_SHOWN = {"buttons", "input", "progress", "attachments", "slot", "question", "tone", "entry", "review"}
_INPUTS = {TextInput: "text", ItemsInput: "items", RowsInput: "rows"}
_BLOCKS = {Paragraph: "paragraph", Listing: "listing", Table: "table"}


@cache
def _written(of: Any) -> TypeAdapter[Any]:
    """How values of the type are written; built at first use."""
    return TypeAdapter(of)


def message_json(message: LoggedMessage) -> Json:
    """A line of the chat: `reply` of the bot, or `text` of the person."""
    if (reply := message.reply) is not None:
        return {"id": message.id, "reply": reply_json(reply)}
    return {"id": message.id, "text": message.echo or ""}


def reply_json(reply: Reply) -> Json:
    shown: dict[str, Any] = _written(Reply).dump_python(reply, mode="json", include=_SHOWN)
    shown["body"] = _blocks(reply.body)
    if reply.input is not None:
        shown["input"]["kind"] = _INPUTS[type(reply.input)]
    if reply.review is not None:
        shown["review"]["intro"] = _blocks(reply.review.intro)
    for attachment in shown["attachments"]:
        attachment["url"] = f"/api/documents/{attachment['document']}.{attachment['format']}"
    return shown


def _blocks(text: RichText) -> Sequence[Json]:
    return list(map(_block, text.blocks))


def _block(block: Block) -> Json:
    if isinstance(block, Picture):
        return {"kind": "picture", "file": block.file, "description": block.description}
    # There is room for all of a quote.
    shown = Listing(block.lines) if isinstance(block, Quote) else block
    return {"kind": _BLOCKS[type(shown)], **_written(Block).dump_python(shown, mode="json")}
