"""One event is one transaction."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Executable, text

from bot.content.knowledge_service import KnowledgeSnapshot
from bot.store.connection import only
from bot.telemetry.log import about
from bot.turns import handler
from bot.turns.incoming import ECHO_LIMIT
from dialogs.conversation import converse
from dialogs.turn.effects import Turn
from dialogs.turn.events import Address, Event, Pressed, Said, Started
from dialogs.turn.session import Session
from dialogs.turn.world import World
from knowledge.finding import Finding
from tests.turns import standin
from tests.turns.reception import PERSON, Opening, Reception


async def test_what_is_typed_is_kept_and_shown_back(reception: Reception) -> None:
    assert await reception.hears(Said("первый ответ"))
    assert await reception.notes() == ("первый ответ",)
    assert await reception.said() == ["первый ответ", "noted 1"]


async def test_an_update_delivered_five_times_has_one_effect(reception: Reception) -> None:
    accepted = await asyncio.gather(*(reception.hears(Said("раз"), update="same") for _ in range(5)))
    assert sorted(accepted) == [False, False, False, False, True]
    assert await reception.notes() == ("раз",)
    assert await reception.said() == ["раз", "noted 1"]


async def test_the_same_update_id_of_another_channel_is_another_update(reception: Reception) -> None:
    assert await reception.hears(Said("раз"), update="7")
    assert await reception.hears(Said("раз"), Address("telegram", "1", "1"), update="7")


async def test_fifty_presses_at_once_are_one_transition(reception: Reception) -> None:
    await reception.hears(Started())
    session = await reception.store.session_of(PERSON)
    assert session is not None
    press = Pressed(str(session.revision))
    assert all(await asyncio.gather(*(reception.hears(press) for _ in range(50))))
    (draft,) = await reception.store.drafts_of(PERSON)
    assert standin.presses(draft) == 1
    assert (await reception.said()).count("stale") == 49


async def test_many_people_at_once_lose_nothing(reception: Reception) -> None:
    people = [Address("web", f"chat-{n}", f"chat-{n}") for n in range(8)]
    await asyncio.gather(
        *(reception.hears(Said(f"{person.chat} {n}"), person) for person in people for n in range(5))
    )
    for person in people:
        assert sorted(await reception.notes(person)) == [f"{person.chat} {n}" for n in range(5)]


async def test_after_a_restart_the_chat_goes_on(opening: Opening) -> None:
    async with opening() as before:
        await before.hears(Said("до"))
        revision = await before.store.session_of(PERSON)
    async with opening() as after:
        assert await after.store.session_of(PERSON) == revision
        await after.hears(Said("после"))
        assert await after.notes() == ("до", "после")


async def test_a_bug_is_answered_with_a_reference_and_changes_nothing(
    reception: Reception,
) -> None:
    await reception.hears(Said("сохранено"))
    before = await reception.store.session_of(PERSON)
    with about("0badc0de"):
        assert await reception.hears(Said("/fail"), update="bad")
    after = await reception.store.session_of(PERSON)
    assert before is not None and after is not None
    assert replace(after, revision=before.revision) == before
    assert await reception.notes() == ("сохранено",)
    assert "0badc0de" in (await reception.said())[-1]
    assert not await reception.hears(Said("/fail"), update="bad"), "the update is not repeated for ever"


async def test_a_turn_that_cannot_be_stored_is_a_bug_too(opening: Opening) -> None:
    def converse(session: Session, event: Event, world: World) -> Turn:
        return Turn(session, (object(),))  # type: ignore[arg-type]

    async with opening(converse) as reception:
        assert await reception.hears(Said("текст"))
        assert (await reception.said())[0] == "текст"


async def test_what_was_typed_into_a_bug_is_shown_back_whole(opening: Opening) -> None:
    def converse(session: Session, event: Event, world: World) -> Turn:
        raise ValueError

    async with opening(converse) as reception:
        text = "длинный ответ " * 1000
        await reception.hears(Said(text))
        assert (await reception.said())[0] == text


async def test_a_long_answer_is_cut_in_the_echo_only(reception: Reception) -> None:
    text = "а" * (ECHO_LIMIT * 3)
    await reception.hears(Said(text))
    assert await reception.notes() == (text,)
    assert len((await reception.said())[0]) == ECHO_LIMIT


@pytest.mark.parametrize("text", ["\x00", "\ud800", "a\x00b\udfffc", "\u2028", "😀", "\x1b[2J"])
async def test_no_text_is_too_odd_to_store(reception: Reception, text: str) -> None:
    assert await reception.hears(Said(text), Address("web", text, text), update=text)


async def test_a_search_that_fails_does_not_lose_the_text(
    reception: Reception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: object, question: str) -> None:
        raise RuntimeError(question)

    monkeypatch.setattr(standin.Ignorant, "find", broken)
    await reception.hears(Said("ответ"))
    assert await reception.notes() == ("ответ",)


@pytest.mark.parametrize(("words", "late"), [(200, False), (40, True), (200, True)])
async def test_a_question_that_is_searched_in_part_reaches_people_whole(
    opening: Opening, monkeypatch: pytest.MonkeyPatch, words: int, late: bool
) -> None:
    long = "почему трава зелёная, " * words
    if late:
        monkeypatch.setattr(handler, "LONGEST_SEARCH_WAIT", -1.0)
    questions: list[str] = []

    def noting(session: Session, event: Event, world: World) -> Turn:
        questions.append(world.finding.question if world.finding is not None else "")
        return converse(session, event, world)

    async with opening(noting) as reception:
        await reception.hears(Said(long))
    assert questions == [long]


async def test_a_long_answer_of_an_interview_is_not_thought_about_for_long(
    opening: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = "заявители приносят бумаги по два раза и не знают, кому звонить, " * 3
    thought: list[str] = []

    class Thinking(standin.Ignorant):
        def find(self, question: str) -> Finding:
            thought.append(question)
            return super().find(question)

    async with opening(converse) as reception:
        served = KnowledgeSnapshot(reception.library.knowledge, Thinking(), by_words=standin.Ignorant())
        monkeypatch.setattr(reception.turn_handler, "serving", lambda: served)
        await reception.hears(Said(long))
        await reception.hears(Said("/profile"))
        await reception.hears(Said(long))
        await reception.hears(Said("телефон\nпочта"))
        await reception.hears(Said("а что такое сегмент?"))
    assert thought == [long, "/profile", "а что такое сегмент?"]


async def test_a_subscriber_is_notified_of_new_messages(reception: Reception) -> None:
    with reception.notifier.subscribe(PERSON.channel, PERSON.chat) as subscription:
        await reception.hears(Said("раз"))
        assert await subscription.wait(1)
        await reception.hears(Said("чужой"), Address("web", "other", "other"))
        assert not await subscription.wait(0)


async def test_a_turn_takes_few_statements(reception: Reception, monkeypatch: pytest.MonkeyPatch) -> None:
    run: list[Executable] = []

    def counted(connection: Any) -> Any:
        execute = connection.execute

        async def counting(statement: Executable, parameters: Any = None) -> Any:
            run.append(statement)
            return await execute(statement, parameters)

        monkeypatch.setattr(connection, "execute", counting)
        return connection

    database = reception.store.database
    transact = database.transact
    await reception.hears(Said("первый"))
    monkeypatch.setattr(database, "transact", lambda work: transact(lambda given: work(counted(given))))
    await reception.hears(Started())
    assert len(run) == 5, "dedupe, chat, drafts, session, messages"


async def test_a_stored_session_that_nobody_understands_brings_the_person_home(
    reception: Reception,
) -> None:
    await reception.hears(Said("раз"))
    await reception.store.database.transact(
        only(text("""UPDATE chats SET session = '{"place": {"kind": "moon"}}'"""))
    )
    await reception.hears(Said("два"))
    assert await reception.notes() == ("раз", "два")


async def test_standing_answers_that_nobody_understands_are_asked_again(reception: Reception) -> None:
    await reception.hears(Said("раз"))
    await reception.store.database.transact(
        only(text("""UPDATE persons SET about = '{"x": {"kind": "moon"}}'"""))
    )
    await reception.hears(Said("два"))
    assert await reception.notes() == ("раз", "два")
