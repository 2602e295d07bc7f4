"""Tickets in one process: the minute, short messages, reminders, reopening; then a thousand random steps."""

import asyncio
import itertools
import random
import threading
from collections import Counter as Counted
from collections.abc import AsyncIterator
from datetime import date, time, timedelta

import pytest
from sqlalchemy import insert, text

from bot.store import json_text
from bot.store.connection import Connection, only
from bot.store.message_rows import Sending
from bot.store.stored_learning import Learned, Ratings
from bot.store.stored_tickets import Tickets
from bot.store.tables import askers, tickets
from bot.store.unit_of_work import UnitOfWork
from bot.store.waiting import claim
from bot.upkeep.daily_digest import Digest, figures_of
from dialogs.team.changed_letters import Preview, opened, page
from dialogs.team.desk_events import Rewrote, TeamPress
from dialogs.team.figures import TicketFigures, digest
from dialogs.turn.actions import Rate
from dialogs.turn.buttons import lasting_id
from dialogs.turn.effects import ProposePhrasing, Turn
from dialogs.turn.events import Address, Edited, Incoming, Pressed, Said
from dialogs.turn.replies import Reply
from dialogs.turn.world import Library
from knowledge.base.entries import Entry
from knowledge.finding import Answers
from knowledge.search.changed_answers import ChangedAnswer, Changes, Reached
from knowledge.text.markup import paragraph
from tests.databases.fixtures import Database
from tests.patience import PATIENCE
from tests.team.counter import MEMBER, MOSCOW, TEAM, Counter, Sent, chat_of, counter
from tests.turns.standin import Clock

DAY = 24 * 3600.0


@pytest.fixture
async def desk(database: Database, library: Library, clock: Clock) -> AsyncIterator[Counter]:
    async with counter(database.url, library, clock, {}, itertools.count(1)) as opened:
        yield opened


async def test_a_question_left_alone_for_a_minute_goes_to_the_team_once(desk: Counter) -> None:
    await desk.says("1", "рецепт борща")
    await desk.passes(59)
    assert await desk.tickets() == 0
    await desk.passes(1)
    await desk.passes(60)
    assert await desk.tickets() == 1
    assert sum("Передал ваш вопрос" in said for said in await desk.said_to("1")) == 1
    assert sum("рецепт борща" in said for said in await desk.said_to(TEAM.chat)) == 1


async def test_several_short_messages_are_one_question(desk: Counter) -> None:
    for words in ("рецепт борща", "для столовой", "на сорок человек"):
        await desk.says("1", words)
        await desk.passes(30)
    await desk.passes(30)
    assert await desk.tickets() == 1
    assert (await desk.ticket(1)).question == "рецепт борща\nдля столовой\nна сорок человек"


async def test_who_edits_what_the_team_has_hears_that_the_team_has_the_old_words(desk: Counter) -> None:
    await desk.hears("1", Said("рецепт борща", message="3"))
    await desk.presses("1", "ask")
    await desk.hears("1", Said("что такое сегмент?", message="4"))
    await desk.hears("1", Edited("3", "рецепт щей"))
    assert "специалисту он не передан" in (await desk.said_to("1"))[-1]


async def test_what_is_too_long_for_one_question_becomes_another_and_nothing_of_it_is_cut(
    desk: Counter,
) -> None:
    written = [f"{number} рецепт" + " борща" * 600 for number in range(27)]
    written += [f"{number} график" + " отпусков" * 400 for number in range(3)]
    for words in written:
        await desk.says("1", words)
    await desk.passes(61)
    found = [await desk.ticket(number + 1) for number in range(await desk.tickets())]
    kept = [asker.words for ticket in found for asker in ticket.askers]
    assert "\n".join(kept) == "\n".join(written)
    assert len(kept) == 2 and all(len(words) <= 100_000 for words in kept)


async def test_a_card_shows_what_is_nearest_however_the_question_came(
    database: Database, library: Library, clock: Clock, finder: Answers
) -> None:
    async with counter(database.url, library, clock, {}, itertools.count(1), finder) as desk:
        await desk.says("1", "/ask кому отправить готовый отчёт по сегментации?")
        await desk.says("2", "/ask кому отправить готовый отчет по сегментации")
        card = (await desk.said_to(TEAM.chat))[-1]
        assert "спрашивают 2 человека" in card and "Спрашивают и так" not in card, "it is the same to read"
        assert "Ближайшее" in card and "Как выглядит отчет по сегментации? —" in card
        await desk.says("3", "что такое сегмент?")
        await desk.presses("3", "ask")
        assert "Ближайшее" in (await desk.said_to(TEAM.chat))[-1], "what was answered, and did not do"


