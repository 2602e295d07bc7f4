"""Loads the form: the shipped one or an agency's own, and an agency's changes laid over it by field id."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dialogs.authoring.form_check import problems_of
from dialogs.authoring.own_form import completed
from dialogs.authoring.reporting import typed_form
from dialogs.interview.definition import Form
from dialogs.interview.patterns import shipped_patterns
from dialogs.interview.wording import shipped_wordings
from knowledge.schema_mistakes import near
from knowledge.yaml_source import ContentError, KeyPath, Problem, Source, read_yaml

# What makes a field the same field: changing it would make stored answers unreadable.
_FIXED = ("id", "type", "scope", "columns")
_LISTS = ("sections_order", "sections_disabled", "fields_disabled", "quality_checks_disabled", "extra_fields")


def shipped_form() -> Path:
    """The form that comes with the program."""
    return Path(__file__).parent.parent / "content" / "profile.yaml"


def load_form(path: Path, overlay: Path | None = None) -> Form:
    """The form at `path`, with an agency's changes laid over it when there are some. What a form of an
    agency's own says nothing about is as in the shipped one, as far as it names no field.

    Raises ContentError with the file, line and remedy of everything an author has to mend.
    """
    shipped_patterns()
    shipped_wordings()
    source = read_yaml(path)
    if path != shipped_form():
        content, origins = completed(source, read_yaml(shipped_form()))
        source = OverlaidSource(source.path, content, source.lines, origins)
    own = path != shipped_form()
    form = typed_form(source).model_copy(update={"own": own})
    if problems := problems_of(form, source):
        raise ContentError(problems)
    if overlay is None:
        return form
    return _laid_over(form, source, read_yaml(overlay))


@dataclass(frozen=True, slots=True)
class OverlaidSource(Source):
    """Two files as one: a problem is told where its author wrote it."""

    origins: Mapping[KeyPath, tuple[Source, KeyPath]] = field(default_factory=dict)

    def problem(self, place: Any, message: str, remedy: str = "") -> Problem:
        for length in range(len(place), 0, -1):
            if (found := self.origins.get(tuple(place[:length]))) is not None:
                source, start = found
                return source.problem((*start, *place[length:]), message, remedy)
        return Source(self.path, self.content, self.lines).problem(place, message, remedy)


def _laid_over(form: Form, base: Source, overlay: Source) -> Form:
    """The form as the agency wants it. Raises ContentError."""
    merging = _Merging(form, base, overlay)
    merging.run()
    if merging.problems:
        raise ContentError(merging.problems)
    source = OverlaidSource(base.path, merging.content, base.lines, merging.origins)
    known = {"disabled": frozenset(merging.disabled), "overlaid": True, "own": form.own}
    merged = typed_form(source).model_copy(update=known)
    if problems := problems_of(merged, source):
        raise ContentError(problems)
    return merged


class _Merging:
    """One overlay applied to the written form, remembering which file every part came from."""

    def __init__(self, form: Form, base: Source, overlay: Source) -> None:
        self.form = form
        self.base = base
        self.overlay = overlay
        self.content: dict[str, Any] = deepcopy(base.content)
        self.origins: dict[KeyPath, tuple[Source, KeyPath]] = {}
        self.disabled: set[str] = set()
        self.problems: list[Problem] = []

    def run(self) -> None:
        written = self.overlay.content
        if not isinstance(written, dict):
            self._say((), "an overlay is a mapping of keys", "begin with extends: " + self.form.id)
            return
        allowed = self.form.template.override.keys_allowed
        for key, value in written.items():
            self._known((key,), "key", key, allowed)
            if key in _LISTS and not isinstance(value, list):
                self._say((key,), f'"{key}" must be a list', "write - or [ ]")
            if key in ("fields", "layout") and not isinstance(value, dict):
                self._say((key,), f'"{key}" must be a mapping', "write keys with values")
        if written.get("extends") != self.form.id:
            self._say(
                ("extends",) if "extends" in written else (),
                "extends no known form",
                f"extends: {self.form.id}",
            )
        if self.problems:
            return
        self._texts(written)
        self._disable(written)
        self._fields(written)
        self._sections(written)
        self._checks(written)
        if "layout" in written:
            self._merge_into(self.content["layout"], written["layout"], ("layout",))

    def _texts(self, written: Mapping[str, Any]) -> None:
        if "title" in written:
            self.content["title"] = written["title"]
            self.origins["title",] = (self.overlay, ("title",))
        for key in ("notice", "docx_template"):
            if key in written:
                self.content["template"][key] = written[key]
                self.origins["template", key] = (self.overlay, (key,))
        if "docx_template" in written:
            template = Path(self.overlay.path).parent / str(written["docx_template"])
            if not template.is_file():
                self._say(
                    ("docx_template",),
                    f"{template} is not there",
                    "correct the path, from this file's folder",
                )
            self.content["template"]["docx_template"] = str(template)

    def _disable(self, written: Mapping[str, Any]) -> None:
        sections = [section.id for section in self.form.sections]
        for position, name in enumerate(written.get("sections_disabled", [])):
            if self._known(("sections_disabled", position), "section", name, sections):
                self.disabled |= {field.id for field in self.form.fields if field.section == name}
                self.disabled |= {value.id for value in self.form.computed if value.section == name}
        names = [field.id for field in self.form.fields] + [value.id for value in self.form.computed]
        for position, name in enumerate(written.get("fields_disabled", [])):
            if self._known(("fields_disabled", position), "field", name, names):
                self.disabled.add(name)
        computed = enumerate(self.base.content["computed"])
        kept = [(position, value) for position, value in computed if value["id"] not in self.disabled]
        self._replace("computed", [(value, self.base, ("computed", position)) for position, value in kept])

    def _fields(self, written: Mapping[str, Any]) -> None:
        changes = written.get("fields", {})
        names = [field.id for field in self.form.fields]
        for name, change in changes.items():
            self._known(("fields", name), "field", name, names)
            if not isinstance(change, dict | None):
                self._say(("fields", name), f'"{name}" must be a mapping', "write keys with values below it")
        if self.problems:
            return
        parts: list[tuple[Any, Source, KeyPath]] = []
        for position, original in enumerate(self.base.content["fields"]):
            if original["id"] in self.disabled:
                continue
            change = changes.get(original["id"]) or {}
            for key in change:
                if key in _FIXED:
                    self._say(
                        ("fields", original["id"], key), f'"{key}" of a field is fixed', "use extra_fields"
                    )
                self.origins["fields", len(parts), key] = (self.overlay, ("fields", original["id"], key))
            merged = {**original, **change}
            if "question" in change and "question_variants" not in change:
                merged.pop("question_variants", None)
            parts.append((merged, self.base, ("fields", position)))
        for position, extra in enumerate(written.get("extra_fields", [])):
            parts.append((extra, self.overlay, ("extra_fields", position)))
        self._replace("fields", parts)

    def _sections(self, written: Mapping[str, Any]) -> None:
        by_id = {section["id"]: position for position, section in enumerate(self.base.content["sections"])}
        order: list[str] = []
        for position, name in enumerate(written.get("sections_order", [])):
            if not self._known(("sections_order", position), "section", name, list(by_id)):
                continue
            if name in order:
                self._say(("sections_order", position), f'section "{name}" stands twice', "remove one")
            order.append(name)
        order += [name for name in by_id if name not in order]
        shown = [name for name in order if name not in written.get("sections_disabled", [])]
        self._replace(
            "sections",
            [
                (
                    {**self.base.content["sections"][by_id[name]], "number": str(number)},
                    self.base,
                    ("sections", by_id[name]),
                )
                for number, name in enumerate(shown, start=1)
            ],
        )

    def _checks(self, written: Mapping[str, Any]) -> None:
        disabled = written.get("quality_checks_disabled", [])
        names = [check.id for check in self.form.checks]
        for position, name in enumerate(disabled):
            self._known(("quality_checks_disabled", position), "check", name, names)
        kept: list[tuple[Any, Source, KeyPath]] = [
            (check, self.base, ("quality_checks", position))
            for position, check in enumerate(self.base.content["quality_checks"])
            if check["id"] not in disabled
        ]
        self._replace("quality_checks", kept)

    def _replace(self, key: str, parts: list[tuple[Any, Source, KeyPath]]) -> None:
        self.content[key] = [part for part, _, _ in parts]
        for position, (_, source, place) in enumerate(parts):
            self.origins[key, position] = (source, place)

    def _merge_into(self, base: dict[str, Any], change: Mapping[str, Any], place: KeyPath) -> None:
        for key, value in change.items():
            if isinstance(value, dict) and isinstance(base.get(key), dict):
                self._merge_into(base[key], value, (*place, key))
            else:
                base[key] = value
                self.origins[(*place, key)] = (self.overlay, (*place, key))

    def _known(self, place: KeyPath, what: str, name: Any, names: Any) -> bool:
        if name in names:
            return True
        self._say(place, f'unknown {what} "{name}"', near(str(name), names) or "known: " + ", ".join(names))
        return False

    def _say(self, place: KeyPath, message: str, remedy: str) -> None:
        self.problems.append(self.overlay.problem(place, message, remedy))
