"""What the web chat needs to know of the store, read from it."""

from collections.abc import Callable, Sequence
from datetime import tzinfo

from dialogs.interview.naming import draft_title

from bot.channels.web.ports import CHANNEL, DraftLine, File, FileFormat, Message
from bot.press import Press
from bot.store import json_text
from bot.store.store import LoggedMessage, Store
from dialogs.actions import OpenDraft
from dialogs.buttons import lasting_id
from dialogs.events import Address
from dialogs.interview.answers import Draft
from dialogs.interview.progress import progress
from dialogs.turn import Library
from knowledge.languages import Language


class WebChats:
    """The chats of the page; in this channel a chat is one person's browser."""

    def __init__(self, store: Store, press: Press, library: Callable[[], Library], time_zone: tzinfo) -> None:
        self._store = store
        self._press = press
        self._library = library
        self._time_zone = time_zone

    async def recent(self, chat: str, limit: int) -> Sequence[Message]:
        return [_message(line) for line in await self._store.recent(CHANNEL, chat, limit)]

    async def after(self, chat: str, message: int, limit: int) -> Sequence[Message]:
        return [_message(line) for line in await self._store.messages(CHANNEL, chat, message, limit)]

    async def language(self, chat: str) -> Language | None:
        session = await self._store.session_of(_address(chat))
        return session.language if session else None

    async def drafts(self, chat: str, language: Language) -> Sequence[DraftLine]:
        return [self._line(draft) for draft in await self._store.drafts_of(_address(chat))]

    async def file(self, chat: str, document: str, form: FileFormat) -> File | None:
        if form == "json":
            return None
        file = await self._press.file(document, form, _address(chat))
        return File(file.name, file.content) if file else None

    def _line(self, draft: Draft) -> DraftLine:
        form = self._library().form
        done = progress(form, draft)
        return DraftLine(
            id=draft.id,
            title=draft_title(form, draft),
            answered=done.answered,
            total=done.total,
            changed=draft.updated.astimezone(self._time_zone).isoformat(timespec="seconds"),
            button=lasting_id(OpenDraft(draft.id)),
        )


def _address(chat: str) -> Address:
    return Address(CHANNEL, chat, chat)


def _message(line: LoggedMessage) -> Message:
    if line.kind == "echo":
        return Message(line.id, text=line.body["text"])
    return Message(line.id, reply=json_text.replies().of_plain(line.body))
