"""What the team's chat is told, in the same transaction as the turn that it tells of.

Nothing personal: no name or address of whoever spoke, and what looks like one in a question is masked.
"""

import re

from dialogs.interview.answers import Path
from dialogs.interview.checks.privacy import personal_data
from dialogs.interview.display import display
from dialogs.interview.view import View
from dialogs.turn.effects import IssueDocument, Turn
from dialogs.turn.events import Address
from dialogs.turn.replies import Attachment, Reply
from dialogs.turn.world import World
from knowledge.text.language import Language

# Who speaks in messages to the team: no person of any channel has this name.
TEAM_SPEAKER = "team"
REFERENCE_LENGTH = 8
QUESTION_SHOWN = 1_000
# E-mail addresses, telephone and document numbers.
LOOKS_PERSONAL = re.compile(
    r"(?<![\w.+-])[\w.+-]++@[\w-]+(?:\.[\w-]+)+|(?<!\w)@\w{3,}|\+?\d(?:[ ()–-]{0,9}\d){6,}"
)
_MASK = "▒▒▒"


class Team:
    """Writes the notices for one chat; `documents`: finished profiles go along as files."""

    def __init__(self, address: Address, *, documents: bool, language: Language = "ru") -> None:
        self.address = address
        self._documents = documents
        self._language: Language = language

    def notices(self, turn: Turn, world: World) -> tuple[Reply, ...]:
        """A message for each finished profile."""
        finished = (each for each in turn.effects if isinstance(each, IssueDocument) and each.final)
        return tuple(self._finished(each, world) for each in finished)

    def _finished(self, issued: IssueDocument, world: World) -> Reply:
        phrases = world.library.phrases
        form = world.library.form
        role = form.roles.agency
        agency = display(View(form, issued.draft), Path(role)) if role and form.knows(role) else ()
        body = phrases.text(
            self._language,
            "team-finished",
            reference=issued.id[:REFERENCE_LENGTH].upper(),
            title=masked(issued.title),
            agency=masked(", ".join(agency)) or phrases.label(self._language, "team-no-agency"),
            segments=len(issued.draft.segments),
        )
        document = Attachment(issued.id, "docx", f"{issued.file_stem}.docx")
        return Reply(body, attachments=(document,) if self._documents else (), language=self._language)


def masked(text: str) -> str:
    """The text without names, addresses and numbers of persons."""
    for found in personal_data(text):
        text = text.replace(found, _MASK)
    return LOOKS_PERSONAL.sub(_MASK, text)
