"""What an author has to mend in a form, beyond what its types already tell."""

from collections.abc import Collection, Mapping

from dialogs.authoring.parts_check import check_parts
from dialogs.authoring.reporting import Reporter
from dialogs.interview.checks.base import unknown, unknown_wording, unsafe_pattern
from dialogs.interview.conditions import Comparison, Condition, comparisons
from dialogs.interview.definition import Computed, Form
from dialogs.interview.field import Field, FieldType
from dialogs.interview.layout import Variant
from dialogs.interview.messages import slots
from knowledge.yaml_source import KeyPath, Problem, Source

LONGEST_WORDING = 150
# The types of the fields that can play a role, and whether these are asked per segment.
_PLAYED_BY: Mapping[str, tuple[tuple[FieldType, ...], bool]] = {
    "title": (("text", "long_text", "choice"), False),
    "agency": (("text", "long_text"), False),
    "client_type": (("choice",), False),
    "segment_name": (("text",), True),
    "date": (("date",), False),
    "version": (("text",), False),
}


def problems_of(form: Form, source: Source) -> tuple[Problem, ...]:
    """Every problem with its line and remedy."""
    reporter = Reporter(source)
    reporter.unique(("sections",), "section", (section.id for section in form.sections))
    reporter.unique(("fields",), "field", (field.id for field in form.fields))
    reporter.unique(("computed",), "computed value", (value.id for value in form.computed))
    reporter.unique(("quality_checks",), "check", (check.id for check in form.checks))
    reporter.unique(("glossary",), "term", (term.id for term in form.glossary))
    for position, field in enumerate(form.fields):
        place: KeyPath = ("fields", position)
        reporter.unique((*place, "options"), "option", (option.id for option in field.options))
        reporter.unique((*place, "columns"), "column", (column.id for column in field.columns))
    if reporter.problems:
        # Everything below goes by these ids.
        return tuple(reporter.problems)
    checker = _Checker(form, reporter)
    checker.check()
    if not reporter.problems:
        # Examples and checks are tried out, which takes a form that is sound otherwise.
        check_parts(form, reporter)
    return tuple(reporter.problems)


