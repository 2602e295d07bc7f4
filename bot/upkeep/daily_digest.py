"""Sends the daily digest once, at its time, from whichever copy of the bot is up."""

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, time, timedelta, tzinfo

import structlog

from bot.notify.notifier import Notifier
from bot.store import daily_counts
from bot.store.personal_data import DIGEST
from bot.store.store import Store
from bot.store.unit_of_work import UnitOfWork
from bot.store.waiting import Priority
from dialogs.team.digest_text import Counted, DigestFigures, TicketFigures, digest, left_off
from dialogs.team.notices import QUESTION_SHOWN, masked
from dialogs.team.tickets import Letter
from dialogs.turn.events import Address
from dialogs.turn.replies import Reply
from dialogs.turn.world import Library
from knowledge.text.language import Language
from knowledge.text.normalisation import plain_words

log = structlog.get_logger(__name__)

MOST_FREQUENT = 5
LANGUAGE: Language = "ru"


class Digest:
    """Sends a digest to `address` every day at `at` of the agency's time, unless nothing happened."""

    def __init__(
        self,
        *,
        address: Address,
        at: time,
        store: Store,
        library: Library,
        clock: Callable[[], datetime],
        time_zone: tzinfo,
        notifier: Notifier,
    ) -> None:
        self._address = address
        self._at = at
        self._store = store
        self._library = library
        self._clock = clock
        self._time_zone = time_zone
        self._notifier = notifier

    async def look(self) -> None:
        """Sends the digest of today when its time has come and nobody has sent it yet; one that was missed is
        sent while its day lasts."""
        now = self._clock()
        today = now.astimezone(self._time_zone).date()
        since, until = day_of(today, self._at, self._time_zone)
        if now < until:
            return
        if not await daily_counts.is_claimed(self._store.database, today.isoformat()):
            figures = await figures_of(self._store, self._library, since, until)
            body = digest(self._library.phrases, LANGUAGE, until, figures)
            key = f"{DIGEST}{today.isoformat()}"
            letter = Letter(self._address, Reply(body), key, persons=figures.quoted)
            if await self._tell(today, None if figures.empty else letter, now):
                log.info("digest", day=today.isoformat(), sent=not figures.empty)

    async def _tell(self, day: date, letter: Letter | None, now: datetime) -> bool:
        async def told(work: UnitOfWork) -> bool:
            if not await daily_counts.claim(work.connection, day.isoformat(), now):
                return False
            if letter is not None:
                await work.post((letter,), (), Priority.DIGEST)
            return True

        if not await self._store.transact(told):
            return False
        self._notifier.notify(self._address.channel, self._address.chat)
        return True


def day_of(day: date, at: time, zone: tzinfo) -> tuple[datetime, datetime]:
    """From `at` of the day before to `at` of the day: 23 or 25 hours where the clock is changed, so that
    no hour is told of twice or not at all. A time that the change leaves out comes an hour later, one that
    it repeats is the first."""
    since, until = (datetime.combine(each, at, zone) for each in (day - timedelta(days=1), day))
    return since, until


async def figures_of(store: Store, library: Library, since: datetime, until: datetime) -> DigestFigures:
    counts = await daily_counts.count(store.database, since, until)
    # To read every draft of the day and to find its first open question takes time that turns need.
    return await asyncio.to_thread(_figures, library, counts, since, until)


def _figures(
    library: Library, counts: daily_counts.Counts, since: datetime, until: datetime
) -> DigestFigures:
    drafts = list(daily_counts.readable(counts.bodies))
    changed = [draft for draft in drafts if draft.updated < until]
    stopped = Counter(
        left_off(library.form, library.phrases, LANGUAGE, draft)
        for draft in changed
        if draft.status == "filling"
    )
    unknown, quoted = _most_frequent(counts.unknown)
    return DigestFigures(
        people=counts.people,
        answered=counts.outcomes["answer"],
        suggested=counts.outcomes["suggest"],
        unanswered=counts.outcomes["unknown"],
        begun=sum(since <= draft.created < until for draft in drafts),
        finished=sum(draft.status == "finished" for draft in changed),
        waiting=counts.waiting,
        tickets=TicketFigures(
            handed_over=counts.tickets["opened"] + counts.tickets["joined"],
            answered=counts.tickets["answered"] + counts.tickets["answered with an entry"],
            waiting=counts.tickets["waiting"],
            overdue=counts.tickets["overdue"],
            helped=counts.tickets["helped"] + counts.tickets["solved"],
            missed=counts.tickets["missed"],
            published=counts.tickets["published"],
        ),
        unknown=unknown,
        left_at=tuple(stopped.most_common(MOST_FREQUENT)),
        quoted=quoted,
    )


def _most_frequent(unknown: tuple[tuple[str, str | None], ...]) -> tuple[Counted, tuple[str, ...]]:
    """Questions that differ only in case or punctuation are one, shown as it was first written; and who asked
    them."""
    shown: dict[str, str] = {}
    asked_by: dict[str, dict[str, None]] = {}
    counted: Counter[str] = Counter()
    for question, person in ((masked(question), person) for question, person in unknown):
        words = plain_words(question)
        counted[words] += 1
        shown.setdefault(words, question[:QUESTION_SHOWN])
        asked_by.setdefault(words, {}).update({person: None} if person else {})
    most = counted.most_common(MOST_FREQUENT)
    quoted = dict.fromkeys(person for words, _ in most for person in asked_by[words])
    return tuple((shown[words], times) for words, times in most), tuple(quoted)
