"""An answer that is suggested: as in an earlier segment or profile, the rest of 100 %, a name of traits."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from dialogs.interview.answers import Answer, Choices, Draft, NoData, Number, Path, Skipped, Text
from dialogs.interview.checks.rules import LengthRule
from dialogs.interview.definition import Form
from dialogs.interview.display import answer_lines, option_text
from dialogs.interview.field import Field, ProposedBy
from dialogs.interview.view import View
from knowledge.text.lemmas import is_name


@dataclass(frozen=True, slots=True)
class ProposedAnswer:
    """`lines`: the answer as it is shown; `from_segment`: the earlier segment (from 0) that has it, or
    `from_draft`: the earlier profile."""

    by: ProposedBy | Literal["earlier_profile"]
    answer: Answer
    lines: tuple[str, ...]
    from_segment: int | None = None
    from_draft: Draft | None = None

    @property
    def phrase(self) -> str:
        """How the names of the phrases about it end."""
        return self.by.replace("_", "-")


def proposal(view: View, path: Path, earlier: Iterable[Draft] = ()) -> ProposedAnswer | None:
    """What may be taken as the answer with one press; None where neither the draft nor one of the `earlier`
    profiles, the nearest first, suggests anything."""
    field = view.form.known_field(path.field)
    here = view.of_segment(path.segment)
    if field is None or here.is_answered(field):
        return None
    return _from_draft(here, field, path.segment) or _from_profile(here, field, earlier)


def as_before(view: View, path: Path, earlier: Iterable[Draft] = ()) -> ProposedAnswer | None:
    """What «то же» means: the answer of an earlier segment or of one of the `earlier` profiles, whether the
    question proposes it or not."""
    field = view.form.known_field(path.field)
    here = view.of_segment(path.segment)
    if field is None or here.is_answered(field):
        return None
    made = _as_earlier(here, field, path.segment) if path.segment is not None else None
    return made or _from_profile(here, field, earlier)


def _from_draft(here: View, field: Field, segment: int | None) -> ProposedAnswer | None:
    if field.proposed is None or segment is None:
        return None
    match field.proposed.by:
        case "earlier_segment":
            return _as_earlier(here, field, segment)
        case "remaining_share":
            answer: Answer | None = _remaining_share(here, field, segment)
        case "details":
            answer = _from_details(here, field)
    if answer is None:
        return None
    return ProposedAnswer(field.proposed.by, answer, answer_lines(here.form, field, answer))


def _from_profile(here: View, field: Field, earlier: Iterable[Draft]) -> ProposedAnswer | None:
    """The answer to the same question of the nearest earlier profile that has an answer which can be chosen
    here."""
    for draft in earlier:
        if draft.form != here.form.id:
            continue
        answer = View(here.form, draft).of_segment(here.segment).answer(field.id)
        if answer is None or isinstance(answer, NoData | Skipped) or not here.still_taken(field, answer):
            continue
        # A list without items may have come from a file.
        if lines := answer_lines(here.form, field, answer):
            return ProposedAnswer("earlier_profile", answer, lines, from_draft=draft)
    return None


def with_carried_over(form: Form, draft: Draft) -> Draft:
    """The draft with everything in the last segment that can be as in an earlier one, with what was left as
    it is."""
    last = len(draft.segments) - 1
    for field in form.of_segment:
        if field.proposed is None or not field.proposed.carried:
            continue
        # Looked at anew after each: what is asked and offered depends on the answers before.
        made = proposal(View(form, draft), Path(field.id, last))
        if made is not None and made.from_segment is not None:
            left = left_as_it_is(draft, made.from_segment, last)
            draft = draft.with_answer(Path(field.id, last), made.answer).keeping(left)
    return draft


def left_as_it_is(draft: Draft, segment: int, other: int) -> dict[str, str]:
    """Findings that the person left as they are in a segment, by their keys in the `other` one, and why; they
    hold for the same answer only."""
    return {
        f"{place.removesuffix(f'@{segment}')}@{other}#{rule}": why
        for key, why in draft.kept_why.items()
        for place, _, rule in [key.partition("#")]
        if place.endswith(f"@{segment}")
    }


def _as_earlier(here: View, field: Field, segment: int) -> ProposedAnswer | None:
    """The answer of the nearest earlier segment that has one which can be chosen here."""
    for number in reversed(range(segment)):
        answer = here.of_segment(number).answer(field.id)
        if answer is None or isinstance(answer, NoData | Skipped):
            continue
        lines = answer_lines(here.form, field, answer)
        if lines and here.visible(field) and here.still_taken(field, answer):
            return ProposedAnswer("earlier_segment", answer, lines, number)
    return None


def _remaining_share(here: View, field: Field, segment: int) -> Number | None:
    """What the other segments leave of 100 %; None unless each of them has an exact share."""
    others = [view.answer(field.id) for view in here.report.segments if view.segment != segment]
    shares = [answer.value for answer in others if isinstance(answer, Number) and answer.exact]
    rest = Decimal(100) - sum(shares)
    return Number(rest) if shares and len(shares) == len(others) and 0 < rest < 100 else None


def _from_details(here: View, field: Field) -> Text | None:
    """The details of the options chosen in the field `of`, joined: «Пенсионеры, село»."""
    chooses = here.form.known_field(field.proposed.of or "") if field.proposed is not None else None
    chosen = here.answer(chooses.id) if chooses is not None else None
    if chooses is None or not isinstance(chosen, Choices):
        return None
    parts: list[str] = []
    for picked in chosen.value:
        option = chooses.option(picked.option)
        detail = here.form.known_field(option.detail_field) if option and option.detail_field else None
        answer = here.answer(detail.id) if detail is not None else None
        if detail is None or answer is None or isinstance(answer, NoData | Skipped):
            continue
        # In a name «Другое: садовые товарищества» is «садовые товарищества».
        picks = answer.value if isinstance(answer, Choices) else ()
        own = {option_text(detail, one): one.other for one in picks if one.other}
        lines = [own.get(line) or _inside(line) for line in answer_lines(here.form, detail, answer)]
        parts.append(", ".join(lines).rstrip("."))
    name = ", ".join(parts)
    longest = min((rule.max for rule in field.rules if isinstance(rule, LengthRule)), default=None)
    fits = longest is None or len(name) <= longest
    return Text(name[:1].upper() + name[1:]) if len(parts) > 1 and fits else None


def _inside(line: str) -> str:
    """The text as it stands inside a sentence; an abbreviation and a proper name stay."""
    first = line.split(maxsplit=1)[0].strip(",.;:«»") if line.strip() else ""
    # «С помощью близких» begins with no abbreviation.
    return line if (len(first) > 1 and first[:2].isupper()) or is_name(first) else line[:1].lower() + line[1:]
