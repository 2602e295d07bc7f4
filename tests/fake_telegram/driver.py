"""People as they use Telegram: they write in private, meet in groups, ask inline, block."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .account import Account, Query
from .refusal import Json
from .state import Chat, Event, Message, User
from .talk import Talk
from .updates import Update
from .waiting import ANYTHING, Expected

if TYPE_CHECKING:
    from .server import FakeTelegram


class Person:
    """Somebody at a telephone."""

    def __init__(self, server: FakeTelegram, user: User) -> None:
        self.server, self.user = server, user

    @property
    def id(self) -> int:
        """The user's id, which is also the id of the private chat."""
        return self.user.id

    def private(self, account: Account | None = None) -> Talk:
        """The private chat with the bot; it opens when the person writes or is written to."""
        bot = account or self.server.account
        chat = bot.chats.get(self.id)
        if chat is None:
            chat = bot.add_chat(self.id, "private", person=self.user, reachable=False)
        return Talk(self.server, bot, self.user, chat)

    async def start(self, payload: str = "", *, expect: Expected = ANYTHING) -> Talk:
        """Presses «Start», perhaps by a deep link; returns the private chat."""
        assert re.fullmatch(r"[A-Za-z0-9_-]{0,64}", payload), f"no deep link can carry {payload!r}"
        talk = self.private()
        await talk.say(f"/start {payload}".strip(), expect=expect)
        return talk

    def block(self) -> Update | None:
        """Stops the bot."""
        return self._standing(blocked=True)

    def unblock(self) -> Update | None:
        """Lets the bot write again."""
        return self._standing(blocked=False)

    def _standing(self, *, blocked: bool) -> Update | None:
        talk = self.private()
        talk.chat.blocked = blocked
        words = "blocks the bot" if blocked else "unblocks the bot"
        talk.chat.note(Event("note", self.user.first_name, None, words))
        old, new = ("member", "kicked") if blocked else ("kicked", "member")
        return membership(talk.account, talk.chat, self.user, old, new)

    async def inline(self, text: str, *, offset: str = "", account: Account | None = None) -> InlineAnswer:
        """Types «@bot text» somewhere; an answer still cached comes without asking the bot."""
        bot = account or self.server.account
        for key in ((text, offset, 0), (text, offset, self.id)):
            until, answer = bot.inline_cache.get(key, (0.0, {}))
            if until > self.server.clock():
                return InlineAnswer(self, bot, text, answer, cached=True)
        query = Query(f"{self.id}{bot.number():08d}", self.server.clock(), self.user)
        bot.inline_queries[query.id] = query
        payload = {
            "id": query.id,
            "from": self.user.json(),
            "query": text,
            "offset": offset,
            "chat_type": "sender",
        }
        query.update = bot.updates.push("inline_query", payload, self.id)
        came = await self.server.queries_answered.wait_for(
            lambda: query.answer is not None, self.server.patience
        )
        if not came or query.answer is None:
            held = "\n".join(map(str, self.server.violations[-5:]))
            raise AssertionError(f"the inline query {text!r} was not answered\n{held}")
        whose = self.id if query.answer["is_personal"] else 0
        seconds = float(query.answer["cache_time"] or 0)
        bot.inline_cache[text, offset, whose] = (self.server.clock() + seconds, query.answer)
        return InlineAnswer(self, bot, text, query.answer, cached=False)


