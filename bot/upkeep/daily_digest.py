"""Sends the digest of a day or a week once, at its time, from whichever copy of the bot is up."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from functools import partial

import structlog

from bot.notify import Notifier
from bot.setting_values import DigestOn
from bot.store import daily_counts
from bot.store.personal_data import DIGEST
from bot.store.store import Store
from bot.store.unit_of_work import UnitOfWork
from bot.store.waiting import Priority
from dialogs.interview.checks.privacy import masked
from dialogs.team.figures import Counted, DigestFigures, TicketFigures, digest, digest_chart, left_off
from dialogs.team.tickets import TEAM_LANGUAGE, Letter
from dialogs.turn.events import Address
from dialogs.turn.replies import Reply
from dialogs.turn.titles import shortened
from dialogs.turn.world import Library
from knowledge.base.entries import KnowledgeBase
from knowledge.text.normalisation import plain_words

log = structlog.get_logger(__name__)

MOST_FREQUENT = 5
MOST_DUE = 10
LONGEST_WORDS = 120  # of somebody's words: the whole stands under a picture
WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, kw_only=True)
class Digest:
    """Sends a digest to `address` at `at` of the agency's time, every day or on one day of the week, unless
    nothing happened. `page`: where the team's page shows the same."""

    address: Address
    at: time
    store: Store
    library: Library
    time_zone: tzinfo
    notifier: Notifier
    on: DigestOn = "daily"
    serving: Callable[[], KnowledgeBase] | None = None
    page: str = ""

    @property
    def days(self) -> int:
        """How many days it is of."""
        return 1 if self.on == "daily" else 7

    async def look(self) -> None:
        """Sends the digest of today when its time has come and nobody has sent it yet; one that was missed is
        sent while its day lasts."""
        now = self.store.clock()
        today = now.astimezone(self.time_zone).date()
        since, until = day_of(today, self.at, self.time_zone, self.days)
        if now < until or (self.on != "daily" and WEEK[today.weekday()] != self.on):
            return
        if not await daily_counts.is_claimed(self.store.database, today.isoformat()):
            figures = await figures_of(
                self.store, self.library, since, until, self.serving() if self.serving else None
            )
            said = (self.library.phrases, TEAM_LANGUAGE, until, figures, self.days)
            key = f"{DIGEST}{today.isoformat()}"
            body = digest(*said)
            if self.page:
                body += self.library.phrases.text(TEAM_LANGUAGE, "digest-page", link=self.page)
            reply = Reply(body, chart=digest_chart(*said), notice=body)
            # Told again when somebody whom it quotes was forgotten.
            letter = Letter(self.address, reply, key, in_place=True, persons=figures.quoted)
            if await self._tell(today, None if figures.empty else letter, now):
                log.info("digest", day=today.isoformat(), sent=not figures.empty)

    async def _tell(self, day: date, letter: Letter | None, now: datetime) -> bool:
        async def told(work: UnitOfWork) -> bool:
            if not await daily_counts.claim(work.connection, day.isoformat(), now):
                return False
            if letter is not None:
                await work.post(letter, priority=Priority.DIGEST)
            return True

        if not await self.store.transact(told):
            return False
        self.notifier.notify(self.address)
        return True


def day_of(day: date, at: time, zone: tzinfo, days: int = 1) -> tuple[datetime, datetime]:
    """The day that a digest tells of, from `at` so many days before to `at` of the day: 23 or 25 hours where
    the clock is changed, so that no hour is told of twice or not at all. A time that the change leaves out
    comes an hour later, one that it repeats is the first."""
    since, until = (datetime.combine(each, at, zone) for each in (day - timedelta(days=days), day))
    return since, until


async def figures_of(
    store: Store,
    library: Library,
    since: datetime,
    until: datetime,
    knowledge: KnowledgeBase | None = None,
) -> DigestFigures:
    """`knowledge`: the entries served now, where they are others than those of the files."""
    counts = await daily_counts.count(store.database, since, until)
    changed = await daily_counts.of_drafts(
        store.database,
        counts.changed,
        lambda draft: since <= draft.created < until,
    )
    left = await daily_counts.of_drafts(
        store.database, counts.left, partial(left_off, library.form, library.phrases)
    )
    entries = knowledge if knowledge is not None else library.knowledge
    # To mask every question of the day takes time that turns need.
    return await asyncio.to_thread(_figures, counts, changed, left, until, entries)


def _figures(
    counts: daily_counts.Counts,
    changed: Sequence[bool],
    left: Sequence[str],
    until: datetime,
    knowledge: KnowledgeBase,
) -> DigestFigures:
    """`changed` tells of each draft whether it was begun in this time, `left` where somebody stopped."""
    today = until.date()
    due = tuple(each for each in knowledge if each.review is not None and each.review <= today)
    reasons = counts.reasons[-MOST_FREQUENT:]
    unknown, quoted = _most_frequent(counts.unknown)
    return DigestFigures(
        people=counts.people,
        answered=counts.outcomes["answer"],
        suggested=counts.outcomes["suggest"],
        unanswered=counts.outcomes["unknown"],
        begun=sum(changed),
        finished=counts.tickets["finished"],
        revised=counts.tickets["revised"],
        abandoned=len(left),
        waiting=counts.waiting,
        good=counts.thumbs[True],
        bad=counts.thumbs[False],
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
        left_at=tuple(Counter(left).most_common(MOST_FREQUENT)),
        reasons=tuple(shortened(masked(reason, LONGEST_WORDS + 1), LONGEST_WORDS) for reason, _ in reasons),
        due=due[:MOST_DUE],
        quoted=tuple(dict.fromkeys((*quoted, *(person for _, person in reasons if person)))),
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
        shown.setdefault(words, shortened(question, LONGEST_WORDS))
        asked_by.setdefault(words, {}).update({person: None} if person else {})
    most = counted.most_common(MOST_FREQUENT)
    quoted = dict.fromkeys(person for words, _ in most for person in asked_by[words])
    return tuple((shown[words], times) for words, times in most), tuple(quoted)
