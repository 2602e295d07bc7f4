"""Answers to pressed buttons and to inline queries."""

from __future__ import annotations

import re
from typing import Any

from .call import Call, method
from .formatting import caption_text, message_text
from .html import utf16_length
from .markup import judge_markup
from .refusal import Json, Refusal, bad_request
from .state import Event

MAX_RESULTS = 50
MAX_ID_BYTES = 64
MAX_NOTICE = 200


@method("answerCallbackQuery")
def answer_callback_query(call: Call) -> bool:
    """Ends the waiting on a button; once, and in time."""
    text = call.text("text") or ""
    if utf16_length(text) > MAX_NOTICE:
        raise Refusal(400, "Bad Request: MESSAGE_TOO_LONG")
    url = call.text("url")
    if url and not re.match(rf"(https?://)?t\.me/{call.account.user.username}\?start=", url):
        raise Refusal(400, "Bad Request: URL_INVALID")
    number = call.params.get("callback_query_id")
    query = call.account.open_query(call.account.callbacks, number, call.server.callback_seconds)
    query.answer = {"text": text, "alert": bool(call.params.get("show_alert")), "url": url}
    if query.chat is not None:
        query.chat.note(Event("answered", call.account.user.first_name, None, text))
    return True


@method("answerInlineQuery")
def answer_inline_query(call: Call) -> bool:
    """Up to 50 results, each with its own id."""
    results = call.params.get("results")
    if not isinstance(results, list):
        raise bad_request("expected an Array of inline query results")
    if len(results) > MAX_RESULTS:
        raise bad_request("too many inline query results specified")
    for result in results:
        judge_result(call, result)
    identifiers = [str(result["id"]) for result in results]
    if len(set(identifiers)) != len(identifiers):
        raise Refusal(400, "Bad Request: RESULT_ID_DUPLICATE")
    offset = call.text("next_offset") or ""
    if len(offset.encode()) > MAX_ID_BYTES:
        raise Refusal(400, "Bad Request: NEXT_OFFSET_INVALID")
    if button := call.params.get("button"):
        judge_button(button)
    number = call.params.get("inline_query_id")
    query = call.account.open_query(call.account.inline_queries, number, call.server.inline_seconds)
    query.answer = {
        "results": results,
        "next_offset": offset,
        "cache_time": call.integer("cache_time", 300),
        "is_personal": bool(call.params.get("is_personal")),
        "button": call.params.get("button"),
    }
    call.server.queries_answered.fire()
    return True


def judge_button(button: Any) -> None:
    """The button above the results leads to a Web App or starts the bot."""
    if not isinstance(button, dict) or not button.get("text"):
        raise bad_request(
            "can't parse inline query results button: InlineQueryResultsButton must be an Object"
        )
    if "start_parameter" in button:
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", str(button["start_parameter"])):
            raise Refusal(400, "Bad Request: START_PARAM_INVALID")
    elif "web_app" not in button:
        raise bad_request(
            "can't parse inline query results button: "
            "InlineQueryResultsButton must have exactly one optional field"
        )


def judge_result(call: Call, result: Any) -> None:
    """One result; articles and files already at Telegram are known, the rest is left to the schema."""
    if not isinstance(result, dict):
        raise bad_request("can't parse inline query result: inline query result must be an object")
    identifier = result.get("id")
    if not isinstance(identifier, str) or not 1 <= len(identifier.encode()) <= MAX_ID_BYTES:
        raise Refusal(400, "Bad Request: RESULT_ID_INVALID")
    if not isinstance(result.get("type"), str):
        raise bad_request("can't parse inline query result: Can't find field \"type\"")
    call.remark(*judge_markup(result.get("reply_markup"), private=False).remarks)
    content = result.get("input_message_content")
    if result["type"] == "article":
        if not result.get("title"):
            raise Refusal(400, "Bad Request: ARTICLE_TITLE_EMPTY")
        if not isinstance(content, dict):
            raise bad_request("can't parse inline query result: Can't find field \"input_message_content\"")
    if isinstance(content, dict) and "message_text" in content:
        result["_message"] = shown(call, content)
    if "caption" in result:
        found = caption_text(result["caption"], result.get("parse_mode"), result.get("caption_entities"))
        call.remark(*found.remarks)
    for name, value in result.items():
        if name.endswith("_file_id") and value not in call.account.files:
            raise bad_request("wrong file identifier/HTTP URL specified")


def shown(call: Call, content: Json) -> Json:
    """The text a chosen result puts into a chat."""
    found = message_text(content.get("message_text"), content.get("parse_mode"), content.get("entities"))
    call.remark(*found.remarks)
    return {"text": found.text} | ({"entities": found.entities} if found.entities else {})
