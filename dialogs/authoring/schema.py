"""The JSON Schema of the form, for editors. Written anew by `python -m dialogs.authoring.schema`."""

import json
from pathlib import Path
from typing import Any

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
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
    return json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    shipped_schema().write_text(schema_text(), encoding="utf-8")
