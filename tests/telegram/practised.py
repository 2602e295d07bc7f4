"""Somebody who fills a profile with a text at hand, as the bot offers at the start."""

import textwrap
from dataclasses import dataclass, replace

from dialogs.interview.answers import Choice, Draft, Rows, Skipped
from dialogs.interview.definition import Form
from dialogs.interview.question import question
from dialogs.interview.route import (
    AskAnotherSegment,
    CheckAnswers,
    add_segment,
    first_open,
    new_draft,
)
from dialogs.interview.typed_answers import typed_answer
from dialogs.interview.view import View
from tests.fake_telegram import Talk
from tests.fake_telegram.refusal import Json
from tests.telegram.filling import AtTelegram, filler_at
from tests.whole.filling import READY
from tests.whole.script import Line

OFFERED = "Одним сообщением"
LINES, WIDTH, ROWS, QUOTED = 15, 40, 7, 3


@dataclass(frozen=True)
class Effort:
    """What a filling took: presses, typed messages, and what the bot sent and changed."""

    presses: int
    typed: int
    sent: int
    edited: int

    @property
    def shown(self) -> int:
        return self.sent + self.edited

    def __str__(self) -> str:
        return (
            f"{self.presses} presses, {self.typed} typed messages, "
            f"{self.shown} messages of the bot and edits ({self.sent} + {self.edited})"
        )


class Practised:
    """Sends at each offer what the model holds as text; answers the rest, choices and tables, as asked."""

    def __init__(self, chat: Talk, form: Form, model: Draft) -> None:
        self.screen = AtTelegram(chat)
        self.filler = filler_at(chat, form, model)
        self.chat, self.form, self.model = chat, form, model
        self.tables = 0

    async def fill(self) -> None:
        draft = new_draft(self.form, "script", self.model.created, {})
        while not isinstance(step := first_open(View(self.form, draft)), CheckAnswers):
            if isinstance(step, AskAnotherSegment):
                another = len(draft.segments) < len(self.model.segments)
                await self.screen.sees(self.form.interview.after_segment_question)
                await self.screen.press("Да, добавить сегмент" if another else "Нет, сегментов достаточно")
                draft = add_segment(draft) if another else replace(draft, complete_segments=True)
                continue
            path = step.path
            view = question(View(self.form, draft), path)
            await self.screen.sees(view.text)
            if OFFERED in self.chat.last.buttons:
                draft = await self._send_text(draft, path.segment)
                continue
            answer = self.model.at(path)
            typed = typed_answer(View(self.form, self.model), path) if answer else None
            if isinstance(answer, Rows) and self.tables:
                # The word as the last line ends the table; the first time the button does.
                typed = f"{typed}\nготово"
            self.tables += isinstance(answer, Rows)
            await self.filler.answer(Line(view.text, typed, path, view))
            draft = draft.with_answer(path, answer or Skipped())
        await self.screen.sees(READY)

    async def _send_text(self, draft: Draft, segment: int | None) -> Draft:
        """Everything that stands in one's text about the segment, or about the profile as a whole."""
        view, parts = View(self.form, self.model), list[str]()
        for path, field, _ in view.visible_fields:
            answer = self.model.at(path)
            later = isinstance(answer, Rows | Skipped) or (segment is not None and isinstance(answer, Choice))
            if path.segment == segment and answer is not None and not later:
                typed = typed_answer(view, path)
                parts.append(f"{field.label}:\n{typed}" if "\n" in typed else f"{field.label}: {typed}")
                draft = draft.with_answer(path, answer)
        await self.screen.press(OFFERED)
        self.chat.tell("\n\n".join(parts))
        await self.chat.wait("Нашёл ответ")
        await self.screen.press(f"Записать всё ({len(parts)})")
        return draft


def effort_of(chat: Talk) -> Effort:
    """Counted in the journal of the chat."""
    kinds = [event.kind for event in chat.chat.journal]
    return Effort(kinds.count("pressed"), kinds.count("said"), kinds.count("sent"), kinds.count("edited"))


def too_large(chat: Talk, since: int = 0) -> list[str]:
    """What the bot has shown that does not fit a phone: 15 lines of 40 characters, 7 rows of buttons."""
    journal = chat.chat.journal[since:]
    shown = [event.snapshot or {} for event in journal if event.kind in ("sent", "edited")]
    return [
        f"{lines_of(json)} lines, {len(_rows(json))} rows: {json.get('text', '')[:200]}"
        for json in shown
        if lines_of(json) > LINES or len(_rows(json)) > ROWS
    ]


def _rows(json: Json) -> list[object]:
    markup: Json = json.get("reply_markup") or {}
    return list(markup.get("inline_keyboard", []))


def lines_of(json: Json) -> int:
    """Lines on a phone; of a quote that is not opened Telegram shows three."""
    units = str(json.get("text") or json.get("caption") or "").encode("utf-16-le")
    entities = json.get("entities") or json.get("caption_entities") or []
    counted, last = 0, 0
    quotes = [each for each in entities if each["type"] == "expandable_blockquote"]
    for each in sorted(quotes, key=lambda each: each["offset"]):
        start, end = 2 * each["offset"], 2 * (each["offset"] + each["length"])
        counted += _wrapped(units[last:start].decode("utf-16-le").strip("\n"))
        counted += min(_wrapped(units[start:end].decode("utf-16-le").strip("\n")), QUOTED)
        last = end
    return counted + _wrapped(units[last:].decode("utf-16-le").strip("\n"))


def _wrapped(text: str) -> int:
    return sum(max(len(textwrap.wrap(line, WIDTH)), 1) for line in text.split("\n")) if text else 0
