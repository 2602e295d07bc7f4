"""Characters: one form for what looks the same, nothing that cannot be seen, and Russian words in other
letters: typed in the other keyboard layout, transliterated, or in look-alikes."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache

LIMIT = 1_000
"""How many characters of a question are read; more is no question."""

WORD = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)?")
_CYRILLIC = re.compile("[а-яё]*")
_SURROGATES = re.compile("[\ud800-\udfff]")
_DROPPED = frozenset({"Cf", "Mn", "Me", "Cs", "Co"})
# Where a text may be cut so that its pieces, normalised one by one, give what the whole would: at a white
# space, else before a letter.
_PIECE = re.compile(r"(?s).{1,2000}(?=\s|\Z)|.{1,2000}(?=\w)|.{1,2000}")


def composed(text: str) -> str:
    """`text` in compatibility form NFKC without characters that have no shape, its case kept."""
    if text.isascii():
        return text
    if _SURROGATES.search(text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")
    return "".join(
        each for piece in _normalised(text) for each in piece if unicodedata.category(each) != "Cf"
    )


def folded(text: str) -> str:
    """`text` for comparison: compatible forms joined, lower case, ё as е, no accents, no characters
    without a shape, every white space and control character a plain space."""
    if text.isascii() and text.isprintable():
        return text.casefold()
    if _SURROGATES.search(text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")
    return "".join(piece.casefold().translate(_FOLDING) for piece in _normalised(text))


def _normalised(text: str) -> Iterator[str]:
    # No other thread runs while a text is normalised, and a single character may become eighteen.
    return (unicodedata.normalize("NFKC", piece) for piece in _PIECE.findall(text))


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


_LATIN_KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
_RUSSIAN_KEYS = "йцукенгшщзхъфывапролджэячсмитьбюе"
_SHIFTED = {
    "{": "х",
    "}": "ъ",
    ":": "ж",
    '"': "э",
    "<": "б",
    ">": "ю",
    "~": "е",
    "/": ".",
    "?": ",",
    "&": "?",
}

# A comma may be «б» or a comma: the letter is preferred, `parsing` drops it where no word comes of it.
_TO_RUSSIAN = str.maketrans({**_SHIFTED, **dict(zip(_LATIN_KEYS, _RUSSIAN_KEYS, strict=True))})
# «е» is typed with T; the last key, beside 1, is «ё», which folding has made «е».
_TO_LATIN_KEYS = str.maketrans(dict(zip(_RUSSIAN_KEYS[:-1], _LATIN_KEYS[:-1], strict=True)))
_SWAPPED_MARKS = "бюжэхъ"


def as_russian(text: str) -> str:
    """What a folded text would be, had its keys been pressed in the Russian layout."""
    return text.translate(_TO_RUSSIAN)


def as_latin(text: str) -> str:
    """What a folded text would be, had its keys been pressed in the Latin layout."""
    return text.translate(_TO_LATIN_KEYS)


def without_swapped_marks(word: str) -> str:
    """The word without letters at its ends that may have been punctuation: «приветю» → «привет»."""
    return word.strip(_SWAPPED_MARKS)


# What Latin letters may stand for, whatever the scheme: `podkhod`, `podhod`, `podxod`.
_SOUNDS: dict[str, tuple[str, ...]] = {
    "shch": ("щ",), "sch": ("щ", "сч"), "sh": ("ш",), "ch": ("ч",), "zh": ("ж",), "kh": ("х",),
    "ts": ("ц", "тс"), "tz": ("ц",), "ya": ("я",), "ja": ("я",), "ia": ("я", "иа"), "yu": ("ю",),
    "ju": ("ю",), "iu": ("ю", "иу"), "yo": ("е",), "jo": ("е",), "ye": ("е",), "je": ("е", "ье"),
    "iy": ("ий",), "ij": ("ий",), "yy": ("ый",), "yj": ("ый",), "ey": ("ей",), "oy": ("ой",), "ay": ("ай",),
    "uy": ("уй",), "ej": ("ей",), "oj": ("ой",), "aj": ("ай",), "ph": ("ф",), "ck": ("к",), "a": ("а",),
    "b": ("б",), "c": ("ц", "к", "с"), "d": ("д",), "e": ("е", "э"), "f": ("ф",), "g": ("г",), "h": ("х",),
    "i": ("и", "й", "ы"), "j": ("й", "ж", "ь"), "k": ("к",), "l": ("л", "ль"), "m": ("м",),
    "n": ("н", "нь"), "o": ("о",), "p": ("п",), "q": ("к", "я"), "r": ("р", "рь"), "s": ("с", "сь"),
    "t": ("т", "ть"), "u": ("у",), "v": ("в",), "w": ("в", "ш"), "x": ("х", "кс"), "y": ("ы", "и", "й"),
    "z": ("з", "зь"), "'": ("ь", "ъ"), "’": ("ь", "ъ"), "4": ("ч",), "6": ("ш",),
}  # fmt: skip
_LONGEST = max(map(len, _SOUNDS))
_SPELLINGS = 96
_LONGEST_WORD = 40


@lru_cache(maxsize=1_024)
def spellings(word: str) -> tuple[str, ...]:
    """Russian spellings that the Latin letters may stand for, likelier ones first."""
    if len(word) > _LONGEST_WORD:
        return ()
    # Each spelling carries how often an unlikely reading of a sound was taken.
    partial: dict[int, list[tuple[int, str]]] = {0: [(0, "")]}
    for position in range(len(word)):
        for length in range(1, min(_LONGEST, len(word) - position) + 1):
            readings = _SOUNDS.get(word[position : position + length])
            if readings is None:
                continue
            # Each piece costs one, so a longer sound is likelier than its letters one by one.
            after = partial.setdefault(position + length, [])
            for unlikely, start in partial.get(position, ())[:_SPELLINGS]:
                for rank, reading in enumerate(readings):
                    after.append((unlikely + 2 * rank + 1, start + reading))
        if (follow := partial.get(position + 1)) is not None:
            follow.sort(key=lambda item: item[0])
            del follow[_SPELLINGS:]
    found = sorted(partial.get(len(word), ()), key=lambda item: item[0])
    return tuple(dict.fromkeys(spelling for _, spelling in found[:_SPELLINGS]))


def transliterated_back(word: str, *familiar: Callable[[str], bool]) -> str:
    """The first Russian spelling that is `familiar` to the first judge who knows one, or the likeliest."""
    options = spellings(word)
    for judge in familiar:
        for option in options:
            if judge(option):
                return option
    return options[0] if options else word


_LETTERS: dict[str, str] = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "zh", "з": "z", "и": "i", "й": "y",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u",
    "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e",
    "ю": "yu", "я": "ya",
}  # fmt: skip


def in_latin(word: str) -> str:
    """A folded Russian word in Latin letters, as in a passport; what is no Russian letter stays."""
    return "".join(_LETTERS.get(letter, letter) for letter in word)


# Letters of other alphabets, and digits, that look like Russian ones.
_LOOK_ALIKES = str.maketrans(
    "ABCEHKMOPTXYaceopxykmthbnurgi" + "ΑΒΕΗΚΜΟΡΤΥΧαεοκρχυτ" + "03461",
    "АВСЕНКМОРТХУасеорхукмтнвпигди" + "АВЕНКМОРТУХаеокрхут" + "озчбл",
)
# Those which look like no other letter, so that a whole word of them may be Latin on purpose or not.
_SURE_LOOK_ALIKES = frozenset("ABCEHKMOPTXYaceopxykΑΒΕΗΚΜΟΡΤΥΧαεοκρχυτ")
# Letters of other Cyrillic alphabets, as Russian ones.
_OTHER_CYRILLIC = str.maketrans(
    "іїєґўқңғүұөәһјѕћђљњџќѓѝѐІЇЄҐЎҚҢҒҮҰӨӘҺЈЅЌЃЍЀ", "иеегукнгууоахйсчдлнцкгиеИЕЕГУКНГУУОАХЙСКГИЕ"
)
_RUN = re.compile(r"[^\W_]+")
_RUSSIAN_LETTER = re.compile("[а-яёА-ЯЁ]")


def in_one_alphabet(text: str, known: Callable[[str], bool], known_in_latin: Callable[[str], bool]) -> str:
    """The text with look-alike letters replaced by Russian ones: in words that mix alphabets, and in whole
    words that are `known` only so. Case is kept, for «H» looks like «Н» and «h» does not."""
    text = text.translate(_OTHER_CYRILLIC)
    if text.isascii() and not any(map(_SURE_LOOK_ALIKES.issuperset, _RUN.findall(text))):
        return text
    runs = _RUN.findall(text)
    # Among English words «a» and «CEO» are what they seem.
    among_russian = any(map(_RUSSIAN_LETTER.search, runs)) or all(map(_SURE_LOOK_ALIKES.issuperset, runs))

    def meant(found: re.Match[str]) -> str:
        run = found[0]
        russian = run.translate(_LOOK_ALIKES)
        if russian == run or not all(map(_RUSSIAN_LETTER.match, russian)):
            return run
        if not _RUSSIAN_LETTER.search(run):
            whole = among_russian and _SURE_LOOK_ALIKES.issuperset(run) and not known_in_latin(run.lower())
            return russian if whole and known(russian) else run
        # «6изнес» has a digit for a letter, «3й» is a number.
        return russian if known(russian) or not any(map(str.isdigit, run)) else run

    return _RUN.sub(meant, text)
