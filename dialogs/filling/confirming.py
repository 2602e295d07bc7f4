"""What was read from a text with several answers: all of it on one screen, or one answer after the other."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from dialogs.filling.asking import in_lines
from dialogs.interview.answers import Answer, Draft, Path
from dialogs.interview.definition import Form
from dialogs.interview.display import display
from dialogs.interview.findings import remarks
from dialogs.interview.parting import ReadPart
from dialogs.interview.question import question
from dialogs.interview.route import is_answered
from dialogs.interview.typed_answers import Mistake, read
from dialogs.interview.view import View
from dialogs.turn.actions import Simple, StepName
from dialogs.turn.building import Tone, TurnBuilder
from dialogs.turn.buttons import Offering
from dialogs.turn.replies import Role, TextInput
from dialogs.turn.session import AtOneMessage, Pasted
from dialogs.turn.titles import shortened
from knowledge.text.markup import RichText, Span, listing, paragraph, quote

# Questions that are named when the text is asked for.
QUESTIONS_NAMED = 3
# Characters for all answers on a small screen, where they stand in a quote, and the least for each.
ROOM, SHORTEST = 2_400, 60


@dataclass(frozen=True, slots=True)
class Judged:
    """A part with the answer it gives. `wrong`: why it cannot be stored just so; `keys`: the remarks that it
    is stored with all the same, `may_keep`; `before`: the answer that it would replace."""

    part: ReadPart
    answer: Answer | None
    lines: tuple[str, ...]
    wrong: tuple[str, ...] = ()
    keys: Mapping[str, str] = field(default_factory=dict)
    may_keep: bool = True
    before: tuple[str, ...] = ()

    @property
    def ready(self) -> bool:
        return self.answer is not None and not self.wrong and not self.before


def judged(turn: TurnBuilder, draft: Draft, pasted: Pasted) -> tuple[list[Judged], list[ReadPart]]:
    """The parts to be decided, those that can be stored at once first, and those that nothing asks for now.
    What the draft holds already is left out."""
    stored, found, hidden = turn.view(draft), list[Judged](), list[ReadPart]()
    view = stored
    for part in pasted.parts:
        path, here = part.path, view.of_segment(part.path.segment)
        each = view.form.known_field(path.field)
        if each is None or (path.segment or 0) > len(view.draft.segments) or not here.visible(each):
            hidden.append(part)
            continue
        one = _judge(stored, view, part)
        if one.answer is not None and one.answer == stored.draft.at(path):
            continue
        found.append(one)
        if one.ready and one.answer is not None:
            view = View(turn.form, view.draft.with_answer(path, one.answer), turn.today)
    return sorted(found, key=lambda one: not one.ready), hidden


def _judge(stored: View, view: View, part: ReadPart) -> Judged:
    answer = read(view, part.path, part.typed)
    if isinstance(answer, Mistake):
        return Judged(part, None, (part.typed,), (_told(view, answer),), may_keep=False)
    broken = remarks(view, part.path, answer)
    return Judged(
        part,
        answer,
        display(View(view.form, view.draft.with_answer(part.path, answer), view.today), part.path),
        tuple(dict.fromkeys(remark.message for remark in broken)),
        dict.fromkeys((remark.key for remark in broken), ""),
        all(remark.may_keep for remark in broken),
        display(stored, part.path) if is_answered(stored, part.path) else (),
    )


def _told(view: View, mistake: Mistake) -> str:
    """What is wrong, where no options are on screen: those that there are stand in the sentence."""
    if not mistake.no_option:
        return mistake.message
    offered = view.of_segment(mistake.path.segment).options(view.form.field(mistake.path.field))
    options = ", ".join(f"«{option.label}»" for option in offered)
    return view.form.messages.unknown_option_in_file.format(
        text=shortened(mistake.no_option), options=options
    )


def pasted_for(turn: TurnBuilder, draft: Draft) -> Pasted | None:
    """The text that was read for this draft, while its segments have the same numbers."""
    pasted = turn.session.pasted
    known = pasted is not None and (pasted.draft, pasted.moved) == (draft.id, draft.moved)
    return pasted if known else None


def show(turn: TurnBuilder, draft: Draft, place: AtOneMessage) -> None:
    """The text is asked for, or what was read from it is shown to be confirmed."""
    pasted, stale = pasted_for(turn, draft), turn.session.pasted
    found, hidden = judged(turn, draft, pasted) if pasted is not None else ([], [])
    one = on_screen(found, place) or next(iter(found), None)
    place = replace(place, decides=one.part.path if place.one_by_one and one is not None else None)
    turn.go(place)
    if pasted is None or place.anew:
        moved = pasted is None and stale is not None and stale.draft == draft.id
        lead = turn.text("pasted-moved") if moved else None
        ask_for_text(turn, draft, place, lead, pasted.text if pasted else "")
    elif place.one_by_one and one is not None:
        _show_one(turn, draft, place, one, [other for other in found if other != one])
    else:
        _show_all(turn, draft, place, pasted, found, hidden)


def on_screen(found: Iterable[Judged], place: AtOneMessage) -> Judged | None:
    """The part that is decided now."""
    return next((one for one in found if one.part.path == place.decides), None)


def goes_on(turn: TurnBuilder, draft: Draft, decided: Path) -> bool:
    """The next part comes on screen after the answer at `decided`; false when there is none left."""
    if (pasted := pasted_for(turn, draft)) is None:
        return False
    left = replace(pasted, parts=tuple(part for part in pasted.parts if part.path != decided))
    more = bool(judged(turn, draft, left)[0])
    turn.remember(pasted=left if more else None)
    if more:
        show(turn, draft, AtOneMessage(draft.id, one_by_one=True))
    return more


def segment_of(draft: Draft, place: AtOneMessage) -> int:
    """The segment that a text is about when it names none."""
    if place.path is not None and place.path.segment is not None:
        return place.path.segment
    return max(len(draft.segments) - 1, 0)


def ask_for_text(
    turn: TurnBuilder, draft: Draft, place: AtOneMessage, lead: RichText | None = None, text: str = ""
) -> None:
    """«Пришлите одним сообщением»; what was typed and not understood stays in the field."""
    view, offering = turn.view(draft), turn.new_offering()
    open_now = [each for _, each, part in view.visible_fields if not part.is_answered(each)]
    names = [each.label for each in (open_now[:QUESTIONS_NAMED] if turn.world.messenger else open_now)]
    body = (lead or RichText()) + turn.text("pasted-ask")
    if names:
        body += turn.text("pasted-open")
        body += listing(names) if turn.world.messenger else paragraph("; ".join(names))
    _offer(turn, offering, "back", "button-back", "control")
    _say(turn, place, body, offering, "mistake" if lead else "question", TextInput(text, multiline=True))


def _show_all(
    turn: TurnBuilder,
    draft: Draft,
    place: AtOneMessage,
    pasted: Pasted,
    found: Sequence[Judged],
    hidden: Sequence[ReadPart],
) -> None:
    ready = [one for one in found if one.ready]
    rest = [one for one in found if not one.ready]
    unasked = [f"{_label(turn.form, part, draft)}: {part.typed}" for part in hidden]
    others = (("partly", pasted.read.partly), ("unknown", pasted.read.unknown), ("hidden", unasked))
    count = len(found) + sum(len(lines) for _, lines in others)
    each = max(ROOM // max(count, 1), SHORTEST)
    body = turn.text("pasted-read", count=len(found)) + _set_off(turn, _answers(turn, ready, draft, each))
    if rest:
        body += turn.text("pasted-to-decide") + _set_off(turn, _answers(turn, rest, draft, each))
    for key, lines in others:
        if lines:
            body += turn.text(f"pasted-{key}") + _set_off(turn, _listed(turn, lines, each))
    offering = turn.new_offering()
    if ready:
        offering.show(Simple("record_all"), turn.label("button-record-all", count=len(ready)), "done")
    if found:
        _offer(turn, offering, "one_by_one", "button-one-by-one", "control" if ready else "done")
    _offer(turn, offering, "edit", "button-edit-text", "control" if found else "done")
    _offer(turn, offering, "drop", "button-drop-text", "control")
    _say(turn, place, body, offering)


def _show_one(
    turn: TurnBuilder, draft: Draft, place: AtOneMessage, one: Judged, others: Sequence[Judged]
) -> None:
    body = turn.text("pasted-one", left=1 + len(others))
    asked = paragraph(question(turn.view(draft), one.part.path).text, strong=True)
    body += asked + _set_off(turn, in_lines(one.lines))
    if one.before:
        body += turn.text("pasted-before") + _set_off(turn, in_lines(one.before))
    for message in one.wrong:
        body += paragraph(message)
    offering, more = turn.new_offering(), sum(other.ready for other in others)
    recordable = one.answer is not None and one.may_keep
    if recordable:
        _offer(turn, offering, "record", "button-keep" if one.wrong else "button-record-part", "done")
    _offer(turn, offering, "edit", "button-edit-part", "control" if recordable else "done")
    _offer(turn, offering, "drop", "button-drop-part", "control")
    if more:
        count = more + one.ready
        offering.show(Simple("record_all"), turn.label("button-record-all", count=count), "control")
    _offer(turn, offering, "back", "button-back", "control")
    _say(turn, place, body, offering, "mistake" if one.wrong else "question")


def _say(
    turn: TurnBuilder,
    place: AtOneMessage,
    body: RichText,
    offering: Offering,
    tone: Tone = "question",
    expects: TextInput | None = None,
) -> None:
    asked = turn.question_name(place)
    turn.say(body, offering, tone=tone, expects=expects or TextInput(multiline=True), asks=asked)


def _offer(turn: TurnBuilder, offering: Offering, name: StepName, key: str, role: Role) -> None:
    offering.show(Simple(name), turn.label(key), role)


def _answers(turn: TurnBuilder, found: Iterable[Judged], draft: Draft, room: int) -> RichText:
    items = []
    for one in found:
        label = Span(_label(turn.form, one.part, draft), strong=True)
        why = [*one.wrong, *([turn.label("pasted-instead", now="; ".join(one.before))] if one.before else [])]
        wrong = Span(f" — {' '.join(why)}" if why else "", emphasis=True)
        # Where there is room, an item or a row has a line of its own.
        many = len(one.lines) > 1 and not turn.world.messenger
        listed = "".join(f"\n– {line}" for line in one.lines)
        lines = listed if many else f" {_fitted(turn, '; '.join(one.lines), room)}"
        items.append((label, Span(f":{lines}"), wrong))
    return listing(items, ordered=True) if items else RichText()


def _listed(turn: TurnBuilder, lines: Iterable[str], room: int) -> RichText:
    return listing(_fitted(turn, line, room) for line in lines)


def _fitted(turn: TurnBuilder, text: str, room: int) -> str:
    return shortened(text, room) if turn.world.messenger else text


def _set_off(turn: TurnBuilder, body: RichText) -> RichText:
    """A small screen shows the beginning of it, and all when it is opened."""
    return quote(body) if turn.world.messenger and body.blocks else body


def _label(form: Form, part: ReadPart, draft: Draft) -> str:
    """The question's label, with its segment where that could be another one."""
    label, segment = form.field(part.path.field).label, part.path.segment
    if segment is None or (segment == 0 and len(draft.segments) < 2):
        return label
    return f"{form.messages.unnamed_segment.format(number=segment + 1)}. {label}"
