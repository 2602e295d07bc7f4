"""Answers inline queries (`@bot термин` in any chat) with definitions to insert and their source."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from aiogram.types import (
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
)

from bot.channels.messenger.screen import shortened
from bot.channels.telegram.html import pages
from bot.channels.telegram.updates import language_of
from bot.content.knowledge_service import KnowledgeSnapshot
from bot.fair_pool import FairPool, TooManyWaiting
from dialogs.faq.showing import entry_body
from dialogs.turn.building import TurnBuilder
from dialogs.turn.session import Session
from dialogs.turn.world import Library, World
from knowledge.base.entries import Entry
from knowledge.finding import Suggest, Unknown
from knowledge.text.language import Language
from knowledge.text.markup import parse_markup

MOST_INLINE = 50
CACHE_SECONDS = 300
# Who has waited so long is answered by words alone, as in a chat; later Telegram takes no answer any more.
LATE_SECONDS, TOO_LATE_SECONDS = 0.25, 8.0
_SNIPPET = 120
_QUESTION_LIMIT = 256


@dataclass(eq=False, repr=False)
class InlineAnswers:
    """Finds entries of the knowledge in use for what is typed after the bot's name."""

    library: Library
    serving: Callable[[], KnowledgeSnapshot]
    clock: Callable[[], datetime]
    # Questions of chats do not wait for what people may only be typing.
    _searches: FairPool = field(default_factory=partial(FairPool, "inline"), init=False)
    _newest: dict[int, str] = field(default_factory=dict, init=False)

    def entries(self, text: str, snapshot: KnowledgeSnapshot, *, late: bool = False) -> list[Entry]:
        """The entries meant, best first; without a question the main terms."""
        knowledge = snapshot.base
        if not text.strip():
            return list(knowledge.of_tier("main"))[:MOST_INLINE]
        finding = (snapshot.by_words if late else snapshot.finder).find(text[:_QUESTION_LIMIT])
        match finding.outcome:
            case Unknown():
                return []
            case Suggest(names):
                first = list(names)
            case _:
                first = [finding.outcome.entry, *finding.outcome.also]
        ranked = [scored.entry for scored in finding.ranked]
        known = [knowledge[name] for name in dict.fromkeys((*first, *ranked)) if name in knowledge]
        return known[:MOST_INLINE]

    def results(self, text: str, language: Language, *, late: bool = False) -> list[InlineQueryResultArticle]:
        """What may be put into the chat."""
        snapshot = self.serving()
        library = replace(self.library, knowledge=snapshot.base)
        turn = TurnBuilder(Session(chosen_language=language), World(library, self.clock()))
        return [self._article(turn, entry, language) for entry in self.entries(text, snapshot, late=late)]

    async def answer(self, query: InlineQuery) -> None:
        """Shows the results; Telegram keeps them for the same person and the same words."""
        language = language_of(query.from_user) or "ru"
        person, began = query.from_user.id, time.monotonic()
        # Whoever types on sends another one: only the newest is worth a search.
        self._newest[person] = query.id

        def search() -> list[InlineQueryResultArticle] | None:
            waited = time.monotonic() - began
            if self._newest.get(person) != query.id or waited > TOO_LATE_SECONDS:
                return None
            return self.results(query.query, language, late=waited > LATE_SECONDS)

        try:
            results = await self._searches.run(person, search)
        except TooManyWaiting:
            results = None
        finally:
            if self._newest.get(person) == query.id:
                del self._newest[person]
        if results is None:
            return
        label = self.library.phrases.label(language, "inline-to-chat")
        await query.answer(
            [*results],
            cache_time=CACHE_SECONDS,
            is_personal=True,
            button=InlineQueryResultsButton(text=label, start_parameter="inline"),
        )

    def _article(self, turn: TurnBuilder, entry: Entry, language: Language) -> InlineQueryResultArticle:
        snippet = parse_markup(entry.answer.into(language)).plain().replace("\n", " ")
        return InlineQueryResultArticle(
            id=entry.id,
            title=entry.named(language),
            description=shortened(snippet, _SNIPPET),
            input_message_content=InputTextMessageContent(message_text=pages(entry_body(turn, entry))[0]),
        )
