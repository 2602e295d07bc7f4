"""The daily digest: what it says, once a day, at its time."""

import asyncio
import os
import random
from collections import Counter
from dataclasses import asdict
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, text

from bot.content.knowledge_service import KnowledgeSnapshot
from bot.setting_values import DigestOn
from bot.store import json_text
from bot.store.connection import only
from bot.store.tables import questions
from bot.upkeep.daily_digest import Digest, day_of, figures_of
from dialogs.conversation import converse
from dialogs.documents.pdf import render_chart
from dialogs.team.figures import DigestFigures, TicketFigures, digest_chart
from dialogs.turn.actions import Rate
from dialogs.turn.buttons import lasting_id
from dialogs.turn.events import Address, Incoming, Pressed, Said
from dialogs.turn.replies import Reply
from dialogs.turn.world import Library
from knowledge.search.finder import Finder
from tests.turns import standin
from tests.turns.reception import Opening, Reception
from tests.upkeep.test_expiry import look_after

MOSCOW = ZoneInfo("Europe/Moscow")
TEAM = Address("telegram", "-1007", "team")
ANNA, BORIS = Address("telegram", "1", "1"), Address("telegram", "2", "2")
HOUR, DAY = 3600, 86_400


def digest_of(
    reception: Reception, at: time = time(18), zone: ZoneInfo = MOSCOW, on: DigestOn = "daily"
) -> Digest:
    return Digest(
        address=TEAM,
        at=at,
        store=reception.store,
        library=reception.library,
        time_zone=zone,
        notifier=reception.notifier,
        on=on,
    )


async def told(reception: Reception) -> list[str]:
    """What waits for the team's chat."""
    query = f"SELECT body FROM messages WHERE chat = '{TEAM.chat}' ORDER BY id"
    bodies = (await reception.store.database.look(only(text(query)))).scalars()
    replies: list[Reply] = [json_text.REPLIES.value(body) for body in bodies]
    return [reply.body.plain() for reply in replies]


async def test_the_day_is_told_in_figures(opening: Opening, finder: Finder) -> None:
    async with opening(converse) as reception:
        reception.turn_handler.serving = lambda: KnowledgeSnapshot(
            reception.library.knowledge, finder, finder
        )

        async def say(address: Address, *texts: str) -> None:
            for text in texts:
                update = f"u{next(reception.updates)}"
                await reception.turn_handler.handle(Incoming(address, update, Said(text)))

        await say(ANNA, "кто такой внутренний клиент?", "рецепт борща", "Рецепт борща!")
        await say(BORIS, "рецепт борща, мой телефон 8 (900) 123-45-67", "/profile", "2")
        reception.clock.passes(6 * HOUR)
        await digest_of(reception).look()
        (said,) = await told(reception)
    assert "Сводка за сутки до 18:00, 22 ноября 2026" in said
    assert "Обратились: 2 чел." in said
    assert "Вопросов: 4. С ответом: 1, с вариантами на выбор: 0, без ответа: 3" in said
    assert "Профилей начато: 1, закончено: 0, исправлено: 0, оставлено: 0. Всего ждут продолжения: 1" in said
    assert "рецепт борща — 2" in said
    assert "мой телефон ▒▒▒ — 1" in said and "900" not in said


async def test_a_long_question_is_cut_between_words(reception: Reception) -> None:
    row = {
        "question": "рецепт борща " * 20,
        "outcome": "unknown",
        "entries": "[]",
        "created": reception.clock(),
    }
    await reception.store.database.transact(only(insert(questions).values(**row)))
    reception.clock.passes(6 * HOUR)
    await digest_of(reception).look()
    (said,) = await told(reception)
    assert "рецепт борща… — 1" in said


async def test_the_digest_comes_at_its_time_and_once_whoever_looks(reception: Reception) -> None:
    await reception.hears(Said("раз"), ANNA)  # 12:00 in Moscow
    await digest_of(reception).look()
    assert await told(reception) == [], "not yet"
    reception.clock.passes(6 * HOUR)
    await asyncio.gather(*(digest_of(reception).look() for _ in range(4)))
    reception.clock.passes(HOUR)
    await digest_of(reception).look()
    assert len(await told(reception)) == 1, "after a restart neither"


