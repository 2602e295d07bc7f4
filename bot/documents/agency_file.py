"""The agency's Word file in use: checked when it is loaded, and again when it changes."""

import threading
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from dialogs.interview.definition import Form
from knowledge.authored import ContentError

if TYPE_CHECKING:
    from dialogs.documents.agency import AgencyTemplate

log = structlog.get_logger(__name__)


class AgencyFile:
    """The file that a form names; a changed one that cannot be filled is refused and the old one stays."""

    def __init__(self, form: Form) -> None:
        named = form.template.docx_template
        self._form = form
        self._path = Path(named) if named else None
        self._lock = threading.Lock()
        self._template: AgencyTemplate | None = None
        self._stamp: tuple[int, int] | None = None

    @property
    def named(self) -> bool:
        """Whether the form has one."""
        return self._path is not None

    def load(self) -> "AgencyTemplate | None":
        """What fills documents now; None without one. Slow the first time. Raises ContentError then."""
        with self._lock:
            if self._path is not None and self._template is None:
                self._stamp = _stamp(self._path)
                self._template = self._read(self._path)
            return self._template

    def look(self) -> bool:
        """Loads a changed file; returns whether another one is in use now. Slow: not for the loop."""
        if self._path is None or (stamp := _stamp(self._path)) in (None, self._stamp):
            return False
        self._stamp = stamp
        try:
            template = self._read(self._path)
        except ContentError as error:
            for problem in error.problems:
                log.error("Word template refused, the old one stays in use", problem=str(problem))
            return False
        with self._lock:
            self._template = template
        log.info("Word template loaded anew")
        return True

    def _read(self, path: Path) -> "AgencyTemplate":
        # Imported here: most forms name no file, and python-docx would hold up the start.
        from dialogs.documents.agency import load_agency_template  # noqa: PLC0415

        return load_agency_template(self._form, path)


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        state = path.stat()
    except OSError:  # replaced at this very moment
        return None
    return state.st_mtime_ns, state.st_size
