"""Text that every file format can carry."""

import re
import unicodedata

# XML 1.0 forbids the controls, the surrogates and two noncharacters; bidirectional overrides would let
# an answer rearrange the text around it; the rest are line ends under other names.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
    "|[\U0001fffe\U0001ffff\U0002fffe\U0002ffff\U0003fffe\U0003ffff\U0010fffe\U0010ffff]"
)
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")


def clean(text: str) -> str:
    """`text` in NFC without characters that XML or PDF refuse; every line end is «\\n»."""
    text = _FORBIDDEN.sub("", _LINE_END.sub("\n", text))
    return unicodedata.normalize("NFC", text.replace("\t", " "))
