"""The types of events there are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from deeproot_app.base.errors import UserError

TYPES: Final = {
    "customer.created": "a customer was recorded for the first time",
    "customer.updated": "something of a customer's own row changed",
    "interaction.recorded": "something that passed was recorded, or a new version of it",
    "promise.opened": "a promise was made, or found in a text",
    "promise.due": "a promise falls due within 24 hours",
    "promise.overdue": "a promise was not kept by its due moment",
    "promise.kept": "a promise was kept, in time or late",
    "promise.withdrawn": "a promise was taken back",
    "finding.opened": "a customer lives through a scenario",
    "finding.closed": "a customer lives through a scenario no longer",
    "today.item.added": "a reason to reach out to a customer came up",
    "today.item.gone": "such a reason holds no longer",
    "today.item.decided": "somebody decided about one: done, later, handed over, dismissed",
}
TEST: Final = "deeproot.test"
"""Sent when a person asks for it, whatever types are chosen."""


def checked(patterns: Iterable[str]) -> list[str]:
    """The patterns, each once. Raises UserError for none, and for one that no type fits."""
    asked = list(dict.fromkeys(pattern.strip() for pattern in patterns if pattern.strip()))
    for pattern in asked:
        if not any(fits([pattern], name) for name in TYPES):
            raise UserError(f"There is no event {pattern!r}; there are {', '.join(TYPES)}, and * for any: promise.*")
    if not asked:
        raise UserError("Say which events are told: at least one type, or * for all.")
    return asked


def fits(patterns: Iterable[str], name: str) -> bool:
    """Whether one of the patterns is this type, or spans it: `*`, `promise.*`."""
    return any(
        pattern in ("*", name) or (pattern.endswith(".*") and name.startswith(pattern[:-1])) for pattern in patterns
    )


def any_of(patterns: Iterable[str], beginning: str) -> bool:
    """Whether some type that begins so is asked for."""
    asked = list(patterns)
    return any(fits(asked, name) for name in TYPES if name.startswith(beginning))
