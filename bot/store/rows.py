"""What a statement found or changed."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol

from sqlalchemy.exc import MultipleResultsFound, NoResultFound


class Rows(Protocol):
    """What a statement found or changed; SQLAlchemy's own results are such."""

    @property
    def rowcount(self) -> int: ...

    def all(self) -> Sequence[Any]: ...

    def first(self) -> Any: ...

    def one_or_none(self) -> Any: ...

    def scalar(self) -> Any: ...

    def scalar_one_or_none(self) -> Any: ...

    def scalar_one(self) -> Any: ...

    def scalars(self) -> Iterable[Any]: ...

    def mappings(self) -> Iterable[Any]: ...

    def __iter__(self) -> Iterator[Any]: ...


class Found:
    """Rows that are all there."""

    __slots__ = ("_rows", "rowcount")

    def __init__(self, rows: list[Any], rowcount: int) -> None:
        self._rows = rows
        self.rowcount = rowcount

    def all(self) -> Sequence[Any]:
        return self._rows

    def first(self) -> Any:
        return self._rows[0] if self._rows else None

    def one_or_none(self) -> Any:
        if len(self._rows) > 1:
            raise MultipleResultsFound
        return self.first()

    def scalar(self) -> Any:
        return self._rows[0][0] if self._rows else None

    def scalar_one_or_none(self) -> Any:
        row = self.one_or_none()
        return None if row is None else row[0]

    def scalar_one(self) -> Any:
        if not self._rows:
            raise NoResultFound
        return self.scalar_one_or_none()

    def scalars(self) -> Iterator[Any]:
        return (row[0] for row in self._rows)

    def mappings(self) -> Iterator[Any]:
        return (row._asdict() for row in self._rows)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._rows)
