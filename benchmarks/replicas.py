"""Answers a second of 1, 2 and 4 copies on one PostgreSQL, by webhook: `python -m benchmarks.replicas`.

The copies, their balancer, Telegram, the database and everybody who asks share one machine: with few cores
the figures show what a further copy costs, not what it brings. Each round starts every number of copies anew.
"""

import argparse
import asyncio
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import cycle
from pathlib import Path

from benchmarks.crowd import Crowd, Rush, at_work, fake
from benchmarks.path import AT_ONCE, questions, spread
from tests.databases.fixtures import Database, Databases
from tests.databases.server import PostgresServer
from tests.launcher.service import Service, webhook_at
from tests.ports import free_port
from tests.replicas.balancer import Balancer


@asynccontextmanager
async def answering_together(copies: int, databases: Databases, texts: Sequence[str]) -> AsyncIterator[Crowd]:
    """So many copies behind one balancer, on a database of their own."""
    ports = [free_port() for _ in range(copies)]
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(fake())
        pages = [f"http://127.0.0.1:{port}" for port in ports]
        balancer = await stack.enter_async_context(Balancer(pages))
        settings = Database(await databases.fresh()).settings | webhook_at(balancer.address)
        settings["TELEGRAM_RATE"] = "1000"
        services = []
        for port in ports:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            service = Service(folder, settings, server, hurried=False, port=port)
            services.append(await stack.enter_async_context(at_work(service)))
        yield Crowd(server, [service.pid for service in services], cycle(texts))


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--copies", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    call = parser.parse_args()
    texts = questions("dev")[:40]
    rushes: dict[int, list[Rush]] = {copies: [] for copies in call.copies}
    database = PostgresServer()
    try:
        database.start()
        databases = Databases(database)
        for _ in range(call.rounds):
            for copies in call.copies:
                async with answering_together(copies, databases, texts) as crowd:
                    await crowd.asked(crowd.people(15 * copies), 10)
                    rushes[copies].append(await crowd.asked(crowd.people(call.people), AT_ONCE))
    finally:
        database.remove()
    print("Least / median / most.\n")
    print(
        "| copies | updates a second | beside the first row | ms of computing an update |\n|---|---|---|---|"
    )
    first = rushes[call.copies[0]]
    for copies, found in rushes.items():
        beside = [one.a_second / other.a_second for one, other in zip(found, first, strict=True)]
        rates, costs = [rush.a_second for rush in found], [rush.cpu_ms for rush in found]
        print(f"| {copies} | {spread(rates, '.0f')} | {spread(beside, '.2f')} | {spread(costs, '.2f')} |")


if __name__ == "__main__":
    asyncio.run(main())
