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
Scope = Literal["user", "report", "segment"]


class Option(Authored):
    """`doc` is its label in the document, `phrase` its form inside a sentence; `for` limits it to some
    types of segment; `detail_field` is the question that follows when it is chosen."""

    id: str
    label: str
    doc: str | None = None
    phrase: str | None = None
    available_for: tuple[str, ...] = Key((), alias="for")
    recommended: bool = False
    free_text: bool = False
    exclusive: bool = False
    detail_field: str | None = None
    origin: str = ""

    @property
    def in_document(self) -> str:
        return self.doc or self.label


class TableColumn(Authored):
    id: str
    label: str
    required: bool = False


class BadExample(Authored):
    """`caught_by: rule` promises that reading or validation refuses or remarks it."""

    value: Any
    why: str
    caught_by: Literal["rule", "human"]


class FieldExample(Authored):
    good: Any
    bad: BadExample | None = None


class Suggestions(Authored):
    """Ready-made items by type of segment."""

    origin: str = ""
    refs: tuple[str, ...] = ()
    items: dict[str, tuple[str, ...]]


class Field(Authored):
    """One question. `asked`: in its place, after the segments, or never (only changed in the summary)."""

    id: str
    section: str
    scope: Scope
    label: str
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
    required: bool = False
    required_if: Condition | None = None
    show_if: Condition | None = None
    allow_unknown: bool = False
    unknown_label: str | None = None
    unknown_output: str | None = None
    in_document: Annotated[
        Literal["true", "false", "signature"],
        # Editors read YAML's true and false as booleans; we read every scalar as text.
        WithJsonSchema({"enum": [True, False, "signature"]}),
    ] = Key("true", json_schema_extra={"default": True})
    asked: Literal["in_place", "last", "never"] = "in_place"
    rules: tuple[Rule, ...] = Key((), alias="validate")
    example: FieldExample | None = None
    origin: str = ""
    refs: tuple[str, ...] = ()

    @cached_property
    def _options_by_id(self) -> Mapping[str, Option]:
        return {option.id: option for option in self.options}

    def option(self, option_id: str) -> Option | None:
        return self._options_by_id.get(option_id)
