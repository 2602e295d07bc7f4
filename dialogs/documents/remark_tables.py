"""The list of remarks that are open when the document is made."""

import re
from collections.abc import Sequence

from dialogs.documents.answers_shown import Shown, Standing, wording
from dialogs.documents.pieces import Cell, ReportTable, Row
from dialogs.documents.section_tables import bordered, splittable
from dialogs.interview.checks.privacy import personal_data
from dialogs.interview.checks.words import PersonalData
from dialogs.interview.definition import Form
from dialogs.interview.findings import CheckFinding


def remark_tables(form: Form, whole: Shown, state: Standing) -> tuple[ReportTable, ...]:
    """Every error and warning that is open or was left as it is, in the order of the questions."""
    layout = form.layout.tables.remarks
    places = {path: place for place, (path, _, _) in enumerate(whole.view.visible_fields)}

    def place(finding: CheckFinding) -> int:
        return min((places.get(path, -1) for path in finding.paths), default=-1)

    naming = {check.id for check in form.checks if isinstance(check.check, PersonalData)}
    rows: list[Row] = []
    for finding in sorted(state.open_remarks, key=place):
        kept = f"{layout.kept}: {finding.reason}" if finding.reason else f"{layout.kept}."
        said = f"{finding.said} {kept}" if finding.kept else finding.said
        said = _without_personal_data(said, finding.quotes if finding.check in naming else ())
        number = Cell((str(len(rows) + 1),), align="center")
        cells = (number, whole.text(_where(form, whole, finding)), whole.text(said))
        rows.append(Row(cells, splittable=splittable(cells, layout.widths_mm)))
    return (bordered(layout.header, layout.widths_mm, tuple(rows)),) if rows else ()


def _where(form: Form, whole: Shown, finding: CheckFinding) -> str:
    """The numbers of the segments, whose names stand in their headings, and the question."""
    if not finding.paths:
        return ""
    layout, question = form.layout.tables.remarks, form.field(finding.paths[0].field).label
    numbers = sorted({path.segment + 1 for path in finding.paths if path.segment is not None})
    if not numbers or len(whole.view.segments_shown) == 1:
        return question
    pattern = layout.in_segment if len(numbers) == 1 else layout.in_segments
    return pattern.format(segments=", ".join(map(str, numbers)), question=question)


def _without_personal_data(text: str, words: Sequence[str]) -> str:
    """The text with something in place of these words and of all that tells of one person: the list goes
    further than the answers, and whoever mends them needs no copy to find the place."""
    # A name between guillemets may be that of an organisation, but these are the remark's own.
    unquoted = re.sub("[«»]", " ", text)
    for said in sorted({*words, *personal_data(unquoted)}, key=len, reverse=True):
        # A remark quotes words with single spaces and without their full stop.
        quoted = r"\s+".join(map(re.escape, said.rstrip(".").split())) + r"(?:\.(?=»))?"
        text = re.sub(quoted, wording().personal_data, text)
    return text