async def test_what_need_not_be_asked_is_not(desk: Counter) -> None:
    await desk.says("1", "рецепт борща")
    await desk.presses("1", "drop")
    await desk.passes(120)
    assert await desk.tickets() == 0
    assert "больше нет" in await desk.presses("1", "ask")


async def test_a_button_of_somebody_else_s_question_does_nothing(desk: Counter) -> None:
    await desk.says("1", "рецепт борща")
    button = next(each.id for each in (await desk.delivered("1"))[-1].reply.buttons if "ask:" in each.id)
    assert "больше нет" in await desk.hears("2", Pressed(button))
    assert await desk.tickets() == 0


async def test_the_team_is_reminded_after_four_working_hours_once(desk: Counter) -> None:
    await desk.says("1", "/ask рецепт борща")  # Sunday, noon in Moscow
    await desk.passes(DAY)
    assert not any("рабочих часов" in said for said in await desk.said_to(TEAM.chat))
    for _ in range(3):
        await desk.passes(3600)
    assert sum("рабочих часов" in said for said in await desk.said_to(TEAM.chat)) == 1
    await desk.replies("91", "ticket:1", "Пять свёкол")
    await desk.passes(5 * DAY)
    assert sum("рабочих часов" in said for said in await desk.said_to(TEAM.chat)) == 1


async def test_a_message_reopens_for_two_weeks_and_then_is_a_new_question(desk: Counter) -> None:
    await desk.says("1", "/ask рецепт борща")
    await desk.replies("91", "ticket:1", "Пять свёкол")
    (answer,) = [each for each in await desk.delivered("1") if each.key and ":answer:" in each.key]
    await desk.acts("91", TeamPress("team:close:1"))
    await desk.passes(13 * DAY)
    await desk.says("1", "А чеснок?", answers=str(answer.id))
    assert (await desk.ticket(1)).state == "taken"
    await desk.acts("91", TeamPress("team:close:1"))
    await desk.passes(15 * DAY)
    await desk.says("1", "А сметана?", answers=str(answer.id))
    assert (await desk.ticket(1)).state == "closed"
    assert (await desk.ticket(2)).question == "А сметана?"
    assert "закрытый вопрос № 1" in (await desk.said_to(TEAM.chat))[-1], "of what, the words do not say"


async def test_forgetting_takes_the_words_out_of_the_ticket(desk: Counter) -> None:
    await desk.says("1", "/ask рецепт борща с тайной")
    await desk.says("2", "/ask рецепт борща с тайною")
    assert await desk.tickets() == 1
    await desk.says("1", "/forget")
    await desk.says("1", "да")
    ticket = await desk.ticket(1)
    assert [asker.address.speaker for asker in ticket.askers] == ["2"]
    assert "тайной" not in (await desk.said_to(TEAM.chat))[-1]
    await desk.says("2", "/forget")
    await desk.says("2", "да")
    assert await desk.tickets() == 0
    assert "удалил свои данные" in (await desk.said_to(TEAM.chat))[-1]


async def test_in_the_middle_of_an_interview_the_question_comes_again(desk: Counter) -> None:
    await desk.says("1", "/profile")
    asked = (await desk.delivered("1"))[-1].reply.question
    assert asked is not None
    await desk.says("1", "/ask рецепт борща")
    assert (await desk.delivered("1"))[-1].reply.question == asked
    await desk.replies("91", "ticket:1", "Пять свёкол")
    assert "Пять свёкол" in (await desk.said_to("1"))[-1]
    await desk.presses("1", "write")
    await desk.says("1", "А чеснок?")
    assert (await desk.delivered("1"))[-1].reply.question == asked, "what was written is no answer"
    assert "А чеснок?" in (await desk.said_to(TEAM.chat))[-1]


async def waiting(desk: Counter) -> str:
    """What waits for the team, while its chat cannot be reached."""
    query = "SELECT body FROM messages WHERE chat = '-1' AND state IN ('pending', 'sending') ORDER BY id"
    return "\n".join((await desk.store.database.look(only(text(query)))).scalars())


