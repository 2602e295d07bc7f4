"""Ids of buttons: what a channel sends back when one is pressed (short, for messengers limit them)."""

import re
from collections.abc import Sequence
from typing import assert_never, get_args

from dialogs.interview.answers import Path
from dialogs.turn.actions import (
    Action,
    ChangeAnswer,
    ChooseLanguage,
    KeepDraft,
    Lasting,
    OnDraft,
    OnTicket,
    OpenDraft,
    OpenPrivate,
    PutBack,
    Rate,
    ShowDrafts,
    ShowEntry,
    ShowExample,
    ShowExamples,
    ShowGlossary,
    ShowMenu,
    StartProfile,
)
from dialogs.turn.replies import Button, Role
from dialogs.turn.session import Offer
from knowledge.base.entries import Tier

_LASTING = get_args(Lasting)
_NUMBER = re.compile(r"[0-9]{1,12}")
PATH_PATTERN = re.compile(r"[a-z][a-z0-9_]*(@[0-9]{1,3})?")
PRIVATE = "private:"
"""How the id of a button begins that leads to the private chat; a messenger makes it a link."""
_BOUND = re.compile(r"(\d{1,12})\.(\d{1,4})")


class Stale(Exception):
    """Raised for a button of a question that is no longer the current one."""


def lasting_id(action: Lasting) -> str:
    """The id of a button that works for ever."""
    match action:
        case ShowEntry(subject) | ShowExample(subject) | OpenDraft(subject) | OpenPrivate(subject):
            return f"{action.kind}:{subject}"
        case OnDraft(what, subject) | OnTicket(what, subject) | Rate(what, subject):
            return f"{what}:{subject}"
        case ShowGlossary(tier):
            return f"glossary:{tier or ''}"
        case ChangeAnswer(draft, path, moved):
            return f"change:{draft}:{path}" + (f"~{moved}" if moved else "")
        case KeepDraft(draft):
            return f"keep:{draft}"
        case PutBack(removed):
            return f"undo:{removed}"
        case ChooseLanguage(language):
            return f"language:{language}"
        case ShowDrafts(page):
            return f"drafts:{page or ''}"
        case ShowMenu() | ShowExamples() | StartProfile():
            return f"{action.kind}:"
        case _:
            assert_never(action)


def _lasting_action(button: str) -> Lasting | None:
    kind, colon, subject = button.partition(":")
    if not colon:
        return None
    match kind:
        case "entry":
            return ShowEntry(subject)
        case "glossary":
            tier: Tier | None = next((known for known in get_args(Tier) if known == subject), None)
            return ShowGlossary(tier)
        case "example":
            return ShowExample(subject)
        case "open":
            return OpenDraft(subject)
        case "manage" | "copy" | "rename" | "document" | "files" | "delete":
            return OnDraft(kind, subject)
        case "change":
            return _change(subject)
        case "keep":
            return KeepDraft(subject)
        case "private":
            return OpenPrivate(subject)
        case "undo":
            return PutBack(int(subject)) if _NUMBER.fullmatch(subject) else None
        case "language":
            return ChooseLanguage("en" if subject == "en" else "ru")
        case "ask" | "named" | "unnamed" | "drop" | "write" | "solved" | "helped" | "missed":
            return OnTicket(kind, subject)
        case "good" | "bad" | "why":
            return Rate(kind, subject)
        case "menu":
            return ShowMenu()
        case "drafts":
            return ShowDrafts(int(subject)) if _NUMBER.fullmatch(subject) else ShowDrafts()
        case "examples":
            return ShowExamples()
        case "start":
            return StartProfile()
        case _:
            return None


def _change(subject: str) -> ChangeAnswer | None:
    draft, _, named = subject.partition(":")
    path, _, moved = named.partition("~")
    known = PATH_PATTERN.fullmatch(path) and (not moved or _NUMBER.fullmatch(moved))
    return ChangeAnswer(draft, Path.parse(path), int(moved or 0)) if known else None


def action_of(button: str, offer: Offer) -> Action:
    """What the button does. Raises Stale when it belongs to another offer or to nothing known."""
    if (lasting := _lasting_action(button)) is not None:
        return lasting
    bound = _BOUND.fullmatch(button)
    if bound is None or int(bound[1]) != offer.number or int(bound[2]) >= len(offer.actions):
        raise Stale(button)
    return offer.actions[int(bound[2])]


class Offering:
    """Collects the buttons of one reply and what they do.

    The order of calls fixes the positions, so the same question must register the same actions in
    the same order however it looks at the moment: use `hidden` for those not shown now. `bound` says
    whether any button dies with the offer.
    """

    def __init__(self, number: int) -> None:
        self.number = number
        self._actions: list[Action] = []
        self._labels: list[str] = []
        self._numbered: list[int] = []
        self._buttons: list[Button] = []
        self.bound = False

    def hidden(self, action: Action, label: str = "") -> str:
        """Takes a position without showing a button; with a `label` it can be typed. Tells the id of the
        position."""
        self._actions.append(action)
        self._labels.append(label)
        return f"{self.number}.{len(self._actions) - 1}"

    def show(
        self,
        action: Action,
        label: str,
        role: Role = "choice",
        *,
        selected: bool | None = None,
        rank: int | None = None,
        number: int | None = None,
    ) -> None:
        """Shows a button; those of role `choice` may be typed by their number."""
        position = len(self._actions)
        self._actions.append(action)
        self._labels.append(label)
        if role == "choice":
            self._numbered.append(position)
        if isinstance(action, _LASTING):
            identity = lasting_id(action)
        else:
            self.bound = True
            identity = f"{self.number}.{position}"
        self._buttons.append(Button(identity, label, role, selected, rank, number=number))

    def link(self, label: str, url: str) -> None:
        """A button that opens an address and sends nothing back."""
        self._buttons.append(Button("", label, "control", url=url))

    def copy(self, label: str, text: str) -> None:
        """A button that puts `text` where it can be pasted from."""
        self._buttons.append(Button("", label, "control", copy=text))

    def page(self, label: str, draft: str) -> None:
        """A button that opens the page at this draft, inside the messenger."""
        self._buttons.append(Button("", label, "control", draft=draft))

    @property
    def buttons(self) -> tuple[Button, ...]:
        return tuple(self._buttons)

    def offer(self) -> Offer:
        return Offer(self.number, tuple(self._actions), tuple(self._labels), tuple(self._numbered))


def typed_action(text: str, offer: Offer, *, numbers: bool) -> Action | None:
    """The button that somebody typed instead of pressing: its label, or its number where `numbers`."""
    wanted = text.strip().rstrip(".!").casefold()
    if not wanted:
        return None
    for label, action in zip(offer.labels, offer.actions, strict=True):
        if label and label.casefold() == wanted:
            return action
    if numbers and wanted.isascii() and wanted.isdigit() and len(wanted) < 4:
        return _numbered(offer.numbered, offer.actions, int(wanted))
    return None


def _numbered(positions: Sequence[int], actions: Sequence[Action], number: int) -> Action | None:
    return actions[positions[number - 1]] if 1 <= number <= len(positions) else None
