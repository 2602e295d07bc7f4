"""The team's page in one process: who is let in and for how long, forged forms, outages, answering."""

import asyncio
import itertools
import re
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from bot.documents.on_demand import DocumentCache, DocumentRenderer
from bot.fair_pool import TooManyWaiting
from bot.ports import DatabaseUnavailable
from bot.store.access_tokens import Member
from bot.store.connection import Result, Work, only
from bot.store.stored_learning import Learned
from bot.store.stored_tickets import Tickets
from bot.store.tables import chats, phrasings, team_access
from bot.turns.team_access import LINK, SESSION, TeamAccess
from bot.upkeep.daily_digest import figures_of
from bot.web.team import knowledge_section
from dialogs.team.figures import digest
from dialogs.team.learned_answers import Proposal
from dialogs.turn.events import Pressed
from dialogs.turn.world import Library
from knowledge.base.entries import Entry
from knowledge.search.changed_answers import ChangedAnswer, Changes, Reached
from knowledge.search.finder import Finder
from tests.databases.fixtures import Database
from tests.team.counter import MOSCOW, TEAM, Counter, counter
from tests.team.paging import path_of, served, signed_in, tab
from tests.turns.standin import Clock

SESSIONS = select(team_access.c.token)
DAY = 24 * 3600.0
QUESTION = "/ask рецепт борща"


@pytest.fixture
async def desk(database: Database, library: Library, finder: Finder, clock: Clock) -> AsyncIterator[Counter]:
    async with counter(database.url, library, clock, {}, itertools.count(1), finder) as opened:
        yield opened


@pytest.fixture
async def page(desk: Counter) -> AsyncIterator[str]:
    async with served(desk) as address:
        yield address


async def done(desk: Counter) -> list[tuple[str, str]]:
    """Who did what, by the audit log."""
    now = desk.clock()
    lines = await desk.store.database.look(lambda connection: Tickets(connection, now).actions(100))
    return [(line.actor, line.did) for line in lines]


# Who is let in


async def test_a_link_ends_after_ten_minutes_and_a_session_after_twelve_hours(
    desk: Counter, page: str
) -> None:
    async with tab(page) as late, tab(page) as early:
        link = await path_of(desk, "91")
        desk.clock.passes(LINK.total_seconds())
        await late.open(link)
        assert "Нужна ссылка" in await late.press(link) and late.status == 403
        await early.press(await path_of(desk, "91"))
        desk.clock.passes(SESSION.total_seconds() - 1)
        assert "Открытые вопросы" in await early.open()
        desk.clock.passes(1)
        assert "Нужна ссылка" in await early.open() and early.status == 403


async def test_of_many_who_use_one_link_at_the_same_time_one_gets_in(desk: Counter, page: str) -> None:
    link = (await path_of(desk, "91")).rpartition("/")[2]
    sessions = await asyncio.gather(*(desk.desk.access.enter(link) for _ in range(8)))
    assert sum(session is not None for session in sessions) == 1
    assert (await done(desk)).count(("telegram:91", "entered the page")) == 1


async def test_a_link_that_is_looked_at_is_not_used_up(desk: Counter, page: str) -> None:
    async with tab(page) as previewer, tab(page) as person:
        link = await path_of(desk, "91")
        for _ in range(3):
            assert "Войти" in await previewer.open(link)
        await person.press(link)
        assert person.status == 200


async def test_a_session_is_its_owner_s_alone(desk: Counter, page: str) -> None:
    """Neither a guess, nor a link in the place of a session, nor what the database keeps lets anybody in."""
    link = (await path_of(desk, "91")).rpartition("/")[2]
    await desk.desk.access.enter((await path_of(desk, "92")).rpartition("/")[2])
    stored = await desk.store.database.look(lambda connection: connection.execute(SESSIONS))
    for guess in ("A" * 43, link, *stored.scalars(), "'; --", "я" * 43):
        async with tab(page, guess) as thief:
            await thief.open()
            assert thief.status == 403
    async with signed_in(desk, page, "91") as anna, signed_in(desk, page, "92") as boris:
        await desk.says("1", QUESTION)
        await anna.open("/team/tickets/1")
        await anna.send("/team/tickets/1", do="take")
        assert "Ведёт: Эксперт 91" in await boris.open("/team/tickets/1")
        await anna.press("/team/leave")
        assert anna.status == 403
        await boris.open()
        assert boris.status == 200, "one who signs out ends no session but their own"


