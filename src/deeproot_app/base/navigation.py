"""Where one can go from every page, in the order of use. What this person may not see, or is not there, is left out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from deeproot_app.base import access


@dataclass(frozen=True)
class Place:
    """One entry of the navigation: the name of its page, its icon, the keys that lead there, the act it needs."""

    label: str
    page: str
    icon: str
    keys: str
    act: str = "record.see"


@dataclass(frozen=True)
class Link:
    """A place as it stands on one page."""

    label: str
    href: str
    icon: str
    keys: str
    here: bool
    page: str
    waits: int | None = None
    """How much waits there for a word of the reader's; None for a place where nothing can wait."""


PLACES: Final = (
    Place("Today", "desk:today", "today", "g t"),
    Place("Customers", "desk:customers", "customers", "g c"),
    Place("The mirror", "desk:mirror", "mirror", "g m"),
    Place("Promises", "desk:promises", "promises", "g p"),
    Place("Retention", "measure:retention", "sorted", "g s"),
    Place("Value", "measure:value", "purchase", "g f"),
    Place("Calls", "act:calls", "call", "g k"),
    Place("Outbox", "act:outbox", "email", "g u"),
    Place("Library", "plan:library", "file", "g b"),
    Place("Programmes", "act:programmes", "programmes", "g x"),
    Place("Proof", "measure:proof", "check", "g v"),
    Place("Risk", "understand:risk", "fall", "g j"),
    Place("Surveys", "act:surveys", "survey", "g s"),
    Place("Thanks & events", "act:gifts", "star", "g h"),
    Place("Review", "review:review", "review", "g r"),
    Place("Same customer?", "same:same", "people", "g d", "identity.merge"),
    Place("Mentions", "mentions:mentions", "mention", "g l"),
    Place("Import", "record:imports", "import", "g i", "record.import"),
    Place("Connections", "connect:connections", "link", "g n", "record.import"),
)
FOOT: Final = (
    Place("People", "base:people", "people", "g e", "people.manage"),
    Place("Contact policy", "plan:policy", "check", "g y"),
    Place("Webhooks", "api:webhooks", "link", "g w", "webhooks.manage"),
    Place("Audit trail", "base:audit", "audit", "g a", "audit.see"),
    Place("Organisation", "base:organisation", "organisation", "g o", "organisation.change"),
)


waiting: dict[str, Callable[[access.Actor], int]] = {}
"""How much waits at a place, by its page. A room puts its own count here when the application is ready."""


def links(request: HttpRequest, places: tuple[Place, ...]) -> list[Link]:
    """The places this reader may go to, the present one marked."""
    found = [(place, href_of(place.page)) for place in places if access.allows(request.user, place.act)]
    return [
        Link(p.label, href, p.icon, p.keys, _here(request.path, href), p.page, _waits(request, p.page))
        for p, href in found
        if href
    ]


def _waits(request: HttpRequest, page: str) -> int | None:
    """Counted once a request: a page shows its places twice."""
    if page not in waiting:
        return None
    counted: dict[str, int] = request.__dict__.setdefault("_waits", {})
    if page not in counted:
        counted[page] = waiting[page](request.user)
    return counted[page]


def href_of(page: str, *of: object) -> str:
    """The address of a named page, about something; empty where no room has put it there."""
    try:
        return reverse(page, args=of)
    except NoReverseMatch:
        return ""


def _here(path: str, href: str) -> bool:
    return path == href or (href != "/" and path.startswith(href))
