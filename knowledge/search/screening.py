"""Which entries a question can lead to by its words, told before it is parsed, or before it is answered."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.base.entries import Entry
from knowledge.query.clauses import clauses, items, parts, sides
from knowledge.query.incomplete import without_courtesies
from knowledge.query.parsing import Query, parse
from knowledge.query.vocabulary import Vocabulary, expanded
from knowledge.search.candidates import Candidate, find_candidates
from knowledge.search.finder import Finder
from knowledge.search.ranking import contending
from knowledge.search.several import itself, leans, things_listed, without_talk
from knowledge.text.language import shipped_tables
from knowledge.text.lemmas import in_dictionary, lemma, naming, root
from knowledge.text.normalisation import (
    LIMIT,
    as_russian,
    composed,
    cyrillic,
    folded,
    in_one_alphabet,
    transliterated_back,
    without_swapped_marks,
    words,
)

_ALIKE = 0.7  # as alike as a misspelt word and what is meant by it
_SHORTEST_PIECE = 3
_BEGINNING = 2  # letters that a word has in common with what the dictionary guesses to be its base form
_SPACED = re.compile(r"(?:\b\w ){2,}\w\b")  # letters one by one may be a word
_WHOLE = 0.999  # of what a form says, as floats are added
_RUN = re.compile(r"(.)\1+")

Lemmas = frozenset[str]


def contenders(finder: Finder, question: str) -> tuple[list[Query], Collection[str] | None]:
    """The question and its parts as they were parsed, and the only entries without which by words another
    would be best, or the best less or more sure.

    None where that cannot be told from the words alone.
    """
    query, index = finder.parsed(question), finder.index
    if (form := finder.written(question, query)) is not None:
        owner = int(index.form_entries[form])
        title, found = finder.base[index.ids[owner]].title, find_candidates(query.tokens, index)
        twins = [each.entry for each in found if finder.deciding.titled(each) == title]
        return [query], {index.ids[each] for each in (owner, *twins)}
    parsed, leading = [query], _leading(finder, query)
    for text in items(query.text) or parts(query):
        part = parse(itself(text), index.vocabulary)
        if leans(finder, parse(text, index.vocabulary)) is not None:
            return parsed, None  # what was answered before it tells what is meant
        parsed.append(part)
        leading += _leading(finder, part)
        for some in (part.tokens, without_talk(part.tokens)):
            leading += find_candidates(some, index)[:1]
    return parsed, {index.ids[each.entry] for each in leading}


def _leading(finder: Finder, query: Query) -> list[Candidate]:
    """What leads or contests in a query, in a clause of it or in a thing that it lists or compares."""
    tokens, index = without_courtesies(query), finder.index
    leading = contending(find_candidates(tokens, index))
    named = [clause.tokens for clause in clauses(query, tokens)]
    named += [parse(each, index.vocabulary).tokens for each in things_listed(query, tokens)]
    for some in (*named, *(sides(query.said, tokens) or ()), *(sides(query.said, query.tokens) or ())):
        leading += find_candidates(some, index)[:1]
    return leading


class Touching:
    """Which lemmas of entries a question may mean, however it is written; seldom too few."""

    def __init__(self, entries: Iterable[Entry], vocabularies: Sequence[Vocabulary]) -> None:
        self._vocabularies = vocabularies
        texts = [" ".join((*each.ways_asked, *each.answer.texts)) for each in entries]
        spelt = {each for text in texts for each in expanded(words(folded(text))) if lemma(each).weight > 0}
        self._spelt: dict[str, str] = {}
        self._roots = defaultdict[str, set[str]](set)
        for text in spelt:
            meant = lemma(text)
            self._spelt |= {text: meant.text, meant.text: meant.text}
            self._roots[root(meant.text)].add(meant.text)
        self._lemmas = frozenset(self._spelt.values())
        # In whichever form other entries have the word, it is what a misspelt one is compared with.
        for each in vocabularies:
            forms = each.speller.spelt.items()
            self._spelt |= {word: meant for word, meant in forms if meant in self._lemmas}
        self._compared = list(self._spelt)
        # As a part of a word that people wrote together only what is long enough to tell.
        self._pieces = [each for each in self._roots if len(each) >= _SHORTEST_PIECE]
        self._beginnings = {each[:_BEGINNING] for each in self._meaning()}
        self._known: dict[str, Lemmas] = {}
        self._back: dict[str, tuple[str, ...]] = {}

    def _meaning(self) -> Iterator[str]:
        """How base forms begin that mean one of the lemmas."""
        yield from (*self._lemmas, *self._roots)
        for text, others in self._vocabularies[0].synonyms.items():
            if not self._lemmas.isdisjoint(others):
                yield text
        yield from shipped_tables().abbreviations

    def of(self, question: str) -> Lemmas:
        """The lemmas that the question may mean."""
        text = folded(question[:LIMIT])
        readings = [words(text)]
        if not all(map(_plain, readings[0])):
            readings += self._in_other_letters(question[:LIMIT])
        if spaced := [found[0].replace(" ", "") for found in _SPACED.finditer(" ".join(readings[0]))]:
            readings.append(spaced)
        return frozenset().union(*map(self._of_words, readings))

    def _in_other_letters(self, question: str) -> Iterator[list[str]]:
        """The words, where nobody has to guess no longer in which letters they were meant."""
        yield words(folded(in_one_alphabet(composed(question), lambda _: True, lambda _: False)))
        text = folded(question)
        yield [meant for each in words(as_russian(text)) for meant in (each, without_swapped_marks(each))]
        yield from map(list, zip(*map(self._transliterated_back, words(text)), strict=True))

    def _transliterated_back(self, word: str) -> tuple[str, ...]:
        if word not in self._back:
            self._back[word] = tuple(
                word if word.isdigit() else transliterated_back(word, each.knows, in_dictionary)
                for each in self._vocabularies
            )
        return self._back[word]

    def _of_words(self, found: Sequence[str]) -> Lemmas:
        joined = ("".join(found[at : at + many]) for many in (2, 3) for at in range(len(found) - many + 1))
        told = (each for each in joined if in_dictionary(each) or each in self._lemmas)
        return frozenset().union(*map(self._of_word, (*found, *told)))

    def _of_word(self, word: str) -> Lemmas:
        if word not in self._known:
            self._known[word] = frozenset(self._meant_by(word))
        return self._known[word]

    def _meant_by(self, word: str) -> set[str]:
        sure = set[str]()
        # To guess at the base form of what it does not have costs the dictionary most.
        compares = word.startswith(shipped_tables().prefixes)  # which its base form lacks
        may_mean = compares or in_dictionary(word) or word[:_BEGINNING] in self._beginnings
        for each in map(lemma, expanded((word,))) if may_mean else ():
            synonyms = self._vocabularies[0].synonyms.get(each.text, ())
            sure |= self._lemmas.intersection((each.text, *synonyms)) | self._roots.get(each.root, set())
        if in_dictionary(word) and (sure or not naming(word).sure):
            # Beside its neighbours a word may be taken for one a slip away.
            slips = process.extract(word, self._compared, scorer=OSA.distance, score_cutoff=1, limit=None)
            return sure | {self._spelt[text] for text, _, _ in slips}
        guessed = {text for piece in self._pieces if piece in word for text in self._roots[piece]}
        guessed |= {text for each, text in self._spelt.items() if len(word) > 1 and each.startswith(word)}
        for typed in {word, _RUN.sub(r"\1", word)}:
            near = process.extract(
                typed, self._compared, scorer=OSA.normalized_similarity, score_cutoff=_ALIKE, limit=None
            )
            guessed |= {self._spelt[text] for text, _, _ in near}
        return guessed


class Outdone:
    """Whether others always fit a question better than an entry does, which some of its lemmas touch."""

    def __init__(self, finder: Finder, entry: str) -> None:
        self._finder, self._index = finder, finder.index
        self._entry = finder.index.ids.index(entry)
        self._forms = [form for form, of in enumerate(self._index.form_entries) if of == self._entry]
        self._known: dict[Lemmas, bool] = {}

    def by(self, touched: Lemmas) -> bool:
        """Whether two entries on different things do, whichever of the lemmas are meant, and whatever else.

        Then this one neither leads nor contests what does, in the question or in any part of it.
        """
        if touched not in self._known:
            better = [self._index.ids[each] for each in self._better(touched)]
            base = self._finder.base
            self._known[touched] = any(
                one != other and base[one].counterpart != other for one in better for other in better
            )
        return self._known[touched]

    def _better(self, touched: Lemmas) -> set[int]:
        """The entries before this one which hold those lemmas, and all that each of its forms has of them in
        one form no longer than that; none where a form of it may be what is asked."""
        index, owners = self._index, self._index.form_entries
        held = {text: set(index.in_forms.of(text).tolist()) for text in touched}
        better = set(range(self._entry))
        for text, forms in held.items():
            asked = set(owners[list(forms)].tolist())
            # What is found in an answer alone counts less than what people ask with.
            better &= asked if self._entry in asked else asked | set(index.in_answers.of(text).tolist())
        for form in self._forms:
            if shared := [forms for forms in held.values() if form in forms]:
                said = sum(index.vocabulary.idf[text] for text, forms in held.items() if form in forms)
                if said > _WHOLE * index.form_masses[form]:
                    return set()
                rivals = set.intersection(*shared)
                better &= {
                    int(owners[each])
                    for each in rivals
                    if index.form_masses[each] <= index.form_masses[form] and not index.form_offered[each]
                }
        return better


def _plain(word: str) -> bool:
    """Whether nobody has to guess in which letters the word was meant."""
    return cyrillic(word) or word.isdigit()
