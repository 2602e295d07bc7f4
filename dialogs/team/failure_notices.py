"""What came to nothing for good is told to the team, without a word of what was said."""

from collections.abc import Callable
from datetime import datetime, timedelta

from dialogs.team.notices import TEAM_SPEAKER
from dialogs.turn.events import Address
from dialogs.turn.phrases import Phrases
from dialogs.turn.replies import Reply
from knowledge.text.language import Language

# One cause may strike everybody; the others of the hour are listed by `segmentbot failures`.
QUIET = timedelta(hours=1)
CAUSES_REMEMBERED = 1_000
KINDS = ("said", "edited", "pressed", "selected", "uploaded", "started")

Notice = tuple[Address, Reply]


class FailureNotices:
    """Writes notices to the team's chat: for one cause at most one an hour."""

    def __init__(
        self,
        team: Address | None,
        phrases: Phrases,
        clock: Callable[[], datetime],
        language: Language = "ru",
    ) -> None:
        self._team = team
        self._phrases = phrases
        self._clock = clock
        self._language: Language = language
        self._told: dict[str, datetime] = {}

    def undelivered(
        self, to: Address, message: int, reply: Reply, reference: str, reason: str
    ) -> Notice | None:
        """A message was given up. None when it was for the team itself, which cannot be told so."""
        if to.speaker == TEAM_SPEAKER:
            return None
        label, files = self._phrases.label, reply.attachments
        kind = (
            label(self._language, "kind-file", format=files[0].format)
            if files
            else label(self._language, "kind-text")
        )
        details = {"reference": reference, "message": str(message), "kind": kind, "reason": reason}
        return self._notice(reason, "team-undelivered", details)

    def set_aside(self, kind: str, reference: str, error: str, place: str) -> Notice | None:
        """An update was given up; `kind` names an event, as in `said`."""
        what = self._phrases.label(self._language, f"kind-{kind if kind in KINDS else 'other'}")
        details = {"reference": reference, "kind": what, "error": error, "place": place}
        return self._notice(f"{error} {place}", "team-set-aside", details)

    def template_broke(self, reference: str, error: str, place: str) -> Notice | None:
        """An agency's Word file could not be filled; the person has the document in our own layout."""
        details = {"reference": reference, "error": error, "place": place}
        return self._notice(f"template {error} {place}", "team-template-broke", details)

    def _notice(self, cause: str, phrase: str, details: dict[str, str]) -> Notice | None:
        now, told = self._clock(), self._told.get(cause)
        # Either way: a clock that was ahead must not silence the cause until its time has come.
        if self._team is None or (told is not None and abs(now - told) < QUIET):
            return None
        self._told[cause] = now
        while len(self._told) > CAUSES_REMEMBERED:
            del self._told[next(iter(self._told))]
        body = self._phrases.text(self._language, phrase, **details)
        return self._team, Reply(body, language=self._language, notice=body)
