"""How much a running bot takes."""

import re
from pathlib import Path

from tests.launcher.service import Service


def memory(bot: Service, what: str = "VmRSS") -> float:
    """Megabytes now (`VmHWM`: at most, ever)."""
    found = re.search(rf"^{what}:\s+(\d+) kB$", Path(f"/proc/{bot.pid}/status").read_text(), re.M)
    assert found is not None
    return int(found[1]) / 1024
