"""Answers inline queries (`@bot термин` in any chat) with definitions to insert and their source."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

from aiogram.types import (
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
)

from bot.channels.messenger.screen import shortened
from bot.channels.telegram import NAME
from bot.channels.telegram.html import pages
from bot.channels.telegram.updates import language_of
from bot.content.knowledge_service import KnowledgeSnapshot
from bot.fair_pool import FairPool
from dialogs.faq.questions import entry_body
from dialogs.turn.building import TurnBuilder
from dialogs.turn.session import Session
from dialogs.turn.world import Library, World
from knowledge.base.entries import Entry
from knowledge.finding import Suggest, Unknown
from knowledge.text.language import Language
from knowledge.text.markup import parse_markup

MOST = 50
CACHE_SECONDS = 300
_SNIPPET = 120
_QUESTION_LIMIT = 256


class InlineAnswers:
    """Finds entries of the knowledge in use for what is typed after the bot's name."""

    def __init__(
        self,
        library: Library,
        serving: Callable[[], KnowledgeSnapshot],
        clock: Callable[[], datetime],
        searches: FairPool,
    ) -> None:
        self._library = library
        self._serving = serving
        self._clock = clock
        self._searches = searches

    def entries(self, text: str, snapshot: KnowledgeSnapshot) -> list[Entry]:
        """The entries meant, best first; without a question the main terms."""
        knowledge = snapshot.base
        if not text.strip():
            return list(knowledge.of_tier("main"))[:MOST]
        finding = snapshot.finder.find(text[:_QUESTION_LIMIT])
        match finding.outcome:
            case Unknown():
                return []
            case Suggest(names):
                first = list(names)
            case _:
                first = [finding.outcome.entry, *finding.outcome.also]
        ranked = [scored.entry for scored in finding.ranked]
        return [knowledge[name] for name in dict.fromkeys((*first, *ranked)) if name in knowledge][:MOST]

    def results(self, text: str, language: Language) -> list[InlineQueryResultArticle]:
        """What may be put into the chat."""
        snapshot = self._serving()
        library = replace(self._library, knowledge=snapshot.base)
        turn = TurnBuilder(Session(chosen_language=language), World(library, self._clock()))
        return [self._article(turn, entry, language) for entry in self.entries(text, snapshot)]

    async def answer(self, query: InlineQuery) -> None:
        """Shows the results; Telegram keeps them for the same person and the same words."""
        language = language_of(query.from_user) or "ru"
        person = (NAME, str(query.from_user.id))
        results = await self._searches.run(person, partial(self.results, query.query, language))
        label = self._library.phrases.label(language, "inline-to-chat")
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
