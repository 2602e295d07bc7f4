"""Drafts over time: begun, finished, opened again, copied for a new study."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from dialogs.interview.answers import Answer, Day, Draft, Text
from dialogs.interview.definition import Form

DATE = "profile_date"
VERSION = "version"


def new_draft(form: Form, id: str, now: datetime, about_person: Mapping[str, Answer]) -> Draft:
    """An empty draft in which the questions asked once per person are answered already. Its date and
    version are the form's defaults until somebody changes them."""
    known = {field.id for field in form.fields if field.scope == "user"}
    shared = {name: answer for name, answer in about_person.items() if name in known}
    return Draft(id, form.id, form.version, created=now, updated=now, shared=shared)


def copy_of(form: Form, draft: Draft, id: str, now: datetime) -> Draft:
    """An earlier report as a new draft, for a new study: today's date, the next whole version; what was
    kept as it is must be looked at again."""
    shared = {name: answer for name, answer in draft.shared.items() if name != DATE}
    copied = replace(
        draft,
        id=id,
        form=form.id,
        form_version=form.version,
        created=now,
        updated=now,
        shared=shared,
        kept=frozenset(),
        status="filling",
        revision=0,
    )
    return _with_version(form, copied, study=1)


def finish(draft: Draft, now: datetime) -> Draft:
    """The draft as finished today; a date that the person set stays."""
    shared = {DATE: Day(now.date()), **draft.shared}
    return replace(draft, shared=shared, status="finished", updated=now)


def reopen(form: Form, draft: Draft, now: datetime) -> Draft:
    """A finished report opened for changes: the next minor version, dated anew. An open one is untouched."""
    if draft.status == "filling":
        return draft
    shared = {name: answer for name, answer in draft.shared.items() if name != DATE}
    opened = replace(draft, shared=shared, status="filling", updated=now)
    return _with_version(form, opened, edit=1)


def _with_version(form: Form, draft: Draft, study: int = 0, edit: int = 0) -> Draft:
    computed = form.computed_value(VERSION)
    if computed is None:
        return draft
    written = draft.shared.get(VERSION)
    text = written.value if isinstance(written, Text) else computed.default or ""
    whole, _, part = text.partition(".")
    if not (whole.isdecimal() and part.isdecimal()):
        return draft
    major, minor = int(whole) + study, 0 if study else int(part) + edit
    if minor > 99:
        major, minor = major + 1, 0
    return replace(draft, shared={**draft.shared, VERSION: Text(f"{major}.{minor}")})
