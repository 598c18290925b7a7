"""Processes that work beside this one: they hold none of its threads and locks, and end when it ends, in any way.

They are never forked from this one: it may hold threads, whose locks nobody would open in a copy. On Linux they are
copies of one process that is begun anew, loads what all need and holds no thread (``forkserver``); elsewhere each is
begun anew (``spawn``). Whoever uses them goes on alone where there are none to be had, or where they end in the middle.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

MOST: Final = 4
"""More are kept waiting by the one that hands over the work; and each takes some 150 MB."""
REFUSED: Final = (OSError, EOFError, ImportError, RuntimeError)
"""How a machine refuses a process, a semaphore or a thread, and how it is told that processes have ended."""


def cores() -> int:
    """How many processes may work side by side: one for each core that this one may use, at most ``MOST``."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(allowed, MOST)


@contextmanager
def beside(count: int, begin: Callable[[], None], loaded: str) -> Iterator[ProcessPoolExecutor]:
    """So many processes, each of which calls ``begin`` first; they are gone when this ends.

    ``loaded`` is a module that calls ``begin`` where it is imported: the process that is copied imports it. Raises one
    of ``REFUSED``, here or where work is handed over, if the machine gives no process.
    """
    from concurrent.futures import ProcessPoolExecutor  # not every machine has what this needs
    from multiprocessing import get_context

    how = get_context("forkserver" if sys.platform == "linux" else "spawn")
    how.set_forkserver_preload([loaded])
    pool = ProcessPoolExecutor(count, mp_context=how, initializer=_begin, initargs=(begin,))
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)
        _let_go()


def _let_go() -> None:
    """End the process that was copied: else it would keep its memory for as long as this one runs."""
    from multiprocessing import forkserver

    if stop := getattr(getattr(forkserver, "_forkserver", None), "_stop", None):
        stop()


def started(pool: ProcessPoolExecutor, count: int) -> Future[None]:
    """Start the processes of a pool; what is given is done as soon as one of them stands ready.

    They do not hear Ctrl-C, from the moment on at which they are started: it is for this process, which lets them go.
    """
    with _deaf_to_ctrl_c():
        first, *_ = [pool.submit(_nothing) for _ in range(count)]
    return first


@contextmanager
def _deaf_to_ctrl_c() -> Iterator[None]:
    """What is started within it inherits that Ctrl-C is held back."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin(begin: Callable[[], None]) -> None:
    """What each process does first."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()
    begin()


def _end_with_parent() -> None:
    """End as soon as the process that wants the work is no more: killed, it cannot say so."""
    from multiprocessing import parent_process
    from multiprocessing.connection import wait

    if parent := parent_process():
        wait([parent.sentinel])
        os._exit(1)


def _nothing() -> None:
    """Done by whoever stands ready."""
