"""Read many messages on several cores.

Reading needs nothing but the text, so that messages can be read side by side. To start a process takes about a second;
it pays from some thousand messages on.
"""

from __future__ import annotations

import copyreg
import gc
import logging
import os
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import datetime
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from .beliefs import Finding
from .due import Due
from .label import Label
from .message import Message, Reading, read, read_together
from .parts import Parts
from .processes import REFUSED, beside, started
from .promises import Promise

if TYPE_CHECKING:
    from concurrent.futures import Future

BLOCK = 256
"""Messages that are handed to a process at a time."""
AHEAD = 4
"""Blocks for each process that are handed over before the first of them is asked for."""
TOGETHER = 128
"""Messages that are read question by question, so that what each question needs stays in the processor's caches."""
PAYS = 2_000
"""Messages from which on more than one process is started."""

HANDED_OVER = (Reading, Parts, Label, Promise, Due, Finding)
"""What a reading is made of: handed to another process as a bare row of values, in a third of the time."""
log = logging.getLogger(__name__)


def read_many(messages: Sequence[Message], *, processes: int = 1) -> Iterator[Reading]:
    """Read every message, in order: each is its text, when it was said, and whatever else :func:`read` takes by name.

    ``processes`` is how many may work; few messages are read by this one alone, and so are those that are left where
    the machine gives no process or one ends in the middle. What is given by name must be fit for another process (no
    open file, no connection). The readings are those of :func:`read`, and so are the errors.
    """
    if processes < 2 or len(messages) < PAYS:
        return _here(messages)
    return _side_by_side(messages, processes)


def _side_by_side(messages: Sequence[Message], processes: int) -> Iterator[Reading]:
    done = 0
    try:
        for found in _elsewhere(messages, processes):
            yield from found
            done += len(found)
    except REFUSED as refused:
        log.warning("No other process reads (%s): the rest is read by this one.", refused)
    yield from _here(messages[done:])


def _elsewhere(messages: Sequence[Message], processes: int) -> Iterator[list[Reading]]:
    """What other processes read of each block, a bounded number of them ahead."""
    blocks = (messages[i : i + BLOCK] for i in range(0, len(messages), BLOCK))
    ahead: deque[Future[list[Reading]]] = deque()
    with beside(processes, begin, f"{__package__}.loaded") as pool:
        started(pool, processes)
        for block in blocks:
            ahead.append(pool.submit(_block, block))
            if len(ahead) >= AHEAD * processes:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()


def begin() -> None:
    """Load all cues before the first message, and spare them from every later search for garbage.

    For a process that does nothing else: numpy gets one thread, as there is such a process for each core.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    for direction in ("both", "internal"):
        read("I will call you.", datetime(2024, 5, 15), direction=direction)  # noqa: DTZ001 -- any moment will do
    gc.collect()
    gc.freeze()


def _block(messages: Sequence[Message]) -> list[Reading]:
    return list(_here(messages))


def _here(messages: Sequence[Message]) -> Iterator[Reading]:
    return (reading for some in _dozens(messages) for reading in read_together(some))


def _dozens(messages: Sequence[Message]) -> Iterator[Sequence[Message]]:
    return (messages[i : i + TOGETHER] for i in range(0, len(messages), TOGETHER))


def _as_row(kind: type[Any]) -> None:
    values = attrgetter(*(field.name for field in fields(kind)))
    copyreg.pickle(kind, lambda one: (kind, values(one)))


for each in HANDED_OVER:
    _as_row(each)
