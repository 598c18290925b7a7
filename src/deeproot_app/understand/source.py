"""The tables that a reckoning reads, opened on its engine: out of the database or from files, as the rule says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cached_property

from deeproot.engines import Tables
from deeproot_app.record.arrow import arrow_tables
from deeproot_app.record.snapshot.choice import from_files
from deeproot_app.record.snapshot.held import Held, held
from deeproot_app.record.snapshot.where import HANDED
from deeproot_app.understand.due import CUSTOMERS_A_BLOCK, ROWS_A_BLOCK, blocks
from deeproot_app.understand.engine import Engine, InProcess

MONEY = ("subscriptions", "purchases")
"""The tables that say what is at stake."""

Tell = Callable[[str], None]


@contextmanager
def opened(engine: Engine | None = None, tell: Tell = lambda says: None) -> Iterator[Source]:
    """Where tables are read from while the context lasts. Files are brought up to the record when first asked for."""
    with ExitStack() as ending:
        yield Source(engine or InProcess(), ending, tell)


class Source:
    """The record, for one piece of work."""

    def __init__(self, engine: Engine, ending: ExitStack, tell: Tell) -> None:
        self._engine = engine
        self._ending = ending
        self._tell = tell

    @cached_property
    def files(self) -> Held:
        """The files, as they are from now on for this piece of work."""
        return self._ending.enter_context(held(self._tell))

    def blocks(self, customers: list[str]) -> Iterator[tuple[list[str], Tables]]:
        """The tables of these customers, a block at a time: whose it is, and all their rows.

        A block fits well into memory, and its tables last until the next one is asked for. They may hold the rows of
        customers that were not asked for. Where files are read, whoever was removed meanwhile is in no block.
        """
        if not from_files(len(customers)):
            for block in blocks(customers, self._engine.blocks_at_once):
                with self._engine.block(arrow_tables(block, tables=HANDED)) as tables:
                    yield block, tables
            return
        wanted, at_once = set(customers), self._engine.blocks_at_once
        for group in self.files.groups(at_once * ROWS_A_BLOCK, at_once * CUSTOMERS_A_BLOCK):
            block = [customer for customer in self.files.customers(group) if customer in wanted]
            if block:
                with self._engine.part(self.files, group, block) as tables:
                    yield block, tables

    def everything(self, *names: str) -> Tables:
        """The tables of those names (all that reckonings read), of all customers."""
        asked = names or HANDED
        if from_files():
            beside = [name for name in asked if name not in HANDED]
            return self._engine.open(self.files, asked, arrow_tables(tables=beside) if beside else {})
        return self._ending.enter_context(self._engine.block(arrow_tables(tables=asked)))
