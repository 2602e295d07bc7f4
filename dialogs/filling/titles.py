"""What a draft is called in lists and messages."""

from dialogs.interview.answers import Choice, Draft, Text
from dialogs.interview.checks.privacy import personal_data
from dialogs.interview.display import display_here
from dialogs.turn.building import TurnBuilder
from knowledge.text.markup import RichText, paragraph

LONGEST = 70


def draft_title(turn: TurnBuilder, draft: Draft) -> str:
    """The name that the person gave it, or what the form calls a profile by, such as its service; «Новый
    профиль» for a bare draft, and for one whose name tells of a person: titles go into notices."""
    if draft.name:
        return draft.name
    view = turn.view(draft)
    for name in turn.form.roles.title:
        if isinstance(view.answer(name), Text | Choice) and (title := display_here(view, name)[0]):
            return turn.label("untitled") if personal_data(title) else shortened(title)
    return turn.label("untitled")


def shortened(text: str, longest: int = LONGEST) -> str:
    """At most `longest` characters, cut between words."""
    if len(text) <= longest:
        return text
    return text[: longest - 1].rsplit(" ", 1)[0].rstrip(" ,.;:") + "…"


def form_notice(turn: TurnBuilder) -> RichText:
    """That the form is no official template, said at the start and at the end."""
    template = turn.form.template
    return RichText() if template.official else paragraph(template.notice)
