"""What the conversation hands to any channel."""

from dataclasses import dataclass
from typing import Literal

from dialogs.interview.summary import RowState
from knowledge.text.language import Language
from knowledge.text.markup import RichText

Role = Literal["choice", "toggle", "done", "control", "utility", "danger"]
DocumentFormat = Literal["docx", "pdf", "png", "zip"]


@dataclass(frozen=True, slots=True)
class Button:
    """Something to press or to type instead: its number among `choice` buttons, or its label.

    `selected` is None for plain buttons; for a toggle it says whether the option is chosen now, and
    `rank` its place (from 1) where the order matters, `number` what may be typed for it.
    `url` makes it a link instead, `copy` a button that copies that text; with a `draft` it opens the page's
    form of that draft beside the chat.
    """

    id: str
    label: str
    role: Role = "choice"
    selected: bool | None = None
    rank: int | None = None
    url: str | None = None
    copy: str | None = None
    number: int | None = None
    draft: str | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the interview is: answered and total questions of the present route; then the section's number
    among all, how many of its questions are answered, and the segment's name once it has one."""

    answered: int
    total: int
    section: str
    segment: int | None = None
    segments: int = 0
    number: int = 0
    sections: int = 0
    done: int = 0
    of: int = 0
    name: str = ""


@dataclass(frozen=True, slots=True)
class TextInput:
    """A typed answer; `value` is what stands there now (an earlier or a refused answer) for editing."""

    value: str = ""
    multiline: bool = False


@dataclass(frozen=True, slots=True)
class ItemsInput:
    """A list, one item a line when typed."""

    value: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    id: str
    label: str
    required: bool


@dataclass(frozen=True, slots=True)
class RowsInput:
    """A table, one row a line and cells parted by `|` when typed."""

    columns: tuple[Column, ...]
    value: tuple[tuple[str, ...], ...] = ()


Input = TextInput | ItemsInput | RowsInput


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that the channel fetches when it delivers: `document` names the stored version. `again` is the
    id of a button that sends it once more."""

    document: str
    format: DocumentFormat
    file_name: str
    caption: str = ""
    again: str = ""


@dataclass(frozen=True, slots=True)
class ReviewRemark:
    """What the checks found; `keep` is the id of «Оставить как есть», `mend` of «Исправить»."""

    level: Literal["error", "warning", "hint"]
    title: str
    message: str
    mend: str | None = None
    keep: str | None = None


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One answer with the remarks about it; `change` is the id of the button that leads to its question,
    None for a value that follows from others. `id` names the answer within the review."""

    id: str
    label: str
    lines: tuple[str, ...]
    state: RowState
    change: str | None = None
    remarks: tuple[ReviewRemark, ...] = ()


@dataclass(frozen=True, slots=True)
class ReviewSection:
    title: str
    rows: tuple[ReviewRow, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """Check-your-answers in one view, for a channel that has room for it: it takes the place of the body and
    of the buttons of role `choice`. `remarks` are those of no single answer; `at` is the row to begin reading
    at, or "remarks"."""

    intro: RichText
    sections: tuple[ReviewSection, ...]
    remarks: tuple[ReviewRemark, ...] = ()
    at: str | None = None


@dataclass(frozen=True, slots=True)
class Copied:
    """A file of somebody's message, which the same messenger can send once more."""

    channel: str
    chat: str
    message: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class OwnTopic:
    """The topic that a message opens in a chat that has topics, and its state from now on. `renamed`: the
    topic that is there bears the name of somebody's words that are gone."""

    name: str
    closed: bool = False
    renamed: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    value: int


@dataclass(frozen=True, slots=True)
class BarGroup:
    title: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Counted things, drawn as bars by the channel that sends them."""

    title: str
    groups: tuple[BarGroup, ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """One message. `slot` is the offer that its buttons belong to: a later reply of the same slot
    is the same question again (a toggled option, an opened hint) and takes its place on screen.
    `question` names what is asked, the same however often it is asked anew: unsent text belongs to it.
    `tone` lets a channel show an error or a warning as one, never by colour alone; `language` is that of
    the body, for the words that a channel adds. `copied` is sent along where it can be. `entry` is the one
    that answers. `chart` is a picture to which the body is the caption, where there is room for it. In a
    messenger a `window` takes the place of the one that was pressed in, and choices that do not fit as
    buttons stand in the text where they may be `listed`. `topic` is for the team's chat; `notice` is what
    services of other kinds are told along with it."""

    body: RichText
    buttons: tuple[Button, ...] = ()
    input: Input | None = None
    progress: Progress | None = None
    attachments: tuple[Attachment, ...] = ()
    slot: int | None = None
    question: str | None = None
    tone: Literal["plain", "question", "answer", "mistake", "success"] = "plain"
    language: Language = "ru"
    review: Review | None = None
    entry: str | None = None
    copied: Copied | None = None
    chart: Chart | None = None
    window: bool = False
    listed: bool = False
    topic: OwnTopic | None = None
    notice: RichText | None = None
