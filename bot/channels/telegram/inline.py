"""`@bot термин` in any chat: definitions to insert, with their source."""

from aiogram.types import (
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
)

from bot.channels.telegram.html import pages, shortened
from bot.channels.telegram.updates import language_of
from dialogs.composing import Composing
from dialogs.questions import entry_body
from dialogs.session import Session
from dialogs.turn import Library, World
from knowledge.answering import Answers, Suggest, Unknown
from knowledge.entries import Entry
from knowledge.languages import Language
from knowledge.markup import parse_markup

MOST = 50
CACHE_SECONDS = 300
_SNIPPET = 120
_QUESTION_LIMIT = 256


class Inline:
    """Finds entries for what is typed after the bot's name."""

    def __init__(self, library: Library, finder: Answers, world: World) -> None:
        self._library = library
        self._finder = finder
        self._world = world

    def entries(self, text: str) -> list[Entry]:
        """The entries meant, best first; without a question the main terms."""
        knowledge = self._library.knowledge
        if not text.strip():
            return list(knowledge.of_tier("main"))[:MOST]
        finding = self._finder.find(text[:_QUESTION_LIMIT])
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
        turn = Composing(Session(chosen_language=language), self._world)
        return [self._article(turn, entry, language) for entry in self.entries(text)]

    async def answer(self, query: InlineQuery) -> None:
        """Shows the results; Telegram keeps them for the same person and the same words."""
        language = language_of(query.from_user) or "ru"
        label = self._library.phrases.label(language, "inline-to-chat")
        await query.answer(
            [*self.results(query.query, language)],
            cache_time=CACHE_SECONDS,
            is_personal=True,
            button=InlineQueryResultsButton(text=label, start_parameter="inline"),
        )

    def _article(self, turn: Composing, entry: Entry, language: Language) -> InlineQueryResultArticle:
        snippet = parse_markup(entry.answer.into(language)).plain().replace("\n", " ")
        return InlineQueryResultArticle(
            id=entry.id,
            title=entry.title.into(language),
            description=shortened(snippet, _SNIPPET),
            input_message_content=InputTextMessageContent(message_text=pages(entry_body(turn, entry))[0]),
        )
