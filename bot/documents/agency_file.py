"""The agency's Word file: checked when it is loaded and again when it changes; who hears when it breaks."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from bot.documents.long_document import DrawingFailed
from bot.store.documents import owner_of
from bot.store.store import Store
from bot.store.unit_of_work import UnitOfWork
from bot.store.waiting import Priority
from bot.telemetry.log import error_location
from dialogs.interview.answers import profile_number
from dialogs.interview.definition import Form
from dialogs.team.notices import FailureNotices
from dialogs.turn.events import Address
from dialogs.turn.phrases import Phrases
from dialogs.turn.replies import Reply
from knowledge.yaml_source import ContentError

if TYPE_CHECKING:
    from dialogs.documents.agency import AgencyTemplate

log = structlog.get_logger(__name__)

_REMEMBERED = 1_000


class AgencyFile:
    """The file that a form names; a changed one that cannot be filled is refused and the old one stays."""

    def __init__(self, form: Form) -> None:
        named = form.template.docx_template
        self._form = form
        self._path = Path(named) if named else None
        self._lock = threading.Lock()
        self._template: AgencyTemplate | None = None
        self._stamp: tuple[int, int] | None = None

    @property
    def named(self) -> bool:
        """Whether the form has one."""
        return self._path is not None

    def load(self) -> "AgencyTemplate | None":
        """Loads what fills documents now; None without one. Slow the first time. Raises ContentError then."""
        with self._lock:
            if self._path is not None and self._template is None:
                self._stamp = _stamp(self._path)
                self._template = self._read(self._path)
            return self._template

    def look(self) -> bool:
        """Loads a changed file; returns whether another one is in use now. Slow: not for the loop."""
        if self._path is None or (stamp := _stamp(self._path)) in (None, self._stamp):
            return False
        self._stamp = stamp
        try:
            template = self._read(self._path)
        except ContentError as error:
            for problem in error.problems:
                log.error("Word template refused, the old one stays in use", problem=str(problem))
            return False
        with self._lock:
            self._template = template
        log.info("Word template loaded anew")
        return True

    def _read(self, path: Path) -> "AgencyTemplate":
        # Imported here: most forms name no file, and python-docx would hold up the start.
        from dialogs.documents.agency import load_agency_template  # noqa: PLC0415

        return load_agency_template(self._form, path)


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        state = path.stat()
    except OSError:  # replaced at this very moment
        return None
    return state.st_mtime_ns, state.st_size


@dataclass(eq=False, repr=False)
class BrokenTemplates:
    """Tells, once for each document, that its Word file could not be filled: in the chat where its owner
    spoke last, and the team."""

    store: Store
    phrases: Phrases
    failure_notices: FailureNotices
    notify: Callable[[Address], None]
    _told: OrderedDict[str, None] = field(default_factory=OrderedDict, init=False)

    async def tell(self, document: str, error: BaseException) -> None:
        """Tells of it; whatever comes of that, the document itself is on its way, and nothing is raised."""
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
        owner = await owner_of(self.store.database, document)
        if isinstance(error, DrawingFailed):
            kind, place = error.kind, error.place
        else:
            kind, place = type(error).__name__, error_location(error)
        notice = self.failure_notices.template_broke(profile_number(document), kind, place)
        told: list[Address] = [notice[0]] if notice else []
        reply: Reply | None = None
        if owner is not None:
            session = await self.store.session_of(owner.address)
            language = session.language if session else "ru"
            reply = Reply(self.phrases.text(language, "template-broke"), tone="mistake", language=language)
            told.append(owner.address)

        async def work(unit: UnitOfWork) -> None:
            if notice is not None:
                await unit.tell(notice[0], None, (notice[1],))
            if owner is not None and reply is not None:
                await unit.tell(owner.address, owner.person, (reply,), Priority.REPLY)

        await self.store.transact(work)
        for each in told:
            self.notify(each)
