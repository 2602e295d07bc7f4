"""How many files and connections this process may have open, and what they are for."""

import contextlib
from dataclasses import dataclass

MOST = 8192
"""More would be more memory than a small machine has: a connection takes some 20 kB."""


@dataclass(frozen=True)
class Room:
    """Half of the file `descriptors` are for connections. The others are a reserve: for the database,
    documents, messengers, and for connections that have been accepted but not yet counted."""

    descriptors: int

    @property
    def connections(self) -> int:
        return self.descriptors // 2

    @property
    def streams(self) -> int:
        """Whoever opens the page, asks or probes needs connections too."""
        return self.connections * 3 // 4

    @property
    def accepted_at_once(self) -> int:
        return max(self.descriptors // 16, 1)


def make_room() -> Room:
    """Raises the soft limit of this process to the hard one, within bounds."""
    try:
        import resource  # noqa: PLC0415
    except ImportError:  # Windows
        return Room(512)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST if hard == resource.RLIM_INFINITY else min(hard, MOST)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        # A container's own rules may forbid it.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
            soft = wanted
    return Room(MOST if soft == resource.RLIM_INFINITY else min(soft, MOST))
