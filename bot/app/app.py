"""Builds the application by hand: the parts that every way of running shares."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING

import structlog
from sqlalchemy.exc import DBAPIError

from bot.clock import fresh_id, now
from bot.content.encoders import meaning_of
from bot.content.knowledge_service import KnowledgeService
from bot.content.library import load_library
from bot.documents.agency_file import AgencyFile, BrokenTemplates
from bot.documents.on_demand import DocumentCache, DocumentRenderer
from bot.notify import Notifier, open_notifier
from bot.ports import NOTICES, TELEGRAM, DatabaseUnavailable, IncomingHandler
from bot.settings import SettingError, Settings, StartError
from bot.store.database import open_database
from bot.store.store import Store
from bot.telemetry.metrics import Metrics
from bot.turns.desk import TeamDesk
from bot.turns.handler import TurnHandler
from bot.turns.retrying import DeadLetters, RetryingHandler, UpdateRetrier
from bot.turns.team_access import Experts, TeamAccess
from bot.turns.ticketing import Ticketing
from dialogs.team.notices import TEAM_SPEAKER, FailureNotices, Team
from dialogs.turn.events import Address
from dialogs.turn.world import Library
from knowledge.base.entries import KnowledgeBase
from knowledge.base.loading import SHIPPED

if TYPE_CHECKING:
    from knowledge.search.embeddings import Embeddings

log = structlog.get_logger(__name__)

# A server started together with us needs some seconds; one that is down needs a person.
START_PAUSES = (1.0, 2.0, 4.0)


@dataclass(frozen=True)
class App:
    """The parts that every way of running shares."""

    settings: Settings
    library: Library
    finder: KnowledgeService
    store: Store
    notifier: Notifier
    documents: DocumentCache
    agency_file: AgencyFile
    turn_handler: IncomingHandler
    metrics: Metrics
    failure_notices: FailureNotices
    retrier: UpdateRetrier
    desk: TeamDesk | None = None

    @property
    def retrying_handler(self) -> IncomingHandler:
        """The turn handler with retries, for channels that do not retry a whole update themselves."""
        return RetryingHandler(self.turn_handler, self.retrier)


@asynccontextmanager
async def open_app(settings: Settings) -> AsyncIterator[App]:
    """The application with its database ready, until the block ends. Raises ContentError, StartError."""
    metrics, library = Metrics(), load_library(settings, now())
    renderer = DocumentRenderer(library.form, settings.time_zone)
    renderer.agency_file.load()
    finder = _finder(settings, library, metrics)
    notifier, team = open_notifier(settings.database), team_of(settings)
    failure_notices = FailureNotices(team.address if team else None, library.phrases, now)
    async with open_store(settings) as store:
        broken = BrokenTemplates(store, library.phrases, failure_notices, notifier.notify)
        documents = DocumentCache(store, renderer, metrics=metrics, broken=broken.tell)
        desk = _desk(settings, team, store, library, finder, notifier)
        store.forgetting += [documents.forget, finder.forget, *([desk.previews.forget] if desk else ())]
        beside = (TELEGRAM,) if settings.page_in_telegram else ()
        turn_handler = TurnHandler(
            store,
            library,
            finder.snapshot,
            notifier,
            settings.time_zone,
            team=team,
            desk=desk,
            page_beside=beside,
            metrics=metrics,
        )
        dead_letters = DeadLetters(store, library.phrases, notifier, failure_notices, metrics)
        if published := await store.look(lambda unit: unit.learned.published()):
            finder.learn(tuple(published))
        yield App(
            settings=settings,
            library=library,
            finder=finder,
            store=store,
            notifier=notifier,
            documents=documents,
            agency_file=renderer.agency_file,
            turn_handler=turn_handler,
            metrics=metrics,
            failure_notices=failure_notices,
            retrier=UpdateRetrier(store, dead_letters, metrics),
            desk=desk,
        )


def _finder(settings: Settings, library: Library, metrics: Metrics) -> KnowledgeService:
    """What finds entries: with the encoders of this machine or, switched off, by words alone."""
    vectors = settings.data_folder / "vectors"

    def meaning(base: KnowledgeBase, *, keep: bool) -> "Embeddings | None":
        return meaning_of(base, vectors, keep=keep) if settings.encoders else None

    kept, unkept = partial(meaning, keep=True), partial(meaning, keep=False)
    return KnowledgeService(settings.knowledge or SHIPPED, library.knowledge, kept, metrics, unkept)


def _desk(
    settings: Settings,
    team: Team | None,
    store: Store,
    library: Library,
    finder: KnowledgeService,
    notifier: Notifier,
) -> TeamDesk | None:
    """The team's desk, where the team has a chat in a messenger."""
    if team is None or team.address.channel != TELEGRAM:
        return None
    experts = Experts(team.address, settings.experts, now)
    page = settings.web_url or settings.web_address
    return TeamDesk(
        access=TeamAccess(store, experts, page, only_here=settings.web_url is None),
        ticketing=Ticketing(
            team.address, library.phrases, finder.snapshot, fresh_id, time_zone=settings.time_zone
        ),
        experts=experts,
        store=store,
        library=library,
        serving=finder.snapshot,
        notifier=notifier,
    )


@asynccontextmanager
async def open_store(settings: Settings, pauses: Sequence[float] = START_PAUSES) -> AsyncIterator[Store]:
    """The store with the newest tables, closed when the block ends. A server that is late is waited for.

    Raises StartError when the database server stays away, SettingError when the SQLite file cannot be used.
    """
    store = await _opened(settings, pauses)
    try:
        yield store
    finally:
        await store.close()


async def _opened(settings: Settings, pauses: Sequence[float]) -> Store:
    for pause in (*pauses, None):
        try:
            return await _prepared(settings)
        except (DBAPIError, OSError) as error:
            away = error if isinstance(error, DatabaseUnavailable) else None
            if settings.database_file is not None:
                told = (away.problem, away.remedy) if away else ("cannot be used", "check the address")
                raise SettingError("DATABASE", *told) from error
            if away is None:
                raise
            if pause is None or not away.passing:
                problem = f"SEGMENTBOT_DATABASE: the server {away.problem} ({away.remedy})"
                raise StartError(problem) from error
            log.warning("database not reached, tried again", problem=away.problem, seconds=pause)
            await asyncio.sleep(pause)
    raise AssertionError("the last try returns or raises")


async def _prepared(settings: Settings) -> Store:
    store = Store(open_database(settings.database), now, fresh_id, elsewhere(settings))
    try:
        await store.prepare()
    except BaseException:
        await store.close()
        raise
    return store


def elsewhere(settings: Settings) -> tuple[Address, ...]:
    """The services of other kinds that notices go to, when what reaches them is installed."""
    urls = settings.notices if find_spec("apprise") is not None else ()
    return tuple(Address(NOTICES, url.name, TEAM_SPEAKER) for url in urls)


def team_of(settings: Settings) -> Team | None:
    """What tells the team, when there is a way to reach it: in its chat, else by notices alone."""
    chat, services = settings.team_chat, elsewhere(settings)
    if chat is not None and chat.channel == TELEGRAM and settings.telegram_token:
        address = Address(chat.channel, chat.chat, TEAM_SPEAKER)
    elif services:
        address = services[0]
    else:
        return None
    return Team(address, documents=settings.team_documents, chat=address.channel == TELEGRAM)
