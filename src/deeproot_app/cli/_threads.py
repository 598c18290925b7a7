"""How many threads numpy reckons with in a process that stands beside others.

By itself it takes as many as there are cores, in every web process and in the worker, and they wait for each other:
solving 300 equations twenty times took 1.4 s of the processor with two threads and 0.12 s with one, on two cores that
others used too (6 s and 0.5 s by the clock); few equations cost the same either way. DuckDB has threads of its own.
"""

from __future__ import annotations

import os
from typing import Final

ONE: Final = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS")


def one_each() -> None:
    """Let this process, and those it starts, reckon in one thread, unless the environment says otherwise.

    To be called before numpy is loaded: it asks only then.
    """
    for name in ONE:
        os.environ.setdefault(name, "1")