async def test_every_day_has_its_own(reception: Reception) -> None:
    digest = digest_of(reception)
    for _ in range(3):
        await reception.hears(Said("раз"), ANNA)
        reception.clock.passes(6 * HOUR)
        await digest.look()
        reception.clock.passes(18 * HOUR)
        await digest.look()
    assert len(await told(reception)) == 3


async def test_what_was_missed_is_told_while_its_day_lasts(reception: Reception) -> None:
    await reception.hears(Said("раз"), ANNA)
    reception.clock.now = datetime(2026, 11, 22, 23, 59, 59, tzinfo=MOSCOW)
    await digest_of(reception).look()
    (said,) = await told(reception)
    assert "до 18:00, 22 ноября" in said, "of the same hours"


async def test_the_next_day_it_is_too_late(reception: Reception) -> None:
    await reception.hears(Said("раз"), ANNA)
    reception.clock.now = datetime(2026, 11, 23, 0, 0, tzinfo=MOSCOW)
    await digest_of(reception).look()
    assert await told(reception) == []


async def test_a_day_without_anything_is_passed_over(reception: Reception) -> None:
    await reception.hears(Said("вчера"), ANNA)
    reception.clock.passes(2 * DAY)
    await digest_of(reception).look()
    reception.clock.passes(6 * HOUR)
    await digest_of(reception).look()
    assert await told(reception) == []


async def test_what_nobody_asked_for_is_no_visit(reception: Reception) -> None:
    await reception.hears(Said("раз"), ANNA)
    await look_after(reception, 167)
    reception.clock.passes(6 * HOUR)
    await digest_of(reception).look()
    assert await told(reception) == [], "the warning of a draft's end is not a person who spoke"


async def test_hours_belong_to_one_day_each(reception: Reception) -> None:
    """Seven messages a day, an hour before and after the digest's time among them."""
    counted = 0
    digest = digest_of(reception, time(0, 0))
    for hour in range(72):
        await reception.hears(Said(f"вопрос {hour}"), Address("telegram", str(hour), str(hour)))
        reception.clock.passes(HOUR)
        await digest.look()
    for said in await told(reception):
        counted += int(said.partition("Вопросов: ")[2].partition(".")[0])
    until = datetime(2026, 11, 25, 0, 0, tzinfo=MOSCOW)
    assert len(await told(reception)) == 3
    assert counted == (until - datetime(2026, 11, 22, 9, tzinfo=UTC)) // timedelta(hours=1)


@pytest.mark.parametrize(
    ("day", "at", "hours", "until"),
    [
        (date(2026, 3, 29), time(9), 23, "2026-03-29T07:00"),  # Berlin goes from 02:00 to 03:00
        (date(2026, 10, 25), time(9), 25, "2026-10-25T08:00"),  # and from 03:00 back to 02:00
        (date(2026, 3, 29), time(2, 30), 24, "2026-03-29T01:30"),  # there is no 02:30: it is 03:30
        (date(2026, 3, 30), time(2, 30), 23, "2026-03-30T00:30"),
        (date(2026, 10, 25), time(2, 30), 24, "2026-10-25T00:30"),  # the first of two
        (date(2026, 10, 26), time(2, 30), 25, "2026-10-26T01:30"),
        (date(2026, 1, 1), time(0, 0), 24, "2025-12-31T23:00"),
    ],
)
def test_the_change_of_the_clock_leaves_no_hour_out(day: date, at: time, hours: int, until: str) -> None:
    begins, ends = (moment.astimezone(UTC) for moment in day_of(day, at, ZoneInfo("Europe/Berlin")))
    assert f"{ends:%Y-%m-%dT%H:%M}" == until
    assert ends - begins == timedelta(hours=hours)
    assert begins == day_of(day - timedelta(days=1), at, ZoneInfo("Europe/Berlin"))[1].astimezone(UTC)


