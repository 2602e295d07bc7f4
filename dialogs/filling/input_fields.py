"""The field that a question is answered in, with what stands in it."""

from dialogs.interview.answers import Draft, Rows
from dialogs.interview.question import Question
from dialogs.interview.route import is_answered
from dialogs.interview.typed_answers import read, typed_answer
from dialogs.turn.building import TurnBuilder
from dialogs.turn.replies import Column, Input, ItemsInput, RowsInput, TextInput
from dialogs.turn.session import AtQuestion


def input_of(turn: TurnBuilder, draft: Draft, asked: Question, place: AtQuestion) -> Input | None:
    """The field to type into, holding the refused text or else the stored answer."""
    if place.asked_why:
        return TextInput(place.why)
    if place.writing is not None:
        return TextInput(place.refused or "")
    answered = is_answered(turn.view(draft), place.path)
    match asked.kind:
        case "choice" | "multi_choice":
            return None if place.refused is None else TextInput(place.refused)
        case "list":
            items = _typed_lines(turn, draft, place) if place.refused or answered else ()
            chosen = {picked.option for picked in place.marked}
            return ItemsInput(tuple(item for item in items if item not in chosen))
        case "table":
            columns = tuple(Column(column.id, column.label, column.required) for column in asked.columns)
            return RowsInput(columns, _rows(turn, draft, place, columns))
        case _:
            text = place.refused if place.refused is not None else ""
            if not text and answered:
                text = typed_answer(turn.view(draft), place.path)
            return TextInput(text, multiline=asked.kind == "long_text")


def _rows(
    turn: TurnBuilder, draft: Draft, place: AtQuestion, columns: tuple[Column, ...]
) -> tuple[tuple[str, ...], ...]:
    answer = draft.at(place.path)
    if place.refused is not None:
        read_again = read(turn.view(draft), place.path, place.refused)
        answer = read_again if isinstance(read_again, Rows) else answer
    if not isinstance(answer, Rows):
        return ()
    return tuple(tuple(row.get(column.id, "") for column in columns) for row in answer.value)


def _typed_lines(turn: TurnBuilder, draft: Draft, place: AtQuestion) -> tuple[str, ...]:
    text = place.refused if place.refused is not None else typed_answer(turn.view(draft), place.path)
    return tuple(line for line in text.splitlines() if line.strip())
