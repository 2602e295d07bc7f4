"""What reaches the team's side from its chat."""

from dataclasses import dataclass
from datetime import date

from dialogs.turn.events import Address
from dialogs.turn.replies import Copied
from knowledge.text.markup import RichText


@dataclass(frozen=True, slots=True)
class Replied:
    """A reply to message `to` of ours, perhaps in the topic `thread`, or `below` the first message of what is
    said of a channel's post. `number` is the ticket's that is named in `to`: by that it is known when our own
    note of the message was lost."""

    message: str
    body: RichText
    to: str | None = None
    number: int | None = None
    file: Copied | None = None
    thread: str | None = None
    below: str | None = None


@dataclass(frozen=True, slots=True)
class Rewrote:
    """A message of the team's chat was changed."""

    message: str
    body: RichText


@dataclass(frozen=True, slots=True)
class TeamPress:
    """A button of the team, `team:take:12`, under message `on`."""

    button: str
    on: str | None = None


@dataclass(frozen=True, slots=True)
class Reworded:
    """An expert words a proposal anew, or the entry made of it. `seen`: when the words that they changed were
    written, so that nobody else's are lost."""

    proposal: str
    title: str
    phrasings: tuple[str, ...]
    answer: str
    seen: str
    owner: str = ""
    review: date | None = None
    related: tuple[str, ...] = ()


DeskEvent = Replied | Rewrote | TeamPress | Reworded


@dataclass(frozen=True, slots=True)
class DeskUpdate:
    """One update for the team's side: where, by whom (`name` is for the team), the channel's id of it."""

    address: Address
    update: str
    event: DeskEvent
    name: str = ""
