"""Blocks read side by side by several processes, where there is much to read.

Only what a command or a worker does may start processes, and only it opens the record: what other processes are given
is a block with all that bears on it. The readings are the same, whoever reads. Where the machine gives no process, or
one ends in the middle, the block is read here, and so are all after it.
"""

from __future__ import annotations

import logging
import sys
from collections import deque
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, wait
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from deeproot.read.processes import REFUSED, beside, cores, started
from deeproot_app.record.reading import customer
from deeproot_app.record.reading.block import Block, words_of
from deeproot_app.record.reading.customer import Half
from deeproot_app.record.reading.elsewhere import begin
from deeproot_app.record.reading.rules import Rules
from deeproot_app.record.reading.unread import Message

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

PAYS: Final = 6_000
"""Texts from which on other processes are started: this one reads some thousand until they stand ready."""
AHEAD: Final = 2
"""Blocks for each process that are looked up before the first of them is written."""
SERVER: Final = "gunicorn.app.base"
"""What web processes and the one that starts them have loaded, and no other."""
log = logging.getLogger(__name__)


@dataclass
class UnderWay:
    """A block to be read, by another process where there is a ``future``, and what was found in the end."""

    block: Block
    rules: Rules
    future: Future[Half | Block] | None = None
    found: Block | None = None


class Readers:
    """Who reads: this process alone, or others for it as soon as they stand ready."""

    def __init__(self, pool: ProcessPoolExecutor | None = None, ready: Future[None] | None = None, count: int = 0):
        self._pool, self._ready, self._count = pool, ready, count

    @property
    def ahead(self) -> int:
        """How many blocks may be under way at a time."""
        return AHEAD * self._count if self._others() else 1

    def begin(self, block: Block, rules: Rules) -> UnderWay:
        """Have a block read."""
        return UnderWay(block, rules, self._handed_over(read_each, block, rules))

    def first(self, under_way: deque[UnderWay]) -> Block:
        """The first block, read; it is none of those under way any more. Meanwhile the others are read on."""
        first = under_way.popleft()
        while first.future is not None:
            every = (first, *under_way)
            wait([one.future for one in every if one.future is not None], return_when=FIRST_COMPLETED)
            for one in every:
                self._read_on(one)
        if first.found is None:
            customer.read(first.block, first.rules)
        return first.found or first.block

    def _read_on(self, one: UnderWay) -> None:
        """Take what another process has found; where it needs the words of more messages, give it those."""
        if one.future is None or not one.future.done():
            return
        future, one.future = one.future, None
        if refused := future.exception():
            self._go_on_alone(refused)
        elif isinstance(found := future.result(), Block):
            one.found = found
        else:
            one.future = self._handed_over(read_as_one, found, words_of(found.wanted))

    def _handed_over(self, *work: Any) -> Future[Half | Block] | None:
        """Give work to another process; None where there is none."""
        pool = self._others()
        try:
            return pool.submit(*work) if pool else None
        except REFUSED as refused:
            self._go_on_alone(refused)
            return None

    def _others(self) -> ProcessPoolExecutor | None:
        """The other processes, once they stand ready; None where there are none, or no longer."""
        if self._ready is None or not self._ready.done():
            return None
        if refused := self._ready.exception():
            self._go_on_alone(refused)
        return self._pool

    def _go_on_alone(self, why: BaseException) -> None:
        if self._pool is not None:
            log.warning("No other process reads texts (%s: %s): this one goes on alone.", type(why).__name__, why)
        self._pool = self._ready = None


@contextmanager
def readers(texts: int, processes: int | None = None) -> Iterator[Readers]:
    """Who reads so many texts: at most so many processes, by default one for each core; they are gone at the end."""
    count = cores() if processes is None else processes
    with ExitStack() as begun:
        yield _others(begun, count) if texts >= PAYS and count > 1 and SERVER not in sys.modules else Readers()


def _others(begun: ExitStack, count: int) -> Readers:
    try:
        pool = begun.enter_context(beside(count, begin, f"{__package__}.loaded"))
        return Readers(pool, started(pool, count), count)
    except REFUSED as refused:
        log.warning("Texts are read by this process alone: %s", refused)
        return Readers()


def read_each(block: Block, rules: Rules) -> Half | Block:
    """In another process: the block, read; or half of it where the words of more messages are needed."""
    half = customer.read_each(block, rules)
    return half if half.wanted else read_as_one(half, {})


def read_as_one(half: Half, at_hand: dict[str, Message]) -> Block:
    """In another process: the block, read, without what need not be written."""
    customer.read_as_one(half, at_hand)
    block = half.block
    block.passed, block.answers = {}, {}
    for message in block.messages:
        message.forget_words()
    return block
