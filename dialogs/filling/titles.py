"""What a draft is called in lists and messages."""

from dialogs.interview.answers import Choice, Draft, Path, Text
from dialogs.interview.display import display
from dialogs.turn.building import TurnBuilder

LONGEST = 70
_NAMING = ("entity_name", "internal_topic", "process_type")


def draft_title(turn: TurnBuilder, draft: Draft) -> str:
    """The service, the topic or the process that the profile is about; for a bare draft, «Новый профиль»."""
    for name in _NAMING:
        if turn.form.knows(name) and isinstance(draft.at(Path(name)), Text | Choice):
            lines = display(turn.form, draft, Path(name))
            if lines and lines[0]:
                return shortened(lines[0])
    return turn.label("untitled")


def shortened(text: str) -> str:
    """At most LONGEST characters, cut between words."""
    if len(text) <= LONGEST:
        return text
    return text[: LONGEST - 1].rsplit(" ", 1)[0].rstrip(" ,.;:") + "…"
