"""What the team's chat is told, in the same transaction as the turn that it tells of.

Nothing personal: no name or address of whoever spoke, and what looks like one in a question is masked.
"""

import re

from dialogs.interview.answers import Path
from dialogs.interview.checks.privacy import personal_data
from dialogs.interview.display import display
from dialogs.interview.view import View
from dialogs.turn.effects import IssueDocument, LogQuestion, Turn
from dialogs.turn.events import Address
from dialogs.turn.replies import Attachment, Reply
from dialogs.turn.world import World
from knowledge.text.language import Language
from knowledge.text.markup import Listing, RichText, Span

# Who speaks in messages to the team: no person of any channel has this name.
TEAM_SPEAKER = "team"
REFERENCE_LENGTH = 8
CLOSEST = 3
QUESTION_SHOWN = 1_000
# E-mail addresses, telephone and document numbers.
_PERSONAL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<!\w)@\w{3,}|\+?\d(?:[ ()–-]*\d){6,}")
_MASK = "▒▒▒"


class Team:
    """Writes the notices for one chat; `documents`: finished profiles go along as files."""

    def __init__(self, address: Address, *, documents: bool, language: Language = "ru") -> None:
        self.address = address
        self._documents = documents
        self._language: Language = language

    def notices(self, turn: Turn, world: World) -> tuple[Reply, ...]:
        """A message for each finished profile and for each question that stayed unknown."""
        found: list[Reply] = []
        for effect in turn.effects:
            if isinstance(effect, IssueDocument) and effect.final:
                found.append(self._finished(effect, world))
            elif isinstance(effect, LogQuestion) and effect.outcome == "unknown":
                found.append(Reply(self._unknown(effect, world), language=self._language))
        return tuple(found)

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

    def _unknown(self, logged: LogQuestion, world: World) -> RichText:
        phrases, knowledge = world.library.phrases, world.library.knowledge
        body = phrases.text(self._language, "team-unknown", question=masked(logged.question[:QUESTION_SHOWN]))
        closest = [name for name in logged.entries if name in knowledge][:CLOSEST]
        if not closest:
            return body + phrases.text(self._language, "team-nothing-close")
        titles = tuple((Span(knowledge[name].named(self._language)),) for name in closest)
        return body + phrases.text(self._language, "team-closest") + RichText((Listing(titles),))


def masked(text: str) -> str:
    """The text without names, addresses and numbers of persons."""
    for found in personal_data(text):
        text = text.replace(found, _MASK)
    return _PERSONAL.sub(_MASK, text)
