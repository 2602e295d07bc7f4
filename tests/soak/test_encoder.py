"""The encoders' compiled code reads what strangers type: no text ends the process or leaves the bounds."""

import os
import random
import subprocess
import sys
import unicodedata

import pytest

from bot.content.encoders import open_encoders, readable
from tests.soak.conftest import Amount
from tests.soak.figures import Figures

PLANES = 17
# Of eighteen characters each in the form that encoders read: before they got that form, eight of them were
# written behind the end of a buffer.
LIGATURE = "\ufdfa"


def test_encoders_get_normalised_text_of_bounded_length() -> None:
    for code in range(sys.maxunicode + 1):
        text = readable(chr(code))
        assert unicodedata.is_normalized("NFKC", text) and "\x00" not in text
        text.encode()
    assert readable(LIGATURE * 8) == unicodedata.normalize("NFKC", LIGATURE * 8)
    assert len(readable(LIGATURE * 10_000)) == len(readable("а" * 10_000)) == 2_000


@pytest.mark.skipif(not open_encoders(), reason="no encoder is installed here")
def test_no_text_of_any_plane_ends_the_process(amount: Amount, figures: Figures) -> None:
    count = amount(quick=40, full=100_000)
    # glibc fills and checks what is allocated, so that many a write behind the end is noticed.
    checked = {"MALLOC_CHECK_": "3", "MALLOC_PERTURB_": "165"}
    done = subprocess.run(
        (sys.executable, "-m", "tests.soak.test_encoder", str(count)),
        env=os.environ | checked,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    figures.note("texts to the encoders", texts=count, code=done.returncode)
    assert (done.returncode, done.stdout) == (0, f"{count}\n")


def made(chance: random.Random) -> str:
    """A short text: of one plane, of all, of one character again and again, or of words."""
    plane = chance.randrange(PLANES) << 16
    match chance.randrange(4):
        case 0:
            return "".join(chr(plane + chance.randrange(0x10000)) for _ in range(chance.randrange(1, 24)))
        case 1:
            return "".join(chr(chance.randrange(sys.maxunicode + 1)) for _ in range(chance.randrange(1, 24)))
        case 2:
            return chr(plane + chance.randrange(0x10000)) * chance.randrange(1, 24)
        case _:
            letters = "абвгдежзиклмнопрстуфхцчшщъыьэюя \u0301\u200d" + LIGATURE
            return "".join(chance.choice(letters) for _ in range(chance.randrange(1, 24)))


def _encode(count: int) -> None:
    chance, encoders = random.Random(17), open_encoders()
    for number in range(count):
        text = made(chance)
        for encoder in encoders:
            (vector,) = encoder.encode([text])
            assert abs(sum(float(part) ** 2 for part in vector) - 1) < 0.01, f"text {number}"
    sys.stdout.write(f"{count}\n")


if __name__ == "__main__":
    _encode(int(sys.argv[1]))
