"""Everything Telegram refuses is refused, in its words, and held against the bot."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.fake_telegram import NOTHING, FakeTelegram, Talk

LONG_EMOJI = "😀" * 2049  # 2049 characters, 4098 UTF-16 units


class Client:
    """A bot reduced to its requests."""

    def __init__(self, server: FakeTelegram, session: aiohttp.ClientSession) -> None:
        self.server, self.session = server, session

    async def call(self, method: str, **params: Any) -> Any:
        """The result, or «code description»."""
        async with self.session.post(
            f"{self.server.url}/bot{self.server.token}/{method}", json=params
        ) as response:
            answer = await response.json()
            assert answer["ok"] == (response.status == 200)
            return answer["result"] if answer["ok"] else f"{response.status} {answer['description']}"


@pytest.fixture
async def client(server: FakeTelegram) -> AsyncIterator[Client]:
    async with aiohttp.ClientSession() as session:
        yield Client(server, session)


@pytest.fixture
async def chat(server: FakeTelegram) -> Talk:
    talk = server.person("Анна").private()
    await talk.say("/start", expect=NOTHING)
    return talk


def inline(**button: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "Да", **button}]]}


SEND = "sendMessage"
REFUSED: list[tuple[str, dict[str, Any], str]] = [
    (SEND, {"text": ""}, "400 Bad Request: message text is empty"),
    (SEND, {"text": " \n "}, "400 Bad Request: text must be non-empty"),
    (SEND, {"text": "я" * 4097}, "400 Bad Request: message is too long"),
    (SEND, {"text": LONG_EMOJI}, "400 Bad Request: message is too long"),
    (SEND, {"text": "x", "parse_mode": "XML"}, "400 Bad Request: unsupported parse_mode"),
    (SEND, {"text": "x", "message_thread_id": 7}, "400 Bad Request: message thread not found"),
    (
        SEND,
        {"text": "x", "reply_parameters": {"message_id": 99}},
        "400 Bad Request: message to be replied not found",
    ),
    (
        SEND,
        {"text": "x", "reply_markup": inline(callback_data="я" * 33)},
        "400 Bad Request: BUTTON_DATA_INVALID",
    ),
    (
        SEND,
        {"text": "x", "reply_markup": inline(callback_data="")},
        "400 Bad Request: can't parse inline keyboard button: "
        "Text buttons are unallowed in the inline keyboard",
    ),
    (
        SEND,
        {"text": "x", "reply_markup": inline(url="nowhere")},
        "400 Bad Request: inline keyboard button URL 'nowhere' is invalid: Wrong HTTP URL",
    ),
    (
        SEND,
        {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "x", "callback_data": "1"}]] * 101}},
        "400 Bad Request: reply markup is too long",
    ),
    (SEND, {"text": "x", "chat_id": 5}, "400 Bad Request: chat not found"),
    ("sendPhoto", {"photo": "nonsense"}, "400 Bad Request: wrong file identifier/HTTP URL specified"),
    ("sendDocument", {}, "400 Bad Request: there is no document in the request"),
    (
        "sendDocument",
        {"document": "x", "caption": "я" * 1025},
        "400 Bad Request: message caption is too long",
    ),
    ("editMessageText", {"message_id": 99, "text": "x"}, "400 Bad Request: message to edit not found"),
    ("editMessageText", {"message_id": 1, "text": "x"}, "400 Bad Request: message can't be edited"),
    ("deleteMessage", {"message_id": 99}, "400 Bad Request: message to delete not found"),
    ("sendChatAction", {"action": "dancing"}, "400 Bad Request: wrong parameter action in request"),
    (
        "answerCallbackQuery",
        {"callback_query_id": "1"},
        "400 Bad Request: query is too old and response timeout expired or query ID is invalid",
    ),
    ("getFile", {"file_id": "x"}, "400 Bad Request: wrong file_id or the file is temporarily unavailable"),
    (
        "setMyCommands",
        {"commands": [{"command": "Ы", "description": "x"}]},
        "400 Bad Request: BOT_COMMAND_INVALID",
    ),
    (
        "setMyProfilePhoto",
        {"photo": {"type": "static", "photo": "AgADBAAD"}},
        "400 Bad Request: profile photo must be uploaded as a file",
    ),
    ("getUserProfilePhotos", {"user_id": 7}, "400 Bad Request: user not found"),
    (
        "setWebhook",
        {"url": "http://example.org/"},
        "400 Bad Request: bad webhook: An HTTPS URL must be provided for webhook",
    ),
    (
        "setWebhook",
        {"url": "https://example.org/", "secret_token": "ы"},
        "400 Bad Request: secret token contains unallowed characters",
    ),
    ("makeCoffee", {}, "404 Not Found: method not found"),
]


@pytest.mark.parametrize(("method", "params", "refusal"), REFUSED)
async def test_what_telegram_refuses(
    client: Client, chat: Talk, method: str, params: dict[str, Any], refusal: str
) -> None:
    assert await client.call(method, **{"chat_id": chat.id} | params) == refusal
    assert [f"{v.description}" for v in client.server.held("refused")] == [refusal[4:]]


HTML = [
    ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
    ("я <em>x</i>", 'Unmatched end tag at byte offset 8, expected "</em>", found "</i>"'),
    ("</b>", "Unexpected end tag at byte offset 0"),
    ("<p>x</p>", 'Unsupported start tag "p" at byte offset 0'),
    ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
    ("x <b", "Unclosed start tag at byte offset 2"),
    ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ('<tg-emoji emoji-id="x">🙂</tg-emoji>', "Invalid custom emoji identifier specified"),
]


@pytest.mark.parametrize(("text", "reason"), HTML)
async def test_html_that_cannot_be_parsed(client: Client, chat: Talk, text: str, reason: str) -> None:
    refusal = await client.call("sendMessage", chat_id=chat.id, text=text, parse_mode="HTML")
    assert refusal == f"400 Bad Request: can't parse entities: {reason}"


MARKDOWN = [
    ("*x", "Can't find end of Bold entity at byte offset 0"),
    ("Готово!", "Character '!' is reserved and must be escaped with the preceding '\\'"),
    ("[x](http://a.ru", "Can't find end of a URL at byte offset 4"),
    ("`x", "Can't find end of Code entity at byte offset 0"),
]


@pytest.mark.parametrize(("text", "reason"), MARKDOWN)
async def test_markdown_that_cannot_be_parsed(client: Client, chat: Talk, text: str, reason: str) -> None:
    refusal = await client.call("sendMessage", chat_id=chat.id, text=text, parse_mode="MarkdownV2")
    assert refusal == f"400 Bad Request: can't parse entities: {reason}"


async def test_markup_is_not_counted_and_emoji_count_twice(client: Client, chat: Talk) -> None:
    text = f"<b>{'😀' * 2048}</b>"
    sent = await client.call("sendMessage", chat_id=chat.id, text=text, parse_mode="HTML")
    assert sent["entities"] == [{"type": "bold", "offset": 0, "length": 4096}]
    text = "😀 *жирно* _и_ [сайт](https://a.ru/)"
    sent = await client.call("sendMessage", chat_id=chat.id, text=text, parse_mode="MarkdownV2")
    assert sent["text"] == "😀 жирно и сайт"
    assert [(e["type"], e["offset"], e["length"]) for e in sent["entities"]] == [
        ("bold", 3, 5),
        ("italic", 9, 1),
        ("text_link", 11, 4),
    ]
    assert client.server.violations == []


async def test_oddities_are_let_pass_and_remarked(client: Client, chat: Talk) -> None:
    text = '<b class="x">a</b> & <a href="nowhere">b</a>'
    await client.call("sendMessage", chat_id=chat.id, text=text, parse_mode="HTML", volume=11)
    assert {(violation.kind, violation.description) for violation in client.server.violations} == {
        ("schema", "unknown parameter 'volume'"),
        ("remark", 'unsupported attribute "class" in the tag "b" at byte offset 0'),
        ("remark", "unescaped & at byte offset 19"),
        ("remark", "a link to 'nowhere' is dropped"),
    }


async def test_the_schema_judges_types_all_the_way_down(client: Client, chat: Talk) -> None:
    await client.call(
        "sendMessage", chat_id=chat.id, text="x", reply_markup=inline(callback_data="1", colour="red")
    )
    await client.call(
        "setMyCommands", commands=[{"command": "a", "description": "b"}], scope={"type": "default"}
    )
    await client.call("sendChatAction", chat_id=chat.id)
    assert [violation.description for violation in client.server.held("schema")] == [
        "reply_markup.inline_keyboard[0][0]: InlineKeyboardButton has no field 'colour'",
        "the required parameter 'action' is missing",
    ]


async def test_nothing_is_edited_into_itself(client: Client, chat: Talk) -> None:
    markup = inline(callback_data="1")
    sent = await client.call("sendMessage", chat_id=chat.id, text="x", reply_markup=markup)
    same = {"chat_id": chat.id, "message_id": sent["message_id"], "text": " x ", "reply_markup": markup}
    assert "400 Bad Request: message is not modified" in await client.call("editMessageText", **same)
    edited = await client.call("editMessageText", **same | {"reply_markup": None})
    assert "reply_markup" not in edited
    assert await client.call("deleteMessage", chat_id=chat.id, message_id=sent["message_id"])
    assert chat.read() == []


async def test_a_press_is_answered_once(client: Client, chat: Talk) -> None:
    await client.call("sendMessage", chat_id=chat.id, text="x", reply_markup=inline(callback_data="1"))
    query = client.server.account.press(chat.last, chat.user, "1")
    assert await client.call("answerCallbackQuery", callback_query_id=query.id, text="я" * 201) == (
        "400 Bad Request: MESSAGE_TOO_LONG"
    )
    assert await client.call("answerCallbackQuery", callback_query_id=query.id) is True
    assert "query is too old" in await client.call("answerCallbackQuery", callback_query_id=query.id)


async def test_inline_results_are_limited(client: Client) -> None:
    def article(number: object) -> dict[str, Any]:
        content = {"message_text": "x"}
        return {"type": "article", "id": str(number), "title": "x", "input_message_content": content}

    async def answer(*results: dict[str, Any]) -> Any:
        return await client.call("answerInlineQuery", inline_query_id="1", results=list(results))

    assert await answer(*map(article, range(51))) == (
        "400 Bad Request: too many inline query results specified"
    )
    assert await answer(article("я" * 33)) == "400 Bad Request: RESULT_ID_INVALID"
    assert await answer(article(1), article(1)) == "400 Bad Request: RESULT_ID_DUPLICATE"
    assert "query is too old" in await answer(article(1))


async def test_each_way_of_being_out_of_reach_has_telegrams_words(
    client: Client, chat: Talk, server: FakeTelegram
) -> None:
    stranger, anna = server.person("Незнакомец"), server.person("Анна")
    stranger.private()
    group, old = server.group("Группа", anna), server.group("Старая", anna, kind="group")
    group.standing(anna, "kicked")
    new = old.upgrade()
    chat.chat.blocked = True

    async def send(chat_id: int) -> Any:
        return await client.call("sendMessage", chat_id=chat_id, text="x")

    assert await send(stranger.id) == "403 Forbidden: bot can't initiate conversation with a user"
    assert await send(chat.id) == "403 Forbidden: bot was blocked by the user"
    assert await send(group.id) == "403 Forbidden: bot was kicked from the supergroup chat"
    assert await send(old.id) == "400 Bad Request: group chat was upgraded to a supergroup chat"
    assert (await send(new.id))["text"] == "x"
    assert len(server.held("forbidden")) == 3


async def test_a_wrong_token_is_unauthorized(client: Client, server: FakeTelegram) -> None:
    async with client.session.get(f"{server.url}/bot1:wrong/getMe") as response:
        assert (response.status, await response.json()) == (
            401,
            {"ok": False, "error_code": 401, "description": "Unauthorized"},
        )
