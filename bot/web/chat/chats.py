"""The chats of the page: what its handlers ask for, and the store that answers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from functools import partial
from typing import TypeVar

from bot.clock import now
from bot.documents.on_demand import DocumentCache, File
from bot.fair_pool import FairPool
from bot.ports import WEB
from bot.store import json_text
from bot.store.store import LOG_AT_ONCE, LoggedMessage, Store
from bot.web.texts import readable_json
from dialogs.conversation import converse
from dialogs.interview.answers import Draft, DraftState
from dialogs.interview.own_terms import OWN
from dialogs.interview.route import progress
from dialogs.interview.view import View
from dialogs.turn.actions import DraftAction, OnDraft, OpenDraft
from dialogs.turn.building import TurnBuilder
from dialogs.turn.buttons import lasting_id
from dialogs.turn.events import Address, Started
from dialogs.turn.replies import DocumentFormat
from dialogs.turn.session import Session
from dialogs.turn.titles import draft_title
from dialogs.turn.world import Library, World
from knowledge.base.entries import KnowledgeBase
from knowledge.text.language import Language

# What is downloaded of a finished profile are its files, not another draft of them.
LISTED_ACTIONS: Sequence[DraftAction] = ("copy", "rename", "files", "delete")

LONG_LOG = LOG_AT_ONCE // 10
"""Characters of messages that are not read and drawn beside others: it would take some milliseconds."""

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft in the list beside the chat; `button` opens it, `actions` do whatever else can be done."""

    id: str
    title: str
    state: DraftState
    answered: int
    total: int
    changed: str
    button: str
    actions: Mapping[DraftAction, str]


@dataclass(eq=False, repr=False)
class Chats:
    """Reads the chats of the page from the store; in this channel a chat is one person's browser."""

    store: Store
    documents: DocumentCache
    library: Callable[[], Library]
    time_zone: tzinfo
    _entries: dict[Language, tuple[KnowledgeBase, str]] = field(default_factory=dict, init=False)
    _greetings: dict[Language, Sequence[LoggedMessage]] = field(default_factory=dict, init=False)
    _threads: FairPool = field(default_factory=partial(FairPool, "chats"), init=False)

    def greeting(self, language: Language) -> Sequence[LoggedMessage]:
        """What the bot says first, under the id 0: it is not stored yet."""
        # Made once: a crowd that opens the page in one moment asks for it all at once.
        if language not in self._greetings:
            turn = converse(Session(heard_language=language), Started(), World(self.library(), now()))
            said = map(json_text.REPLIES.text, turn.replies)
            self._greetings[language] = [LoggedMessage(0, "reply", body) for body in said]
        return self._greetings[language]

    async def recent(self, chat: str, limit: int) -> Sequence[LoggedMessage]:
        """The last messages, oldest first, but only LOG_AT_ONCE of them."""
        return await self.store.recent(WEB, chat, limit)

    async def after(self, chat: str, message: int, limit: int) -> Sequence[LoggedMessage]:
        """Messages younger than `message`, oldest first, and no more at once than LOG_AT_ONCE."""
        return await self.store.messages(WEB, chat, message, limit)

    async def beside(
        self, chat: str, messages: Sequence[LoggedMessage], work: Callable[[], Result]
    ) -> Result:
        """What the work on the messages returns; if they are long, nobody else waits for it.

        Raises TooManyWaiting.
        """
        length = sum(len(message.body) for message in messages)
        return await self._threads.run(chat, work) if length > LONG_LOG else work()

    async def language(self, chat: str) -> Language | None:
        """The language that the chat is held in; None before the first word."""
        session = await self.store.session_of(_address(chat))
        return session.language if session else None

    async def drafts(self, chat: str, language: Language) -> Sequence[DraftLine]:
        """The person's drafts, the last changed first. Raises TooManyWaiting."""
        stored = await self.store.draft_texts_of(_address(chat))
        # A hundred long drafts take a second to read: nobody else waits for it.
        return await self._threads.run(chat, partial(self._lines, stored, language))

    def entries(self, language: Language) -> str:
        """The id and the title of every entry that can be asked for, and its other names, as JSON."""
        library = self.library()
        known, text = self._entries.get(language, (None, ""))
        if known is not library.knowledge:  # every page asks for it: written once
            named = _named(library, language)
            entries = [{"id": id_, "title": title, "names": names} for id_, title, names in named]
            text = readable_json({"entries": entries})
            self._entries[language] = library.knowledge, text
        return text

    async def file(self, chat: str, document: str, form: DocumentFormat) -> File | None:
        """The document, when it exists and is this person's."""
        return await self.documents.file(document, form, _address(chat))

    def _lines(self, stored: Sequence[str], language: Language) -> Sequence[DraftLine]:
        return [self._line(json_text.DRAFTS.value(body), language) for body in stored]

    def _line(self, draft: Draft, language: Language) -> DraftLine:
        library = self.library()
        naming = TurnBuilder(Session(chosen_language=language), World(library, draft.updated))
        done = progress(View(library.form, draft))
        return DraftLine(
            id=draft.id,
            title=draft_title(naming, draft),
            state=draft.state,
            answered=done.answered,
            total=done.total,
            changed=draft.updated.astimezone(self.time_zone).isoformat(timespec="seconds"),
            button=lasting_id(OpenDraft(draft.id)),
            actions={what: lasting_id(OnDraft(what, draft.id)) for what in LISTED_ACTIONS},
        )


def _address(chat: str) -> Address:
    return Address(WEB, chat, chat)


def _named(library: Library, language: Language) -> Sequence[tuple[str, str, str]]:
    own = library.form.glossary
    official = {term.entry: " ".join(term.wordings) for term in own if language == "ru"}
    return [
        *((each.id, each.named(language), official.get(each.id, "")) for each in library.knowledge),
        *(
            (f"{OWN}{term.id}", term.into(language)[0], " ".join(term.wordings))
            for term in own
            if term.entry is None
        ),
    ]
