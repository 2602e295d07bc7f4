"""The question on screen: what follows for it from the draft, the place and the channel."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from dialogs.interview.answers import Answer, Draft
from dialogs.interview.field import Field, Option
from dialogs.interview.proposals import ProposedAnswer, as_before, proposal
from dialogs.interview.question import Question, explained_terms, question
from dialogs.interview.route import is_answered
from dialogs.interview.typed_answers import Mistake, read
from dialogs.interview.view import View
from dialogs.turn.building import TurnBuilder
from dialogs.turn.session import AtQuestion

MOST_TERMS = 3
# Profiles in which an answer to the same question is looked for.
LOOKED_AT = 5


@dataclass(frozen=True, slots=True)
class ExplainedTerm:
    """A term by its id in the form's glossary or, failing that, by the id of its entry."""

    id: str
    label: str


@dataclass(frozen=True)
class QuestionOnScreen:
    """A question of the interview as it stands before the person at `place`, and what it may offer them."""

    turn: TurnBuilder
    draft: Draft
    place: AtQuestion

    @property
    def view(self) -> View:
        return self.turn.view(self.draft)

    @cached_property
    def asked(self) -> Question:
        return question(self.view, self.place.path)

    @property
    def field(self) -> Field:
        return self.asked.field

    @property
    def small(self) -> bool:
        """Whether it has to fit the screen of a phone."""
        return self.turn.world.messenger

    @property
    def is_free(self) -> bool:
        """Whether anything may be typed."""
        return self.field.is_list or self.field.type in ("text", "long_text")

    def read(self, typed: str) -> Answer | Mistake:
        """The answer that `typed` means here."""
        return read(self.view, self.place.path, typed)

    @cached_property
    def answered(self) -> bool:
        return is_answered(self.view, self.place.path)

    @property
    def inside(self) -> bool:
        """Whether an option's own words or a reason are asked for: there is no room for what is opened."""
        return self.place.writing is not None or self.place.refused.asked_why

    @property
    def opened(self) -> bool:
        """Whether a hint, an example or a definition is open."""
        opened = self.place.opened
        return opened.help or opened.example or opened.explained is not None

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """What there is to choose from: the options, or the ready-made items of a list."""
        return tuple(option.label for option in self.asked.options) or self.asked.suggestions

    @cached_property
    def begins_part(self) -> bool:
        """Whether a small screen shows the question that a segment, or the profile as a whole, begins with:
        then one message may hold all of it. What is known of the person does not count."""
        place, segment = self.place, self.place.path.segment
        fresh = AtQuestion(place.draft, place.path, options_page=place.options_page)
        if not self.small or place != fresh:
            return False
        own = [(each, part) for path, each, part in self.view.visible_fields if path.segment == segment]
        return not any(each.scope != "user" and part.is_answered(each) for each, part in own)

    @cached_property
    def own_option(self) -> Option | None:
        """The option with an own text, as which words can be recorded that name no option: «Другое»."""
        free = [option for option in self.asked.options if option.free_text]
        if self.place.refused.text is None or self.place.writing is not None or len(free) != 1:
            return None
        pieces = re.split(r"[,;\n]", self.place.refused.text)
        unknown = all(isinstance(self.read(piece), Mistake) for piece in pieces)
        return free[0] if unknown else None

    @cached_property
    def proposed(self) -> ProposedAnswer | None:
        """What is offered for one press, unless something else is asked first."""
        return None if self.inside or self.place.refused.text is not None else self.suggested

    @cached_property
    def suggested(self) -> ProposedAnswer | None:
        """What this draft or the person's latest other ones suggest."""
        return proposal(self.view, self.place.path, self._others)

    @property
    def the_same(self) -> ProposedAnswer | None:
        """What «то же» means here."""
        return as_before(self.view, self.place.path, self._others)

    @property
    def _others(self) -> Iterable[Draft]:
        return (other for other in self.turn.drafts()[:LOOKED_AT] if other.id != self.draft.id)

    @property
    def terms(self) -> tuple[ExplainedTerm, ...]:
        """Terms met in the wording of the question and its hint, then those that its author named."""
        form, asked, knowledge = self.turn.form, self.asked, self.turn.world.library.knowledge
        titles = {entry.id: entry.title.ru for entry in knowledge if entry.tier != "faq"}
        met = explained_terms(form, f"{asked.text}\n{asked.help}", titles)
        labels = {term.id: term.term for term in form.glossary}
        ids = dict.fromkeys((*met, *asked.field.glossary))
        return tuple(ExplainedTerm(name, labels.get(name) or titles[name]) for name in ids)[:MOST_TERMS]
