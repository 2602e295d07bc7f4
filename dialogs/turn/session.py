"""Where one chat stands: plain data that survives JSON and a new process.

A *person* is not a *chat*: drafts belong to the person, the session to the chat, so that later one
person may go on with the same draft from another channel.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Discriminator, model_validator

from dialogs.interview.answers import Answer, Draft, Path, Picked
from dialogs.interview.parting import Parted, ReadPart
from dialogs.turn.actions import Action, ReviewPart
from knowledge.text.language import Language


@dataclass(frozen=True, slots=True)
class Home:
    """The place where nothing is under way: typed text is a question."""

    kind: Literal["home"] = "home"


@dataclass(frozen=True, slots=True)
class MessagePart:
    """What one message added to a list, or to a text with several answers, and the channel's number of it."""

    message: str
    text: str


@dataclass(frozen=True, slots=True)
class RefusedAnswer:
    """The last typed answer that was not taken, kept for editing. With `may_keep` «Оставить как есть» takes
    it after all, once `asked_why`; `why`: the reason that was typed and not taken."""

    text: str | None = None
    may_keep: bool = False
    asked_why: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True)
class Aside:
    """The last text that was typed at a question and not taken for its answer; «Записать как ответ» takes it.
    It was answered as a question; or it was typed `early`, before the question was on screen; or it is
    `doubted`: nothing was found for it, and the person is asked what it is."""

    text: str | None = None
    early: bool = False
    doubted: bool = False


@dataclass(frozen=True, slots=True)
class OpenedBeside:
    """What is open beside a question: the hint, the example, the definition of the glossary term `explained`,
    or, as `more`, the buttons that do not answer."""

    help: bool = False
    example: bool = False
    explained: str | None = None
    more: bool = False


@dataclass(frozen=True, slots=True)
class WayOn:
    """Where the interview goes on after the answer. `confirms`: to the next part of the text that several
    answers were read from. `returns`: back to the summary, to its remarks when `mending` one, but first to
    the questions that the answer has `raised`; `resume` is as at the summary. `changes`: to the first
    question without an answer, not to the next one."""

    returns: bool = False
    mending: bool = False
    raised: tuple[Path, ...] = ()
    resume: Path | None = None
    changes: bool = False
    confirms: bool = False


@dataclass(frozen=True, slots=True)
class AtQuestion:
    """A question of the interview is on screen.

    `marked`: options of a multiple choice toggled so far. `writing`: the option whose own text is
    awaited («Другое»). `collected`: the messages of a list so far. `options_page`: which options are shown.
    """

    draft: str
    path: Path
    marked: tuple[Picked, ...] = ()
    writing: str | None = None
    refused: RefusedAnswer = RefusedAnswer()
    aside: Aside = Aside()
    collected: tuple[MessagePart, ...] = ()
    opened: OpenedBeside = OpenedBeside()
    options_page: int = 0
    way_on: WayOn = WayOn()
    kind: Literal["question"] = "question"

    @model_validator(mode="before")
    @classmethod
    def _grouped(cls, stored: Any) -> Any:
        """What was stored while the parts stood side by side; a part passes over what is not its own."""
        if not isinstance(stored, dict) or "opened" in stored:
            return stored
        texts = {part: {**stored, "text": stored.get(part)} for part in ("refused", "aside")}
        opened = {part: stored.get(f"{part}_open", False) for part in ("help", "example", "more")}
        return {**stored, **texts, "opened": {**stored, **opened}, "way_on": stored}


@dataclass(frozen=True, slots=True)
class AtAnotherSegment:
    """«Добавить ещё один сегмент?» is on screen."""

    draft: str
    kind: Literal["another_segment"] = "another_segment"


@dataclass(frozen=True, slots=True)
class AtSummary:
    """Check-your-answers is on screen, at one of its pages or (on a small screen) parts; `keeping`: the
    finding of which the person is asked why it is so; `resume`: the question from which one came here."""

    draft: str
    page: int = 0
    keeping: str | None = None
    resume: Path | None = None
    part: ReviewPart | None = None
    kind: Literal["summary"] = "summary"


@dataclass(frozen=True, slots=True)
class AtOneMessage:
    """A text with several answers is awaited, or what was read from it waits to be confirmed: all of it, or
    `one_by_one`, now the one at `decides`. `path`: the question that one came from; `anew`: another text is
    awaited in place of the one before."""

    draft: str
    path: Path | None = None
    one_by_one: bool = False
    decides: Path | None = None
    anew: bool = False
    kind: Literal["one_message"] = "one_message"


