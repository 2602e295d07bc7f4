"""One person in one chat: says, presses, uploads, reads; waits for the bot, never sleeps."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .account import Account, typed_entities
from .html import utf16_length
from .refusal import Json
from .state import Chat, Event, Message, StoredFile, User
from .transcript import transcript
from .updates import Update
from .waiting import ANYTHING, NOTHING, PIXEL, Expected, Press, Wait, condition, labelled

if TYPE_CHECKING:
    from .server import FakeTelegram


class Talk:
    """A chat in a person's hands."""

    def __init__(self, server: FakeTelegram, account: Account, user: User, chat: Chat) -> None:
        self.server, self.account, self.user, self.chat = server, account, user, chat
        self._read = len(chat.journal)

    @property
    def id(self) -> int:
        """The chat's id."""
        return self.chat.id

    # Saying

    def tell(
        self, text: str, *, reply_to: Message | None = None, thread: int | None = None, **more: Any
    ) -> Message:
        """Sends a text and does not wait; long ones leave in parts, as the app sends them."""
        self._enter()
        part = text
        while utf16_length(part) > 4096:
            head, part = part[:2048], part[2048:]
            self._send({"text": head}, reply_to, thread)
        entities = typed_entities(part)
        content: Json = {"text": part} | ({"entities": entities} if entities else {}) | more
        return self._send(content, reply_to, thread)

    async def say(
        self,
        text: str,
        *,
        expect: Expected = ANYTHING,
        reply_to: Message | None = None,
        thread: int | None = None,
    ) -> Message:
        """Sends a text and returns the bot's answer (the person's own message, when nothing is expected)."""
        mark = self.mark()
        mine = self.tell(text, reply_to=reply_to, thread=thread)
        return await self._answer(mark, expect) or mine

    async def mention(self, text: str, *, expect: Expected = ANYTHING) -> Message:
        """Says something to the bot in a group."""
        return await self.say(f"@{self.account.user.username} {text}", expect=expect)

    async def command(self, command: str, *, expect: Expected = ANYTHING) -> Message:
        """/command@bot, as the menu of a group sends it."""
        name, _, rest = command.partition(" ")
        return await self.say(f"{name}@{self.account.user.username} {rest}".strip(), expect=expect)

    async def upload(
        self,
        content: bytes | Path,
        name: str = "",
        *,
        caption: str = "",
        kind: str = "document",
        mime: str = "application/octet-stream",
        expect: Expected = ANYTHING,
        reply_to: Message | None = None,
    ) -> Message:
        """Sends a file."""
        self._enter()
        data = content.read_bytes() if isinstance(content, Path) else content  # noqa: ASYNC240
        title = name or (content.name if isinstance(content, Path) else kind)
        file = self.account.store(kind, title, data, mime)
        shown: Json = {kind: [file.json()] if kind == "photo" else file.json()}
        mark = self.mark()
        mine = self._send(shown | ({"caption": caption} if caption else {}), reply_to, None, [file])
        return await self._answer(mark, expect) or mine

    async def photo(
        self, content: bytes = PIXEL, *, caption: str = "", expect: Expected = ANYTHING
    ) -> Message:
        """Sends a picture."""
        return await self.upload(content, "photo.jpg", caption=caption, kind="photo", expect=expect)

    async def sticker(self, *, expect: Expected = ANYTHING) -> Message:
        """Sends a sticker."""
        return await self.upload(b"RIFF....WEBP", "sticker.webp", kind="sticker", expect=expect)

    async def voice(self, *, expect: Expected = ANYTHING) -> Message:
        """Sends a voice message."""
        return await self.upload(b"OggS", "voice.ogg", kind="voice", mime="audio/ogg", expect=expect)

    async def edit(self, message: Message, text: str, *, expect: Expected = ANYTHING) -> Message:
        """Changes a message of one's own."""
        assert message.sender is self.user, "only one's own messages can be edited"
        mark = self.mark()
        kept = {key: value for key, value in message.json.items() if key != "entities"}
        entities = typed_entities(text)
        self.account.change(message, kept | {"text": text} | ({"entities": entities} if entities else {}))
        message.update = self.account.announce(message, "edited_message")
        return await self._answer(mark, expect) or message

    # Pressing

    async def press(self, label: str, *, on: Message | None = None, expect: Expected = NOTHING) -> Press:
        """Presses the newest button with this label (or that of `on`, even one it no longer shows).

        Returns when the bot has answered the press, and sent what is expected besides.
        """
        self._enter()
        mark = self.mark()
        if on is None and (keys := self.chat.reply_keyboard) and self._on_keyboard(keys, label):
            return Press("", False, None, await self.say(label, expect=expect))
        message, button = self._find(label, on)
        if "callback_data" not in button:
            return Press("", False, button.get("url"), None)
        return await self.press_data(message, str(button["callback_data"]), label, expect=expect, mark=mark)

    async def press_data(
        self,
        message: Message,
        data: str,
        label: str = "",
        *,
        expect: Expected = NOTHING,
        mark: int | None = None,
    ) -> Press:
        """Sends callback data that may no longer stand on any button."""
        since = self.mark() if mark is None else mark
        query = self.account.press(message, self.user, data)
        self.chat.note(Event("pressed", self.user.first_name, message, label or data))
        await self.until(lambda: query.answer is not None, f"the press of [{label or data}] answered")
        answer = query.answer or {}
        followed = await self._answer(since, expect)
        return Press(answer.get("text", ""), answer.get("alert", False), answer.get("url"), followed)

    def _on_keyboard(self, markup: Json, label: str) -> bool:
        return any(button.get("text") == label for row in markup["keyboard"] for button in row)

    def _find(self, label: str, on: Message | None) -> tuple[Message, Json]:
        if on is not None:
            for rows in (on.keyboard, *on.former_keyboards()):
                if button := labelled(rows, label):
                    return on, button
            raise AssertionError(f"the message never had a button [{label}]\n\n{self.report()}")
        message = self.chat.newest(lambda message: labelled(message.keyboard, label) is not None)
        if message is None:
            raise AssertionError(f"no button [{label}] in the chat\n\n{self.report()}")
        return message, labelled(message.keyboard, label) or {}

    # Reading and waiting

    def mark(self) -> int:
        """A place in the chat's journal."""
        return len(self.chat.journal)

    def since(self, mark: int) -> list[Message]:
        """The bot's messages sent or edited since then, each once, in the order they came."""
        found: dict[int, Message] = {}
        for event in self.chat.journal[mark:]:
            if event.kind in ("sent", "edited") and event.message is not None:
                found.pop(event.message.id, None)
                found[event.message.id] = event.message
        return [message for message in found.values() if not message.deleted]

    def read(self) -> list[Message]:
        """What the bot sent or edited since the last reading."""
        found = self.since(self._read)
        self._read = self.mark()
        return found

    @property
    def last(self) -> Message:
        """The bot's newest message that is still there."""
        found = self.chat.newest(lambda message: message.sender is self.account.user)
        assert found is not None, f"the bot has said nothing\n\n{self.report()}"
        return found

    async def until(self, truth: Callable[[], bool], what: str) -> None:
        """Waits for a condition of this chat; in vain, it fails with the transcript."""
        if not await self.chat.signal.wait_for(truth, self.server.patience):
            raise AssertionError(f"waited {self.server.patience} s in vain for {what}\n\n{self.report()}")

    async def wait(self, expect: Expected, *, since: int | None = None) -> Message:
        """Waits for a message of the bot; only those after the last reading (or after `since`) count."""
        found = await self._answer(self._read if since is None else since, expect)
        assert found is not None
        return found

    async def acknowledged(self, message: Message) -> None:
        """Waits until the bot has confirmed the update that carried the message."""
        update = message.update
        assert update is not None, "the bot was not told of this message"
        confirmed = self.account.updates.confirmed
        if not await confirmed.wait_for(lambda: update.acknowledged, self.server.patience):
            raise AssertionError(f"update {update.id} was not acknowledged\n\n{self.report()}")

    async def delivered(self, message: Message) -> None:
        """Waits until the bot has been given the update that carried the message."""
        update = message.update
        assert update is not None, "the bot was not told of this message"
        delivered = self.account.updates.delivered
        if not await delivered.wait_for(lambda: update.deliveries > 0, self.server.patience):
            raise AssertionError(f"update {update.id} was not delivered\n\n{self.report()}")

    async def silence(self, text: str, *, reply_to: Message | None = None) -> Message:
        """Says something that the bot must let pass: it acknowledges and says nothing."""
        mark = self.mark()
        mine = self.tell(text, reply_to=reply_to)
        if mine.update is not None:
            await self.acknowledged(mine)
        assert not self.since(mark), f"the bot should have been silent\n\n{self.report()}"
        return mine

    def redeliver(self, update: Update | Message | None) -> None:
        """Delivers the same update once more."""
        again = update.update if isinstance(update, Message) else update
        assert again is not None, "there is no update to deliver again"
        self.account.updates.repeat(again)

    def transcript(self) -> str:
        """The chat so far, to be read aloud."""
        return transcript(self.chat)

    def report(self) -> str:
        """The transcript and what is held against the bot, for a failing test."""
        held = "\n".join(map(str, self.server.violations[-10:])) or "none"
        webhook = self.account.webhook
        delivery = f"webhook: {webhook.last_error_message or 'no error'}" if webhook else "polling"
        waiting = len(self.account.updates.pending)
        return (
            f"--- transcript\n{self.transcript()}\n--- violations\n{held}\n"
            f"--- {delivery}, {waiting} updates wait, calls {dict(self.server.counts)}"
        )

    async def _answer(self, mark: int, expect: Expected) -> Message | None:
        if expect is NOTHING:
            return None
        wanted = expect if isinstance(expect, int) else 1
        fits = condition(expect)
        found: list[Message] = []

        def enough() -> bool:
            found[:] = [message for message in self.since(mark) if fits(message)]
            return len(found) >= wanted

        await self.until(enough, f"{expect.value if isinstance(expect, Wait) else expect!r}")
        return found[-1]

    # Posting

    def _enter(self) -> None:
        assert not self.chat.blocked, "the person has blocked the bot"
        self.chat.reachable = True

    def _send(
        self,
        content: Json,
        reply_to: Message | None,
        thread: int | None,
        files: list[StoredFile] | None = None,
    ) -> Message:
        if self.chat.is_forum and thread is None and reply_to is not None:
            # A reply stands where what it answers stands.
            thread = reply_to.json.get("message_thread_id")
        standing = self.chat.members.get(self.user.id, (self.user, ""))[1]
        assert thread not in self.chat.closed_topics or standing in ("creator", "administrator"), "closed"
        message = self.account.post(
            self.chat, self.user, content, files=files or [], reply_to=reply_to, thread=thread
        )
        message.update = self.account.announce(message)
        return message
