"""Tasks that only tests run."""

from __future__ import annotations

import time
from pathlib import Path

from deeproot_app.base.errors import UserError
from deeproot_app.base.jobs import progress, task


@task
def add(a: int, b: int) -> int:
    return a + b


@task(attempts=3)
def stumble(says: str) -> None:
    raise ValueError(says)


@task
def refuse(says: str) -> None:
    raise UserError(says)


@task
def rest() -> None:
    pass


@task
def count_slowly(path: str, seconds: float) -> int:
    """Write a line at the start and one at the end; in between tell the progress."""
    with Path(path).open("a") as file:
        file.write("begun\n")
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        progress(0, 1, "counting")
        time.sleep(0.02)
    with Path(path).open("a") as file:
        file.write("ended\n")
    return len(Path(path).read_text().splitlines())


@task
def sit(path: str, seconds: float) -> None:
    """Work that never tells its progress."""
    with Path(path).open("a") as file:
        file.write("begun\n")
    time.sleep(seconds)
    with Path(path).open("a") as file:
        file.write("ended\n")
