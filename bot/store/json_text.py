"""Plain values of the conversation as JSON text and back."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Generic, TypeVar

import structlog
from pydantic import TypeAdapter, ValidationError

from dialogs.interview.answers import Answer, Draft
from dialogs.team.learned_answers import Proposal
from dialogs.team.tickets import Post
from dialogs.turn.replies import Reply
from dialogs.turn.session import Session
from knowledge.finding import Scored

log = structlog.get_logger(__name__)

Value = TypeVar("Value")


class Codec(Generic[Value]):
    """One type's way into JSON text and back; what was written is read back equal."""

    def __init__(self, of: Any) -> None:
        self._of = of

    @cached_property
    def _adapter(self) -> TypeAdapter[Value]:
        # Built at first use: a command that needs no store should not wait for them.
        return TypeAdapter(self._of)

    def text(self, value: Value) -> str:
        return self._adapter.dump_json(value).decode()

    def value(self, text: str) -> Value:
        return self._adapter.validate_json(text)

    def readable(self, text: str, told: str) -> Value | None:
        """The value, or None of what only an older or newer version of the bot can read: then the log is
        `told`."""
        try:
            return self.value(text)
        except ValidationError:
            log.error(told)
            return None


SESSIONS = Codec[Session](Session)
DRAFTS = Codec[Draft](Draft)
REPLIES = Codec[Reply](Reply)
ANSWERS_BY_FIELD = Codec[Mapping[str, Answer]](Mapping[str, Answer])
POSTS = Codec[Post](Post)
NEAREST = Codec[tuple[Scored, ...]](tuple[Scored, ...])
PROPOSALS = Codec[Proposal](Proposal)