async def test_who_leaves_the_chat_unseen_is_out_within_five_minutes_in_every_copy(
    desk: Counter, page: str, database: Database
) -> None:
    async with signed_in(desk, page, "91") as vera:
        session = await desk.desk.access.enter((await path_of(desk, "91")).rpartition("/")[2])
        assert session is not None
        desk.members.left.add("91")
        await vera.open()
        assert vera.status == 200, "asked lately"
        desk.clock.passes(timedelta(minutes=5).total_seconds() + 1)
        await vera.open()
        assert vera.status == 403
        desk.members.left.clear()
        desk.desk.experts.forget("91")
        other = TeamAccess(desk.store, desk.desk.experts, "http://127.0.0.1/")
        assert await other.who(session) is None, "the sessions are gone, not only refused"


async def test_a_stranger_gets_no_link_and_one_who_left_cannot_use_theirs(desk: Counter, page: str) -> None:
    assert await desk.desk.access.link(Member(TEAM.channel, "7", "Чужой")) is None
    assert ("telegram:7", "refused") in await done(desk)
    link = await path_of(desk, "91")
    desk.members.left.add("91")
    desk.desk.experts.forget("91")
    async with tab(page) as left:
        await left.press(link)
        assert left.status == 403


async def test_a_messenger_that_cannot_be_asked_ends_nothing(desk: Counter, page: str) -> None:
    """As after a start, before the messenger is connected."""
    async with signed_in(desk, page) as anna, tab(page) as boris:
        link = await path_of(desk, "92")
        for person in ("91", "92"):
            desk.desk.experts.forget(person)
        desk.members.away = True
        assert "не проверить" in await anna.open() and anna.status == 503
        assert "остаются в силе" in await boris.press(link) and boris.status == 503
        desk.members.away = False
        await anna.open()
        await boris.press(link)
        assert (anna.status, boris.status) == (200, 200)


# Forged forms, headers


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://127.0.0.1.evil.example"},
    ],
    ids=str,
)
async def test_a_form_of_another_page_changes_nothing(
    desk: Counter, page: str, headers: dict[str, str]
) -> None:
    async with signed_in(desk, page) as anna:
        await desk.says("1", QUESTION)
        await anna.open("/team/tickets/1")
        said = await anna.send("/team/tickets/1", headers, do="close")
        assert anna.status == 403 and "с другой страницы" in said
        assert (await desk.ticket(1)).state == "open"
        await anna.http.post(f"{page}/team/leave", headers=headers)
        await anna.open()
        assert anna.status == 200, "nor does it sign anybody out"
        await anna.open("/team/tickets/1")
        await anna.send("/team/tickets/1", {"Origin": page}, do="close")
        assert (await desk.ticket(1)).state == "closed"


async def test_the_cookie_is_secure_behind_https_and_the_page_is_sealed_off(desk: Counter, page: str) -> None:
    for scheme, secure in (("https", True), ("http", False)):
        async with tab(page) as anna:
            address, headers = f"{page}{await path_of(desk, '91')}", {"X-Forwarded-Proto": scheme}
            async with anna.http.post(address, headers=headers, allow_redirects=False) as response:
                cookie = response.headers["Set-Cookie"]
                assert ("Secure" in cookie) is secure
                assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/team" in cookie
    async with signed_in(desk, page) as anna:
        await anna.open()
        policy = anna.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
        assert "form-action 'self'" in policy and "unsafe" not in policy and "http" not in policy
        assert anna.headers["Cache-Control"] == "no-store" and anna.headers["X-Frame-Options"] == "DENY"
        assert not re.search(r'(?:src|href|action)="(?!/|#)', anna.source), "all of it is ours"
        assert "style=" not in anna.source and "onclick" not in anna.source


