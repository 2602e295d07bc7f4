"""What reaches the conversation from any channel."""

from dataclasses import dataclass

from knowledge.text.language import Language


@dataclass(frozen=True, slots=True)
class Address:
    """A chat in a channel, and the channel's name for the person who speaks there."""

    channel: str
    chat: str
    speaker: str


@dataclass(frozen=True, slots=True)
class Said:
    """Typed text, commands included. `offer` is the question on screen while it was typed, when the
    channel knows, or `question` its name ("": none was): an answer to a question that is no longer the
    current one is not put elsewhere.
    `message` is the channel's number of the message, `moment` its time in seconds and `seen` the number
    of the last message of ours above it, where the channel has them: numbers that count up. `cut` is set
    when the messenger may have cut the text at its end: it is what stood between it and its next part.
    `under`: the kind of thing whose caption the text is; `quoted`: the part of a message that it answers;
    `about`: the name of the question that the person replied to; `after`: how many options were ticked when
    it was begun, where the channel knows."""

    text: str
    offer: int | None = None
    message: str = ""
    moment: int = 0
    seen: int = 0
    cut: str | None = None
    question: str | None = None
    under: str = ""
    quoted: str = ""
    about: str = ""
    after: int | None = None


@dataclass(frozen=True, slots=True)
class Edited:
    """A message sent earlier now reads `text`."""

    message: str
    text: str


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button, by the id that the reply gave it (a short text of ASCII letters and digits). `inside`: it
    stands in a window, whose place the reply will take; `others`: it was shown to somebody else."""

    button: str
    inside: bool = False
    others: bool = False


@dataclass(frozen=True, slots=True)
class Selected:
    """All options of a multiple choice at once, in the order chosen, by the ids of their buttons."""

    buttons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Uploaded:
    """Something that is not text: its kind is what the channel calls it."""

    kind: str


@dataclass(frozen=True, slots=True)
class Started:
    """The person opened the chat; `payload` comes from a deep link."""

    payload: str = ""


Event = Said | Edited | Pressed | Selected | Uploaded | Started


@dataclass(frozen=True, slots=True)
class Incoming:
    """One update: who, what, and the channel's own id of it, by which repeats are recognised.

    `regarding` is the channel's id of the message that was written or pressed, `language` that of the
    person's own program, a guess for the first words; in `public` others read along. `answers` is the
    channel's id of the message of ours that a message replies to, `name` what the person is called there.
    `group`: the channel's id of the files that came with this one; of those without words one is answered.
    """

    address: Address
    update: str
    event: Event
    regarding: str | None = None
    language: Language | None = None
    public: bool = False
    answers: str | None = None
    name: str = ""
    group: str | None = None
