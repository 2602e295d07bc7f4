"""One way into the database."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

from sqlalchemy import Connection, Engine, Executable
from sqlalchemy.engine import Dialect

from bot.store.rows import Rows
from bot.store.writer_thread import Result, Statements, Work


class Connected(Statements, Protocol):
    """A connection, on which statements are awaited one after the other."""

    async def execute(self, statement: Executable, parameters: Any = None, /) -> Rows: ...

    async def scalar(self, statement: Executable, parameters: Any = None, /) -> Any: ...

    async def exec_driver_sql(self, statement: str, /) -> Rows: ...

    async def run_sync(self, work: Callable[[Connection], Result], /) -> Result: ...


class Access(Protocol):
    """An engine whose losses are told as DatabaseUnavailable, whatever the driver calls them."""

    @property
    def sync_engine(self) -> Engine: ...

    @property
    def dialect(self) -> Dialect: ...

    async def transact(self, work: Work[Result]) -> Result:
        """What the work returns, committed; undone when it raises. It awaits nothing but its statements."""
        ...

    async def look(self, work: Work[Result]) -> Result:
        """What the work returns, which changes nothing and awaits nothing but its statements."""
        ...

    def begin(self) -> AbstractAsyncContextManager[Connected]:
        """A transaction for rare things: committed when the block ends well, undone when it raises."""
        ...

    def connect(self) -> AbstractAsyncContextManager[Connected]:
        """A connection to look things up with; what it changes is undone."""
        ...

    async def dispose(self) -> None: ...