async def test_what_waits_for_the_team_loses_the_words_of_whoever_is_forgotten(
    desk: Counter, library: Library
) -> None:
    """A card, a proposal, «Что изменится» and a digest with the words of the second of two who asked."""
    await desk.says("1", "/ask рецепт борща")
    await desk.replies("91", "ticket:1", "Пять свёкол", "77")
    await desk.says("2", "/ask рецепт борщей")
    await desk.says("3", "рецепт борщей!")
    assert await desk.tickets() == 1
    await desk.acts("91", TeamPress("team:learn:1:77"))
    await desk.says("2", "всё ещё рецепт борщей")
    digest = Digest(
        address=TEAM,
        at=time(12),
        store=desk.store,
        library=library,
        time_zone=MOSCOW,
        notifier=desk.desk.notifier,
    )
    desk.clock.passes(DAY)
    await digest.look()
    ticket = await desk.ticket(1)
    changed = ChangedAnswer("рецепт борщей", 1, Reached(), Reached("learned.1", True))
    asked_by = {"рецепт борщей": {ticket.askers[1].person}}
    made = Preview("learned.1", "run", library.knowledge["faq.4"], Changes((changed,)), asked_by)
    team = desk.desk.ticketing.team
    letters = (page(team, made, 0), opened(team, made, 0))
    await desk.store.transact(lambda unit: unit.post(*letters))
    before = await waiting(desk)
    assert before.count("борщей") >= 4 and "Что изменится" in before and "Сводка" in before
    for person in "23":
        await desk.says(person, "/forget")
        await desk.says(person, "да")
    await digest.look()
    after = await waiting(desk)
    assert "борщей" not in after
    assert "рецепт борща" in after and "Предложение" in after and "Сводка" in after, "drawn anew"
    await desk.says("1", "/forget")
    await desk.says("1", "да")
    assert "борщ" not in await waiting(desk)


async def test_a_card_that_was_being_sent_when_somebody_was_forgotten_is_not_sent_again(
    desk: Counter,
) -> None:
    await desk.says("1", "/ask рецепт борща")
    await desk.says("2", "/ask рецепт борщей")
    being_sent = await desk.store.database.transact(lambda connection: claim(connection, "telegram", "-1"))
    assert being_sent is not None
    await desk.says("2", "/forget")
    await desk.says("2", "да")
    # The process ended in the middle; the next one takes up what it was sending.
    said = "\n".join(await desk.said_to(TEAM.chat))
    again = await desk.store.database.transact(lambda connection: claim(connection, "telegram", "-1"))
    assert again is None or "борщей" not in again.reply.body.plain()
    assert "рецепт борща" in said and "борщей" not in said


async def standing(desk: Counter) -> str:
    """What the team's chat shows: of messages that take each other's place, the last."""
    shown: list[Sent] = []
    for each in await desk.delivered(TEAM.chat):
        if each.in_place:
            shown = [other for other in shown if each.key not in (other.key, f"told:{other.id}")]
        shown.append(each)
    return "\n".join(each.reply.body.plain() for each in shown)


@pytest.mark.parametrize("by_command", [False, True], ids=["asker", "command"])
async def test_what_stands_in_the_team_s_chat_loses_the_words_of_whoever_is_forgotten(
    desk: Counter, library: Library, by_command: bool
) -> None:
    """The card, what was added, the proposal, «Что изменится» and its opened line, a review, the digest."""
    await desk.says("1", "/ask рецепт борща")
    await desk.says("2", "/ask рецепт борщей")
    await desk.replies("91", "ticket:1", "Пять свёкол", "77")
    (answer,) = [each for each in await desk.delivered("2") if each.key and ":answer:" in each.key]
    await desk.says("2", "а борщей вчерашних", answers=str(answer.id))
    (answer,) = [each for each in await desk.delivered("1") if each.key and ":answer:" in each.key]
    await desk.says("1", "борща свежего", answers=str(answer.id))
    await desk.acts("91", TeamPress("team:learn:1:77"))
    ticket = await desk.ticket(1)
    changed = ChangedAnswer("рецепт борщей", 1, Reached(), Reached("learned.1", True))
    made = Preview(
        "learned.1",
        "run",
        library.knowledge["faq.4"],
        Changes((changed,)),
        {"рецепт борщей": {ticket.askers[1].person}},
    )
    team = desk.desk.ticketing.team
    letters = (page(team, made, 0), opened(team, made, 0))
    await desk.store.transact(lambda unit: unit.post(*letters))
    for person in "123":
        await desk.hears(person, Pressed(lasting_id(Rate("bad", "faq.4"))))
    await desk.says("2", "не сказано о борщей")
    await desk.says("3", "мало примеров")
    told = Reply(paragraph("Готов профиль «Столовая для борщей»"))
    await desk.store.transact(lambda unit: unit.tell(TEAM, ticket.askers[1].person, (told,)))
    digest = Digest(
        address=TEAM,
        at=time(12),
        store=desk.store,
        library=library,
        time_zone=MOSCOW,
        notifier=desk.desk.notifier,
    )
    await desk.says("2", "всё ещё рецепт борщей")
    desk.clock.passes(DAY)
    await digest.look()
    before = await standing(desk)
    assert before.count("борщей") >= 8, before
    if by_command:
        await desk.store.erase(ticket.askers[1].person)
        await desk.passes(1)
    else:
        for words in ("/forget", "да"):
            await desk.says("2", words)
    await digest.look()
    after = await standing(desk)
    assert "борщей" not in after, after
    for kept in ("рецепт борща", "борща свежего", "Предложение", "мало примеров", "Сводка"):
        assert kept in after, f"{kept}\n{after}"


