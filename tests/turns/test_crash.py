"""A process killed at any moment loses nothing that it acknowledged, and repeats nothing."""

import random
import subprocess
import sys
from pathlib import Path

from dialogs.turn.events import Said
from tests.turns import standin
from tests.turns.reception import PERSON, Opening

ROOT = Path(__file__).parent.parent.parent
KILLS = 6


def run_until_killed(database: str, first: int, moment: random.Random) -> list[int]:
    """The notes acknowledged before SIGKILL came."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.turns.crashing", database, str(first)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        # It goes on while these are read: the moment falls between or within turns.
        acknowledged = [int(process.stdout.readline()) for _ in range(moment.randint(1, 12))]
        process.kill()
        acknowledged += [int(line) for line in process.stdout.read().splitlines() if line]
    return acknowledged


async def test_sigkill_loses_no_acknowledged_note_and_doubles_none(opening: Opening) -> None:
    moment = random.Random(20261122)
    acknowledged: list[int] = []
    async with opening() as reception:
        database = reception.database.url
    for _ in range(KILLS):
        # The messenger repeats what was not acknowledged, and a note before it for good measure.
        first = max(acknowledged[-1], 1) if acknowledged else 1
        acknowledged += run_until_killed(database, first, moment)
    async with opening() as reception:
        (draft,) = await reception.store.drafts_of(PERSON)
        kept = [int(note) for note in standin.notes(draft)]
        assert set(acknowledged) <= set(kept), "nothing acknowledged is lost"
        assert len(kept) == len(set(kept)), "nothing is done twice"
        assert kept == sorted(kept)
        echoes = [text for text in await reception.said() if text.isdigit()]
        assert len(echoes) == len(set(echoes)), "each is shown once"
        await reception.hears(Said("после"))
        assert (await reception.notes())[-1] == "после"