# Outages


class Outage:
    """A database that can be unavailable."""

    def __init__(self, desk: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
        self.on = False
        database = desk.store.database
        for name in ("look", "transact"):
            monkeypatch.setattr(database, name, self._wrapped(getattr(database, name)))

    def _wrapped(
        self, use: Callable[[Work[Result]], Awaitable[Result]]
    ) -> Callable[[Work[Result]], Awaitable[Result]]:
        async def used(work: Work[Result]) -> Result:
            if self.on:
                raise DatabaseUnavailable("is switched off", "switch it on")
            return await use(work)

        return used


async def test_without_a_database_the_page_says_so_and_keeps_what_was_typed(
    desk: Counter, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.says("1", QUESTION)
    outage = Outage(desk, monkeypatch)
    async with signed_in(desk, page) as anna:
        await anna.open("/team/tickets/1")
        outage.on = True
        said = await anna.send("/team/tickets/1", do="answer", answer="Пять <свёкол>")
        assert anna.status == 503 and anna.headers["Retry-After"] == "5"
        assert "База данных сейчас недоступна" in said and "Отправить ещё раз" in said
        assert anna.value("answer") == "Пять <свёкол>" and "is switched off" not in said
        do, answer = anna.value("do"), anna.value("answer")
        assert "недоступна" in await anna.open() and "Попробовать снова" in anna.text
        outage.on = False
        await anna.open("/team/tickets/1")
        assert "Ответ отправлен" in await anna.send("/team/tickets/1", do=do, answer=answer)
    assert "Пять <свёкол>" in (await desk.said_to("1"))[-1]


async def test_a_session_that_has_ended_loses_nothing_that_was_typed(desk: Counter, page: str) -> None:
    await desk.says("1", QUESTION)
    async with signed_in(desk, page) as anna:
        await anna.open("/team/tickets/1")
        once = anna.once
        desk.clock.passes(SESSION.total_seconds())
        said = await anna.send("/team/tickets/1", do="answer", answer="Пять свёкол")
        assert anna.status == 403 and "не пропало" in said and anna.value("answer") == "Пять свёкол"
        assert anna.once == once
        await anna.press(await path_of(desk, "91"))
        await anna.send("/team/tickets/1", once=once, do="answer", answer="Пять свёкол")
    assert sum("Пять свёкол" in said for said in await desk.said_to("1")) == 1


# Answering


async def test_times_are_those_of_the_team_s_zone(desk: Counter, page: str) -> None:
    await desk.says("1", QUESTION)  # at noon in Moscow, 9:00 UTC
    async with signed_in(desk, page) as anna:
        assert "22.11.2026 12:00" in await anna.open()
        assert "22.11.2026 12:00" in await anna.open("/team/tickets/1")


async def test_a_formatted_answer_is_previewed_and_reaches_asker_and_chat(desk: Counter, page: str) -> None:
    await desk.says("1", QUESTION)
    written = "Берите **пять** свёкол:\r\n\r\n- <красных>\r\n- [крупных](https://example.gov.ru)"
    async with signed_in(desk, page) as anna:
        await anna.open("/team/tickets/1")
        await anna.send("/team/tickets/1", do="preview", answer=written)
        assert "<strong>пять</strong>" in anna.source and "<li>&lt;красных&gt;</li>" in anna.source
        assert await desk.said_to("1") == (await desk.said_to("1"))[:1], "nothing is sent by looking"
        assert anna.value("answer") == written.replace("\r\n", "\n")
        once = anna.once
        assert "Ответ отправлен" in await anna.send("/team/tickets/1", do="answer", answer=written)
        assert 'class="note done"' in anna.source
        assert anna.value("answer") == ""
        again = await anna.send("/team/tickets/1", once=once, do="answer", answer=written)
        assert "Ответ отправлен" in again, "sent twice, by a reload"
    answers = [each for each in await desk.delivered("1") if each.key and ":answer:" in each.key]
    assert len(answers) == 1
    assert "<strong>" not in answers[0].reply.body.plain()
    assert any(span.strong and span.text == "пять" for span in answers[0].reply.body.blocks[-2].spans)  # type: ignore[union-attr]
    in_chat = await desk.said_to(TEAM.chat)
    assert any("Написано на странице команды. Эксперт 91" in said and "пять" in said for said in in_chat)
    assert any("Ведёт: Эксперт 91" in said for said in in_chat), "the card has changed"
    assert (await done(desk)).count(("telegram:91", "answered")) == 1


async def test_taking_and_closing_count_as_in_the_chat_and_keep_what_is_typed(
    desk: Counter, page: str
) -> None:
    await desk.says("1", QUESTION)
    async with signed_in(desk, page, "91") as anna, signed_in(desk, page, "92") as boris:
        await anna.open("/team/tickets/1")
        assert "ведёте вы" in await anna.send("/team/tickets/1", do="take", answer="Начал")
        assert 'class="note done"' in anna.source, "what was done does not look like a warning"
        assert anna.value("answer") == "Начал"
        await boris.open("/team/tickets/1")
        refused = await boris.send("/team/tickets/1", do="answer", answer="Я тоже")
        assert "ведёт другой" in refused and boris.value("answer") == "Я тоже"
        assert "Ответ пуст" in await anna.send("/team/tickets/1", do="answer", answer=" \n ")
        assert 'class="note"' in anna.source
        long = await anna.send("/team/tickets/1", do="answer", answer="ы" * 4_001)
        assert "не больше 4000" in long and len(anna.value("answer")) == 4_001
        assert "Закрыт" in await anna.send("/team/tickets/1", do="close", answer="Начал")
        assert "Открытых вопросов нет" in await anna.open()
        assert "Такого вопроса нет" in await anna.open("/team/tickets/77") and anna.status == 404
        assert "База знаний" in anna.text, "a way on"
    assert [did for _, did in await done(desk)][-2:] == ["took", "closed"]
    assert not any("Я тоже" in said for said in await desk.said_to("1"))
    assert any("Закрыт" in said for said in await desk.said_to(TEAM.chat))


async def test_an_entry_is_searched_for_in_place_and_answers(desk: Counter, page: str) -> None:
    await desk.says("1", QUESTION)
    async with signed_in(desk, page) as anna:
        await anna.open("/team/tickets/1")
        found = await anna.send("/team/tickets/1", do="find", find="внутрений клент", answer="Начал")
        assert "Внутренний клиент" in found and anna.value("answer") == "Начал"
        entry = re.search(r'value="send:([\w.-]+)"', anna.source)
        assert entry is not None
        sent = await anna.send("/team/tickets/1", do=f"send:{entry[1]}", find="внутрений клент")
        assert "Запись отправлена" in sent
        assert 'value="learn:' not in anna.source, "it is in the knowledge base already"
    assert "Источник" in (await desk.said_to("1"))[-1]
    assert ("telegram:91", "answered with an entry") in await done(desk)


# Proposals


PARTS = ("title", "phrasings", "answer", "owner", "review", "seen")


async def proposed(desk: Counter, answer: str = "Пять **свёкол**") -> str:
    """The path of the proposal of an answer to a question of two persons."""
    await desk.says("1", QUESTION)
    await desk.says("2", "/ask рецепты борща!")
    async with served(desk) as address, signed_in(desk, address, "91") as anna:
        await anna.open("/team/tickets/1")
        await anna.send("/team/tickets/1", do="answer", answer=answer)
        learn = re.search(r'value="(learn:[\w-]+)"', anna.source)
        assert learn is not None
        assert "Предложение создано" in await anna.send("/team/tickets/1", do=learn[1])
        assert "Рецепт борща" in await anna.open("/team/proposals")
    return "/team/proposals/learned.1"


async def published(desk: Counter) -> list[Entry]:
    now = desk.clock()
    return await desk.store.database.look(lambda connection: Learned(connection, now).published())


async def test_a_proposal_is_worded_anew_previewed_published_and_taken_back(desk: Counter, page: str) -> None:
    path = await proposed(desk)
    await desk.says("3", "как варить борщ")
    words = {"title": "Борщ в столовой", "phrasings": "как варить борщ\nборщ", "answer": "Берите *шесть*"}
    async with signed_in(desk, page, "92") as boris:
        await boris.open(path)
        assert "свёкол" in boris.value("answer") and boris.value("title") == "Рецепт борща"
        assert "*" in boris.value("answer") and "*" not in await boris.open("/team/proposals"), (
            "plain in the list"
        )
        await boris.open(path)
        seen = boris.value("seen")
        looked = await boris.send(path, None, do="preview", seen=seen, **words)
        assert "<em>шесть</em>" in boris.source and "Источник: ответ специалиста, 22.11.2026" in looked
        assert re.search(r"как варить борщ\s+1\s+нет ответа\s+эта запись", looked), looked
        assert boris.value("answer") == "Берите *шесть*" and await published(desk) == []
        assert "уже отвечает" in await boris.send(path, None, do="publish", seen=seen, **words)
        (entry,) = await published(desk)
        assert (entry.title.ru, entry.phrasings.ru) == ("Борщ в столовой", ("как варить борщ", "борщ"))
        assert "Открытых предложений нет" in await boris.open("/team/proposals")
        await boris.open(path)
        again = {**words, "answer": "Берите семь", "owner": "Вера", "review": "2027-03-01"}
        await boris.send(path, None, do="save", seen=boris.value("seen"), **again)
        (entry,) = await published(desk)
        assert entry.answer.ru == "Берите семь", "an entry is edited in place"
        assert (entry.owner, str(entry.review)) == ("Вера", "2027-03-01")
        await boris.send(path, None, do="undo", seen=boris.value("seen"), **again)
        assert await published(desk) == []
        await boris.send(path, None, do="reject", seen=boris.value("seen"), **again)
        assert "Отклонено" in boris.text
        await boris.send(path, None, do="propose", seen=boris.value("seen"), **again)
        assert "Ждёт решения" in boris.text
    did = [what for who, what in await done(desk) if who == "telegram:92" and what != "entered the page"]
    assert did == ["edited", "published", "edited", "undone", "rejected", "proposed"]
    in_chat = [each for each in await desk.delivered(TEAM.chat) if each.key == "learned:learned.1"]
    assert "Берите семь" in in_chat[-1].reply.body.plain(), "the chat's card has followed"


async def test_what_takes_long_to_work_out_is_asked_for_again_and_nothing_typed_is_lost(
    desk: Counter, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer that is published already, worded anew."""
    path = await proposed(desk)
    words = {"title": "Борщ в столовой", "phrasings": "как варить борщ", "answer": "Берите *шесть*"}
    gate = threading.Event()

    def slow(*asked: object) -> Changes:
        asked[4](40)  # type: ignore[operator]
        gate.wait()
        others = (ChangedAnswer(f"борщ {n}", 1, Reached(), Reached("learned.1", True)) for n in range(30))
        first = ChangedAnswer("как варить борщ", 1, Reached(), Reached("learned.1", True))
        return Changes((first, *others), by_words=7)

    async with signed_in(desk, page, "92") as boris:
        await boris.open(path)
        await boris.send(path, None, do="publish", seen=boris.value("seen"), **words)
        monkeypatch.setattr("bot.turns.previews.changed_answers", slow)
        monkeypatch.setattr("bot.turns.previews.SOON", 0.01)
        again = {**words, "answer": "Берите *семь*"}
        seen = boris.value("seen")
        while "готово 40 %" not in boris.text:
            assert "Ещё считается" in await boris.send(path, None, do="preview", seen=seen, **again)
        assert boris.value("answer") == "Берите *семь*"
        gate.set()
        while "Ещё считается" in boris.text:
            await boris.send(path, None, do="preview", seen=seen, **again)
        assert re.search(r"как варить борщ\s+1\s+нет ответа\s+эта запись", boris.text), boris.text
        assert "Показаны 20 из 31" in boris.text and "редкие (7)" in boris.text
        await boris.send(path, None, do="save", seen=seen, **again)
    (entry,) = await published(desk)
    assert entry.answer.ru == "Берите *семь*"


async def test_what_cannot_be_worked_out_or_only_by_words_is_said(
    desk: Counter, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = await proposed(desk)
    words = {"title": "Борщ в столовой", "phrasings": "как варить борщ", "answer": "Берите *шесть*"}

    def broken(*asked: object) -> Changes:
        raise RuntimeError

    async with signed_in(desk, page, "92") as boris:
        await boris.open(path)
        seen = boris.value("seen")
        monkeypatch.setattr("bot.turns.previews.changed_answers", broken)
        assert "не удалось" in await boris.send(path, None, do="preview", seen=seen, **words)
        monkeypatch.setattr("bot.turns.previews.changed_answers", lambda *asked: Changes((), by_words=7))
        told = await boris.send(path, None, do="preview", seen=seen, **words)
        assert "не изменятся" in told and "редкие (7)" in told


async def test_a_document_that_is_gone_or_cannot_be_drawn_now_is_told_of(
    desk: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = DocumentCache(desk.store, DocumentRenderer(desk.library.form, MOSCOW))

    async def busy(document: str) -> None:
        raise TooManyWaiting

    async with served(desk, documents) as page, signed_in(desk, page, "92") as boris:
        assert "Такого документа нет" in await boris.open("/team/documents/abc") and boris.status == 404
        monkeypatch.setattr(documents, "finished", busy)
        assert "Попробовать снова" in await boris.open("/team/documents/abc") and boris.status == 503


async def test_words_by_which_several_people_mean_an_entry_are_proposed_as_its_phrasings(
    desk: Counter, page: str
) -> None:
    entry = "term.internal-client"
    for person in ("1", "2", "3"):
        await desk.says(person, "привет")
        owner = select(chats.c.person).where(chats.c.chat == person)
        who = (await desk.store.database.look(only(owner))).scalar()
        row = {"person": who, "question": "свои сотрудники", "entry": entry, "state": "proposed"}
        await desk.store.database.transact(only(insert(phrasings).values(**row, created=desk.clock())))
    now = desk.clock()
    extending = Proposal("", "", "", extends=entry)
    await desk.store.database.transact(lambda connection: Learned(connection, now).add(extending, None, ""))
    path = "/team/proposals/learned.1"
    async with signed_in(desk, page) as anna:
        assert f"Новые формулировки для записи {entry}" in await anna.open("/team/proposals")
        shown = await anna.open(path)
        assert "Внутренний клиент" in shown and anna.value("phrasings") == "свои сотрудники"
        seen = anna.value("seen")
        assert "Что изменится" in await anna.send(path, None, do="preview", seen=seen, phrasings="наши люди")
        await anna.send(path, None, do="publish", seen=seen, phrasings="наши люди")
        (extended,) = await published(desk)
        assert extended.id == entry and extended.phrasings.ru[-1] == "наши люди"
        assert "Выученная" not in await anna.open("/team/knowledge?find=внутренний+клиент")
        await anna.open(path)
        await anna.send(path, None, do="undo", seen=anna.value("seen"), phrasings="наши люди")
    assert await published(desk) == []


async def test_an_entry_that_is_published_at_night_has_the_team_s_date(desk: Counter, page: str) -> None:
    desk.clock.passes(13 * 3600)  # 22:00 by UTC, one o'clock of the next day in Moscow
    path = await proposed(desk)
    async with signed_in(desk, page) as anna:
        await anna.open(path)
        seen = {name: anna.value(name) for name in PARTS}
        assert "ответ специалиста, 23.11.2026" in await anna.send(path, None, do="preview", **seen)
        await anna.send(path, None, do="publish", **seen)
    (entry,) = await published(desk)
    assert entry.origin is not None and "23.11.2026" in entry.origin.document.ru
    assert str(entry.review) == "2027-11-23"


async def test_a_proposal_without_a_day_of_review_says_when_it_will_be(desk: Counter, page: str) -> None:
    path = await proposed(desk)
    async with signed_in(desk, page) as anna:
        assert "через год после публикации" in await anna.open(path)
        await anna.send(path, None, do="publish", **{name: anna.value(name) for name in PARTS})
        assert "через год" not in await anna.open(path) and anna.value("review") == "2027-11-22"


async def test_related_entries_are_named_on_the_page_and_what_is_no_entry_is_not_saved(
    desk: Counter, page: str
) -> None:
    path = await proposed(desk)
    async with signed_in(desk, page) as anna:
        await anna.open(path)
        words = {"title": "Борщ", "phrasings": "борщ", "answer": "Пять", "related": "Внутренний клиент\nСуп"}
        assert "нет в базе знаний" in await anna.send(
            path, None, do="publish", seen=anna.value("seen"), **words
        )
        assert anna.value("related") == "Внутренний клиент\nСуп" and await published(desk) == []
        words["related"] = "Внутренний клиент"
        await anna.send(path, None, do="publish", seen=anna.value("seen"), **words)
        (entry,) = await published(desk)
        assert [desk.library.knowledge[each].title.ru for each in entry.related] == ["Внутренний клиент"]
        assert anna.value("related") == "Внутренний клиент"


async def test_a_conflict_is_named_and_keeps_the_entry_out(desk: Counter, page: str) -> None:
    path = await proposed(desk)
    async with signed_in(desk, page) as anna:
        await anna.open(path)
        words = {"title": "Борщ", "phrasings": "что такое сегмент?", "answer": "Пять"}
        looked = await anna.send(path, None, do="preview", seen=anna.value("seen"), **words)
        assert "«что такое сегмент?» уже ведёт к записи" in looked
        refused = await anna.send(path, None, do="publish", seen=anna.value("seen"), **words)
        assert "Не опубликовано" in refused and "уже ведёт к записи" in refused
        assert anna.value("phrasings") == "что такое сегмент?" and await published(desk) == []
        empty = {**words, "answer": " "}
        assert "Нет заголовка или ответа" in await anna.send(
            path, None, do="preview", seen=anna.value("seen"), **empty
        )


async def test_of_two_who_edit_at_the_same_time_nobody_s_words_are_lost(desk: Counter, page: str) -> None:
    path = await proposed(desk)
    async with signed_in(desk, page, "91") as anna, signed_in(desk, page, "92") as boris:
        await anna.open(path)
        await boris.open(path)
        seen = anna.value("seen")
        desk.clock.passes(60)
        words = {"title": "Борщ", "phrasings": "борщ"}
        await boris.send(path, None, do="save", seen=seen, answer="Шесть", **words)
        once = anna.once
        refused = await anna.send(path, None, do="publish", seen=seen, answer="Семь", **words)
        assert "Пока вы правили" in refused and anna.value("answer") == "Семь"
        assert await published(desk) == []
        # Sent twice by a reload, it is not taken for what was saved.
        await anna.send(path, None, once=once, do="publish", seen=seen, answer="Семь", **words)
        assert anna.value("answer") == "Семь" and await published(desk) == []
        await anna.send(path, None, do="publish", seen=anna.value("seen"), answer="Семь", **words)
        assert [entry.answer.ru for entry in await published(desk)] == ["Семь"]


# The knowledge base


async def test_the_base_shows_use_files_and_learned_entries(
    desk: Counter, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(knowledge_section, "A_PAGE", 10)
    for _ in range(3):
        await desk.says("1", "внутренний клиент")
    await desk.says("1", "что такое сегмент?")
    async with signed_in(desk, page) as anna:
        listed = await anna.open("/team/knowledge")
        assert re.search(r"Внутренний клиент\s+Из файла [\w.-]+\.yaml:\d+ · ответов: 3", listed), listed[:600]
        assert "Следующие" in listed
        second = await anna.open("/team/knowledge?page=2")
        assert "Предыдущие" in second and "ответов: 3" not in second
        found = await anna.open("/team/knowledge?find=внутренний+клиент")
        assert "Внутренний клиент" in found and "Следующие" not in found
        id = re.search(r'href="(/team/knowledge/[\w.-]+)"', anna.source)
        assert id is not None
        shown = await anna.open(id[1])
        assert "исправляется в файле" in shown and "Источник" in shown and "ответов: 3" in shown
        await anna.open("/team/knowledge/nobody.knows")
        assert anna.status == 404 and "Такой записи нет" in anna.text
        assert "Ничего не нашлось" in await anna.open("/team/knowledge?only=learned&page=x")


async def test_an_entry_that_helped_nobody_is_reviewed_on_the_page_as_in_the_chat(
    desk: Counter, page: str
) -> None:
    for person in ("1", "2"):
        await desk.says(person, "внутренний клиент")
        button = next(
            each.id
            for each in (await desk.delivered(person))[-1].reply.buttons
            if each.label.startswith("👎")
        )
        await desk.hears(person, Pressed(button))
    await desk.says("2", "Слишком общо, звоните 8 (900) 123-45-67")
    path = "/team/knowledge/term.internal-client"
    async with signed_in(desk, page) as anna:
        assert "помогла: 0, не помогла: 2" in await anna.open("/team/knowledge?find=внутренний+клиент")
        shown = await anna.open(path)
        assert "Слишком общо" in shown and "900" not in shown and "Нескольким людям" in shown
        once = anna.once
        for _ in range(2):
            assert "Нескольким людям" not in await anna.send(path, once=once)
    assert (await done(desk)).count(("telegram:91", "reviewed")) == 1


# The digest


async def test_the_digest_on_the_page_counts_as_the_one_in_the_chat(
    desk: Counter, page: str, library: Library
) -> None:
    await desk.says("1", QUESTION)
    await desk.says("2", "что такое сегмент?")
    desk.clock.passes(3600)
    async with signed_in(desk, page) as anna:
        for days, span in (("", 1), ("?days=7", 7)):
            shown = " ".join((await anna.open(f"/team/digest{days}")).split())
            until = desk.clock()
            figures = await figures_of(desk.store, library, until - timedelta(days=span), until)
            assert figures.tickets.handed_over == 1 and figures.answered == 1
            for line in digest(library.phrases, "ru", until, figures, span).plain().split("\n")[1:]:
                assert " ".join(line.removeprefix("• ").split()) in shown


# The interview


async def test_the_drop_off_tells_begun_finished_and_abandoned_by_question(desk: Counter, page: str) -> None:
    for person in ("1", "2", "3"):
        await desk.says(person, "/profile")
    await desk.says("3", "Министерство социальной политики Приозёрской области")
    desk.clock.passes(DAY)
    await desk.says("3", "/cancel")
    async with signed_in(desk, page) as anna:
        fresh = await anna.open("/team/interview")
        assert re.search(r"Начато\s+3\s+Закончено\s+0\s+В работе\s+3\s+Оставлено\s+0", fresh), fresh
    desk.clock.passes(6 * DAY)
    async with signed_in(desk, page) as anna:
        later = await anna.open("/team/interview?days=30")
        assert re.search(r"Начато\s+3\s+Закончено\s+0\s+В работе\s+\d\s+Оставлено\s+[23]", later), later
        assert '<rect class="left" width="100.0"' in anna.source
    desk.clock.passes(30 * DAY)
    async with signed_in(desk, page) as anna:
        assert "Незаконченных профилей за это время нет" in await anna.open("/team/interview?days=7")
        assert re.search(r"Начато\s+3", await anna.open("/team/interview?days=90"))
