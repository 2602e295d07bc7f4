"""What a sentence wants of the bot, whatever the forms, the order and the spelling of its words."""

from collections.abc import Mapping
from itertools import product

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.text.lemmas import is_demand, is_silent, lemma
from knowledge.text.normalisation import folded, words

# Who writes more asks or answers.
_MOST_WORDS, _LONGEST = 9, 120
# Letters of a word in which one, or two, may be wrong; those of a verb's other aspect are.
_SHORT, _LONG = 4, 8


def tells_to_do(text: str) -> bool:
    """Whether a short sentence begins with what one wants of somebody: «пришли …», «давайте …», «хочу …». No
    name does."""
    if "\n" in text or len(text) > _LONGEST or len(said := words(folded(text))) > _MOST_WORDS:
        return False
    first = next((word for word in said if not is_silent(word)), None)
    return first is not None and is_demand(first)


class Intents:
    """Commands by the words of their wordings, «составить/заполнить профиль/анкету». Of `wishes` («хочу»,
    «пожалуйста») a sentence may hold any number, and of others none: so only a wish is taken for one."""

    def __init__(self, wordings: Mapping[str, str], wishes: str) -> None:
        self._bases = {word: lemma(word).text for word in words(folded(wishes))}
        self._wishes = frozenset(self._bases.values())
        self._commands: dict[frozenset[str], str] = {}
        for alternatives, command in wordings.items():
            for wording in product(*(each.split("/") for each in alternatives.split())):
                bases = {word: lemma(word).text for word in words(folded(" ".join(wording)))}
                told = frozenset(bases.values()) - self._wishes
                if len(told) > 1 or (told and len(told) < len(bases)):
                    self._commands.setdefault(told, command)
                    self._bases |= bases
        self._known = frozenset(self._bases.values())

    def command(self, text: str) -> str | None:
        """The command that the whole of a text wishes for. A word alone may be a question."""
        if len(text) > _LONGEST or len(text.split()) > _MOST_WORDS:
            return None
        said = set[str]()
        for word in words(folded(text)):
            # Of words that no wording has one is enough: it wishes for something else.
            if (meant := self._meant(word)) is None:
                return None
            said.add(meant)
        told = frozenset(said - self._wishes)
        return self._commands.get(told) if len(told) > 1 or told != said else None

    def _meant(self, word: str) -> str | None:
        """The base form of a word of the wordings, however it is spelt."""
        base = lemma(word).text
        if base in self._known:
            return base
        if len(word) < _SHORT:
            return None
        wrong = 1 if len(word) < _LONG else 2
        found = process.extractOne(word, self._bases.keys(), scorer=OSA.distance, score_cutoff=wrong)
        return self._bases[found[0]] if found else None