async def test_on_the_night_of_the_change_it_comes_once(opening: Opening, clock: standin.Clock) -> None:
    clock.now = datetime(2026, 10, 24, 12, 0, tzinfo=UTC)
    async with opening() as reception:
        digest = digest_of(reception, time(2, 30), ZoneInfo("Europe/Berlin"))
        for _ in range(24):
            await reception.hears(Said("раз"), ANNA)
            reception.clock.passes(HOUR)
            await digest.look()
        assert len(await told(reception)) == 1


async def test_a_profile_left_for_a_week_is_told_once_with_its_question(opening: Opening) -> None:
    async with opening(converse) as reception:
        for number, texts in enumerate((("/profile", "2"), ("/profile",)), 1):
            address = Address("telegram", str(number), str(number))
            for words in texts:
                await reception.hears(Said(words), address)
        found = []
        for _ in range(9):
            reception.clock.passes(DAY)
            figures = await figures_of(
                reception.store,
                reception.library,
                reception.clock() - timedelta(days=1),
                reception.clock(),
            )
            found.append((figures.begun, figures.abandoned, sum(count for _, count in figures.left_at)))
    assert found.count((0, 2, 2)) == 1
    assert sum(abandoned for _, abandoned, _ in found) == 2


async def test_one_a_week_tells_of_seven_days(reception: Reception) -> None:
    digest = digest_of(reception, on="monday")  # it begins on a Sunday
    for _ in range(9):
        await reception.hears(Said("раз"), ANNA)
        reception.clock.passes(6 * HOUR)
        await digest.look()
        reception.clock.passes(18 * HOUR)
    first, second = await told(reception)
    assert "Сводка за неделю до 18:00, 23 ноября" in first and "Вопросов: 2." in first
    assert "30 ноября" in second and "Вопросов: 7." in second


async def test_sums_equal_the_log_to_the_unit(opening: Opening, finder: Finder) -> None:
    """Questions, thumbs and reasons over several days, in random order: each counts in one digest."""
    chance = random.Random(3)
    bad, good = (lasting_id(Rate(what, "faq.4")) for what in ("bad", "good"))
    async with opening(converse) as reception:
        reception.turn_handler.serving = lambda: KnowledgeSnapshot(
            reception.library.knowledge, finder, finder
        )
        sums: Counter[str] = Counter()
        for _ in range(4):
            since = reception.clock()
            for _ in range(25):
                who = str(chance.randrange(40))
                event = chance.choice(
                    (
                        Said("кто такой внутренний клиент?"),
                        Said("рецепт борща"),
                        Pressed(bad),
                        Pressed(good),
                        Said("Непонятно, что с подрядчиками"),
                        Said("/profile"),
                    )
                )
                await reception.hears(event, Address("telegram", who, who))
                reception.clock.passes(HOUR // 25)
            figures = await figures_of(reception.store, reception.library, since, reception.clock())
            sums += Counter(asked=figures.asked, answered=figures.answered, rated=figures.good + figures.bad)
            shown = digest_chart(reception.library.phrases, "ru", reception.clock(), figures)
            bars = {bar.label: bar.value for group in shown.groups for bar in group.bars}
            assert bars["с ответом"] == figures.answered and bars["начато"] == figures.begun
        for name, query in (
            ("asked", "SELECT count(*) FROM questions"),
            # A later word of a person takes the place of the earlier one, which leaves the log.
            ("rated", "SELECT count(*) FROM ratings"),
            ("answered", "SELECT count(*) FROM questions WHERE outcome = 'answer'"),
        ):
            logged = (await reception.store.database.look(only(text(query)))).scalar()
            assert logged > 0 and (sums[name] == logged or (name == "rated" and sums[name] >= logged)), name


def test_the_picture_is_one_page_of_a_phone_s_width(library: Library) -> None:
    figures = DigestFigures(9, 12, 3, 4, 5, 2, 1, 1, 7, 6, 2, TicketFigures(4, 3, 2, 1, 1, 1))
    chart = digest_chart(library.phrases, "ru", datetime(2026, 11, 22, 18, tzinfo=MOSCOW), figures)
    drawn = render_chart(asdict(chart))
    assert drawn.startswith(b"\x89PNG")
    assert int.from_bytes(drawn[16:20], "big") == 1_080
    if folder := os.environ.get("SCREENSHOTS"):
        Path(folder, "digest.png").write_bytes(drawn)
