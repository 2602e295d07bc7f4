"""Words typed with the other keyboard layout switched on."""

_LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
_RUSSIAN = "йцукенгшщзхъфывапролджэячсмитьбюе"
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

# A comma may be «б» or a comma: the letter is preferred, `Reading` drops it where no word comes of it.
_TO_RUSSIAN = str.maketrans({**_SHIFTED, **dict(zip(_LATIN, _RUSSIAN, strict=True))})
# «е» is typed with T; the last key, beside 1, is «ё», which folding has made «е».
_TO_LATIN = str.maketrans(dict(zip(_RUSSIAN[:-1], _LATIN[:-1], strict=True)))
_SWAPPED_MARKS = "бюжэхъ"


def as_russian(text: str) -> str:
    """What a folded text would be, had its keys been pressed in the Russian layout."""
    return text.translate(_TO_RUSSIAN)


def as_latin(text: str) -> str:
    """What a folded text would be, had its keys been pressed in the Latin layout."""
    return text.translate(_TO_LATIN)


def without_swapped_marks(word: str) -> str:
    """The word without letters at its ends that may have been punctuation: «приветю» → «привет»."""
    return word.strip(_SWAPPED_MARKS)