class _Checker:
    """Checks the references from fields, sections and computed values to one another."""

    def __init__(self, form: Form, reporter: Reporter) -> None:
        self.form = form
        self.reporter = reporter
        self.sections = {section.id for section in form.sections}
        self.terms = {term.id for term in form.glossary}
        self.fields: Mapping[str, Field] = {field.id: field for field in form.fields}
        self.cases = {value.id: value for value in form.computed if value.cases}
        self.names = {*self.fields, *self.cases}

    def check(self) -> None:
        for position, section in enumerate(self.form.sections):
            self._variants(("sections", position, "title_variants"), section.title_variants)
        for position, field in enumerate(self.form.fields):
            self._field(("fields", position), field)
        for position, value in enumerate(self.form.computed):
            self._computed(("computed", position), value)
        for position, term in enumerate(self.form.glossary):
            if term.entry is None and term.text is None:
                self.reporter.say(
                    ("glossary", position), f'term "{term.id}" is not explained', 'add "entry" or "text"'
                )
        self._roles()
        self._variants(("layout", "entity_title"), self.form.layout.entity_title)
        self._no_circles()

    def _field(self, place: KeyPath, field: Field) -> None:
        known = self.reporter.known
        if field.id in {value.id for value in self.form.computed}:
            self.reporter.say(place, f'field "{field.id}" is a computed value too', "rename one of them")
        known((*place, "section"), "section", field.section, self.sections)
        if field.asked == "last" and field.scope == "segment":
            self.reporter.say(
                (*place, "asked"), "a question of a segment cannot be asked last", 'remove "asked"'
            )
        for position, term in enumerate(field.glossary):
            known((*place, "glossary", position), "term", term, self.terms)
        for position, option in enumerate(field.options):
            if option.detail_field is not None and option.detail_field not in self.form.disabled:
                known(
                    (*place, "options", position, "detail_field"), "field", option.detail_field, self.fields
                )
            self._of_type((*place, "options", position, "for"), option.available_for)
        if field.suggestions is not None:
            self._of_type((*place, "suggestions", "items"), field.suggestions.items)
        if field.example is not None:
            self._of_type((*place, "example", "for"), field.example.good_for)
        self._proposed((*place, "proposed"), field)
        for key, condition in (("show_if", field.show_if), ("required_if", field.required_if)):
            if condition is not None:
                self._condition((*place, key), condition, field.scope, field)
        self._question((*place, "question"), field.question)
        for position, variant in enumerate(field.question_variants):
            self._question((*place, "question_variants", position, "text"), variant.text)
        self._variants((*place, "question_variants"), field.question_variants, field.scope)

    def _proposed(self, place: KeyPath, field: Field) -> None:
        if (made := field.proposed) is None:
            return
        suits = {"remaining_share": ("percent",), "details": ("text",)}.get(made.by, (field.type,))
        if field.scope != "segment" or field.type not in suits:
            self.reporter.say(place, f'"{made.by}" does not suit this field', "remove it")
        if made.by == "details":
            choices = [one.id for one in self.fields.values() if one.type == "multi_choice"]
            self.reporter.known((*place, "of"), "field of several choices", made.of or "", choices)

    def _of_type(self, place: KeyPath, types: Collection[str]) -> None:
        """Options and suggestions for some types of segment."""
        role = self.form.roles.segment_type
        if types and role not in self.names:
            self.reporter.say(place, "needs a type of segment", 'name its field in "roles: segment_type:"')
        elif types and role is not None:
            self.reporter.add(place, unknown(f'value of "{role}"', types, self.values_of(role)))

    def _roles(self) -> None:
        """Checks that every role is played by a field that suits it."""
        roles = self.form.roles
        named: list[tuple[KeyPath, str]] = [
            (("roles", "title", n), name) for n, name in enumerate(roles.title)
        ]
        named += [(("roles", role), name) for role, name in roles if role != "title" and name is not None]
        for place, name in named:
            if name in self.form.disabled or not self.reporter.known(place, "field", name, self.form.names):
                continue
            role, field = str(place[1]), self.form.known_field(name)
            if role == "segment_type":
                suits = name in self.names and bool(self.values_of(name))
                remedy = "name a choice, or a computed value with cases"
            else:
                types, per_segment = _PLAYED_BY[role]
                suits = (
                    field is not None and field.type in types and (field.scope == "segment") == per_segment
                )
                asked = "per segment" if per_segment else "once"
                remedy = f"name a field of type {' or '.join(types)}, asked {asked}"
            if not suits:
                self.reporter.say(place, f'"{name}" cannot be the {role}', remedy)

    def _question(self, place: KeyPath, text: str) -> None:
        if len(text) > LONGEST_WORDING:
            self.reporter.say(
                place,
                f"the question has {len(text)} characters",
                f'shorten it to {LONGEST_WORDING}; details belong into "help"',
            )

    def _computed(self, place: KeyPath, value: Computed) -> None:
        ways = [value.cases, value.template, value.share_of, value.default]
        if sum(way is not None and way != () for way in ways) != 1:
            self.reporter.say(
                place,
                f'computed value "{value.id}" must have one of cases, template, share_of, default',
                "keep one of them",
            )
        if value.section is not None:
            self.reporter.known((*place, "section"), "section", value.section, self.sections)
        if value.show_if is not None:
            self._condition((*place, "show_if"), value.show_if, value.scope)
        for position, case in enumerate(value.cases):
            at = (*place, "cases", position)
            if case.when is not None:
                self._condition((*at, "when"), case.when, value.scope)
            if case.value is not None:
                self.reporter.known((*at, "value"), "value", case.value, value.values)
            if case.taken_from is not None:
                self._needed((*at, "from"), case.taken_from)
        for name, _ in slots(value.template or ""):
            if name not in self.form.disabled:
                self.reporter.known((*place, "template"), "field", name, self.names)
        if value.share_of is not None:
            for name in (value.share_of.whole, value.share_of.percent):
                if name not in self.form.disabled:
                    self.reporter.known((*place, "share_of"), "field", name, self.fields)

    def _variants(self, place: KeyPath, variants: tuple[Variant, ...], scope: str = "segment") -> None:
        for position, variant in enumerate(variants):
            for comparison in comparisons(variant.when):
                if comparison.field not in self.form.disabled:
                    self._comparison((*place, position, "when"), comparison, scope)

    def _condition(
        self, place: KeyPath, condition: Condition, scope: str, asked_by: Field | None = None
    ) -> None:
        for comparison in comparisons(condition):
            if self._needed(place, comparison.field):
                self._comparison(place, comparison, scope, asked_by)

    def _needed(self, place: KeyPath, name: str) -> bool:
        """A question that decides about others cannot be switched off alone."""
        if name in self.form.disabled:
            remedy = f'disable this one too, or keep "{name}"'
            self.reporter.say(place, f'depends on the disabled field "{name}"', remedy)
            return False
        return self.reporter.known(place, "field", name, self.names)

    def _is_later(self, field: Field, asker: Field) -> bool:
        if asker.asked == "last":
            return False
        if field.asked == "last":
            return True
        if field.scope != "segment" and asker.scope == "segment":
            return False
        return self.form.positions[field.id] >= self.form.positions[asker.id]

    def _comparison(
        self, place: KeyPath, comparison: Comparison, scope: str, asked_by: Field | None = None
    ) -> None:
        if not self.reporter.known(place, "field", comparison.field, self.names):
            return
        values = self.values_of(comparison.field)
        if comparison.op in ("regex", "not_regex"):
            self.reporter.add(place, unsafe_pattern(comparison.values[0] if comparison.values else "", ()))
        elif comparison.op in ("says", "not_says"):
            self.reporter.add(place, unknown_wording(comparison.values[0] if comparison.values else "", ()))
        elif values and comparison.op not in ("known", "unknown"):
            for value in comparison.values:
                self.reporter.known(place, f'option of "{comparison.field}"', value, values)
        field = self.fields.get(comparison.field)
        if asked_by is not None and field is not None and self._is_later(field, asked_by):
            remedy = "move one of the questions"
            self.reporter.say(place, f'"{field.id}" is asked later than "{asked_by.id}"', remedy)
        if field is not None and field.scope == "segment" and scope != "segment":
            self.reporter.say(
                place,
                f'a question asked once cannot depend on "{comparison.field}", asked per segment',
                "compare with a field of scope report or user",
            )

    def values_of(self, name: str) -> set[str]:
        """The ids that an answer can have; empty when it is free."""
        if name in self.cases:
            return set(self.cases[name].values)
        return {option.id for option in self.fields[name].options}

    def _no_circles(self) -> None:
        if self.reporter.problems:
            return
        role = self.form.roles.segment_type
        needs = {
            field.id: {c.field for condition in (field.show_if,) if condition for c in comparisons(condition)}
            | ({role} if role and any(option.available_for for option in field.options) else set())
            for field in self.form.fields
        }
        for value in self.cases.values():
            conditions = [case.when for case in value.cases if case.when is not None]
            needs[value.id] = {c.field for condition in conditions for c in comparisons(condition)}
            needs[value.id] |= {case.taken_from for case in value.cases if case.taken_from}
        for position, field in enumerate(self.form.fields):
            if field.id in _reached(field.id, needs):
                self.reporter.say(
                    ("fields", position, "show_if"),
                    f'whether "{field.id}" is asked depends on its own answer',
                    "break the circle of conditions",
                )


def _reached(start: str, needs: Mapping[str, set[str]]) -> set[str]:
    """Everything that `start` depends on."""
    reached: set[str] = set()
    waiting = list(needs.get(start, ()))
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting.extend(needs.get(name, ()))
    return reached
