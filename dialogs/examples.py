"""The worked profiles that are shipped as examples."""

from dataclasses import dataclass

from dialogs.interview.answers import Draft


@dataclass(frozen=True, slots=True)
class ExampleProfile:
    """A finished profile of an invented agency; `shows` says what it is good for."""

    id: str
    title: str
    shows: str
    draft: Draft
