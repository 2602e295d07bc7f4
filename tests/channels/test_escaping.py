"""Whatever is typed stays text: in Telegram's HTML, the page's JSON, Word, PDF and the team's notices."""

import json
from collections.abc import Callable
from datetime import UTC, datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels.telegram.html import draw, pages
from bot.store import json_text
from bot.store.store import LoggedMessage
from bot.web.chat.rendering import message_json
from bot.web.texts import readable_json
from dialogs.documents.docx_file import render_docx
from dialogs.documents.pdf import render_pdf
from dialogs.documents.report import build_report
from dialogs.interview.answers import Answer, Draft, Items, Rows, Text
from dialogs.interview.checks.privacy import masked
from dialogs.interview.definition import Form
from dialogs.team.ticket_cards import CardAudience, card
from dialogs.team.tickets import Asker, Ticket
from dialogs.turn.events import Address
from dialogs.turn.replies import Button, Reply
from dialogs.turn.world import Library
from knowledge.text.markup import paragraph
from tests.documents.conftest import TODAY, answered, example
from tests.documents.reading import docx_paragraphs, normal, pdf_pages
from tests.fake_telegram.html import parse_html

__all__ = ["example"]

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
MARKUP = (
    *("<script>", "</b>", "<b>", "<a href='x'>", '"', "'", "&lt;", "&#60;", "&", "]]>", "<!--", "-->"),
    *(
        "{{",
        "}}",
        "{%",
        "%}",
        "#set page()",
        "#eval(",
        "$",
        "`",
        "\\",
        "*",
        "_",
        "~",
        "[x](y)",
        "@a",
        "//",
        "/*",
    ),
    *("=", "+", "<?xml", "<!DOCTYPE", "javascript:", "\n", "\r\n", "%0d%0a", "а", "Б", " "),
)
hostile = st.lists(st.sampled_from(MARKUP), min_size=1, max_size=12).map("".join)
anything = st.one_of(hostile, st.text(st.characters(codec="utf-8"), min_size=1, max_size=60))
slowly = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def squeezed(text: str) -> str:
    return "".join(text.split())


@given(anything, st.booleans(), st.booleans())
def test_telegram_reads_what_was_written(text: str, strong: bool, emphasis: bool) -> None:
    body = paragraph(text, strong=strong, emphasis=emphasis)
    read = [parse_html(page) for page in pages(body)]
    assert squeezed("".join(part.text for part in read)) == squeezed(text)
    wanted = {name for name, on in (("bold", strong), ("italic", emphasis)) if on}
    assert {entity["type"] for part in read for entity in part.entities} <= wanted


def echo(text: str) -> LoggedMessage:
    return LoggedMessage(1, "echo", json.dumps({"text": text}, ensure_ascii=False))


@given(anything)
def test_the_page_gets_what_was_written(text: str) -> None:
    reply = Reply(paragraph(text), buttons=(Button("1.1", text),))
    for message in (echo(text), LoggedMessage(2, "reply", json_text.REPLIES.text(reply))):
        sent = readable_json(message_json(message))
        assert "\n" not in sent, "a line feed would end the event of a stream"
        assert json.loads(sent) == message_json(message)


@given(anything)
def test_a_stream_cannot_be_split_by_a_text(text: str) -> None:
    line = f"data: {readable_json(message_json(echo(text)))}"
    # A browser ends a line at these three, and at nothing else.
    assert not set(line) & {"\n", "\r"}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(anything)
def test_the_team_reads_what_was_asked(library: Library, text: str) -> None:
    team = CardAudience(Address("telegram", "-1", "team"), library.phrases, library.knowledge)
    asker = Asker("key", "person", Address("telegram", "1", "1"), text)
    shown = card(team, Ticket(1, NOW, NOW, askers=(asker,))).reply
    read = [parse_html(page) for page in draw(shown, library.phrases).texts]
    assert squeezed(masked(text)) in squeezed("".join(part.text for part in read))
    assert not {"text_link", "url", "code", "pre"} & {e["type"] for part in read for e in part.entities}


def filled_with(draft: Draft, text: str) -> Draft:
    row = {"step": text, "place": text, "difficulty": text}
    changes: dict[str, Answer] = {
        "organization_name": Text(text),
        "needs@0": Items((text, text)),
        "journey_steps@0": Rows((row,)),
    }
    return answered(draft, changes)


@slowly
@given(text=hostile)
def test_documents_hold_what_was_written(form: Form, example: Callable[[str], Draft], text: str) -> None:
    report = build_report(form, filled_with(example("citizen_service"), f"а{text}я"), TODAY)
    expected = normal(f"а{text}я")
    assert expected in normal("".join(docx_paragraphs(render_docx(report))))
    assert expected in normal("".join(pdf_pages(render_pdf(report))))