async def test_who_is_erased_by_the_command_is_gone_from_the_card(desk: Counter) -> None:
    await desk.says("1", "/ask рецепт борща")
    await desk.says("2", "/ask рецепт борщей")
    ticket = await desk.ticket(1)
    await desk.delivered(TEAM.chat)
    await desk.store.erase(ticket.askers[1].person)
    await desk.passes(1)
    assert "борщей" not in (await desk.said_to(TEAM.chat))[-1]
    await desk.store.erase(ticket.askers[0].person)
    await desk.passes(1)
    assert "удалил свои данные" in (await desk.said_to(TEAM.chat))[-1]
    assert await desk.tickets() == 0


async def test_the_digest_counts_what_the_audit_log_has(desk: Counter, library: Library) -> None:
    for person, question in (("1", "рецепт борща"), ("2", "погода завтра"), ("3", "рецепт борща")):
        await desk.says(person, f"/ask {question}")
    await desk.replies("91", "ticket:1", "Пять свёкол")
    await desk.presses("1", "solved")
    await desk.acts("91", TeamPress("team:close:1"))
    await desk.presses("3", "missed")
    await desk.passes(2 * DAY)
    now = desk.clock()
    figures = await figures_of(desk.store, library, now - timedelta(days=3), now)
    actions = await desk.store.database.look(lambda connection: Tickets(connection, now).actions(100))
    done = Counted(action.did for action in actions)
    assert figures.tickets == TicketFigures(
        handed_over=done["opened"] + done["joined"],
        answered=done["answered"],
        waiting=1,
        overdue=1,
        helped=1,
        missed=1,
    )
    assert (done["opened"], done["joined"], done["answered"]) == (2, 1, 1)
    said = digest(library.phrases, "ru", now, figures).plain()
    assert "Вопросов специалистам: 3, ответов: 1. Сейчас ждут ответа: 1" in said


async def test_an_entry_that_helped_neither_of_two_is_for_the_team_to_review(desk: Counter) -> None:
    bad, good = (Pressed(lasting_id(Rate(what, "faq.4"))) for what in ("bad", "good"))
    await desk.hears("1", bad)
    await desk.hears("1", bad)
    assert not any("Проверьте запись" in said for said in await desk.said_to(TEAM.chat)), "one person"
    await desk.hears("2", bad)
    await desk.says("2", "не сказано о подрядчиках, звоните 8 (900) 123-45-67")
    asked = [each for each in await desk.delivered(TEAM.chat) if each.key and each.key.startswith("review:")]
    assert [each.in_place for each in asked] == [True, True] and len({each.key for each in asked}) == 1
    said = asked[-1].reply.body.plain()
    assert "не помогла 2 людям" in said and "не сказано о подрядчиках" in said and "900" not in said
    await desk.acts("91", TeamPress(asked[-1].reply.buttons[-1].id))
    assert "Проверено" in (await desk.said_to(TEAM.chat))[-1]
    # What is dealt with does not count again, and a change of mind takes the place of what was said.
    await desk.hears("3", bad)
    await desk.hears("3", good)
    assert "Проверено" in (await desk.said_to(TEAM.chat))[-1]
    counts = await desk.store.database.look(lambda connection: Ratings(connection, desk.clock()).counts())
    assert counts == {("faq.4", False): 2, ("faq.4", True): 1}
    await desk.hears("4", bad)
    await desk.hears("5", bad)
    await desk.says("5", "мало примеров")
    assert "мало примеров" in await waiting(desk)
    for words in ("/forget", "да"):
        await desk.says("5", words)
    assert "мало примеров" not in await waiting(desk)


