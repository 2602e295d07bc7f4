"""One question as authors write it: wording, type, options, rules and examples."""

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field as Key
from pydantic import WithJsonSchema

from dialogs.interview.checks.rules import Rule
from dialogs.interview.conditions import Condition
from dialogs.interview.layout import Variant
from knowledge.authored import Authored

FieldType = Literal[
    "text", "long_text", "choice", "multi_choice", "number", "percent", "list", "table", "date"
]
InDocument = Literal["true", "false", "answered", "heading", "signature"]
Scope = Literal["user", "report", "segment"]


class Option(Authored):
    """`doc` is its label in the document, `phrase` its form inside a sentence; `for` limits it to some
    types of segment; `detail_field` is the question that follows when it is chosen. `proper`: its first
    letter is a capital inside a sentence too. `also`: other names that people type for it and that say just
    the same. `formerly`: ids that older answers have for it. A `retired` one is no longer offered, and stays
    valid where it was chosen."""

    id: str
    label: str
    also: tuple[str, ...] = ()
    doc: str | None = None
    phrase: str | None = None
    available_for: tuple[str, ...] = Key((), alias="for")
    recommended: bool = False
    free_text: bool = False
    exclusive: bool = False
    detail_field: str | None = None
    proper: bool = False
    formerly: tuple[str, ...] = ()
    retired: bool = False
    origin: str = ""

    @property
    def in_document(self) -> str:
        return self.doc or self.label

    @property
    def names(self) -> tuple[str, ...]:
        return (self.label, *self.also)


class TableColumn(Authored):
    """`also`: other names by which a pasted heading may call it. `item_of`: a number in its cells stands for
    that item of a list."""

    id: str
    label: str
    also: tuple[str, ...] = ()
    required: bool = False
    item_of: str | None = None


class BadExample(Authored):
    """`caught_by: rule` promises that reading or validation refuses or remarks it."""

    value: Any
    why: str
    caught_by: Literal["rule", "human"]


class FieldExample(Authored):
    """`good_for`: what stands in place of `good` for some types of segment."""

    good: Any
    good_for: dict[str, Any] = Key(default_factory=dict, alias="for")
    bad: BadExample | None = None

    def good_in(self, segment_type: str | None) -> Any:
        return self.good_for.get(segment_type or "", self.good)


class Suggestions(Authored):
    """Ready-made items by type of segment."""

    origin: str = ""
    refs: tuple[str, ...] = ()
    items: dict[str, tuple[str, ...]]


ProposedBy = Literal["earlier_segment", "remaining_share", "details"]


class Proposed(Authored):
    """An answer that is offered for one press: as in an earlier segment, what the other segments leave of
    100 %, or the details of the options chosen in the field `of`, joined. `carried`: «Да, похожий на
    сегмент 1» takes it along unasked."""

    by: ProposedBy
    of: str | None = None
    carried: bool = True


class Field(Authored):
    """One question. `asked`: in its place, after the segments, or never (only changed in the summary).

    `in_document`: a row (`answered`: only when there is an answer), a heading, the signatures, or nowhere.
    `unit` follows its numbers there. `also`: other names that people put before its answer.
    """

    id: str
    section: str
    scope: Scope
    label: str
    also: tuple[str, ...] = ()
    question: str
    question_variants: tuple[Variant, ...] = ()
    help: str = ""
    glossary: tuple[str, ...] = ()
    type: FieldType
    integer: bool = False
    ordered: bool = False
    options: tuple[Option, ...] = ()
    columns: tuple[TableColumn, ...] = ()
    suggestions: Suggestions | None = None
    proposed: Proposed | None = None
    required: bool = False
    required_if: Condition | None = None
    show_if: Condition | None = None
    allow_unknown: bool = False
    unknown_label: str | None = None
    unknown_output: str | None = None
    unit: str = ""
    unit_variants: tuple[Variant, ...] = ()
    in_document: Annotated[
        InDocument,
        # Editors read YAML's true and false as booleans; we read every scalar as text.
        WithJsonSchema({"enum": [True, False, "answered", "heading", "signature"]}),
    ] = Key("true", json_schema_extra={"default": True})
    asked: Literal["in_place", "last", "never"] = "in_place"
    rules: tuple[Rule, ...] = Key((), alias="validate")
    example: FieldExample | None = None
    origin: str = ""
    refs: tuple[str, ...] = ()

    @cached_property
    def _options_by_id(self) -> Mapping[str, Option]:
        former = {name: option for option in self.options for name in option.formerly}
        return former | {option.id: option for option in self.options}

    @property
    def is_list(self) -> bool:
        """Whether its answer consists of items or rows."""
        return self.type in ("list", "table")

    def option(self, option_id: str) -> Option | None:
        return self._options_by_id.get(option_id)

    @cached_property
    def has_former_options(self) -> bool:
        return any(option.formerly for option in self.options)
