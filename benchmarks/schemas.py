"""Writes the JSON Schemas beside the shipped content, for editors: `python -m benchmarks.schemas`."""

import json
from pathlib import Path
from typing import Any

from dialogs.authoring.form_loading import shipped_form
from dialogs.authoring.own_form import COMPLETED
from dialogs.interview.definition import Form
from knowledge.base.entries import EntriesFile
from knowledge.base.loading import SHIPPED

# Set while an agency's form is laid over, never written by authors.
_NOT_AUTHORED = ("disabled", "overlaid")


def schemas() -> dict[Path, str]:
    """Each file and what it has to hold."""
    entries = EntriesFile.model_json_schema()
    form: dict[str, Any] = Form.model_json_schema(by_alias=True)
    for key in _NOT_AUTHORED:
        del form["properties"][key]
    for place in COMPLETED:
        _let_leave_out(form, place)
    form = {"$schema": "https://json-schema.org/draft/2020-12/schema", **form}
    return {
        SHIPPED / "entries.schema.json": json.dumps(entries, ensure_ascii=False, indent=2) + "\n",
        shipped_form().parent / "profile.schema.json": (
            json.dumps(form, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        ),
    }


def _let_leave_out(schema: dict[str, Any], place: tuple[str, ...]) -> None:
    part = schema
    for key in place:
        part["required"] = [each for each in part.get("required", ()) if each != key]
        part = _resolved(schema, part["properties"][key])
    _require_nothing(schema, part)


def _require_nothing(schema: dict[str, Any], part: dict[str, Any]) -> None:
    part.pop("required", None)
    for below in part.get("properties", {}).values():
        _require_nothing(schema, _resolved(schema, below))


def _resolved(schema: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    """What a reference names, or the part itself."""
    resolved: dict[str, Any] = schema["$defs"][part["$ref"].split("/")[-1]] if "$ref" in part else part
    return resolved


if __name__ == "__main__":
    for path, text in schemas().items():
        path.write_text(text, encoding="utf-8")
