"""What the long proofs found, one line each: at the end of the run and in `build/soak.txt`."""

import os
import platform
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

KEPT = Path(__file__).parent.parent.parent / "build" / "soak.txt"


@dataclass
class Figures:
    """The lines of one run."""

    full: bool
    lines: list[str] = field(default_factory=list)

    def note(self, proof: str, **figures: object) -> None:
        """A proof's figures: `note("SIGKILL, SQLite", kills=1000, lost=0)`."""
        found = ", ".join(f"{name.replace('_', ' ')} {_shown(value)}" for name, value in figures.items())
        self.lines.append(f"{proof}: {found}")

    def keep(self) -> None:
        """Adds the lines of a full run to the file, with the moment and the machine."""
        if not self.full or not self.lines:
            return
        KEPT.parent.mkdir(exist_ok=True)
        moment = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
        machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
        with KEPT.open("a") as file:
            file.write("".join(f"{line}\n" for line in [f"# {moment}, {machine}", *self.lines]))


def _shown(value: object) -> str:
    return f"{value:.3g}" if isinstance(value, float) else str(value)
