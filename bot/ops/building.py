"""Health and figures of this process, put together for `/healthz`, `/readyz` and `/metrics`."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.clock import now
from bot.content.knowledge_service import KnowledgeService
from bot.notify.leader import Leadership
from bot.notify.notifier import Notifier
from bot.ops.health import Health
from bot.ops.loop_lag import LoopLag
from bot.store.store import Store
from bot.store.waiting import backlog

if TYPE_CHECKING:
    from bot.ops.routes import OpsRoutes
    from bot.telemetry.prometheus import PrometheusMetrics


@dataclass(frozen=True)
class Observed:
    """What is looked at. `pushing` are the channels that this process may send for."""

    store: Store
    knowing: KnowledgeService
    notifier: Notifier
    sender: Leadership
    pushing: Collection[str]
    stopping: Callable[[], bool]


def ops_routes(
    observed: Observed, metrics: "PrometheusMetrics", loop_lag: LoopLag, metrics_secret: str | None
) -> "OpsRoutes":
    """The routes; nothing is asked before somebody asks."""
    # Imported here: commands that serve nothing do not wait for them.
    from bot.ops.metrics_page import MetricsPage, Standing  # noqa: PLC0415
    from bot.ops.routes import OpsRoutes  # noqa: PLC0415

    standing = Standing(
        backlog=lambda: backlog(observed.store.database),
        streams=lambda: observed.notifier.subscribers,
        sends=observed.sender.holds,
        entries=lambda: len(observed.knowing.base),
        lag=lambda: loop_lag.lag,
    )
    health = Health(observed.store, observed.knowing, observed.sender, observed.pushing, observed.stopping)
    page = MetricsPage(metrics, standing, observed.pushing, now)
    return OpsRoutes(lambda: loop_lag.beats, health, page, metrics_secret)
