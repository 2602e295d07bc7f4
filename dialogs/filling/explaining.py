"""Glossary terms explained inside the question that uses them."""

from dataclasses import dataclass

from dialogs.faq.questions import entry_body, explanation
from dialogs.interview.question import Question, explained_terms
from dialogs.turn.building import TurnBuilder
from knowledge.text.markup import RichText

MOST_TERMS = 3


@dataclass(frozen=True, slots=True)
class ExplainedTerm:
    """A term by its id in the form's glossary or, failing that, by the id of its entry."""

    id: str
    label: str


def terms_of(turn: TurnBuilder, asked: Question) -> tuple[ExplainedTerm, ...]:
    """Terms met in the wording of the question and its hint, then those that its author named."""
    knowledge = turn.world.library.knowledge
    titles = {entry.id: entry.title.ru for entry in knowledge if entry.tier != "faq"}
    met = explained_terms(turn.form, f"{asked.text}\n{asked.help}", titles)
    labels = {term.id: term.term for term in turn.form.glossary}
    ids = dict.fromkeys((*met, *asked.terms))
    return tuple(ExplainedTerm(name, labels.get(name) or titles[name]) for name in ids)[:MOST_TERMS]


def definition(turn: TurnBuilder, term_id: str) -> RichText:
    """The official wording with its source where the knowledge base has it, else the form's own."""
    term = next((term for term in turn.form.glossary if term.id == term_id), None)
    if term is not None:
        return explanation(turn, term)
    knowledge = turn.world.library.knowledge
    return entry_body(turn, knowledge[term_id]) if term_id in knowledge else RichText()
