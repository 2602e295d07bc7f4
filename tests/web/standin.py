"""A turn handler in memory with a small script, so that the page is tested without the whole application.

It keeps its promises: an update id counts once, and replies are in the log before subscribers are notified.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot.documents.cache import File
from bot.notify.notifier import Notifier
from bot.ports import Receipt
from bot.web.chat.chats import CHANNEL, DraftLine, FileFormat, Message
from dialogs.turn.events import Event, Incoming, Pressed, Said, Selected, Started, Uploaded
from dialogs.turn.replies import (
    Attachment,
    Button,
    Column,
    Input,
    ItemsInput,
    Progress,
    Reply,
    RowsInput,
    TextInput,
)
from knowledge.text.language import Language
from knowledge.text.markup import RichText, paragraph, parse_markup

METHODS = ("Интервью", "Опрос", "Наблюдение", "Статистика обращений")
LONG = parse_markup(
    """**Клиентский сегмент** — группа клиентов, схожих по какому-либо признаку или *совокупности признаков*.

Чтобы выделить сегмент:

1. Определите целевую аудиторию услуги.
2. Выберите два или три признака.
3. Проверьте, что сегменты не пересекаются.

Подробнее — в [методических рекомендациях](https://example.gov.ru/guide) и в глоссарии:

- сегментация
- профиль клиентского сегмента
- целевая аудитория

| Услуга | Срок |
| Справка | [3 дня](http://intranet.example/terms) |"""
)

INPUTS: dict[str, Input] = {
    "text": TextInput(multiline=True, placeholder="Например: семьи с детьми"),
    "items": ItemsInput(value=("Первый пункт",)),
    "rows": RowsInput(
        (
            Column("pain", "Проблема", True),
            Column("stage", "Этап пути", True),
            Column("note", "Примечание", False),
        )
    ),
}


@dataclass
class Chat:
    messages: list[Message] = field(default_factory=list)
    language: Language | None = None
    offer: int = 100
    marked: list[int] = field(default_factory=list)
    at: str = "home"


class StandIn:
    """TurnHandler and store at once. `delay` slows every turn; `heard` is every update that counted;
    with `wait` none is taken for so many seconds."""

    def __init__(self, notifier: Notifier, *, delay: float = 0) -> None:
        self.notifier = notifier
        self.delay = delay
        self.chats: dict[str, Chat] = {}
        self.updates: set[str] = set()
        self.heard: list[Event] = []
        self.wait = 0
        self._last = 0

    async def handle(self, incoming: Incoming) -> Receipt:
        await asyncio.sleep(self.delay)
        if self.wait:
            return Receipt(False, wait=self.wait)
        if incoming.update in self.updates:
            return Receipt(False)
        self.updates.add(incoming.update)
        self.heard.append(incoming.event)
        chat = self.chats.setdefault(incoming.address.chat, Chat())
        if isinstance(incoming.event, Said):
            self._log(chat, text=incoming.event.text[:4000])
        for reply in self._replies(chat, incoming.event):
            self._log(chat, reply=reply)
        self.notifier.notify(CHANNEL, incoming.address.chat)
        return Receipt(True)

    async def recent(self, chat: str, limit: int) -> Sequence[Message]:
        return self._messages(chat)[-limit:]

    async def after(self, chat: str, message: int, limit: int) -> Sequence[Message]:
        return [line for line in self._messages(chat) if line.id > message][:limit]

    async def language(self, chat: str) -> Language | None:
        return self.chats[chat].language if chat in self.chats else None

    async def drafts(self, chat: str, language: Language) -> Sequence[DraftLine]:
        return [
            DraftLine(
                "d1", "Молодые семьи с детьми до трёх лет", 12, 24, "2026-11-20T09:30+03:00", "open:d1"
            ),
            DraftLine("d2", "Сотрудники: кадровые вопросы", 20, 20, "2026-11-02T17:05+03:00", "open:d2"),
        ]

    async def file(self, chat: str, document: str, form: FileFormat) -> File | None:
        if document != f"doc-{chat[:6]}":
            return None
        return File(
            f"Профиль «Молодые семьи».{form}", PICTURE if form == "png" else b"content of " + form.encode()
        )

    def _messages(self, chat: str) -> list[Message]:
        return self.chats[chat].messages if chat in self.chats else []

    def _log(self, chat: Chat, *, text: str | None = None, reply: Reply | None = None) -> None:
        self._last += 1
        chat.messages.append(Message(self._last, text=text, reply=reply))

    def _replies(self, chat: Chat, event: Event) -> list[Reply]:
        match event:
            case Started():
                return [greeting()]
            case Pressed(button):
                return self._pressed(chat, button)
            case Said(text, offer):
                return self._said(chat, text, offer)
            case Selected(buttons):
                return [Reply(paragraph(f"Выбрано: {len(buttons)}"))]
            case Uploaded(kind, name, size):
                return [Reply(paragraph(f"Файлы не читаю: {kind} {name} {size}"), tone="mistake")]
            case _:
                return []

    def _pressed(self, chat: Chat, button: str) -> list[Reply]:
        number, _, position = button.partition(".")
        if not position:
            return self._aside(chat, f"Открываю {button}")
        if int(number) != chat.offer:
            return [Reply(paragraph("Эта кнопка от прошлого вопроса."), tone="mistake")]
        if chat.at == "methods" and int(position) < len(METHODS):
            place = int(position)
            chat.marked = (
                [n for n in chat.marked if n != place] if place in chat.marked else [*chat.marked, place]
            )
            return [methods(chat)]
        return self._next(chat)

    def _said(self, chat: Chat, text: str, offer: int | None) -> list[Reply]:
        if text.startswith("/language"):
            chat.language = "en" if text.endswith("en") else "ru"
            return [Reply(paragraph("Language: English" if chat.language == "en" else "Язык: русский"))]
        if text.startswith("/profile"):
            chat.at = "home"
            return self._next(chat)
        if offer is not None and offer == chat.offer and chat.at != "home":
            if text == "плохо":
                chat.offer += 1
                return [replace(question(chat, TextInput(value=text, multiline=True)), tone="mistake")]
            if text.endswith("?"):
                return self._aside(chat, text)
            return self._next(chat)
        if text == "длинно":
            return [Reply(LONG, tone="answer", buttons=(Button("entry:segment", "Клиентский сегмент"),))]
        if text == "файлы":
            owner = next(key for key, value in self.chats.items() if value is chat)
            return [finished(f"doc-{owner[:6]}")]
        return [Reply(paragraph(f"Вы написали ({len(text)}): {text[:3000]}"), tone="answer")]

    def _aside(self, chat: Chat, text: str) -> list[Reply]:
        """An answer beside the interview; what was asked is asked anew."""
        answer = Reply(paragraph(text), tone="answer")
        if chat.at not in INPUTS:
            return [answer]
        chat.offer += 1
        return [answer, question(chat, INPUTS[chat.at])]

    def _next(self, chat: Chat) -> list[Reply]:
        """The script: choice, multiple choice, text, list, table, end."""
        order = ("home", "client", "methods", "text", "items", "rows", "home")
        chat.at = order[order.index(chat.at) + 1]
        chat.offer += 1
        chat.marked = []
        match chat.at:
            case "client":
                return [client(chat)]
            case "methods":
                return [methods(chat)]
            case "home":
                return [Reply(paragraph("Анкета заполнена."), tone="success")]
            case asked:
                return [question(chat, INPUTS[asked])]


def greeting() -> Reply:
    return Reply(
        parse_markup(
            "Здравствуйте! Отвечу на вопросы о клиентоцентричности и помогу составить "
            "**профиль клиентского сегмента**.\n\nСпросите, например: «Что такое сегмент?»"
        ),
        buttons=(
            Button("start:", "Составить профиль"),
            Button("glossary:", "Глоссарий"),
            Button("examples:", "Посмотреть пример"),
            Button("", "Сайт программы", "control", url="https://example.gov.ru/"),
        ),
    )


def client(chat: Chat) -> Reply:
    labels = ("Граждане", "Бизнес", "Граждане и бизнес", "Сотрудники органа власти — внутренние клиенты")
    buttons = tuple(Button(f"{chat.offer}.{n}", label) for n, label in enumerate(labels))
    return Reply(
        paragraph("Для кого вы готовите профиль?"),
        buttons=(*buttons, *controls(chat, len(buttons))),
        progress=Progress(1, 24, "Общие сведения"),
        slot=chat.offer,
        question=chat.at,
        tone="question",
    )


def methods(chat: Chat) -> Reply:
    toggles = tuple(
        Button(
            f"{chat.offer}.{n}",
            label,
            "toggle",
            selected=n in chat.marked,
            rank=chat.marked.index(n) + 1 if n in chat.marked else None,
        )
        for n, label in enumerate(METHODS)
    )
    return Reply(
        paragraph("Откуда вы это знаете? Отметьте источники."),
        buttons=(*toggles, Button(f"{chat.offer}.9", "Готово", "done"), *controls(chat, 10)),
        progress=Progress(9, 24, "Сегмент", 1, 2),
        slot=chat.offer,
        question=chat.at,
        tone="question",
    )


def question(chat: Chat, wanted: Input) -> Reply:
    body: RichText = paragraph(f"Вопрос: {type(wanted).__name__}")
    return Reply(
        body,
        buttons=controls(chat, 0),
        input=wanted,
        progress=Progress(12, 24, "Потребности и трудности", 1, 2),
        slot=chat.offer,
        question=chat.at,
        tone="question",
    )


def controls(chat: Chat, start: int) -> tuple[Button, ...]:
    labels = ("Подсказка", "Пример", "Назад", "Продолжить позже")
    return tuple(Button(f"{chat.offer}.{start + n}", label, "control") for n, label in enumerate(labels))


def finished(document: str) -> Reply:
    return Reply(
        paragraph("Профиль готов. Номер: 7F3A21."),
        attachments=(
            Attachment(document, "png", "Профиль «Молодые семьи».png"),
            Attachment(document, "docx", "Профиль «Молодые семьи».docx"),
            Attachment(document, "pdf", "Профиль «Молодые семьи».pdf", "Для печати и отправки"),
        ),
        tone="success",
    )


PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d4944415478da63f8cfc0f01f0005000201"
    "e2218d7b0000000049454e44ae426082"
)
