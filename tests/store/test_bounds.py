"""However much somebody sends, what is stored and read about them stays small."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import ColumnElement, Table, func, insert, select, update

from bot.store.connection import Connection, only
from bot.store.message_rows import LOG_KEPT, PRUNED_EVERY
from bot.store.tables import chats, documents, drafts, messages
from bot.store.unit_of_work import DRAFTS_AT_HAND, LARGEST_DRAFT, MOST_WRITTEN
from dialogs.conversation import converse
from dialogs.turn.effects import IssueDocument, SaveDraft, Turn
from dialogs.turn.events import Address, Event, Pressed, Said
from dialogs.turn.session import Session
from dialogs.turn.world import World
from tests.turns import standin
from tests.turns.reception import PERSON, Opening, Reception

OTHER = Address("web", "chat-2", "chat-2")


async def count(reception: Reception, table: Table, *where: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(table).where(*where)
    found: int = (await reception.store.database.look(only(query))).scalar_one()
    return found


async def test_a_page_keeps_the_newest_of_its_messages(reception: Reception) -> None:
    await reception.hears(Said("чужое"), OTHER)
    await reception.hears(Said("первое"))
    await add_messages(reception, LOG_KEPT + 500)
    for number in range(PRUNED_EVERY):
        await reception.hears(Said(f"новое {number}"))
    kept = await count(reception, messages, messages.c.chat == PERSON.chat)
    assert LOG_KEPT <= kept <= LOG_KEPT + 2 * PRUNED_EVERY
    said = await reception.said()
    assert "первое" not in said
    assert (await reception.store.recent("web", PERSON.chat, 2))[0].echo == f"новое {PRUNED_EVERY - 1}"
    assert await reception.said(OTHER) == ["чужое", "noted 1"]


async def add_messages(reception: Reception, number: int) -> None:
    """As many more as the last one, in the same chat."""
    query = select(messages).where(messages.c.chat == PERSON.chat).order_by(messages.c.id.desc()).limit(1)
    last = (await reception.store.database.look(only(query))).one_or_none()
    row = {name: value for name, value in last._asdict().items() if name != "id"}
    await reception.store.database.transact(only(insert(messages), [row] * number))


async def test_only_the_newest_review_holds_the_answers(opening: Opening) -> None:
    """Each visit would otherwise store all answers once more, and removed ones would live on."""
    async with opening(converse) as reception:
        for text in ("/profile", "Министерство труда области", "/summary", "/summary", "дальше", "/summary"):
            await reception.hears(Said(text))
        holding = messages.c.body.contains("Министерство труда")
        reviewing = messages.c.body.contains('"review":{')
        assert await count(reception, messages, reviewing) == 1
        assert await count(reception, messages, holding) == 2, "what was typed, and the review"


async def test_a_draft_keeps_its_newest_documents(reception: Reception) -> None:
    await reception.hears(Said("раз"))
    for _ in range(25):
        reception.clock.passes(1)
        await reception.hears(Said("/issue"))
    names = [text for text in await reception.said() if text.isdigit()]
    assert await count(reception, documents) == 20
    found = [await reception.store.document(name, PERSON) is not None for name in names]
    assert found == [False] * 5 + [True] * 20


async def test_the_document_of_a_finished_profile_stays(opening: Opening) -> None:
    def finishing(session: Session, event: Event, world: World) -> Turn:
        turn = standin.converse(session, event, world)
        issued = [effect for effect in turn.effects if isinstance(effect, IssueDocument)]
        first = next(iter(world.drafts.values())).document if world.drafts else issued[0].id
        effects = tuple(
            replace(effect, draft=replace(effect.draft, document=first))
            if isinstance(effect, SaveDraft | IssueDocument)
            else effect
            for effect in turn.effects
        )
        return replace(turn, effects=effects)

    async with opening(finishing) as reception:
        for _ in range(25):
            await reception.hears(Said("/issue"))
            reception.clock.passes(1)
        first, second = [text for text in await reception.said() if text.isdigit()][:2]
        assert await reception.store.issued(first) is not None
        assert await reception.store.issued(second) is None


async def test_a_turn_reads_few_of_many_drafts(opening: Opening) -> None:
    """The newest, and the one that a button names, however old it is."""
    read: list[set[str]] = []

    def seen(session: Session, event: Event, world: World) -> Turn:
        read.append(set(world.drafts))
        assert len(world.drafts) + world.more_drafts == 60 or not read[1:]
        return converse(session, event, world)

    async with opening(seen) as reception:
        await reception.hears(Said("/profile"))
        await add_drafts(reception, 59)
        await reception.hears(Pressed("menu:"))
        assert len(read[-1]) <= DRAFTS_AT_HAND + 1, "and the one on screen"
        await reception.hears(Pressed("open:draft-58"))
        assert "draft-58" in read[-1], "the oldest"
        await reception.hears(Said("/start draft_draft-57"))
        assert "draft-57" in read[-1]
        assert "draft-58" in read[-1], "it is on screen"


async def add_drafts(reception: Reception, number: int) -> None:
    async def added(connection: Connection) -> None:
        row = (await connection.execute(select(drafts))).first()._asdict()
        rows = [
            {
                **row,
                "id": f"draft-{back}",
                "body": row["body"].replace(row["id"], f"draft-{back}"),
                "updated": row["updated"] - timedelta(minutes=back + 1),
            }
            for back in range(number)
        ]
        await connection.execute(insert(drafts), rows)

    await reception.store.database.transact(added)


async def test_who_has_written_too_much_is_told_and_makes_room(opening: Opening) -> None:
    async with opening(converse) as reception:
        for text in ("/profile", "Министерство труда области"):
            await reception.hears(Said(text))
        before = await reception.store.drafts_of(PERSON)
        await write(reception, "а" * MOST_WRITTEN)
        await reception.hears(Said("1"))
        assert "столько, сколько я могу вместить" in (await last_words(reception))
        assert await reception.store.drafts_of(PERSON) == before, "nothing of it is kept"
        await reception.hears(Said("/help"))
        assert "вместить" not in (await last_words(reception)), "what stores nothing goes on"
        await write(reception, "{}")
        await reception.hears(Said("1"))
        assert await reception.store.drafts_of(PERSON) != before, "there is room again, which is counted anew"


async def test_a_draft_grows_no_further_than_can_be_checked_quickly(opening: Opening) -> None:
    async with opening(converse) as reception:
        for text in ("/profile", "Министерство труда области"):
            await reception.hears(Said(text))
        (draft,) = await reception.store.drafts_of(PERSON)
        long = func.replace(drafts.c.body, "труда", "т" * LARGEST_DRAFT)
        await reception.store.database.transact(only(update(drafts).values(body=long)))
        await reception.hears(Said("1"))
        assert "больше, чем я могу вместить" in (await last_words(reception))
        short = func.replace(drafts.c.body, "т" * LARGEST_DRAFT, "труда")
        await reception.store.database.transact(only(update(drafts).values(body=short)))
        await reception.hears(Said("1"))
        assert await reception.store.drafts_of(PERSON) != [draft], "a shorter one is gone on with"


async def test_a_draft_that_is_too_long_may_be_shortened(opening: Opening) -> None:
    async with opening(converse) as reception:
        for text in ("/profile", "Министерство труда области"):
            await reception.hears(Said(text))
        (draft,) = await reception.store.drafts_of(PERSON)
        long = func.replace(drafts.c.body, "труда", "т" * LARGEST_DRAFT)
        await reception.store.database.transact(only(update(drafts).values(body=long)))
        await reception.hears(Said("/back"))
        await reception.hears(Said("Министерство труда"))
        (shorter,) = await reception.store.drafts_of(PERSON)
        assert 0 < shorter.length < draft.length
        await reception.hears(Said("1"))
        assert await reception.store.drafts_of(PERSON) != [shorter], "there is room again"


async def write(reception: Reception, text: str) -> None:
    """A draft of theirs holds so much, and what was written so far is counted."""
    document = update(messages).where(messages.c.id == select(func.min(messages.c.id)).scalar_subquery())
    await reception.store.database.transact(only(document.values(body=text)))
    await reception.store.database.transact(only(update(chats).values(written=MOST_WRITTEN + 1)))


async def last_words(reception: Reception) -> str:
    reply = (await reception.store.recent("web", PERSON.chat, 1))[0].reply
    assert reply is not None
    return reply.body.plain()


async def test_writing_is_counted(opening: Opening) -> None:
    async with opening(converse) as reception:
        await reception.hears(Said("/profile"))
        await reception.hears(Said("слово " * 1_000))
        (written,) = (await reception.store.database.look(only(select(chats.c.written)))).scalars()
        assert written > 6_000
