"""The JSON Schema of the form, for editors. Written anew by `python -m dialogs.authoring.schema`."""

import json
from pathlib import Path
from typing import Any

from dialogs.authoring.own_form import COMPLETED
from dialogs.interview.definition import Form

# Set while an agency's form is laid over, never written by authors.
_NOT_AUTHORED = ("disabled", "overlaid")


def shipped_schema() -> Path:
    """Where the schema stands, beside the form."""
    return Path(__file__).parent.parent / "content" / "profile.schema.json"


def schema_text() -> str:
    """The schema as a file."""
    schema: dict[str, Any] = Form.model_json_schema(by_alias=True)
    for key in _NOT_AUTHORED:
        del schema["properties"][key]
    for place in COMPLETED:
        _let_leave_out(schema, place)
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
    return json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


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
    shipped_schema().write_text(schema_text(), encoding="utf-8")
