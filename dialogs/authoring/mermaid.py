"""The interview as a Mermaid flowchart: what is asked when."""

from collections.abc import Iterator

from dialogs.interview.conditions import AllOf, AnyOf, Comparison, Condition, Not, comparisons
from dialogs.interview.definition import Form
from dialogs.interview.field import Field

_SIGNS = {"eq": "=", "in": "∈", "ne": "≠", "contains": "∋", "only": "⊆", "first_in": "₁∈"}


def mermaid(form: Form) -> str:
    """A flowchart of all questions: solid arrows to what is always asked, dotted ones, with their
    condition, to what is not."""
    lines = ["flowchart TD", f'  begin(["{_quoted(form.title)}"])']
    for part, fields in (("report", form.opening), ("segment", form.of_segment), ("closing", form.closing)):
        if fields:
            lines.append(f'  subgraph part_{part}["{_quoted(_part_title(form, fields))}"]')
            lines += [f'    {field.id}["{_quoted(field.question)}"]' for field in fields]
            lines.append("  end")
    if form.of_segment:
        lines.append(f'  another{{"{_quoted(form.interview.after_segment_question)}"}}')
    lines.append("  review([✓])")
    lines += _arrows(form)
    return "\n".join(lines) + "\n"


def _part_title(form: Form, fields: tuple[Field, ...]) -> str:
    return form.interview.scopes.get("segment" if fields[0].scope == "segment" else "report", form.title)


def _arrows(form: Form) -> Iterator[str]:
    last = "begin"
    for field in (*form.opening, *form.of_segment):
        if field.show_if is None:
            yield f"  {last} --> {field.id}"
            last = field.id
    if form.of_segment:
        yield f"  {last} --> another"
        last = "another"
    if first := next((field.id for field in form.of_segment if field.show_if is None), None):
        yield f"  another -->|+1| {first}"
    for field in form.closing:
        yield f"  {last} --> {field.id}"
        last = field.id
    yield f"  {last} --> review"
    for field in (*form.opening, *form.of_segment, *form.closing):
        if field.show_if is not None:
            label = _quoted(_written(form, field.show_if))
            for name in dict.fromkeys(part.field for part in comparisons(field.show_if)):
                if form.knows(name):
                    yield f'  {name} -. "{label}" .-> {field.id}'


def _written(form: Form, condition: Condition) -> str:
    match condition:
        case Comparison():
            return f"{_label(form, condition.field)} {_SIGNS.get(condition.op, condition.op)} " + ", ".join(
                _option_label(form, condition.field, value) for value in condition.values
            )
        case AllOf():
            return " ∧ ".join(_written(form, part) for part in condition.all)
        case AnyOf():
            return " ∨ ".join(_written(form, part) for part in condition.any)
        case Not():
            return f"¬ ({_written(form, condition.negated)})"


def _label(form: Form, name: str) -> str:
    computed = form.computed_value(name)
    return computed.label if computed else form.field(name).label


def _option_label(form: Form, name: str, value: str) -> str:
    option = form.field(name).option(value) if form.knows(name) else None
    return option.label if option else value


def _quoted(text: str) -> str:
    """Mermaid takes quotes and brackets only as entities."""
    return text.replace("&", "#amp;").replace('"', "#quot;").replace("<", "#lt;").replace(">", "#gt;")