async def picks(desk: Counter, person: str, words: str, entry: str) -> None:
    """A person chooses `entry` among the suggestions for their words."""

    async def chosen(unit: UnitOfWork) -> None:
        address = Address("telegram", person, person)
        state = await unit.load(address)
        turn = Turn(state.session, effects=(ProposePhrasing(words, entry),))
        await unit.save(address, state, turn, Sending())
        incoming = Incoming(address, f"p{next(desk.updates)}", Said(words))
        await desk.desk.apply(unit, incoming, turn, state.person)

    await desk.store.transact(chosen)


async def published(desk: Counter) -> list[Entry]:
    return await desk.store.database.look(lambda connection: Learned(connection, desk.clock()).published())


async def test_words_by_which_three_people_meant_an_entry_are_offered_as_its_phrasing(
    desk: Counter, library: Library
) -> None:
    for person in ("1", "1", "2"):
        await picks(desk, person, "Люди из соседнего управления", "faq.4")
    assert not any("Предложение формулировок" in said for said in await desk.said_to(TEAM.chat))
    await picks(desk, "3", "люди из соседнего управления!", "faq.4")
    (offered,) = [each for each in await desk.delivered(TEAM.chat) if each.key == "learned:learned.1"]
    assert "юди из соседнего управления" in offered.reply.body.plain()
    await desk.acts("91", TeamPress("team:publish:learned.1"))
    (entry,) = await published(desk)
    served = library.knowledge.with_learned([entry])
    assert served["faq.4"].answer == library.knowledge["faq.4"].answer
    assert "люди из соседнего управления" in " ".join(served["faq.4"].phrasings.ru).lower()
    await picks(desk, "4", "люди из соседнего управления", "faq.4")
    assert len([each for each in await desk.delivered(TEAM.chat) if each.key == "learned:learned.2"]) == 0
    await desk.acts("91", TeamPress("team:undo:learned.1"))
    assert await published(desk) == []
    # Taken back, the words belong to those who said them.
    for person in "123":
        for words in ("/forget", "да"):
            await desk.says(person, words)
    assert "соседнего" not in (await desk.said_to(TEAM.chat))[-1]
    rows = (await desk.store.database.look(only(text("SELECT proposal FROM learned")))).scalars()
    assert "соседнего" not in "".join(rows)


async def test_alike_answers_become_one_proposal_with_an_owner_and_a_day_of_review(desk: Counter) -> None:
    await desk.says("1", "/ask рецепт борща")
    await desk.says("2", "/ask чем кормят в столовой")
    await desk.replies("91", "ticket:1", "Нормы питания утверждает столовая ведомства", "70")
    await desk.replies("92", "ticket:2", "Нормы питания утверждает столовая ведомства.", "71")
    await desk.acts("91", TeamPress("team:learn:1:70"))
    assert "похожему" in await desk.acts("92", TeamPress("team:learn:2:71"))
    assert "уже есть" in await desk.acts("92", TeamPress("team:learn:2:71"))
    said = (await desk.said_to(TEAM.chat))[-1]
    assert "чем кормят в столовой" in said and "Отвечает: 91" in said
    await desk.replies("92", "learned:learned.1", "Ответственный: Вера")
    await desk.replies("92", "learned:learned.1", "Пересмотр: 01.05.2027")
    await desk.acts("91", TeamPress("team:publish:learned.1"))
    (entry,) = await published(desk)
    assert (entry.owner, entry.review) == ("Вера", date(2027, 5, 1))
    assert "чем кормят в столовой" in entry.phrasings.ru
    await desk.acts("91", TeamPress("team:undo:learned.1"))
    for words in ("/forget", "да"):
        await desk.says("2", words)
    assert "кормят" not in (await desk.said_to(TEAM.chat))[-1], "gone from what was gathered, too"


async def test_a_question_back_to_the_asker_is_not_offered_to_the_knowledge_base(desk: Counter) -> None:
    """By its marks alone: whatever else is said besides may be an answer."""
    await desk.says("1", "/ask рецепт борща")
    shown: dict[str, list[str]] = {}

    async def offered() -> list[str]:
        shown.update(
            {
                each.key: [b.id for b in each.reply.buttons]
                for each in await desk.delivered(TEAM.chat)
                if each.key
            }
        )
        return shown["ticket:1:sent:70"]

    for words in ("Здравствуйте! Вы про п. 3.1? На сколько человек?", "На сколько?\nКакая столовая?)"):
        await desk.replies("91", "ticket:1", words, "70")
        assert await offered() == []
    for words in ("Пять свёкол. Помогло?", "Почему пять? Так принято.", "Какие нужны?\n• свёкла"):
        await desk.acts("91", Rewrote("70", paragraph(words)))
        assert await offered() == ["team:learn:1:70"]
    await desk.acts("91", Rewrote("70", paragraph("Сколько вас?")))
    assert await offered() == []


