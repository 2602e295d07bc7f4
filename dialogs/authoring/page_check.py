"""What keeps the pages of a layout from being drawn: measures without room, placeholders of dates."""

from dialogs.authoring.reporting import Reporter
from dialogs.interview.checks.base import unfit_placeholders
from dialogs.interview.layout import Layout, PageMargins, Typography
from dialogs.interview.messages import slots
from knowledge.yaml_source import KeyPath

_LARGEST_PT = 200
_LARGEST_SPACING = 10
_LEAST_ROOM_MM = 50
_NARROWEST_MM = 4


def check_page(layout: Layout, reporter: Reporter) -> None:
    """Says everything about the measures of a page that is not to be drawn."""
    at: KeyPath = ("layout", "font")
    for key in ("body_pt", "table_pt", "note_pt"):
        _within(reporter, (*at, key), getattr(layout.font, key), _LARGEST_PT)
    if not layout.font.family.isprintable() or not layout.font.family.strip():
        reporter.say((*at, "family"), "no font has such a name", "write the name as Word shows it")
    for key in ("line_spacing_body", "line_spacing_table"):
        _within(reporter, ("layout", "paragraph", key), getattr(layout.paragraph, key), _LARGEST_SPACING)
    _check_margins(layout, reporter)
    table, at = layout.tables.two_column, ("layout", "tables", "two_column")
    for key, given in (("header", len(table.header)), ("widths_mm", len(table.widths_mm))):
        if given != 2:
            reporter.say((*at, key), f"the table has two columns, not {given}", "give two")
    grids = {("layout", "tables", "grids", name): grid for name, grid in layout.tables.grids.items()}
    for place, widths in ((at, table.widths_mm), *((at, grid.widths_mm) for at, grid in grids.items())):
        if any(width < _NARROWEST_MM for width in widths):
            remedy = f"write at least {_NARROWEST_MM} (millimetres) for each"
            reporter.say((*place, "widths_mm"), "a column has no room for a letter", remedy)
    if "title" not in (name for name, _ in slots(layout.section_heading)):
        reporter.say(("layout", "section_heading"), "shows no title", "write {title} in it")
    _check_dates(layout.typography, reporter)


def _within(reporter: Reporter, place: KeyPath, number: float, most: float) -> None:
    if not 0 < number <= most:
        reporter.say(place, f'"{place[-1]}" is {number:g}', f"write a number above 0, at most {most}")


def _check_margins(layout: Layout, reporter: Reporter) -> None:
    margins, at = layout.page.margins_mm, ("layout", "page", "margins_mm")
    width, height = layout.page.size_mm
    rooms = (width - margins.left - margins.right, height - margins.top - margins.bottom)
    if min(margins.left, margins.right, margins.top, margins.bottom) < 0 or min(rooms) < _LEAST_ROOM_MM:
        largest = max(PageMargins.model_fields, key=lambda side: abs(getattr(margins, side)))
        reporter.say(
            (*at, largest),
            f"the page has {rooms[0]:g} × {rooms[1]:g} mm left for text",
            "write smaller margins, from 0",
        )


def _check_dates(typography: Typography, reporter: Reporter) -> None:
    at, known = ("layout", "typography", "date_format"), ("day", "month", "year")
    faults = [*unfit_placeholders(typography.date_format, known, ())]
    reporter.add(at, faults)
    if not faults:
        try:
            typography.date_format.format(day=1, month="", year=1)
        except ValueError:
            reporter.say(at, "a placeholder cannot be filled", "write {day}, {month} and {year} alone")
