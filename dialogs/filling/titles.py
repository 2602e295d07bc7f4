"""What a draft is called in lists and messages."""

from dialogs.interview.answers import Choice, Draft, Text
from dialogs.interview.display import display_here
from dialogs.turn.building import TurnBuilder

LONGEST = 70


def draft_title(turn: TurnBuilder, draft: Draft) -> str:
    """What the form calls a profile by, such as its service; for a bare draft, «Новый профиль»."""
    view = turn.view(draft)
    for name in turn.form.roles.title:
        if isinstance(view.answer(name), Text | Choice) and (title := display_here(view, name)[0]):
            return shortened(title)
    return turn.label("untitled")


def shortened(text: str) -> str:
    """At most LONGEST characters, cut between words."""
    if len(text) <= LONGEST:
        return text
    return text[: LONGEST - 1].rsplit(" ", 1)[0].rstrip(" ,.;:") + "…"
