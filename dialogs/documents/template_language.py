"""The language of an agency's placeholders: Jinja's syntax for a closed set of expressions.

The tree that Jinja's parser makes is walked here, never compiled: no attribute of a Python object is within
reach, and the work, the texts and the output are bounded. What passed the check can always be rendered.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import ROUND_FLOOR, Decimal
from itertools import pairwise

from jinja2 import nodes

from dialogs.documents.template_filters import FILTERS
from dialogs.documents.template_values import (
    Faulty,
    Record,
    Shows,
    TellFault,
    TooMuch,
    Value,
    Values,
    kind,
    known,
)
from dialogs.documents.wordprocessing import run_text
from knowledge.schema_mistakes import near

LARGEST_OUTPUT = 8_000_000
TESTS = ("defined", "undefined", "none", "even", "odd")
_METHODS = {"strip": "trim", "lstrip": "trim", "rstrip": "trim"}
_OPERATIONS: Mapping[type[nodes.Expr], tuple[str, Callable[[Decimal, Decimal], Decimal]]] = {
    nodes.Add: ("+", lambda a, b: a + b),
    nodes.Sub: ("-", lambda a, b: a - b),
    nodes.Mul: ("*", lambda a, b: a * b),
    nodes.Div: ("/", lambda a, b: a / b),
    nodes.FloorDiv: ("//", lambda a, b: (a / b).to_integral_value(ROUND_FLOOR)),
    nodes.Mod: ("%", lambda a, b: a - b * (a / b).to_integral_value(ROUND_FLOOR)),
}

Variables = dict[str, Value]


class TemplateFilling(Values):
    """Renders the parts of one document with these names.

    With `fault` nothing is left out: both sides of every condition are rendered, and what makes no sense is
    told. `used` are the names that were asked for. With `share` the bounds are so many times narrower.
    """

    def __init__(
        self,
        names: Mapping[str, Value],
        written: Callable[[Decimal], str],
        fault: TellFault | None = None,
        *,
        share: int = 1,
    ) -> None:
        super().__init__(written, fault, share)
        self._largest = LARGEST_OUTPUT // share
        self.used: set[str] = set()
        self._names = names
        self._size = 0

    def render(self, template: nodes.Template) -> str:
        """Raises TooMuch."""
        return "".join(self._body(template.body, {}))

    def _body(self, body: Sequence[nodes.Node], scope: Variables) -> Iterator[str]:
        for node in body:
            self.spend()
            match node:
                case nodes.Output(nodes=parts):
                    for part in parts:
                        yield self._output(part, scope)
                case nodes.If():
                    yield from self._if(node, scope)
                case nodes.For():
                    yield from self._for(node, scope)
                case nodes.Assign(target=nodes.Name(name=name), node=source):
                    scope[name] = self.value(source, scope)
                case _:
                    self._refuse(node)

    def _output(self, node: nodes.Node, scope: Variables) -> str:
        if isinstance(node, nodes.TemplateData):
            piece = node.data
        else:
            piece = run_text(self.text(node, self.value(node, scope)))
        self._size += len(piece)
        if self._size > self._largest:
            raise TooMuch
        return piece

    def _if(self, node: nodes.If, scope: Variables) -> Iterator[str]:
        for case in (node, *node.elif_):
            if self._holds(case.test, scope) or self.checking:
                yield from self._body(case.body, scope)
                if not self.checking:
                    return
        yield from self._body(node.else_, scope)

    def _for(self, node: nodes.For, scope: Variables) -> Iterator[str]:
        if not isinstance(node.target, nodes.Name) or node.recursive:
            what = "a recursive loop" if node.recursive else "a loop with several names"
            self.say(node, f"{what} is not part of the language", "write {% for NAME in LIST %}")
            return
        name = node.target.name
        items = self._looped(node.iter, self.value(node.iter, scope))
        if node.test is not None:
            items = [i for i in items if self._holds(node.test, {**scope, name: i}) or self.checking]
        for n, item in enumerate(items):
            yield from self._body(node.body, {**scope, name: item, "loop": _loop(n, len(items))})
        if not items or self.checking:
            yield from self._body(node.else_, dict(scope))

    def _looped(self, node: nodes.Node, value: Value) -> Sequence[Value]:
        match value:
            case Shows(kind="table", items=(), lines=lines, columns=(first, *rest)):
                # «Нет данных» stands in the first column.
                cells = {first: "\n".join(lines), **dict.fromkeys(rest, "")}
                return [Record("row", cells, lines)] if lines else []
            case Shows(items=(), lines=lines) if value.several or value.kind == "text":
                return lines
            case Faulty():
                return [value]
            case _:
                return self.items(node, value)

    def _refuse(self, node: nodes.Node) -> Faulty:
        name = type(node).__name__.lower()
        return self.say(node, f"“{name}” is not part of the language", "leave it out")

    def value(self, node: nodes.Node, scope: Variables) -> Value:
        """What the expression means."""
        self.spend()
        match node:
            case nodes.Const(value=str() | bool() | None as value):
                return value
            case nodes.Const(value=value):
                return self.sized(node, lambda: Decimal(str(value)))
            case nodes.Name(name=name):
                return scope[name] if name in scope else self._named(node, name)
            case nodes.Getattr(node=inner, attr=name):
                return self.part(node, self.value(inner, scope), name)
            case nodes.Getitem(node=inner, arg=nodes.Slice() as part):
                return self._slice(node, self.value(inner, scope), part, scope)
            case nodes.Getitem(node=inner, arg=part):
                return self._item(node, self.value(inner, scope), self.value(part, scope))
            case nodes.List(items=items) | nodes.Tuple(items=items):
                return tuple(self.value(item, scope) for item in items)
            case nodes.And() | nodes.Or():
                first = self.value(node.left, scope)
                decided = self.true(first) == isinstance(node, nodes.Or)
                return first if decided and not self.checking else self.value(node.right, scope)
            case nodes.Not(node=inner):
                return not self._holds(inner, scope)
            case nodes.CondExpr(test=test, expr1=first, expr2=second):
                other = self.value(second, scope) if second is not None and self.checking else None
                if self._holds(test, scope) or self.checking:
                    return self.value(first, scope)
                return other if second is None else self.value(second, scope)
            case nodes.Compare(expr=first, ops=operands):
                values = [self.value(first, scope), *(self.value(each.expr, scope) for each in operands)]
                pairs = zip(operands, pairwise(values), strict=True)
                outcomes = [self._compared(node, each.op, *pair) for each, pair in pairs]
                return all(outcomes)
            case nodes.Neg(node=inner) | nodes.Pos(node=inner):
                number = self.number(node, self.value(inner, scope), "-")
                return -number if number is not None and isinstance(node, nodes.Neg) else number
            case nodes.Concat(nodes=parts):
                return self.joined(node, [self.value(part, scope) for part in parts])
            case nodes.BinExpr() if type(node) in _OPERATIONS:
                return self._counted(node, self.value(node.left, scope), self.value(node.right, scope))
            case nodes.Filter(node=nodes.Expr() as inner):
                return self._filtered(node, self.value(inner, scope), scope)
            case nodes.Test(node=inner):
                return self._tested(node, self.value(inner, scope))
            case nodes.Call(node=nodes.Getattr(attr=name)):
                filter = _METHODS.get(name, name)
                remedy = f"write |{filter}" if filter in FILTERS else "use a filter"
                return self.say(node, f"methods are not run: .{name}()", remedy)
            case nodes.Call():
                name = getattr(node.node, "name", "")
                return self.say(node, f"functions are not run: {name}()", "use a filter")
            case _:
                return self._refuse(node)

    def part(self, node: nodes.Node, value: Value, name: str) -> Value:
        if isinstance(value, Record) and value.what == "segment":
            self.used.add(name)
        return super().part(node, value, name)

    def _named(self, node: nodes.Node, name: str) -> Value:
        if name in self._names:
            self.used.add(name)
            return self._names[name]
        of_segment = {"segment", "index", "count", "heading"}
        if name in of_segment:
            shown = "heading" if name == "segment" else name
            remedy = f"write segment.{shown} between {{%p for segment in segments %}} and {{%p endfor %}}"
        else:
            remedy = near(name, self._names) or "use ids of the form's fields"
        return self.say(node, f'no field fills the placeholder "{name}"', remedy)

    def _item(self, node: nodes.Node, value: Value, key: Value) -> Value:
        if isinstance(key, str):
            return self.part(node, value, key)
        number, items = self.number(node, key, "[ ]"), self.places(node, value)
        if number is None or not items:
            return Faulty() if self.checking else ""
        position = int(number)
        if -len(items) <= position < len(items):
            return items[position]
        # How many there are depends on the answer; the check wants to know what one would be.
        return items[0] if self.checking else ""

    def _slice(self, node: nodes.Node, value: Value, part: nodes.Slice, scope: Variables) -> Value:
        given = (
            None if end is None else self.value(end, scope) for end in (part.start, part.stop, part.step)
        )
        ends = [None if end is None else self.number(node, end, "[ : ]") for end in given]
        start, stop, step = (None if end is None else int(end) for end in ends)
        items = self.places(node, value)
        if step == 0:
            return self.say(node, "a slice of step 0 has no end", "write another step")
        return items[start:stop:step] or (items[:1] if self.checking else items[:0])

    def _holds(self, node: nodes.Node, scope: Variables) -> bool:
        return self.true(self.value(node, scope))

    def _compared(self, node: nodes.Node, sign: str, left: Value, right: Value) -> bool:
        if isinstance(left, Faulty) or isinstance(right, Faulty):
            return False
        match sign:
            case "eq" | "ne":
                return self.equal(node, left, right) == (sign == "eq")
            case "in" | "notin":
                return self.inside(node, left, right) == (sign == "in")
            case "lt" | "lteq":
                return self.less(node, left, right, or_equal=sign == "lteq")
            case _:
                return self.less(node, right, left, or_equal=sign == "gteq")

    def _counted(self, node: nodes.BinExpr, left: Value, right: Value) -> Value:
        sign, operation = _OPERATIONS[type(node)]
        if sign == "+" and {kind(left), kind(right)} == {"text"}:
            return self.joined(node, (left, right))
        first, second = self.number(node, left, sign), self.number(node, right, sign)
        if first is None or second is None:
            return None
        return self.sized(node, lambda: operation(first, second))

    def _filtered(self, node: nodes.Filter, value: Value, scope: Variables) -> Value:
        given = [self.value(argument, scope) for argument in node.args]
        named = {str(pair.key): self.value(pair.value, scope) for pair in node.kwargs}
        if node.name not in FILTERS:
            remedy = near(node.name, FILTERS) or known(FILTERS)
            return self.say(node, f"the filter |{node.name} is not part of the language", remedy)
        takes, filter = FILTERS[node.name]
        if not named.keys() <= set(takes) or len(given) > len(takes) or node.dyn_args or node.dyn_kwargs:
            wanted = ", ".join(takes) or "nothing"
            return self.say(node, f"|{node.name} is given what it does not take", f"it takes {wanted}")
        if isinstance(value, Faulty):
            return value
        return filter(self, node, value, dict(zip(takes, given, strict=False)) | named)

    def _tested(self, node: nodes.Test, value: Value) -> bool:
        if node.name not in TESTS or node.args:
            message = f"the test “is {node.name}” is not part of the language"
            self.say(node, message, near(node.name, TESTS) or known(TESTS))
            return False
        if node.name in ("even", "odd"):
            number = self.number(node, value, f"is {node.name}")
            return number is not None and int(number) % 2 == (node.name == "odd")
        missing = value is None or value == "" or (isinstance(value, Shows) and not value.filled)
        return missing == (node.name != "defined")


def _loop(n: int, length: int) -> Record:
    counts = {"index": n + 1, "index0": n, "revindex": length - n, "revindex0": length - n - 1}
    counts["length"] = length
    numbers = {name: Decimal(number) for name, number in counts.items()}
    return Record("loop", {**numbers, "first": n == 0, "last": n == length - 1})
