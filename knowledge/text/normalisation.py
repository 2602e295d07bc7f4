"""Characters: one form for what looks the same, and nothing that cannot be seen."""

import re
import unicodedata

LIMIT = 1_000
"""How many characters of a question are read; more is no question."""

WORD = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)?")
_CYRILLIC = re.compile("[а-яё]*")
_SURROGATES = re.compile("[\ud800-\udfff]")
_DROPPED = frozenset({"Cf", "Mn", "Me", "Cs", "Co"})


def composed(text: str) -> str:
    """`text` in compatibility form NFKC without characters that have no shape, its case kept."""
    if text.isascii():
        return text
    if _SURROGATES.search(text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")
    return "".join(each for each in unicodedata.normalize("NFKC", text) if unicodedata.category(each) != "Cf")


def folded(text: str) -> str:
    """`text` for comparison: compatible forms joined, lower case, ё as е, no accents, no characters
    without a shape, every white space and control character a plain space."""
    if text.isascii() and text.isprintable():
        return text.casefold()
    if _SURROGATES.search(text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")
    return unicodedata.normalize("NFKC", text).casefold().translate(_FOLDING)


class _Folding(dict[int, str]):
    """What becomes of a character, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        self[code] = result = _folded_character(chr(code))
        return result


_FOLDING = _Folding()


def _folded_character(character: str) -> str:
    if character == "ё":
        return "е"
    category = unicodedata.category(character)
    if category[0] == "L" and "a" <= (base := unicodedata.normalize("NFD", character)[0]) <= "z":
        return base  # `š`, `ĭ` of scholarly transliteration
    if category in _DROPPED:
        return ""
    return " " if category[0] in "ZC" else character


def words(text: str) -> list[str]:
    """The words of a folded text, numbers included, punctuation not."""
    return WORD.findall(text)


def plain_words(text: str) -> str:
    """The words alone: texts that differ only in case, spaces or punctuation become equal."""
    return " ".join(words(folded(text)))


def cyrillic(word: str) -> bool:
    """Whether the word is written in Russian letters only."""
    return _CYRILLIC.fullmatch(word) is not None


def latin(word: str) -> bool:
    """Whether the word is written in Latin letters only."""
    return all("a" <= letter <= "z" or letter in "'’" for letter in word)
