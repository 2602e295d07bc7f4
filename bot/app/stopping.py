"""How a process ends."""

import asyncio
from dataclasses import dataclass, field

# An administrator is promised ten seconds; closing and unloading take some of them on a busy machine.
STOP_WITHIN = 6.0


@dataclass(frozen=True)
class Stopping:
    """`asked`: we shall stop. `uncalled`: the last request, a webhook's too, has been answered."""

    asked: asyncio.Event
    uncalled: asyncio.Event = field(default_factory=asyncio.Event)
