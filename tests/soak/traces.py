"""What a run has left behind: in Telegram's chats and in the bot's database."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence

from sqlalchemy import func, select

from bot.store.connection import only
from bot.store.database import open_database
from bot.store.tables import drafts, messages
from tests.fake_telegram import Chat


class Traces:
    """The database, read after the run."""

    def __init__(self, known: frozenset[str], echoes: Mapping[str, list[str]], profiles: int) -> None:
        self.known = known
        """Ids of the messages that the bot knows it has sent to Telegram."""
        self.echoes = echoes
        """What was taken of each page's person, as its log shows it."""
        self.profiles = profiles

    @classmethod
    async def of(cls, address: str) -> "Traces":
        database = open_database(address)
        try:
            sent = select(messages.c.sent_as).where(messages.c.channel == "telegram")
            ids = [row for row in (await database.look(only(sent))).scalars() if row]
            said = (
                select(messages.c.chat, messages.c.body)
                .where(messages.c.kind == "echo")
                .order_by(messages.c.id)
            )
            echoes: dict[str, list[str]] = {}
            for chat, body in await database.look(only(said)):
                echoes.setdefault(chat, []).append(json.loads(body)["text"])
            profiles = (await database.look(only(select(func.count()).select_from(drafts)))).scalar_one()
        finally:
            await database.dispose()
        return cls(frozenset(id for row in ids for id in row.split(",")), echoes, profiles)

    def repeated(self, chat: Chat, kills: Sequence[Mapping[int, int]]) -> Counter[int]:
        """What was sent once more, by the kill for which it was; `kills` are lengths of journals. An album of
        files is one sending."""
        found: Counter[int] = Counter()
        files, albums = set[str](), set[str]()
        for place, event in enumerate(chat.journal):
            if event.kind != "sent" or event.message is None:
                continue
            kill = sum(place >= journals.get(chat.id, 0) for journals in kills)
            names = {file.name for file in event.message.files}
            album = str(event.message.json.get("media_group_id", event.message.id))
            if not names and str(event.message.id) not in self.known:
                found[kill] += 1
            elif names & files and album not in albums:
                # It is what came again that is seen here, after the kill.
                found[kill - 1] += 1
            files |= names
            albums.add(album)
        return found


def misasked(chat: Chat, asked: Sequence[str]) -> list[str]:
    """Questions that came on screen anew, though it was not their turn. `asked` is the right order."""
    wrong: list[str] = []
    offers: set[str] = set()
    done = 0
    for event in chat.journal:
        snapshot = event.snapshot or {}
        rows = (snapshot.get("reply_markup") or {}).get("inline_keyboard", [])
        offer = next((data.partition(".")[0] for row in rows for data in _data(row) if "." in data), "")
        if event.kind not in ("sent", "edited") or not offer or offer in offers:
            continue
        offers.add(offer)
        text = str(snapshot.get("text") or "")
        if done < len(asked) and asked[done] in text:
            done += 1
        else:
            wrong += [question for question in set(asked[:done]) if question in text]
    return wrong + list(asked[done:])


def _data(row: Sequence[Mapping[str, str]]) -> list[str]:
    return [str(button.get("callback_data", "")) for button in row]