@pytest.mark.parametrize("other", ["до 15 декабря", "не до 5 декабря"])
async def test_answers_that_differ_in_a_number_or_a_denial_are_two_proposals(
    desk: Counter, other: str
) -> None:
    await desk.says("1", "/ask когда сдавать отчёт")
    await desk.says("2", "/ask до какого дня принимают отчёты")
    await desk.replies("91", "ticket:1", "Отчёт сдают в отдел развития до 5 декабря", "70")
    await desk.replies("92", "ticket:2", f"Отчёт сдают в отдел развития {other}", "71")
    await desk.acts("91", TeamPress("team:learn:1:70"))
    assert await desk.acts("92", TeamPress("team:learn:2:71")) == ""
    assert f"развития {other}" in (await desk.said_to(TEAM.chat))[-1]


async def test_what_would_change_is_told_in_full_a_page_at_a_time(desk: Counter) -> None:
    for number in range(20):
        await desk.says(str(100 + number), f"/ask рецепт борща номер {number}")
    await desk.replies("91", "ticket:1", "Пять свёкол", "70")
    await desk.acts("91", TeamPress("team:learn:1:70"))
    await desk.acts("91", TeamPress("team:preview:learned.1"))
    assert "готово 0 %" in (await desk.said_to(TEAM.chat))[-1]
    await desk.desk.previews.drain()
    pages = [(await desk.delivered(TEAM.chat))[-1]]
    while more := [button for button in pages[-1].reply.buttons if button.label == "▶"]:
        await desk.acts("91", TeamPress(more[0].id))
        pages.append((await desk.delivered(TEAM.chat))[-1])
    said = "".join(each.reply.body.plain() for each in pages)
    assert all(f"номер {number}»" in said for number in range(20)), "none is cut off"
    assert len({each.key for each in pages}) == 1 and all(each.in_place for each in pages)
    await desk.acts("91", TeamPress(pages[-1].reply.buttons[0].id))
    shown = (await desk.said_to(TEAM.chat))[-1]
    assert "Было: нет ответа" in shown and "Станет: эта запись" in shown and "Пять свёкол" in shown
    # Another process knows nothing of it and works it out anew.
    await desk.acts("91", TeamPress("team:page:learned.1:otherrun:1"))
    assert "готово 0 %" in (await desk.said_to(TEAM.chat))[-1]


async def test_a_preview_that_breaks_says_so_in_place_of_how_far_it_is(
    desk: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*asked: object) -> Changes:
        raise RuntimeError("no memory")

    await desk.says("1", "/ask рецепт борща")
    await desk.replies("91", "ticket:1", "Пять свёкол", "70")
    await desk.acts("91", TeamPress("team:learn:1:70"))
    with monkeypatch.context() as patched:
        patched.setattr("bot.turns.previews.changed_answers", broken)
        await desk.acts("91", TeamPress("team:preview:learned.1"))
        counting = (await desk.delivered(TEAM.chat))[-1]
        await desk.desk.previews.drain()
    failed = (await desk.delivered(TEAM.chat))[-1]
    assert "Не удалось посчитать" in failed.reply.body.plain()
    assert failed.key == counting.key and failed.in_place, "nothing is left at «готово N %»"
    await desk.acts("91", TeamPress("team:preview:learned.1"))
    await desk.desk.previews.drain()
    assert "рецепт борща" in (await desk.said_to(TEAM.chat))[-1], "asked again it is worked out"


async def test_a_preview_that_a_killed_process_left_says_that_it_failed(
    database: Database, library: Library, clock: Clock
) -> None:
    sent: dict[int, Sent] = {}
    numbers = itertools.count(1)
    async with counter(database.url, library, clock, sent, numbers) as killed:
        await killed.says("1", "/ask рецепт борща")
        await killed.replies("91", "ticket:1", "Пять свёкол", "70")
        await killed.acts("91", TeamPress("team:learn:1:70"))
        await killed.acts("91", TeamPress("team:preview:learned.1"))
        await killed.desk.previews.drain()
        await killed.acts("91", TeamPress("team:preview:learned.1"))
        counting = (await killed.delivered(TEAM.chat))[-1]
    async with counter(database.url, library, clock, sent, numbers) as desk:
        await desk.passes(60)
        assert (await desk.delivered(TEAM.chat))[-1] == counting, "it may be at work elsewhere"
        for _ in range(2):
            await desk.passes(300)
        failed = [each for each in await desk.delivered(TEAM.chat) if "Не удалось" in each.reply.body.plain()]
        assert [each.key for each in failed] == [counting.key] and failed[0].in_place


