"""Where one can go from every page, in groups in the order of use. What this person may not see is left out."""

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
    also: tuple[str, ...] = ()
    """Other pages that are part of it, though their addresses do not begin with its own."""
    under: tuple[str, ...] = ()
    """Beginnings of further addresses of it: what stands elsewhere of something that is shown there."""


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


@dataclass(frozen=True)
class Group:
    """Places that belong together, under one word that opens and closes them; without a word they always stand open."""

    label: str
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Section:
    """A group as it stands on one page."""

    label: str
    links: list[Link]

    @property
    def here(self) -> bool:
        """Whether the page that is read belongs to it."""
        return any(link.here for link in self.links)

    @property
    def waits(self) -> int:
        """How much waits in all its places together."""
        return sum(link.waits or 0 for link in self.links)


OF_A_CUSTOMER: Final = ("/brief/", "/notes/", "/their-pages/of/", "/hand-over/")
"""Parts of a customer's page that other rooms serve."""
GROUPS: Final = (
    Group(
        "",
        (
            Place("Today", "desk:today", "today", "g t"),
            Place("Customers", "desk:customers", "customers", "g c", under=OF_A_CUSTOMER),
            Place("The mirror", "desk:mirror", "mirror", "g m"),
            Place("Promises", "desk:promises", "promises", "g p"),
            Place("Review", "review:review", "review", "g r"),
        ),
    ),
    Group(
        "Know them",
        (
            Place("Personas", "understand:personas", "people", "g 5"),
            Place("Beliefs", "desk:beliefs", "belief", "g g"),
            Place("Journey", "understand:maps", "journey", "g 2"),
        ),
    ),
    Group(
        "Reach out",
        (
            Place("Work as one", "act:together", "hand-over", "g z"),
            Place("Calls", "act:calls", "call", "g k"),
            Place("Outbox", "act:outbox", "email", "g u"),
            Place("Programmes", "act:programmes", "programmes", "g x"),
            Place("Surveys", "act:surveys", "survey", "g q"),
            Place("Thanks & events", "act:gifts", "star", "g h"),
            Place("Library", "plan:library", "file", "g b"),
        ),
    ),
    Group(
        "Judge",
        (
            Place("Retention", "measure:retention", "sorted", "g s"),
            Place("Value", "measure:value", "purchase", "g f"),
            Place("Risk & health", "understand:risk", "fall", "g j"),
            Place("Proof", "measure:proof", "check", "g v", also=("measure:uplift",)),
            Place("Loyalty", "measure:loyalty", "meeting", "g 1"),
        ),
    ),
    Group(
        "Record",
        (
            Place("Mentions", "mentions:mentions", "mention", "g l"),
            Place("Corrections", "act:own_page_words", "check", "g 4"),
            Place("Same customer?", "same:same", "people", "g d", "identity.merge"),
            Place("Import", "record:imports", "import", "g i", "record.import"),
            Place("Connections", "connect:connections", "link", "g n", "record.import"),
        ),
    ),
    Group(
        "Company",
        (
            Place("People", "base:people", "people", "g e", "people.manage"),
            Place("Everyone on board", "act:team", "customers", "g 6"),
            Place("Habits", "act:habits", "star", "g 3"),
            Place("Contact policy", "plan:policy", "check", "g y"),
            Place("Webhooks", "api:webhooks", "link", "g w", "webhooks.manage"),
            Place("Audit trail", "base:audit", "audit", "g a", "audit.see"),
            Place("Organisation", "base:organisation", "organisation", "g o", "organisation.change"),
        ),
    ),
)


waiting: dict[str, Callable[[access.Actor], int]] = {}
"""How much waits at a place, by its page. A room puts its own count here when the application is ready."""


def sections(request: HttpRequest) -> list[Section]:
    """All groups with the places this reader may go to, the present one marked; an empty group is left out."""
    found = (Section(group.label, _links(request, group.places)) for group in GROUPS)
    return [section for section in found if section.links]


def most_used(request: HttpRequest) -> list[Link]:
    """The places that a phone keeps at hand."""
    return _links(request, GROUPS[0].places)


def _links(request: HttpRequest, places: tuple[Place, ...]) -> list[Link]:
    found = [(place, href_of(place.page)) for place in places if access.allows(request.user, place.act)]
    here = _here(request)
    return [
        Link(p.label, href, p.icon, p.keys, p.page == here, p.page, _waits(request, p.page))
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


def _here(request: HttpRequest) -> str:
    """The page of the place that is read, by the longest address that its own begins with; else empty."""
    if "_here" not in request.__dict__:
        every = ((place.page, one) for group in GROUPS for place in group.places for one in _addresses(place))
        fits = [(len(one), page) for page, one in every if _begins(request.path, one)]
        request.__dict__["_here"] = max(fits, default=(0, ""))[1]
    found: str = request.__dict__["_here"]
    return found


def _begins(path: str, address: str) -> bool:
    return path == address or (address != "/" and path.startswith(address))


def _addresses(place: Place) -> list[str]:
    named = (href_of(page) for page in (place.page, *place.also))
    return [address for address in (*named, *place.under) if address]
