"""The form as authors write it: sections, fields, computed values, checks, report and layout."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field as Key
from pydantic import WithJsonSchema

from dialogs.interview.answers import Number
from dialogs.interview.checks import Check
from dialogs.interview.checks.rules import Rule
from dialogs.interview.conditions import Condition
from dialogs.interview.field import Field
from dialogs.interview.layout import Layout, ReportRules, Variant
from dialogs.interview.messages import Messages, Reading
from dialogs.interview.own_terms import Term, TermIndex
from dialogs.interview.patterns import shipped_patterns
from knowledge.authored import Authored


class Section(Authored):
    id: str
    number: int
    title: str
    title_variants: tuple[Variant, ...] = ()
    render: Literal["two_column_table", "grid_table"]


class Case(Authored):
    """The value when the condition holds: a fixed one, or the answer of a field."""

    when: Condition | None = None
    value: str | None = None
    taken_from: str | None = Key(None, alias="from")


class ShareOf(Authored):
    whole: str
    percent: str


class Computed(Authored):
    """A value that is not asked: the first case that holds, a sentence with answers, a share, or a
    default that the person may change (`default` with `type` and `question`)."""

    id: str
    scope: Literal["report", "segment"]
    section: str | None = None
    label: str
    cases: tuple[Case, ...] = ()
    values: dict[str, str] = Key(default_factory=dict)
    template: str | None = None
    share_of: ShareOf | None = None
    default: str | None = None
    type: Literal["text", "date"] | None = None
    question: str | None = None
    help: str = ""
    in_document: Annotated[Literal["true", "false"], WithJsonSchema({"type": "boolean"})] = "true"
    show_if: Condition | None = None
    rules: tuple[Rule, ...] = Key((), alias="validate")
    rule: str = ""
    note: str = ""
    origin: str = ""
    refs: tuple[str, ...] = ()

    @property
    def editable(self) -> bool:
        return self.default is not None


class OverrideRules(Authored):
    """What an agency's own form may change."""

    keys_allowed: tuple[str, ...]
    placeholder_format: str = ""
    example: Any = None


class Template(Authored):
    origin: str = ""
    official: bool
    replaceable: bool
    notice: str
    docx_template: str | None = None
    override: OverrideRules


class OptionalQuestions(Authored):
    default: Literal["ask", "defer"]
    modes: dict[str, str] = Key(default_factory=dict)


class Buttons(Authored):
    skip: str
    back: str
    help: str
    example: str
    unknown: str
    pause: str
    done: str


class KeepRules(Authored):
    """Which broken rules a person may leave as they are."""

    applies_to: tuple[str, ...]
    button: str
    effect: str = ""


class Interview(Authored):
    """How questions are asked."""

    origin: str = ""
    scopes: dict[str, str] = Key(default_factory=dict)
    optional_questions: OptionalQuestions
    field_keys: dict[str, str] = Key(default_factory=dict)
    buttons: Buttons
    override: KeepRules
    unknown_output: str
    skipped_output: str
    regex_flavour: str = ""
    table_input: str
    list_input: str
    after_segment_question: str
    welcome: str


class Roles(Authored):
    """The fields that the program itself looks at, by what they mean; a form does without those it leaves
    out. `title`: what a profile is called by, the first one answered; `segment_type`: decides which options
    are offered."""

    title: tuple[str, ...] = ()
    agency: str | None = None
    client_type: str | None = None
    segment_name: str | None = None
    segment_type: str | None = None
    date: str | None = None
    version: str | None = None


