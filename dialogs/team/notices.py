"""What the team's chat is told, in the same transaction as the turn that it tells of.

Nothing personal: no name or address of whoever spoke, and what looks like one in a question is masked.
"""

from dialogs.interview.answers import Path, profile_number
from dialogs.interview.checks.privacy import masked
from dialogs.interview.display import display
from dialogs.interview.view import View
from dialogs.turn.effects import IssueDocument, Turn
from dialogs.turn.events import Address
from dialogs.turn.replies import Attachment, Reply
from dialogs.turn.world import World
from knowledge.text.language import Language

# Who speaks in messages to the team: no person of any channel has this name.
TEAM_SPEAKER = "team"


class Team:
    """Writes the notices for one chat, or for services alone without a `chat`; `documents`: finished profiles
    go along as files."""

    def __init__(
        self, address: Address, *, documents: bool, chat: bool = True, language: Language = "ru"
    ) -> None:
        self.address = address
        self._chat = chat
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
        before = world.drafts.get(issued.draft.id)
        revised = before is not None and before.document is not None
        version = display(View(form, issued.draft), Path(form.roles.version)) if form.roles.version else ()
        body = phrases.text(
            self._language,
            "team-revised" if revised else "team-finished",
            version=", ".join(version),
            reference=profile_number(issued.id),
            title=masked(issued.title),
            agency=masked(", ".join(agency)) or phrases.label(self._language, "team-no-agency"),
            segments=len(issued.draft.segments),
        )
        document = Attachment(issued.id, "docx", f"{issued.file_stem}.docx")
        if self._documents:
            return Reply(body, attachments=(document,), language=self._language, notice=body)
        # Title and agency are answers of the profile, which do not leave the team's chat.
        notice = phrases.text(self._language, "notice-finished", reference=profile_number(issued.id))
        if self._chat:
            notice += phrases.text(self._language, "notice-in-chat")
        return Reply(body, language=self._language, notice=notice)