@dataclass(slots=True)
class InlineAnswer:
    """The list above the input field."""

    person: Person
    account: Account
    query: str
    raw: Json
    cached: bool

    @property
    def results(self) -> list[Json]:
        """The results as the bot sent them."""
        found: list[Json] = self.raw["results"]
        return found

    @property
    def titles(self) -> list[str]:
        """What a person sees first."""
        return [str(result.get("title", "")) for result in self.results]

    @property
    def texts(self) -> list[str]:
        """What each result would put into the chat, without markup."""
        return [str((result.get("_message") or {}).get("text", "")) for result in self.results]

    def choose(self, title: str, talk: Talk) -> Message:
        """Puts a result into a chat; the bot hears of it when it asked for chosen_inline_result."""
        found = next((result for result in self.results if result.get("title") == title), None)
        assert found is not None, f"no result {title!r} among {self.titles}"
        content: Json = dict(found.get("_message") or {"text": title}) | {"via_bot": self.account.user.json()}
        chosen: Json = {"result_id": found["id"], "from": self.person.user.json(), "query": self.query}
        if markup := found.get("reply_markup"):
            inline_id = f"inline{self.account.number():08d}"
            content |= {"reply_markup": markup, "inline_message_id": inline_id}
            chosen["inline_message_id"] = inline_id
        message = self.account.post(talk.chat, self.person.user, content)
        if "inline_message_id" in chosen:
            self.account.inline_messages[chosen["inline_message_id"]] = message
        self.account.updates.push("chosen_inline_result", chosen, self.person.id)
        return message


def membership(account: Account, chat: Chat, by: User, old: str, new: str) -> Update | None:
    """Tells the bot that its own standing in a chat has changed."""
    payload: Json = {
        "chat": chat.json(),
        "from": by.json(),
        "date": int(account.clock()),
        "old_chat_member": _standing(account, old),
        "new_chat_member": _standing(account, new),
    }
    return account.updates.push("my_chat_member", payload, chat.id)


def _standing(account: Account, status: str) -> Json:
    from .methods_chats import member_json

    return member_json(account.user, status)


class Group:
    """A group, seen from above."""

    def __init__(self, server: FakeTelegram, account: Account, chat: Chat, *members: Person) -> None:
        self.server, self.account, self.chat = server, account, chat
        for index, person in enumerate(members):
            self.join(person, "creator" if index == 0 else "member")
        if members:
            membership(account, chat, members[0].user, "left", chat.bot_status)

    @property
    def id(self) -> int:
        """The chat's id."""
        return self.chat.id

    def join(self, person: Person, status: str = "member") -> Talk:
        """Lets somebody in."""
        self.chat.members[person.id] = (person.user, status)
        return self.talk(person)

    def talk(self, person: Person) -> Talk:
        """The group as this member uses it."""
        assert person.id in self.chat.members, f"{person.user.first_name} is not in {self.chat.title}"
        return Talk(self.server, self.account, person.user, self.chat)

    def standing(self, by: Person, status: str) -> Update | None:
        """Promotes the bot («administrator»), demotes it («member»), puts it out («kicked»)."""
        old, self.chat.bot_status = self.chat.bot_status, status
        return membership(self.account, self.chat, by.user, old, status)

    def add_topic(self, name: str) -> int:
        """A topic of a forum; returns its thread id."""
        made: dict[str, Any] = {"name": name, "icon_color": 7322096}
        owner = next(iter(self.chat.members.values()))[0]
        message = self.account.post(self.chat, owner, {"forum_topic_created": made})
        self.chat.topics[message.id] = name
        return message.id

    def delete_topic(self, thread: int) -> None:
        """An administrator deletes a topic with all that was said in it."""
        from .methods_chats import delete_topic

        delete_topic(self.chat, thread)

    def discuss(self, channel: Group) -> None:
        """Becomes the group in which a channel's posts are discussed."""
        self.chat.linked, channel.chat.linked = channel.chat, self.chat

    def upgrade(self) -> Group:
        """The group becomes a supergroup with another id."""
        number = -1_000_000_000_000 + self.chat.id
        new = self.account.add_chat(
            number, "supergroup", title=self.chat.title, bot_status=self.chat.bot_status
        )
        new.members = dict(self.chat.members)
        self.chat.migrated_to = number
        owner = next(iter(self.chat.members.values()))[0]
        moved = self.account.post(self.chat, owner, {"migrate_to_chat_id": number})
        self.account.announce(moved)
        arrived = self.account.post(new, owner, {"migrate_from_chat_id": self.chat.id})
        self.account.announce(arrived)
        return Group(self.server, self.account, new)
