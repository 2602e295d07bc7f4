"""Updates as Telegram would never send them, made of real ones."""

import copy
import json
import random
from collections.abc import Iterator
from typing import Any

from tests.bad_input import TEXTS
from tests.fake_telegram import FakeTelegram
from tests.fake_telegram.refusal import Json

HOSTILE = tuple(TEXTS.values())
NUMBERS = (0, -1, 1, 2**31, 2**53 + 1, 2**63, -(2**63) - 1, 10**300, 1.5, -0.0, 1e308)
A_LOT = 300
ODD: tuple[object, ...] = (None, True, False, [], {}, [[]], [None], {"": None})


def real_updates() -> list[Json]:
    """One of each kind that reaches a bot, as the fake Telegram writes them."""
    server = FakeTelegram()
    anna = server.person("Анна", username="anna")
    boris = server.person("Борис", language_code="en")
    chat = anna.private()
    account = server.account
    for text in ("/start", "/start profile", "что такое сегмент?", "38", "https://e.org и @anna", "/forget"):
        message = chat.tell(text)
    account.press(message, anna.user, "1.1")
    account.press(message, anna.user, "entry:term.segment")
    chat.tell("на это", reply_to=message)
    for kind in ("document", "photo", "voice", "video", "audio", "sticker", "animation"):
        file = account.store(kind, f"имя.{kind}", b"content", "application/octet-stream")
        shown: Json = {kind: [file.json()] if kind == "photo" else file.json(), "media_group_id": "7"}
        account.announce(account.post(chat.chat, anna.user, shown, files=[file]))
    account.change(message, message.json | {"text": "исправлено"})
    account.announce(message, "edited_message")
    group = server.group("Команда", anna, boris)
    said = account.post(group.chat, boris.user, {"text": f"@{account.user.username} что такое сегмент?"})
    account.announce(said)
    account.announce(account.post(group.chat, boris.user, {"migrate_to_chat_id": -1_000_000_009_999}))
    account.updates.push(
        "inline_query",
        {"id": "77", "from": anna.user.json(), "query": "сегмент", "offset": "", "chat_type": "sender"},
        anna.id,
    )
    boris.private()
    boris.block()
    boris.unblock()
    # Numbers of their own: a spoiled update that takes one over must not pass for a real one's first coming.
    pending = account.updates.pending.values()
    return [
        copy.deepcopy(update.json) | {"update_id": number}
        for number, update in enumerate(pending, 400_000_001)
    ]


class Mutator:
    """Endless spoiled updates; the same seed gives the same ones."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.real = real_updates()
        self.number = 500_000_000

    def bodies(self) -> Iterator[bytes]:
        """Bodies of requests: mostly JSON, sometimes not even that."""
        while True:
            self.number += 1
            update = copy.deepcopy(self.chance.choice(self.real)) | {"update_id": self.number}
            try:
                for _ in range(self.chance.choice((1, 1, 1, 2, 3, 6))):
                    self._spoil(update)
                body = json.dumps(update).encode()
            except RecursionError:
                continue  # nested too deeply to be written by us; there are deeper ones below
            yield self._spoiled_bytes(body) if self.chance.random() < 0.1 else body

    def _spoil(self, update: Json) -> None:
        places = list(_places(update))
        if not places:
            return
        holder, key = self.chance.choice(places)
        # Nothing may stand at two places, or it could come to stand within itself.
        value = copy.deepcopy(holder[key])
        match self.chance.randrange(12):
            case 0 if isinstance(holder, dict):
                del holder[key]
            case 2:
                holder[key] = copy.deepcopy(self.chance.choice(ODD))
            case 3:
                holder[key] = self._nested(self.chance.choice((5, 50, 150)), value)
            case 4:
                holder[key] = copy.deepcopy(self.chance.choice(self.real))
            case 5 if isinstance(holder, dict):
                holder[self.chance.choice(HOSTILE)[:200]] = copy.deepcopy(value)
            case 6:
                donor, name = self.chance.choice(list(_places(self.chance.choice(self.real))))
                holder[key] = copy.deepcopy(donor[name])
            case 7:
                holder[key] = self.chance.choice(HOSTILE)
            case _:
                # Of the right type: this comes furthest.
                holder[key] = self._like(value)

    def _like(self, value: Any) -> Any:
        """Of the same type, and odd."""
        match value:
            case bool():
                return not value
            case int() | float():
                return self.chance.choice(NUMBERS)
            case str():
                return self.chance.choice(HOSTILE)
            case list() if len(repr(value)) < A_LOT:
                return [copy.deepcopy(each) for each in value * self.chance.choice((2, 100))]
            case list():
                return value[1:]
            case dict() if len(repr(value)) < A_LOT:
                return {**value, **{str(number): copy.deepcopy(value) for number in range(50)}}
            case _:
                return {}

    def _nested(self, depth: int, value: Any) -> Any:
        key = self.chance.choice(("reply_to_message", "message", "x", "entities"))
        in_lists = self.chance.random() < 0.5
        for _ in range(depth):
            value = [value] if in_lists else {key: value}
        return value

    def _spoiled_bytes(self, body: bytes) -> bytes:
        match self.chance.randrange(6):
            case 0:
                return body[: self.chance.randrange(len(body))]
            case 1:
                flipped = bytearray(body)
                for _ in range(self.chance.randint(1, 20)):
                    flipped[self.chance.randrange(len(flipped))] ^= 1 << self.chance.randrange(8)
                return bytes(flipped)
            case 2:
                return b"[" * self.chance.choice((500, 100_000)) + body
            case 3:
                return self.chance.choice((b"", b"null", b"7", b'"x"', b"[]", b"{}", b"NaN", b"\xff\xfe"))
            case 4:
                return b'{"update_id": ' + b"9" * 5000 + b"}"
            case _:
                return body + b" " * self.chance.choice((1, 5_000_000))


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place of the structure, as its holder and key."""
    keys = list(value) if isinstance(value, dict) else list(range(len(value)))
    for key in keys:
        yield value, key
        if isinstance(value[key], dict | list):
            yield from _places(value[key])