class Form(Authored):
    """The whole form, checked and with an agency's overlay applied. `disabled` are fields of the shipped
    form that an agency has switched off: their answers never count. `overlaid`: with an agency's changes;
    `own`: written by an agency in place of the shipped one."""

    id: str
    version: str
    title: str
    language: Literal["ru"]
    template: Template
    interview: Interview
    roles: Roles = Roles()
    messages: Messages
    reading: Reading
    glossary: tuple[Term, ...] = ()
    sections: tuple[Section, ...]
    computed: tuple[Computed, ...] = ()
    fields: tuple[Field, ...]
    checks: tuple[Check, ...] = Key((), alias="quality_checks")
    report: ReportRules
    layout: Layout
    sources: dict[str, str] = Key(default_factory=dict)
    disabled: frozenset[str] = frozenset()
    overlaid: bool = False
    own: bool = False

    @cached_property
    def terms(self) -> TermIndex:
        """The glossary, to find in it what a question asks for."""
        return TermIndex(self.glossary)

    @cached_property
    def _fields_by_id(self) -> Mapping[str, Field]:
        editable = {value.id: _editable(value, self) for value in self.computed if value.editable}
        return {**editable, **{field.id: field for field in self.fields}}

    @cached_property
    def _computed_by_id(self) -> Mapping[str, Computed]:
        return {value.id: value for value in self.computed}

    def field(self, field_id: str) -> Field:
        """The field, or an editable computed value as one. Raises KeyError."""
        return self._fields_by_id[field_id]

    def known_field(self, field_id: str) -> Field | None:
        return self._fields_by_id.get(field_id)

    def knows(self, field_id: str) -> bool:
        return field_id in self._fields_by_id

    def computed_value(self, value_id: str) -> Computed | None:
        return self._computed_by_id.get(value_id)

    @cached_property
    def names(self) -> frozenset[str]:
        """The ids of all fields and computed values."""
        return frozenset([*(field.id for field in self.fields), *self._computed_by_id])

    def section(self, section_id: str) -> Section:
        """Raises KeyError."""
        return self._sections_by_id[section_id]

    @cached_property
    def _sections_by_id(self) -> Mapping[str, Section]:
        return {section.id: section for section in self.sections}

    @cached_property
    def opening(self) -> tuple[Field, ...]:
        """Asked once, before the segments."""
        return tuple(f for f in self.as_asked if f.scope != "segment" and f.asked == "in_place")

    @cached_property
    def of_segment(self) -> tuple[Field, ...]:
        """Asked for every segment."""
        return tuple(f for f in self.as_asked if f.scope == "segment" and f.asked != "never")

    @cached_property
    def closing(self) -> tuple[Field, ...]:
        """Asked once, after the segments."""
        return tuple(f for f in self.as_asked if f.scope != "segment" and f.asked == "last")

    @cached_property
    def positions(self) -> Mapping[str, int]:
        """The place of every field in the order asked; what is never asked stands before."""
        never_asked = {value.id: -1 for value in self.computed}
        return {**never_asked, **{field.id: position for position, field in enumerate(self.as_asked)}}

    @cached_property
    def as_asked(self) -> tuple[Field, ...]:
        """All fields in the authors' order, an agency's extra ones after their section. Conditions look
        back, so another order of sections in the document leaves this one alone."""
        first: dict[str, int] = {}
        for field in self.fields:
            first.setdefault(field.section, len(first))
        return tuple(sorted(self.fields, key=lambda field: first[field.section]))

    @cached_property
    def in_order(self) -> tuple[Field, ...]:
        """All fields by section, as the document shows them."""
        rank = {section.id: position for position, section in enumerate(self.sections)}
        return tuple(sorted(self.fields, key=lambda field: rank[field.section]))

    def written_amount(self, amount: Number) -> str:
        """«более 50», «10 000–15 000»."""
        written = self.written_number(*amount.ends)
        return f"{shipped_patterns().numbers.limits[amount.limit][0]} {written}" if amount.limit else written

    def written_number(self, *numbers: Decimal) -> str:
        """«48 200», «38,5»: thousands apart, no needless zeros; two are the ends of a range."""
        style = self.layout.typography
        signs = {",": style.thousands_separator, ".": style.decimal_separator}
        written = (format(number.normalize() + 0, ",f") for number in numbers)
        return "–".join("".join(signs.get(mark, mark) for mark in number) for number in written)

    def written_day(self, day: date) -> str:
        """«22 ноября 2026 г.»"""
        month = self.reading.months[day.month - 1]
        return self.layout.typography.date_format.format(day=day.day, month=month, year=day.year)


def _editable(value: Computed, form: Form) -> Field:
    return Field(
        id=value.id,
        section=value.section or form.sections[0].id,
        scope=value.scope,
        label=value.label,
        question=value.question or value.label,
        help=value.help,
        type=value.type or "text",
        required=True,
        show_if=value.show_if,
        asked="never",
        validate=value.rules,
        origin=value.origin,
    )
