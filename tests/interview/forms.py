"""Variants of the shipped form."""

from typing import Any, TypeVar

from pydantic import BaseModel

from dialogs.interview.definition import Form

Model = TypeVar("Model", bound=BaseModel)


def changed(model: Model, **changes: Any) -> Model:
    """The model with other values, and without what it has worked out from the old ones."""
    values = {name: getattr(model, name) for name in type(model).model_fields}
    return type(model).model_construct(**{**values, **changes})


def with_field(form: Form, name: str, **changes: Any) -> Form:
    """The form with one field changed."""
    return changed(form, fields=tuple(changed(f, **changes) if f.id == name else f for f in form.fields))
