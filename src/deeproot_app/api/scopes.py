"""What a token may be narrowed to: reading or writing, everywhere or in one room; never more than its person may."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from deeproot_app.base.errors import UserError

SCOPES: Final = {
    "read": "read everything that you see",
    "write": "write everything that you may",
    "record:read": "read the tables of the record",
    "record:write": "write down what passed (it takes the right to import)",
    "promises:read": "read the promises",
    "promises:write": "make promises, keep them, put them off, withdraw them",
    "beliefs:read": "read what we believe of customers",
    "beliefs:write": "write what we believe of customers",
    "consents:read": "read consents and objections, with their proof",
    "consents:write": "record objections",
    "today:read": "read the list of Today",
    "today:write": "decide about items of Today",
    "calls:read": "read the call list",
    "calls:write": "put calls on the list, and log them",
    "briefs:read": "read the brief of a customer",
    "briefs:write": "say that you read a brief, ask what may be offered, agree on it, write notes among us",
    "health:read": "read both readings of customers' health",
    "health:write": "say how it is with a customer",
    "journeys:read": "read the maps of the journey, the walks, and the personas",
    "handovers:read": "read who handed customers over to whom, and what moved along",
    "handovers:write": "hand customers over to a colleague, and take that back",
    "persons:export": "take out all that is held of one person (it takes a manager; no other scope spans it)",
    "habits:read": "read your own habits and the teams', and how they go",
    "mirror:read": "read the mirror, the findings and the story of a customer",
}
"""Each scope, and what it lets a program do."""

ACTS: Final = {
    "record:write": ("record.import", "record.undo"),
    "promises:write": ("promise.change",),
    "beliefs:write": ("belief.change",),
    "consents:write": ("consent.change",),
    "today:write": ("today.handle",),
    "briefs:write": ("call.log", "note.write", "case.agree"),
    "health:write": ("health.say",),
    "handovers:write": ("owner.change",),
    "persons:export": ("person.export",),
    "calls:write": ("call.log", "belief.change", "promise.change", "consent.change", "today.handle"),
}
"""The acts of `base.access` that a scope lets through."""
SEEING: Final = "record.see"
"""Whoever writes must find what they write about; what is shown is asked for by its own scope."""


def checked(scopes: Iterable[str]) -> list[str]:
    """The scopes, each once, in our order. Raises UserError for none, and for one that there is not."""
    asked = set(scopes)
    if unknown := sorted(asked - SCOPES.keys()):
        raise UserError(f"There is no scope {unknown[0]!r}; the scopes are {', '.join(SCOPES)}.")
    if not asked:
        raise UserError("Say what the token may do: at least one scope.")
    return [scope for scope in SCOPES if scope in asked]


def holds(scopes: Iterable[str], needed: str) -> bool:
    """Whether some scope is the needed one (`promises:read`), or spans it (`read`)."""
    return not {needed, needed.partition(":")[2]}.isdisjoint(scopes)


def acts(scopes: Iterable[str]) -> frozenset[str]:
    """The acts that these scopes let through."""
    given = list(scopes)
    return frozenset({SEEING, *(act for scope, some in ACTS.items() if holds(given, scope) for act in some)})
