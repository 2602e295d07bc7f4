"""Titles of drafts, and texts as they fit a list, a button and the screen of a phone."""

from dialogs.interview.answers import Choice, Draft, Text
from dialogs.interview.checks.privacy import personal_data
from dialogs.interview.display import display_here
from dialogs.interview.route import progress
from dialogs.turn.actions import OpenDraft
from dialogs.turn.building import TurnBuilder
from dialogs.turn.buttons import Offering
from knowledge.text.markup import Block, Picture, RichText, paragraph

SCREEN_LINES, SCREEN_WIDTH, SCREEN_ROWS = 15, 40, 7


def height(text: str) -> int:
    """How many lines a text takes, broken between words."""
    # textwrap finds the same, but took a twelfth of all that an answer costs.
    lines = 0
    for line in text.split("\n"):
        begin = 0
        while len(line) - begin > SCREEN_WIDTH:
            space = line.rfind(" ", begin, begin + SCREEN_WIDTH + 1)
            begin = space + 1 if space > begin else begin + SCREEN_WIDTH
            lines += 1
        lines += 1
    return lines


LONGEST_SHOWN = 70
# Characters of a title on the button that goes on with it.
CONTINUED = 25
_BETWEEN = " ,.;:"


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


def shortened(text: str, longest: int = LONGEST_SHOWN) -> str:
    """At most `longest` characters, cut between words."""
    if len(text) <= longest:
        return text
    head = text[: longest - 1]
    whole = head if text[longest - 1].isspace() else head.rsplit(" ", 1)[0]
    words = whole.rstrip(_BETWEEN).split(" ")
    # «Семьи с детьми…», not «Семьи с детьми в…».
    while len(words) > 1 and len(words[-1]) <= 2 and (not words[-1] or words[-1].islower()):
        words.pop()
    return " ".join(words).rstrip(_BETWEEN) + "…"


def beginning(body: RichText, longest: int) -> RichText:
    """The first blocks as far as they are short; of a longer first one its first words."""
    kept: list[Block] = []
    room = longest
    for block in (each for each in body.blocks if not isinstance(each, Picture)):
        text = RichText((block,)).plain()
        if len(text) > room:
            return RichText(tuple(kept)) + paragraph(shortened(text, room) if room > longest // 2 else "…")
        kept.append(block)
        room -= len(text)
    return RichText(tuple(kept))


def offer_to_continue(turn: TurnBuilder, offering: Offering) -> None:
    """«Продолжить: Выдача разрешений · 12 из 40»: the unfinished profile that was changed last."""
    draft = next((draft for draft in turn.drafts() if draft.status == "filling"), None)
    if draft is not None:
        offer_to_open(turn, draft, offering)


def offer_to_open(turn: TurnBuilder, draft: Draft, offering: Offering) -> None:
    """The button that goes on with this draft."""
    counted = progress(turn.view(draft))
    title = shortened(draft_title(turn, draft), CONTINUED)
    label = turn.label("button-continue-at", title=title, answered=counted.answered, total=counted.total)
    offering.show(OpenDraft(draft.id), label)


def form_notice(turn: TurnBuilder) -> RichText:
    """That the form is no official template, said at the start and at the end."""
    template = turn.form.template
    return RichText() if template.official or not template.notice else paragraph(template.notice)
