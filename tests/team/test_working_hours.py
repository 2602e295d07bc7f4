"""Working hours between two moments, with the shipped holidays."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from dialogs.team.working_hours import WorkingHours, load_holidays

MOSCOW = ZoneInfo("Europe/Moscow")
HOURS = WorkingHours(time(9), time(18), load_holidays())


def at(day: str, hour: int) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(hour), MOSCOW)


@pytest.mark.parametrize(
    ("since", "until", "hours"),
    [
        (("2026-11-27", 10), ("2026-11-27", 14), 4),
        (("2026-11-27", 17), ("2026-11-30", 12), 4),  # Friday evening, over the weekend
        (("2026-11-27", 20), ("2026-11-30", 9), 0),
        (("2025-12-30", 17), ("2026-01-12", 10), 2),  # January, and two days off by decree
        (("2026-05-08", 17), ("2026-05-12", 10), 2),  # Saturday the 9th of May is taken on Monday
        (("2026-06-11", 17), ("2026-06-15", 10), 2),
    ],
)
def test_only_working_hours_count(since: tuple[str, int], until: tuple[str, int], hours: int) -> None:
    assert HOURS.between(at(*since), at(*until)) == timedelta(hours=hours)
