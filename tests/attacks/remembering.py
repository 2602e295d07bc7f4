"""A bot that says, at SIGUSR1, which of its living objects hold a word.

The word comes spelt backwards, so that the environment does not hold it."""

import gc
import os
import signal
from types import FrameType

WORD = "WORD_SPELT_BACKWARDS"
DEPTH, FEW = 8, 20
END = "that is all"


def living() -> list[str]:
    """Texts with the word, each with the types of what leads to it, the nearest first."""
    word = os.environ[WORD][::-1]
    coded = word.encode()
    # What lived when all was built is hidden from the collector.
    gc.unfreeze()
    gc.collect()
    objects = gc.get_objects()
    chains: dict[int, tuple[str, object]] = {}
    for holder in objects:
        for held in gc.get_referents(holder):
            texts = isinstance(held, str) and word in held
            if texts or (isinstance(held, bytes | bytearray) and coded in held):
                chains[id(held)] = (f"{held[:80]!r}", holder)
    # Many are those of somebody who is not erased: only where few remain it matters who holds them.
    for _ in range(DEPTH if 0 < len(chains) < FEW else 0):
        above = {id(top): top for _, top in chains.values()}
        found: dict[int, object] = {}
        for holder in objects:
            for held in gc.get_referents(holder):
                if id(held) in above and id(held) not in found and not isinstance(holder, FrameType):
                    found[id(held)] = holder
        for key, (told, top) in chains.items():
            chains[key] = (f"{told} < {type(top).__name__}", found.get(id(top), top))
    return [told for told, _ in chains.values()]


def tell(_number: int, _frame: FrameType | None) -> None:
    print("\n".join([f"LIVING {line}" for line in living()] + [END]), flush=True)  # noqa: T201


def listen() -> None:
    signal.signal(signal.SIGUSR1, tell)
