"""What the web chat needs to know of the store, read from it."""

from collections.abc import Callable, Sequence
from datetime import tzinfo

from bot.documents.cache import DocumentCache
from bot.store import json_text
from bot.store.store import LoggedMessage, Store
from bot.web.chat.ports import CHANNEL, DraftLine, File, FileFormat, Message
from dialogs.filling.titles import draft_title
from dialogs.interview.answers import Draft
from dialogs.interview.summary import progress
from dialogs.interview.view import View
from dialogs.turn.actions import OpenDraft
from dialogs.turn.building import TurnBuilder
from dialogs.turn.buttons import lasting_id
from dialogs.turn.events import Address
from dialogs.turn.session import Session
from dialogs.turn.world import Library, World
from knowledge.text.language import Language


class WebChats:
    """The chats of the page; in this channel a chat is one person's browser."""

    def __init__(
        self, store: Store, press: DocumentCache, library: Callable[[], Library], time_zone: tzinfo
    ) -> None:
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
        drafts = await self._store.drafts_of(_address(chat))
        return [self._line(draft, language) for draft in drafts]

    async def file(self, chat: str, document: str, form: FileFormat) -> File | None:
        if form == "json":
            return None
        file = await self._press.file(document, form, _address(chat))
        return File(file.name, file.content) if file else None

    def _line(self, draft: Draft, language: Language) -> DraftLine:
        library = self._library()
        naming = TurnBuilder(Session(chosen_language=language), World(library, draft.updated))
        done = progress(View(library.form, draft))
        return DraftLine(
            id=draft.id,
            title=draft_title(naming, draft),
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
