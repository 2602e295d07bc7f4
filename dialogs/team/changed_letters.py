"""«Что изменится» in the team's chat: how far it is, the questions a page at a time, one of them opened."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Literal

from dialogs.interview.checks.privacy import masked
from dialogs.team.ticket_cards import CardAudience, team_button
from dialogs.team.tickets import TEAM_LANGUAGE, Letter
from dialogs.turn.replies import Button
from knowledge.base.entries import Entry
from knowledge.search.changed_answers import ChangedAnswer, Changes, Reached
from knowledge.text.markup import listing, parse_markup

ON_A_PAGE = 8
LONGEST_CHANGED = 200


@dataclass(frozen=True, slots=True)
class Preview:
    """What the entry of a proposal would change; `run` tells one asking from the next, `asked_by` are the
    persons of the questions."""

    id: str
    run: str
    entry: Entry
    changes: Changes
    asked_by: Mapping[str, Collection[str]] = field(default_factory=dict)


def counting(team: CardAudience, id: str, run: str, percent: int) -> Letter:
    """Says that it is being worked out."""
    body = team.text("preview-counting", id=id, percent=percent)
    return team.letter(body, _key(id, run), in_place=True, under=f"learned:{id}")


def no_preview(team: CardAudience, id: str, run: str, why: Literal["impossible", "failed"]) -> Letter:
    """The proposal cannot be published as it is, or working it out failed."""
    body = team.text(f"preview-{why}", id=id)
    return team.letter(body, _key(id, run), in_place=True, under=f"learned:{id}")


def page(team: CardAudience, made: Preview, number: int) -> Letter:
    """Each question «было → станет», the most frequent first; every one can be opened by its number."""
    changed = made.changes.answers
    pages = max(-(-len(changed) // ON_A_PAGE), 1)
    number = min(max(number, 0), pages - 1)
    first = number * ON_A_PAGE
    shown = changed[first : first + ON_A_PAGE]
    body = team.text("preview", id=made.id, questions=len(changed))
    if shown:
        lines = (
            team.label(
                "preview-line",
                question=masked(each.question, LONGEST_CHANGED),
                times=each.times,
                before=_named(team, made, each.before),
                after=_named(team, made, each.after),
            )
            for each in shown
        )
        body += listing(lines, ordered=True, start=first + 1)
    if made.changes.by_words:
        body += team.text("preview-by-words", questions=made.changes.by_words)
    subject = (made.id, made.run)
    buttons = [
        Button(team_button("line", *subject, at), str(at + 1), "control")
        for at in range(first, first + len(shown))
    ]
    if number > 0:
        buttons.append(Button(team_button("page", *subject, number - 1), "◀", "control"))
    if number < pages - 1:
        buttons.append(Button(team_button("page", *subject, number + 1), "▶", "control"))
    return team.letter(
        body,
        _key(made.id, made.run),
        tuple(buttons),
        in_place=True,
        under=f"learned:{made.id}",
        persons=_persons(made, *shown),
    )


def opened(team: CardAudience, made: Preview, at: int) -> Letter:
    """One question with both answers in full."""
    each = made.changes.answers[at]
    body = team.text("preview-question", question=masked(each.question), times=each.times)
    for key, reached in (("preview-before", each.before), ("preview-after", each.after)):
        body += team.text(key, title=_named(team, made, reached))
        if (entry := _entry(team, made, reached)) is not None:
            body += parse_markup(entry.answer.into(TEAM_LANGUAGE))
    key = _key(made.id, made.run)
    return team.letter(body, f"{key}:{at}", under=key, persons=_persons(made, each))


def _entry(team: CardAudience, made: Preview, reached: Reached) -> Entry | None:
    if reached.entry == made.entry.id:
        return made.entry
    return team.knowledge.entries.get(reached.entry or "")


def _named(team: CardAudience, made: Preview, reached: Reached) -> str:
    if reached.entry is None:
        return team.label("preview-nothing")
    entry = _entry(team, made, reached)
    title = entry.named(TEAM_LANGUAGE) if entry is not None else reached.entry
    if reached.entry == made.entry.id and reached.entry not in team.knowledge:
        title = team.label("preview-this")
    return title if reached.sure else team.label("preview-suggested", title=title)


def _persons(made: Preview, *shown: ChangedAnswer) -> tuple[str, ...]:
    return tuple(sorted({person for each in shown for person in made.asked_by.get(each.question, ())}))


def _key(id: str, run: str) -> str:
    return f"learned:{id}:preview:{run}"
