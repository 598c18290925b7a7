"""Which of the record's members a user may be. The record says who they are, once it is there; base may not ask it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Known:
    """One of our own people as the record has them."""

    member_id: str
    name: str
    email: str


def none() -> Iterable[Known]:
    return ()


source: Callable[[], Iterable[Known]] = none
"""Every member of the record, by name. The record puts its own reading here when the application is ready."""


def known() -> list[Known]:
    """The members of the record, by name; none where there is no record."""
    return list(source())
