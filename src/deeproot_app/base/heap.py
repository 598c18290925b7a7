"""Python's search for circles of objects, put off while very many objects are made that form none."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Within it circles of objects are not looked for: each look goes through all that the process holds.

    Of two threads in it at the same time the first that is done may end it for both, which costs time and no more.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
