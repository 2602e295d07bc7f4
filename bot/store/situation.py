"""What a turn begins with."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from dialogs.interview.answers import Answer, Draft
from dialogs.turn.session import Session


@dataclass(frozen=True, slots=True)
class Situation:
    """Where a chat stands and what its person has; `known` is False before their first turn."""

    person: str
    known: bool
    session: Session
    drafts: Mapping[str, Draft] = field(default_factory=dict)
    about_person: Mapping[str, Answer] = field(default_factory=dict)
