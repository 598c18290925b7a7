"""What a process cost, as the operating system tells when it has ended. Standard library only, so that it stays small:

a process counts the memory of the one that started it as its own, until it has used more."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from typing import NamedTuple


class Way(NamedTuple):
    """A way to reckon: its program in the folder `ways`; whether it lives in the environment of the peers, and whether

    its first run makes something that later ones find."""

    name: str
    program: str
    peer: bool = False
    warms: bool = False


class Cost(NamedTuple):
    """CPU seconds (all threads, without those of starting), seconds by the clock, MiB at most, CPU seconds to start."""

    cpu: float
    wall: float
    peak: float
    starting: float
    versions: tuple[tuple[str, str], ...] = ()


def measured(command: list[str], environment: Mapping[str, str], starts: bool = True) -> Cost:
    """Run a program to its end. Where it ``starts``, its first line says what that took, and the clock runs from there.

    Ends ours with the program's own error where it fails.
    """
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ | dict(environment), text=True)
    assert process.stdout is not None
    ready = json.loads(process.stdout.readline() or "{}") if starts else {}
    begun = time.perf_counter() if starts else begun
    process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    took = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stdout.close()
    if process.returncode:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}")
    starting = float(ready.get("cpu", 0.0))
    cpu = used.ru_utime + used.ru_stime - starting
    return Cost(cpu, took, used.ru_maxrss / 1024, starting, tuple(ready.get("versions", {}).items()))
