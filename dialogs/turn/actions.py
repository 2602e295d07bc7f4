"""What a button does.

Two families. *Lasting* actions only show something, keep what is there or put back what was; their button
id says it all, so a button of last year still works. *Bound* actions change what the person is working on;
they live in the session's offer and their button id is `<offer>.<position>`, so a stale or doubled press is
noticed.
"""

from dataclasses import dataclass
from typing import Literal

from dialogs.interview.answers import Path
from knowledge.base.entries import Tier


@dataclass(frozen=True, slots=True)
class ShowEntry:
    entry: str
    kind: Literal["entry"] = "entry"


@dataclass(frozen=True, slots=True)
class ShowGlossary:
    tier: Tier | None = None
    kind: Literal["glossary"] = "glossary"


@dataclass(frozen=True, slots=True)
class ShowMenu:
    kind: Literal["menu"] = "menu"


@dataclass(frozen=True, slots=True)
class ShowDrafts:
    """Shows the list of drafts; on a small screen one page of it."""

    page: int = 0
    kind: Literal["drafts"] = "drafts"


@dataclass(frozen=True, slots=True)
class ShowExamples:
    kind: Literal["examples"] = "examples"


@dataclass(frozen=True, slots=True)
class ShowExample:
    """Shows one worked profile, with its documents."""

    example: str
    kind: Literal["example"] = "example"


@dataclass(frozen=True, slots=True)
class OpenDraft:
    """Goes on with a draft where it stands."""

    draft: str
    kind: Literal["open"] = "open"


DraftAction = Literal["manage", "copy", "rename", "document", "files", "delete"]


@dataclass(frozen=True, slots=True)
class OnDraft:
    """Something done with one of the person's drafts; removal and a new name are asked about first. «manage»
    shows what can be done with it."""

    what: DraftAction
    draft: str
    kind: Literal["on_draft"] = "on_draft"


@dataclass(frozen=True, slots=True)
class ChangeAnswer:
    """Puts an answered question again; its answer given, the interview goes on where it was. `moved` is the
    draft's."""

    draft: str
    path: Path
    moved: int = 0
    kind: Literal["change"] = "change"


@dataclass(frozen=True, slots=True)
class KeepDraft:
    """Keeps a draft that is near its end."""

    draft: str
    kind: Literal["keep_draft"] = "keep_draft"


@dataclass(frozen=True, slots=True)
class PutBack:
    """«Вернуть»: puts back what was removed today, where it stood."""

    removed: int
    kind: Literal["put_back"] = "put_back"


@dataclass(frozen=True, slots=True)
class OnTicket:
    """Does something with a question that the person put, or may put, to the team's specialists. `key` names
    the question; empty: a new one. `named` and `unnamed`: hand it over as it was typed, or without names,
    once the person has seen both."""

    what: Literal["ask", "named", "unnamed", "drop", "write", "solved", "helped", "missed"]
    key: str = ""
    kind: Literal["on_ticket"] = "on_ticket"


@dataclass(frozen=True, slots=True)
class Rate:
    """Says whether an answer helped, or asks to be heard why not. `answer` names the entry, or a term of the
    form; several parted by `+`."""

    what: Literal["good", "bad", "why"]
    answer: str
    kind: Literal["rate"] = "rate"


@dataclass(frozen=True, slots=True)
class OpenPrivate:
    """Leads from a group to the private chat: `payload` is what its link opens there, as in `Started`."""

    payload: str
    kind: Literal["private"] = "private"


@dataclass(frozen=True, slots=True)
class StartProfile:
    kind: Literal["start"] = "start"


@dataclass(frozen=True, slots=True)
class ChooseLanguage:
    language: Literal["ru", "en"]
    kind: Literal["language"] = "language"


Lasting = (
    ShowEntry
    | ShowGlossary
    | ShowMenu
    | ShowDrafts
    | ShowExamples
    | ShowExample
    | OpenDraft
    | OnDraft
    | ChangeAnswer
    | KeepDraft
    | PutBack
    | OnTicket
    | Rate
    | StartProfile
    | OpenPrivate
    | ChooseLanguage
)


@dataclass(frozen=True, slots=True)
class ChooseSuggestion:
    """Chooses the entry meant by a question that was not sure."""

    question: str
    entry: str
    kind: Literal["suggestion"] = "suggestion"


@dataclass(frozen=True, slots=True)
class NoneOfThese:
    question: str
    kind: Literal["none_of_these"] = "none_of_these"


@dataclass(frozen=True, slots=True)
class ChooseOption:
    """Answers a single choice; an option with own text asks for it first."""

    option: str
    kind: Literal["option"] = "option"


@dataclass(frozen=True, slots=True)
class MarkOption:
    """Chooses an option of a multiple choice, or a ready-made item of a list; twice is once."""

    option: str
    kind: Literal["mark"] = "mark"


@dataclass(frozen=True, slots=True)
class UnmarkOption:
    option: str
    kind: Literal["unmark"] = "unmark"


StepName = Literal[
    "done",
    "skip",
    "no_data",
    "help",
    "example",
    "more",
    "close",
    "drop_last",
    "next_options",
    "back",
    "forward",
    "pause",
    "left",
    "keep",
    "record",
    "own_option",
    "proposed",
    "asked",
    "stay",
    "summary",
    "one_message",
    "record_all",
    "one_by_one",
    "edit",
    "drop",
    "add_segment",
    "add_like_it",
    "no_more_segments",
    "finish",
    "draft_document",
    "yes",
    "no",
]


@dataclass(frozen=True, slots=True)
class Simple:
    """Takes a step of the interview that needs no more said."""

    name: StepName
    kind: Literal["simple"] = "simple"


@dataclass(frozen=True, slots=True)
class Explain:
    """Opens the definition of a glossary term inside the question."""

    term: str
    kind: Literal["explain"] = "explain"


@dataclass(frozen=True, slots=True)
class GoTo:
    """Jumps to an answered question; its answer given, the summary comes back, at its remarks when one was to
    be mended."""

    path: Path
    mending: bool = False
    kind: Literal["go_to"] = "go_to"


@dataclass(frozen=True, slots=True)
class TurnPage:
    page: int
    kind: Literal["page"] = "page"


@dataclass(frozen=True, slots=True)
class ReviewPart:
    """Opens a part of the review on a small screen: the remarks, the answers of the profile as a whole or of
    a segment, the list of segments, or what else can be done."""

    what: Literal["remarks", "shared", "segment", "segments", "more"]
    segment: int | None = None
    page: int = 0
    kind: Literal["review_part"] = "review_part"


@dataclass(frozen=True, slots=True)
class RemoveSegment:
    segment: int
    kind: Literal["remove_segment"] = "remove_segment"


@dataclass(frozen=True, slots=True)
class KeepRemark:
    """«Оставить как есть» for a finding of the whole profile."""

    key: str
    kind: Literal["keep_remark"] = "keep_remark"


Bound = (
    ChooseSuggestion
    | NoneOfThese
    | ChooseOption
    | MarkOption
    | UnmarkOption
    | Simple
    | Explain
    | GoTo
    | TurnPage
    | ReviewPart
    | RemoveSegment
    | KeepRemark
)

Action = Lasting | Bound
