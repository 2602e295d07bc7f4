"""Builds the turn handler that tests talk to, as the application does but for its team and its channels."""

from datetime import UTC, tzinfo

from bot.content.knowledge_service import KnowledgeSnapshot
from bot.notify import Notifier
from bot.store.store import Store
from bot.turns.desk import TeamDesk
from bot.turns.handler import Converse, TurnHandler
from dialogs.turn.world import Library
from knowledge.finding import Answers
from tests.turns import standin


def turn_handler(
    store: Store,
    library: Library,
    notifier: Notifier | None = None,
    finder: Answers | None = None,
    *,
    converse: Converse = standin.converse,
    time_zone: tzinfo = UTC,
    desk: TeamDesk | None = None,
) -> TurnHandler:
    """Over `store`; without a `finder` nothing is found, and without `converse` notes are taken."""
    finds = finder or standin.Ignorant()
    snapshot = KnowledgeSnapshot(library.knowledge, finds, finds)
    return TurnHandler(
        store, library, lambda: snapshot, notifier or Notifier(), time_zone, converse=converse, desk=desk
    )
