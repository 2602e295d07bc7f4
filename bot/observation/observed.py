"""Health and figures of this process, put together for `/healthz`, `/readyz` and `/metrics`."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.chance import now
from bot.content.knowing import Knowing
from bot.delivery.bell import Bell
from bot.delivery.sole_sender import Sender
from bot.observation.health import Health
from bot.observation.pulse import Pulse
from bot.store.backlog import backlog
from bot.store.store import Store

if TYPE_CHECKING:
    from bot.channels.web.watching import Watching
    from bot.observation.prometheus.tally import PrometheusTally


@dataclass(frozen=True)
class Observed:
    """What is looked at. `pushing` are the channels that this process may send for."""

    store: Store
    knowing: Knowing
    bell: Bell
    sender: Sender
    pushing: Collection[str]
    stopping: Callable[[], bool]


def watching(
    observed: Observed, tally: "PrometheusTally", pulse: Pulse, metrics_secret: str | None
) -> "Watching":
    """The routes; nothing is asked before somebody asks."""
    # Imported here: commands that serve nothing do not wait for them.
    from bot.channels.web.watching import Watching  # noqa: PLC0415
    from bot.observation.prometheus.page import MetricsPage, Standing  # noqa: PLC0415

    standing = Standing(
        backlog=lambda: backlog(observed.store.engines),
        streams=lambda: observed.bell.listeners,
        sends=observed.sender.holds,
        entries=lambda: len(observed.knowing.base),
        lag=lambda: pulse.lag,
    )
    health = Health(observed.store, observed.knowing, observed.sender, observed.pushing, observed.stopping)
    page = MetricsPage(tally, standing, observed.pushing, now)
    return Watching(lambda: pulse.beats, health, page, metrics_secret)
