"""What may follow `|` in a placeholder of an agency's Word file."""

from collections.abc import Callable, Mapping
from decimal import Decimal, DecimalException
from functools import partial
from typing import Any

from jinja2 import nodes

from dialogs.documents.template_values import LONGEST_FILLED, Shows, TooMuch, Value, Values, comparable

Arguments = dict[str, Value]
Filter = Callable[[Values, nodes.Node, Value, Arguments], Value]


def _worded(
    change: Callable[[str], str], values: Values, node: nodes.Node, value: Value, _: Arguments
) -> str:
    text = change(values.text(node, value))
    values.spend(len(text))
    return text


def _replace(values: Values, node: nodes.Node, value: Value, given: Arguments) -> str:
    text, old, new = (values.text(node, each) for each in (value, given.get("old"), given.get("new")))
    values.spend(len(text))
    if not old:
        values.say(node, "|replace looks for nothing", 'write |replace("what", "by what")')
        return text
    if len(text) + text.count(old) * (len(new) - len(old)) > LONGEST_FILLED:
        raise TooMuch
    return text.replace(old, new)


def _truncate(values: Values, node: nodes.Node, value: Value, given: Arguments) -> str:
    text, end = values.text(node, value), values.text(node, given.get("end", "…"))
    longest = values.number(node, given.get("length", Decimal(255)), "|truncate")
    leeway = values.number(node, given.get("leeway", Decimal(5)), "|truncate") or 0
    if longest is None or len(text) <= longest + leeway:
        return text
    cut = text[: max(0, int(longest) - len(end))]
    return (cut if given.get("killwords") else cut.rsplit(" ", 1)[0]) + end


def _number(values: Values, node: nodes.Node, value: Value, given: Arguments) -> Value:
    """`|int` and `|float`: of a text, too."""
    number = value
    if isinstance(value, str) or (isinstance(value, Shows) and value.kind in ("text", "choice")):
        written = "".join(values.text(node, value).split()).replace(",", ".")[:40]
        try:
            number = Decimal(written)
            number = number if number.is_finite() and abs(number) < 10**15 else None
        except DecimalException:
            number = None
    found = values.number(node, number, "|int")
    return given.get("default", Decimal(0)) if found is None else found


def _int(values: Values, node: nodes.Node, value: Value, given: Arguments) -> Value:
    number = _number(values, node, value, given)
    return Decimal(int(number)) if isinstance(number, Decimal) else number


def _round(values: Values, node: nodes.Node, value: Value, given: Arguments) -> Value:
    number = values.number(node, value, "|round")
    places = values.number(node, given.get("precision", Decimal(0)), "|round")
    return number if number is None or places is None else round(number, min(6, max(0, int(places))))


def _abs(values: Values, node: nodes.Node, value: Value, _: Arguments) -> Value:
    number = values.number(node, value, "|abs")
    return number if number is None else abs(number)


def _default(values: Values, _node: nodes.Node, value: Value, given: Arguments) -> Value:
    missing = value is None or (isinstance(value, Shows) and not value.filled)
    return given.get("value", "") if missing or (given.get("boolean") and not values.true(value)) else value


def _length(values: Values, node: nodes.Node, value: Value, _: Arguments) -> Value:
    places = values.places(node, value)
    return Decimal(0 if isinstance(value, Shows) and not value.filled else len(places))


def _end(position: int, values: Values, node: nodes.Node, value: Value, _: Arguments) -> Value:
    items = values.items(node, value)
    return items[position] if items else ""


def _list(step: int, values: Values, node: nodes.Node, value: Value, _: Arguments) -> Value:
    return values.items(node, value)[::step]


def _join(values: Values, node: nodes.Node, value: Value, given: Arguments) -> Value:
    items = values.items(node, value, given.get("attribute"))
    return values.joined(node, items, values.text(node, given.get("d")))


def _map(values: Values, node: nodes.Node, value: Value, given: Arguments) -> Value:
    if "attribute" not in given:
        return values.say(node, "|map takes an attribute", 'write |map(attribute="NAME")')
    return values.items(node, value, given["attribute"])


def _sum(values: Values, node: nodes.Node, value: Value, given: Arguments) -> Value:
    numbers = [
        values.number(node, each, "|sum") for each in values.items(node, value, given.get("attribute"))
    ]
    return values.sized(node, lambda: sum(filter(None, numbers), Decimal(0)))


def _sorted(
    kept: Callable[[list[Value]], Value], values: Values, node: nodes.Node, value: Value, given: Arguments
) -> Value:
    """Sorts by number or by the letters of the text, as `sort`, `min` and `max` do."""
    keys = [_key(values, node, key) for key in values.items(node, value, given.get("attribute"))]
    pairs = sorted(zip(keys, values.items(node, value), strict=True), key=lambda pair: pair[0])
    ordered = [item for _, item in pairs]
    return kept(ordered[::-1] if given.get("reverse") else ordered)


def _unique(values: Values, node: nodes.Node, value: Value, given: Arguments) -> Value:
    keys = [_key(values, node, key) for key in values.items(node, value, given.get("attribute"))]
    first: dict[Any, Value] = {}
    for key, item in zip(keys, values.items(node, value), strict=True):
        first.setdefault(key, item)
    return tuple(first.values())


def _key(values: Values, node: nodes.Node, value: Value) -> tuple[int, Decimal, str]:
    number = comparable(value)
    if isinstance(number, Decimal):
        return (0, number, "")
    text = values.text(node, value).casefold()
    values.spend(len(text))
    return (1, Decimal(0), text)


_SORTING = ("reverse", "case_sensitive", "attribute")
FILTERS: Mapping[str, tuple[tuple[str, ...], Filter]] = {
    **{name: ((), partial(_worded, str)) for name in ("string", "e", "escape", "safe")},
    "upper": ((), partial(_worded, str.upper)),
    "lower": ((), partial(_worded, str.lower)),
    "capitalize": ((), partial(_worded, str.capitalize)),
    "title": ((), partial(_worded, str.title)),
    "trim": ((), partial(_worded, str.strip)),
    "replace": (("old", "new"), _replace),
    "truncate": (("length", "killwords", "end", "leeway"), _truncate),
    "int": (("default",), _int),
    "float": (("default",), _number),
    "round": (("precision",), _round),
    "abs": ((), _abs),
    "default": (("value", "boolean"), _default),
    "d": (("value", "boolean"), _default),
    "length": ((), _length),
    "count": ((), _length),
    "first": ((), partial(_end, 0)),
    "last": ((), partial(_end, -1)),
    "list": ((), partial(_list, 1)),
    "reverse": ((), partial(_list, -1)),
    "join": (("d", "attribute"), _join),
    "map": (("attribute",), _map),
    "sum": (("attribute",), _sum),
    "sort": (_SORTING, partial(_sorted, tuple)),
    "min": (_SORTING[1:], partial(_sorted, lambda items: items[0] if items else None)),
    "max": (_SORTING[1:], partial(_sorted, lambda items: items[-1] if items else None)),
    "unique": (_SORTING[1:], _unique),
}
"""Every filter: the names of what it takes, and what it does."""
