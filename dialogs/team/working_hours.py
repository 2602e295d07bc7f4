"""How many working hours lie between two moments: weekends and holidays are none."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from knowledge.authored import Authored, typed
from knowledge.yaml_source import read_yaml

SHIPPED_HOLIDAYS = Path(__file__).parents[1] / "content" / "holidays.yaml"
_DAY = timedelta(days=1)
_SATURDAY = 5


class Holidays(Authored):
    """Days of every year as `MM-DD`; single days off, and weekends on which people work, by decree."""

    every_year: tuple[str, ...] = ()
    days_off: tuple[date, ...] = ()
    working: tuple[date, ...] = ()


def load_holidays(path: Path = SHIPPED_HOLIDAYS) -> Holidays:
    """Raises ContentError with the file and line of a mistake."""
    return typed(Holidays, read_yaml(path))


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """The hours from `begin` to `end` of every working day."""

    begin: time
    end: time
    holidays: Holidays

    def works(self, day: date) -> bool:
        """Whether people work on this day."""
        if day in self.holidays.working:
            return True
        if day.weekday() >= _SATURDAY or self._is_holiday(day) or day in self.holidays.days_off:
            return False
        return not self._in_place_of_a_weekend(day)

    def between(self, since: datetime, until: datetime) -> timedelta:
        """Working time between two aware moments of the agency's zone."""
        total, day = timedelta(), since.date()
        while day <= until.date():
            if self.works(day):
                opens = datetime.combine(day, self.begin, since.tzinfo)
                closes = datetime.combine(day, self.end, since.tzinfo)
                total += max(min(closes, until) - max(opens, since), timedelta())
            day += _DAY
        return total

    def _is_holiday(self, day: date) -> bool:
        return f"{day:%m-%d}" in self.holidays.every_year

    def _in_place_of_a_weekend(self, day: date) -> bool:
        """Whether a holiday of the weekend just before is taken on this working day."""
        before = day - _DAY
        while before.weekday() >= _SATURDAY or self._is_holiday(before):
            # The holidays of January are moved by decree alone.
            if before.weekday() >= _SATURDAY and self._is_holiday(before) and before.month > 1:
                return True
            before -= _DAY
        return False
