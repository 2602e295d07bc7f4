"""Questions about two things: «чем услуга отличается от функции»."""

from collections.abc import Sequence

from knowledge.lemmas import lemma
from knowledge.reading import Token
from knowledge.tables import shipped_tables


def sides(said: Sequence[str], tokens: Sequence[Token]) -> tuple[list[Token], list[Token]] | None:
    """The telling words of the first and of the second thing, when the text compares two."""
    tables = shipped_tables()
    if not any(map(is_marker, said)):
        return None
    telling = {token.word: token for token in tokens if not is_marker(token.word)}
    # The strongest separator first: «от» parts things even where «и» joins words of one of them.
    for separator in tables.separators:
        for place, word in enumerate(said):
            if word == separator:
                first = [telling[each] for each in said[:place] if each in telling]
                second = [telling[each] for each in said[place + 1 :] if each in telling]
                if first and second:
                    return first, second
    return None


def is_marker(word: str) -> bool:
    """Whether the word says that things are compared."""
    markers = shipped_tables().comparing
    return word in markers or lemma(word).text in markers
