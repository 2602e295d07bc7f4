"""The team's page as HTML: templates, words in the browser's language, moments in the agency's time zone."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any, assert_never

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.web.texts import preferred_language
from knowledge.text.language import Language
from knowledge.text.markup import (
    Block,
    Listing,
    Paragraph,
    Picture,
    Quote,
    RichText,
    Span,
    Table,
    parse_markup,
)

_HERE = Path(__file__).parent


class TeamRendering:
    """Fills the templates; everything that is no `Markup` of ours is escaped by them."""

    def __init__(self, time_zone: tzinfo, longest: int) -> None:
        self._time_zone = time_zone
        self._templates = Environment(
            loader=FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters |= {
            "moment": self._moment,
            "html": as_html,
            "markup": lambda written: as_html(parse_markup(written)),
        }
        self._templates.globals["longest"] = longest
        self._texts: Mapping[str, Mapping[str, str]] = {
            language: json.loads((_HERE / "texts" / f"{language}.json").read_text(encoding="utf-8"))
            for language in ("ru", "en")
        }

    def words(self, request: web.Request) -> Mapping[str, str]:
        """The page's words in the language of the browser."""
        return self._texts[preferred_language(request)]

    def page(self, request: web.Request, template: str, status: int = 200, **content: Any) -> web.Response:
        """A page of ours; a template is named without its ending."""
        found = self._templates.get_template(f"{template}.html")
        shown = {"t": self.words(request), "language": preferred_language(request), "path": request.path}
        return web.Response(
            status=status,
            text=found.render({"member": None, "notice": "", "done": False, **shown, **content}),
            content_type="text/html",
            charset="utf-8",
            headers={"Cache-Control": "no-store"} | ({"Retry-After": "5"} if status == 503 else {}),
        )

    def language(self, request: web.Request) -> Language:
        return preferred_language(request)

    def local(self, moment: datetime) -> datetime:
        """The moment by the agency's clocks."""
        return moment.astimezone(self._time_zone)

    def _moment(self, moment: datetime) -> str:
        return f"{self.local(moment):%d.%m.%Y %H:%M}"


def as_html(body: RichText) -> Markup:
    """Rich text with its styles, lists, tables, links and pictures."""
    return Markup("").join(map(_block, body.blocks))


def _block(block: Block) -> Markup:
    match block:
        case Picture(file=file):
            return Markup('<p><img src="/api/pictures/{}" alt="{}"></p>').format(file, block.description)
        case Paragraph(spans):
            return Markup("<p>{}</p>").format(_spans(spans))
        case Quote(lines):
            return Markup("<blockquote>{}</blockquote>").format(_joined("<p>{}</p>", lines))
        case Listing(items, ordered, start):
            listing = '<ol start="{1}">{0}</ol>' if ordered else "<ul>{0}</ul>"
            return Markup(listing).format(_joined("<li>{}</li>", items), start)
        case Table((heading, *rows)):
            body = (Markup("<tr>{}</tr>").format(_joined("<td>{}</td>", row)) for row in rows)
            head = _joined('<th scope="col">{}</th>', heading)
            table = "<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>"
            return Markup(f'<div class="wide" tabindex="0">{table}</div>').format(head, Markup("").join(body))
        case Table():
            return Markup("")
        case _:
            assert_never(block)


def _joined(around: str, items: Sequence[Sequence[Span]]) -> Markup:
    return Markup("").join(Markup(around).format(_spans(item)) for item in items)


def _spans(spans: Sequence[Span]) -> Markup:
    return Markup("").join(map(_span, spans))


def _span(span: Span) -> Markup:
    text = Markup("{}").format(span.text)
    for tag in ("em" if span.emphasis else "", "strong" if span.strong else ""):
        text = Markup(f"<{tag}>{{}}</{tag}>").format(text) if tag else text
    if span.link and span.link.startswith(("https://", "http://")):
        return Markup('<a href="{}" rel="noopener noreferrer" target="_blank">{}</a>').format(span.link, text)
    return text
