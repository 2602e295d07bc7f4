"""The parts that every way of running shares, built by hand."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from bot.app.opening import open_store
from bot.channels.telegram import NAME as TELEGRAM
from bot.clock import fresh_id, now
from bot.content.encoders import meaning_of
from bot.content.knowledge_service import KnowledgeService
from bot.content.library import load_library
from bot.documents.cache import DocumentCache
from bot.documents.render import DocumentRenderer
from bot.notify.notifier import Notifier
from bot.notify.postgres_notifier import open_notifier
from bot.ports import IncomingHandler
from bot.settings import Settings
from bot.store.store import Store
from bot.telemetry.metrics import NO_METRICS, Metrics
from bot.turns.handler import Converse, RetryingHandler, TurnHandler
from bot.turns.retrying import DeadLetters, UpdateRetrier
from dialogs.conversation import converse
from dialogs.team.failures import FailureNotices
from dialogs.team.notices import TEAM_SPEAKER, Team
from dialogs.turn.events import Address
from dialogs.turn.world import Library
from knowledge.base.loading import SHIPPED

LOGGING_CHANNELS = frozenset({"web", "terminal"})


@dataclass(frozen=True)
class App:
    """The parts that every way of running shares."""

    settings: Settings
    library: Library
    finder: KnowledgeService
    store: Store
    notifier: Notifier
    documents: DocumentCache
    turn_handler: IncomingHandler
    metrics: Metrics
    failure_notices: FailureNotices
    retrier: UpdateRetrier

    @property
    def retrying_handler(self) -> IncomingHandler:
        """The turn handler with retries, for channels that do not retry a whole update themselves."""
        return RetryingHandler(self.turn_handler, self.retrier, LOGGING_CHANNELS, fresh_id)


@asynccontextmanager
async def open_app(
    settings: Settings,
    *,
    clock: Callable[[], datetime] = now,
    ids: Callable[[], str] = fresh_id,
    conversation: Converse = converse,
    metrics: Metrics = NO_METRICS,
) -> AsyncIterator[App]:
    """An application with its database ready, closed when the block ends. Raises ContentError, StartError."""
    library = load_library(settings, clock())
    vectors = settings.data_folder / "vectors"
    finder = KnowledgeService(
        settings.knowledge or SHIPPED, library.knowledge, lambda base: meaning_of(base, vectors), metrics
    )
    notifier = open_notifier(settings.database)
    store = await open_store(settings, clock, ids)
    try:
        documents = DocumentCache(store, DocumentRenderer(library.form, settings.time_zone), metrics=metrics)
        team = team_of(settings)
        failure_notices = FailureNotices(team.address if team else None, library.phrases, clock)
        dead_letters = DeadLetters(
            store, library.phrases, clock, notifier, LOGGING_CHANNELS, failure_notices, metrics
        )
        retrier = UpdateRetrier(store, clock, dead_letters, metrics)
        turn_handler = TurnHandler(
            store=store,
            library=library,
            finder=finder,
            serving=lambda: finder.served,
            converse=conversation,
            clock=clock,
            time_zone=settings.time_zone,
            fresh_id=ids,
            logging_channels=LOGGING_CHANNELS,
            notifier=notifier,
            team=team,
            metrics=metrics,
        )
        yield App(
            settings,
            library,
            finder,
            store,
            notifier,
            documents,
            turn_handler,
            metrics,
            failure_notices,
            retrier,
        )
    finally:
        await store.close()


def team_of(settings: Settings) -> Team | None:
    """What tells the team's chat, when there is one and a way to reach it."""
    chat = settings.team_chat
    if chat is None or chat.channel != TELEGRAM or not settings.telegram_token:
        return None
    return Team(Address(chat.channel, chat.chat, TEAM_SPEAKER), documents=settings.team_documents)