async def test_what_nobody_waits_for_any_more_is_not_worked_out(
    desk: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    began, ended = threading.Event(), threading.Event()

    def endless(*asked: object) -> Changes:
        began.set()
        try:
            while True:
                asked[4](0)  # type: ignore[operator]
        finally:
            ended.set()

    monkeypatch.setattr("bot.turns.previews.changed_answers", endless)
    await desk.says("1", "/ask рецепт борща")
    await desk.replies("91", "ticket:1", "Пять свёкол", "70")
    await desk.acts("91", TeamPress("team:learn:1:70"))
    await desk.acts("91", TeamPress("team:preview:learned.1"))
    working = asyncio.create_task(desk.desk.previews.run())
    assert await asyncio.to_thread(began.wait, PATIENCE)
    working.cancel()
    assert await asyncio.to_thread(ended.wait, PATIENCE), "the process could not end"


async def test_among_many_open_tickets_the_same_question_is_found_without_reading_them(
    desk: Counter,
) -> None:
    await desk.says("1", "/ask рецепт борща для столовой")
    nearest = json_text.NEAREST.text(())
    person = (await desk.ticket(1)).askers[0].person

    async def many(connection: Connection) -> None:
        moment = desk.clock()
        for number in range(2, 402):
            opened = {"id": number, "state": "open", "nearest": nearest, "reminded": False}
            await connection.execute(insert(tickets).values(**opened, created=moment, touched=moment))
            asked = {"key": f"k{number}", "ticket": number, "person": person, "question": f"слово{number}"}
            where = {"channel": "telegram", "chat": "7", "speaker": "7", "language": "ru"}
            more = {"said": f"слово{number}", "nearest": nearest, "created": moment}
            await connection.execute(insert(askers).values(**asked, **where, **more))

    await desk.store.database.transact(many)
    await desk.says("2", "/ask для столовой рецепт борща!")
    await desk.says("3", "/ask слово401")
    assert len((await desk.ticket(1)).askers) == 2 and len((await desk.ticket(401)).askers) == 2
    assert await desk.tickets() == 401


@pytest.mark.parametrize("prompt", ["write", "missed", "/ask"])
async def test_what_is_asked_last_is_answered_next(desk: Counter, prompt: str) -> None:
    """Who was to write to a specialist and wants to be forgotten instead, or to fill in a profile."""
    await desk.says("1", "/ask рецепт борща")
    await desk.replies("91", "ticket:1", "Пять свёкол")
    await desk.acts("91", TeamPress("team:close:1"))
    for command, words in (("/profile", "Министерство труда"), ("/forget", "да")):
        await (desk.says("1", prompt) if prompt == "/ask" else desk.presses("1", prompt))
        assert "апишите" in (await desk.said_to("1"))[-1], "and no question of the form below"
        await desk.says("1", command)
        await desk.says("1", words)
    assert "Всё удалено" in (await desk.said_to("1"))[-1]
    assert not any("добавили" in said or "труда" in said for said in await desk.said_to(TEAM.chat))
    assert await desk.tickets() == 0


QUESTIONS = ("рецепт борща", "погода завтра", "расписание электричек", "курс доллара")
STEPS = 250


@pytest.mark.parametrize("seed", range(2))
async def test_random_steps_lose_no_question_and_answer_nobody_wrongly(
    database: Database, library: Library, clock: Clock, seed: int, pytestconfig: pytest.Config
) -> None:
    """Four askers, one of them in a group, and three experts; answers are learned, people are forgotten, the
    process is started anew now and then."""
    chance = random.Random(seed)
    sent: dict[int, Sent] = {}
    numbers = itertools.count(1)
    open_questions: Counted[str] = Counted()
    posted: dict[str, tuple[str, str]] = {}
    for _ in range(10):
        async with counter(database.url, library, clock, sent, numbers) as desk:
            for _ in range((1_000 if pytestconfig.getoption("--full") else STEPS) // 10):
                await step(desk, chance, open_questions, posted)
    async with counter(database.url, library, clock, sent, numbers) as desk:
        await desk.passes(61)
        people = {person: await desk.delivered(chat_of(person)) for person in "1234"}
        ids = (await desk.store.database.look(only(text("SELECT id FROM tickets")))).scalars()
        asked = {number: await desk.ticket(number) for number in ids}
        kept = (await desk.store.database.look(only(text("SELECT proposal FROM learned")))).scalars()
        assert not [body for body in kept if "тайна" in body], "words of somebody who was forgotten"
    for ticket in asked.values():
        assert ticket.askers, "nobody's ticket"
        assert ticket.owner is not None or not ticket.answers, "answered by nobody"
        assert (ticket.state == "open") == (ticket.owner is None) or ticket.state == "closed"
    for person, messages in people.items():
        answers = Counted(
            each.key for each in messages if each.key and ":answer:" in each.key and not each.in_place
        )
        assert all(times == 1 for times in answers.values()), "an answer came twice"
        theirs = {
            number
            for number, ticket in asked.items()
            if any(a.address.speaker == person for a in ticket.askers)
        }
        assert {int(key.split(":")[1]) for key in answers} <= theirs, "an answer to somebody else's question"
        for number in theirs:
            assert {f"ticket:{number}:answer:{post.message}" for post in asked[number].answers} == {
                key for key in answers if key.startswith(f"ticket:{number}:")
            }, "an answer is missing"
    for question, person in [key.split("|") for key in open_questions]:
        words = [a.words for ticket in asked.values() for a in ticket.askers if a.address.speaker == person]
        said = [post.body.plain() for ticket in asked.values() for post in ticket.posts if post.asker]
        assert any(question in each for each in words + said), f"lost: {question}"


async def step(
    desk: Counter, chance: random.Random, asked: Counted[str], posted: dict[str, tuple[str, str]]
) -> None:
    """One thing that somebody does."""
    person, expert = chance.choice("1234"), chance.choice(("91", "92", "15"))
    newest = (await desk.store.database.look(only(text("SELECT max(id) FROM tickets")))).scalar() or 1
    number = chance.randint(1, newest)
    match chance.randrange(14):
        case 0 | 1:
            question = chance.choice(QUESTIONS)
            await desk.says(person, f"/ask {question}")
            asked[f"{question}|{person}"] += 1
        case 2:
            question = chance.choice(QUESTIONS)
            await desk.says(person, question)
            await desk.passes(61)
            asked[f"{question}|{person}"] += 1
        case 3:
            await desk.presses(person, chance.choice(("solved", "helped", "missed", "write")))
        case 4:
            sent = await desk.delivered(chat_of(person))
            answers = [each for each in sent if each.key and ":answer:" in each.key]
            if answers:
                await desk.says(person, f"ещё {chance.random()}", answers=str(chance.choice(answers).id))
        case 5:
            await desk.acts(expert, TeamPress(f"team:take:{number}"))
        case 6:
            await desk.acts(expert, TeamPress(f"team:close:{number}"), chance.choice((TEAM.chat, "-2")))
        case 7 | 8:
            message = str(1_000_000 + next(desk.updates))
            await desk.replies(expert, f"ticket:{number}", f"ответ {message}", message)
            posted[message] = (expert, str(number))
        case 9:
            if posted:
                message = chance.choice(sorted(posted))
                await desk.acts(posted[message][0], Rewrote(message, paragraph(f"правка {chance.random()}")))
        case 10:
            message = chance.choice(sorted(posted) or ["0"])
            await desk.acts(expert, TeamPress(f"team:learn:{posted.get(message, ('', '1'))[1]}:{message}"))
        case 11:
            what = chance.choice(("publish", "undo", "reject", "propose", "preview"))
            await desk.acts(expert, TeamPress(f"team:{what}:learned.{chance.randint(1, 9)}"))
            await desk.desk.previews.drain()
        case 12 if person != MEMBER and chance.random() < 0.3:
            await desk.says(person, "/ask тайна борща")
            for words in ("/forget", "да"):
                await desk.says(person, words)
            # Nothing of theirs is to be found any more.
            for key in [key for key in asked if key.endswith(f"|{person}")]:
                del asked[key]
            await desk.delivered(person)
            for each in [each for each in desk.sent.values() if each.to.chat == person]:
                del desk.sent[each.id]
        case _:
            await desk.passes(chance.choice((5, 70, 5 * 3600.0)))
