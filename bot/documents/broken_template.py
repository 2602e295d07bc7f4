"""Says that an agency's Word file could not be filled: to whom the document belongs, and to the team."""

from collections import OrderedDict
from collections.abc import Callable

import structlog
from sqlalchemy import select

from bot.documents.long_document import DrawingFailed
from bot.store.connection import only
from bot.store.store import Store
from bot.store.tables import chats, documents
from bot.store.unit_of_work import UnitOfWork
from bot.store.waiting import Priority
from bot.telemetry.log import error_location
from dialogs.interview.answers import profile_number
from dialogs.team.failure_notices import FailureNotices
from dialogs.turn.events import Address
from dialogs.turn.phrases import Phrases
from dialogs.turn.replies import Reply

log = structlog.get_logger(__name__)

_REMEMBERED = 1_000


class BrokenTemplates:
    """Tells, once for each document, that its Word file could not be filled: in the chat where its owner
    spoke last, and the team."""

    def __init__(
        self,
        store: Store,
        phrases: Phrases,
        failure_notices: FailureNotices,
        notify: Callable[[Address], None],
    ) -> None:
        self._store = store
        self._phrases = phrases
        self._failure_notices = failure_notices
        self._notify = notify
        self._told: OrderedDict[str, None] = OrderedDict()

    async def tell(self, document: str, error: BaseException) -> None:
        """Whatever comes of it, the document itself is on its way: nothing is raised."""
        if document in self._told:
            return
        self._told[document] = None
        while len(self._told) > _REMEMBERED:
            self._told.popitem(last=False)
        try:
            await self._tell(document, error)
        except Exception:
            log.exception("nobody could be told of a broken template")

    async def _tell(self, document: str, error: BaseException) -> None:
        owner = (
            select(chats)
            .join(documents, documents.c.person == chats.c.person)
            .where(documents.c.id == document)
            .order_by(chats.c.updated.desc())
            .limit(1)
        )
        row = (await self._store.database.look(only(owner))).one_or_none()
        if isinstance(error, DrawingFailed):
            kind, place = error.kind, error.place
        else:
            kind, place = type(error).__name__, error_location(error)
        notice = self._failure_notices.template_broke(profile_number(document), kind, place)
        told: list[Address] = [notice[0]] if notice else []
        reply: Reply | None = None
        if row is not None:
            address = Address(row.channel, row.chat, row.speaker)
            session = await self._store.session_of(address)
            language = session.language if session else "ru"
            reply = Reply(self._phrases.text(language, "template-broke"), tone="mistake", language=language)
            told.append(address)

        async def work(unit: UnitOfWork) -> None:
            if notice is not None:
                await unit.tell(notice[0], None, (notice[1],))
            if reply is not None:
                await unit.tell(address, row.person, (reply,), Priority.REPLY)

        await self._store.transact(work)
        for each in told:
            self._notify(each)
