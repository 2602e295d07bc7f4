"""A single name in a text: «Ольга» always is one, «Вера» only by what stands around it."""

import re

from dialogs.interview.patterns import shipped_patterns
from knowledge.text.lemmas import Naming, dictionary, naming

NEAR = 50
"""How far around a name is read: the word before it makes it a street, the verb after it a person."""
# No name is longer, and a dictionary ponders over endless words.
LETTERS = re.compile(
    r"(?<![А-ЯЁа-яё-])[А-ЯЁа-яё-]{1,40}(?![А-ЯЁа-яё-])|(?<![\w.@/-])[A-Z][a-z]{1,14}(?![\w@/-]|\.\w)"
)
# Of Latin letters; shorter ones are English words.
_SHORTEST_NAME, _SHORTEST_SURNAME = 4, 5
_TOGETHER = re.compile(r"(?: и|,) ([А-ЯЁ][а-яё]{2,30})")


def is_single_name(word: re.Match[str]) -> bool:
    """Whether the word is a first name, a patronymic or a surname that stands alone."""
    found = naming(word[0].replace("ё", "е"))
    if not found.possible or len(word[0]) < 3:
        return False
    patterns = shipped_patterns().personal_data
    before = word.string[max(0, word.start() - NEAR) : word.start()]
    # What a small word that no dictionary has might be is only guessed at.
    known = word[0][0].isupper() or dictionary().word_is_known(word[0])
    if not known or word[0].casefold() in patterns.latin_words or patterns.in_honour.search(before):
        return False
    if word[0].isascii() and len(word[0]) < (_SHORTEST_NAME if "Name" in found.sure else _SHORTEST_SURNAME):
        return False  # «Pain point»
    if found.sure and not (found.common and (word[0].isascii() or "Name" in found.possible)):
        return True
    return "Name" in found.possible and _is_person(word, found, before)


def _is_person(word: re.Match[str], found: Naming, before: str) -> bool:
    patterns = shipped_patterns().personal_data
    after = word.string[word.end() : word.end() + NEAR]
    cases = {case for _, case in found.forms}
    if patterns.before.search(before) or ("datv" in cases and patterns.told.search(before)):
        # «передайте тому, кто …»: in small letters a pronoun is none.
        return word[0][0].isupper() or dictionary().parse(word[0])[0].tag.POS == "NOUN"
    if "nomn" in cases and patterns.after.search(after):
        return True
    if word[0].isascii() or not word[0][0].isupper() or word[0].isupper():
        return False
    if patterns.begins.search(before):
        beside = _TOGETHER.match(after)
        return beside is not None and "Name" in naming(beside[1]).possible
    return not (patterns.titled.search(before) or (found.place and patterns.placed.search(before)))
