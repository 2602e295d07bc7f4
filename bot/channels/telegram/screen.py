"""A reply as Telegram messages: texts, and the buttons under the last one."""

from dataclasses import dataclass

from bot.channels.telegram.html import pages
from bot.channels.telegram.keyboard import keyboard, label, long_labels
from bot.channels.telegram.requests import Markup
from dialogs.turn.phrases import Phrases
from dialogs.turn.replies import Progress, Reply
from knowledge.text.language import Language
from knowledge.text.markup import Block, Listing, Paragraph, RichText, Span, paragraph

_SIGNS = {"mistake": "⚠️ ", "success": "✅ "}


@dataclass(frozen=True, slots=True)
class Screen:
    """What is sent for one reply, files aside."""

    texts: tuple[str, ...]
    markup: Markup | None


def draw(reply: Reply, phrases: Phrases, language: Language, *, public: str | None = None) -> Screen:
    """The reply as messages. In an interview's question, options too long for a button stand in the text."""
    body = _signed(reply.body, _SIGNS.get(reply.tone, ""))
    listed = reply.progress is not None and long_labels(reply.buttons)
    if listed:
        options = [each for each in reply.buttons if each.role in ("choice", "toggle") and not each.url]
        body += RichText((Listing(tuple((Span(label(each)),) for each in options), ordered=True),))
    if reply.progress is not None:
        body = paragraph(_progress(reply.progress, phrases, language), emphasis=True) + body
    return Screen(pages(body), keyboard(reply.buttons, numbered=listed, public=public))


def _signed(body: RichText, sign: str) -> RichText:
    if not sign or not body.blocks:
        return body
    first: Block = body.blocks[0]
    if isinstance(first, Paragraph):
        return RichText((Paragraph((Span(sign), *first.spans)), *body.blocks[1:]))
    return RichText((Paragraph((Span(sign.strip()),)), *body.blocks))


def _progress(progress: Progress, phrases: Phrases, language: Language) -> str:
    if progress.segment is None:
        return phrases.label(
            language, "progress", section=progress.section, answered=progress.answered, total=progress.total
        )
    return phrases.label(
        language,
        "progress-segment",
        segment=progress.segment,
        segments=progress.segments,
        section=progress.section,
        answered=progress.answered,
        total=progress.total,
    )
