"""Which messages belong together: those of one thread or one case; and those that name neither may."""

from __future__ import annotations

from typing import Protocol


class Placed(Protocol):
    """What stands in a thread and a case, or in none."""

    @property
    def thread_id(self) -> str | None: ...

    @property
    def case_id(self) -> str | None: ...


def share_thread(one: Placed, other: Placed) -> bool:
    """Whether both name the same thread, or the same case."""
    if one.thread_id is not None and one.thread_id == other.thread_id:
        return True
    return one.case_id is not None and one.case_id == other.case_id


def are_loose(one: Placed, other: Placed) -> bool:
    """Whether neither names a thread or a case, so that only their words and their order tell what they belong to."""
    return not any((one.thread_id, one.case_id, other.thread_id, other.case_id))


def may_share(one: Placed, other: Placed) -> bool:
    """Whether they are of one thread, as far as it can be told without their words."""
    return share_thread(one, other) or are_loose(one, other)