Filling = AtQuestion | AtAnotherSegment | AtSummary | AtOneMessage


@dataclass(frozen=True, slots=True)
class Pasted:
    """A text with several answers, kept until all of them are decided; `parts` are those that are not yet,
    as read or as typed over. `sent`: the messages that it came in; `read`: what was read from them, what
    named no segment as of `segment`. `moved` is the draft's: of other numbers of segments it says nothing."""

    draft: str
    segment: int
    sent: tuple[MessagePart, ...]
    read: Parted
    parts: tuple[ReadPart, ...]
    moved: int = 0

    @property
    def text(self) -> str:
        return "\n\n".join(part.text for part in self.sent)


@dataclass(frozen=True, slots=True)
class AtConfirmation:
    """Something waits for a yes: a removal, erasing everything, beginning anew; or for the name of a draft.

    `revision`: of the draft, when it was asked how much would go. `answer` and `kept`: what is to stand at
    the question of `back` instead. `back`: where a no leads.
    """

    what: Literal["remove_segment", "delete_draft", "rename_draft", "replace_answer", "forget", "begin_anew"]
    draft: str | None = None
    revision: int = 0
    segment: int | None = None
    answer: Answer | None = None
    kept: Mapping[str, str] = field(default_factory=dict)
    back: Annotated[
        Home | AtQuestion | AtAnotherSegment | AtSummary | AtOneMessage, Discriminator("kind")
    ] = field(default_factory=Home)
    kind: Literal["confirmation"] = "confirmation"


@dataclass(frozen=True, slots=True)
class Removed:
    """Something removed on `day`, to be put back until that day ends; `number` names it in this chat.

    `draft` holds what was taken and nothing else: one segment, which stood at `segment`, or as if it were
    shared the answer that stood at `path`, or the whole draft.
    """

    number: int
    day: date
    draft: Draft
    segment: int | None = None
    path: Path | None = None

    @property
    def whole(self) -> bool:
        return self.segment is None and self.path is None


@dataclass(frozen=True, slots=True)
class Typed:
    """The last typed message, in the channel's terms, and the question that it answered, if it did. `cut`
    is as in `Said`; `place` names where it was heard, `ticket` the question to the specialists that it became
    part of. `joined`: it went on with the message before. `retyped`: it was typed over an answer that waits
    to be confirmed."""

    message: str
    moment: int
    cut: str | None = None
    draft: str | None = None
    path: Path | None = None
    place: str = ""
    ticket: str | None = None
    joined: bool = False
    retyped: bool = False


@dataclass(frozen=True, slots=True)
class Disliked:
    """The answer that did not help, and when; the next text may say why, and does when it was `asked` for."""

    answer: str
    moment: int
    asked: bool = False


Place = Home | Filling | AtConfirmation


@dataclass(frozen=True, slots=True)
class Offer:
    """What the buttons of the current question do, by position; `number` marks them, so that a
    button of an older question is recognised as stale. `labels` are for typing instead of pressing (empty
    where no button is shown), `numbered` the positions that can be typed as 1, 2, 3."""

    number: int = 0
    actions: tuple[Annotated[Action, Discriminator("kind")], ...] = ()
    labels: tuple[str, ...] = ()
    numbered: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Session:
    """One chat. `chosen_language` wins over `heard_language` (that of the last text). `given`: the person's
    latest messages that gave an answer, each with the draft and the path of the answer. `left`: the question
    that was left with something typed or ticked and not taken, and its name. `shown`: the questions that were
    on screen before, by name, the latest last."""

    revision: int = 0
    place: Annotated[Place, Discriminator("kind")] = field(default_factory=Home)
    offer: Offer = field(default_factory=Offer)
    chosen_language: Language | None = None
    heard_language: Language = "ru"
    last_entry: str | None = None
    last_answered: int = 0  # the moment of that answer, seconds
    last_typed: Typed | None = None
    pasted: Pasted | None = None
    given: Mapping[str, str] = field(default_factory=dict)
    left: tuple[str, AtQuestion] | None = None
    shown: tuple[str, ...] = ()
    removed: tuple[Removed, ...] = ()  # the latest last
    exported: int = 0  # the moment of the last export, seconds
    last_question: str = ""  # which «Спросить специалиста» under its answer passes on
    kept_question: str | None = None  # the key of what no entry answered, and the moment, seconds
    kept_at: int = 0
    disliked: Disliked | None = None
    writing: str | None = None  # the next text goes to the specialists: on this question; empty: a new one

    @property
    def language(self) -> Language:
        return self.chosen_language or self.heard_language
