"""The parts that every way of running shares, built by hand."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from bot.chance import fresh_id, now
from bot.channels.telegram import NAME as TELEGRAM
from bot.content.encoders import meaning_of
from bot.content.knowing import Knowing
from bot.content.library import load_library
from bot.delivery.alarm import Alarm
from bot.delivery.bell import Bell
from bot.delivery.drawing import Drawing
from bot.delivery.press import Press
from bot.delivery.shared_bell import open_bell
from bot.desk import Converse, Desk
from bot.entrance.patience import Patience
from bot.entrance.turnstile import Desk as TakesUpdates
from bot.observation.tally import NO_TALLY, Tally
from bot.opening import open_store
from bot.settings import Settings
from bot.store.store import Store
from bot.team import TEAM_SPEAKER, Team
from dialogs.conversation import converse
from dialogs.events import Address
from dialogs.turn import Library
from knowledge.base.loading import SHIPPED

LOGGING_CHANNELS = frozenset({"web", "terminal"})


@dataclass(frozen=True)
class House:
    """The parts that every way of running shares."""

    settings: Settings
    library: Library
    finder: Knowing
    store: Store
    bell: Bell
    press: Press
    desk: TakesUpdates
    tally: Tally
    alarm: Alarm
    patience: Patience


@asynccontextmanager
async def open_house(
    settings: Settings,
    *,
    clock: Callable[[], datetime] = now,
    ids: Callable[[], str] = fresh_id,
    conversation: Converse = converse,
    tally: Tally = NO_TALLY,
) -> AsyncIterator[House]:
    """A house with its database ready, closed when the block ends. Raises ContentError, StartError."""
    library = load_library(settings, clock())
    vectors = settings.data_folder / "vectors"
    finder = Knowing(
        settings.knowledge or SHIPPED, library.knowledge, lambda base: meaning_of(base, vectors), tally
    )
    bell = open_bell(settings.database)
    store = await open_store(settings, clock, ids)
    try:
        press = Press(store, Drawing(library.form, settings.time_zone), tally=tally)
        team = team_of(settings)
        alarm = Alarm(team.address if team else None, library.phrases, clock)
        patience = Patience(store, library.phrases, clock, bell, LOGGING_CHANNELS, alarm, tally)
        desk = Desk(
            store=store,
            library=library,
            finder=finder,
            serving=lambda: finder.served,
            converse=conversation,
            clock=clock,
            time_zone=settings.time_zone,
            fresh_id=ids,
            logging_channels=LOGGING_CHANNELS,
            bell=bell,
            team=team,
            tally=tally,
            patience=patience,
        )
        yield House(settings, library, finder, store, bell, press, desk, tally, alarm, patience)
    finally:
        await store.close()


def team_of(settings: Settings) -> Team | None:
    """What tells the team's chat, when there is one and a way to reach it."""
    chat = settings.team_chat
    if chat is None or chat.channel != TELEGRAM or not settings.telegram_token:
        return None
    return Team(Address(chat.channel, chat.chat, TEAM_SPEAKER), documents=settings.team_documents)
