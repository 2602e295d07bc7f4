"""The compilers' own explanations: words that the form uses and the official materials do not explain."""

from functools import lru_cache

from dialogs.interview.definition import Form, Term
from dialogs.turn.building import TurnBuilder
from knowledge.text.lemmas import lemma
from knowledge.text.markup import RichText
from knowledge.text.normalisation import folded, words


def own_term(form: Form, question: str) -> Term | None:
    """The term that the question asks for by its name and by nothing else. One that has an official entry is
    none of ours."""
    asked = _telling(question)
    own = (term for term in form.glossary if term.entry is None)
    wordings = ((term, wording) for term in own for wording in (term.term, *term.forms))
    return next((term for term, wording in wordings if asked and _telling(wording) == asked), None)


def explanation(turn: TurnBuilder, term: Term) -> RichText:
    """The term's own text, marked as no official one."""
    return turn.text("definition", term=term.term, text=term.text or "") + turn.text("own-explanation")


@lru_cache(maxsize=1024)
def _telling(text: str) -> tuple[str, ...]:
    """The base forms of the words that say something: «что такое боль клиента?» is «боль клиент»."""
    return tuple(said.text for said in map(lemma, words(folded(text))) if said.weight)
