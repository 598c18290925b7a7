"""The mentions that were found: those that are nobody's yet, those that are a customer's, those set aside."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Lower
from django.http import Http404

from deeproot_app import channels
from deeproot_app.base import access, keyset
from deeproot_app.base.domains import EVERYBODYS
from deeproot_app.channels.shapes import Mention
from deeproot_app.record.arrivals.keep import unpacked
from deeproot_app.record.models import Arrival, Contact, Customer, Interaction

State = Arrival.State
TABS: Final[dict[str, tuple[str, ...]]] = {
    "nobodys": (State.NOBODYS, State.WAITING),
    "theirs": (State.RECORDED,),
    "aside": (State.IGNORED,),
}
A_PAGE: Final = 20
MOST_GUESSES: Final = 3


@dataclass(frozen=True)
class Guess:
    """A customer whose words they may be, and why one may think so."""

    customer: Customer
    why: str


@dataclass(frozen=True)
class Found:
    """One mention, as a page shows it."""

    arrival: Arrival
    mention: Mention
    source: str
    """How its source is called."""
    customer: Customer | None
    guesses: tuple[Guess, ...] = ()


def of_mentions() -> QuerySet[Arrival]:
    """All arrivals that are mentions."""
    kinds = [name for name in channels.names() if channels.can(name, "read")]
    return Arrival.objects.filter(connection__channel__in=kinds).select_related("connection")


def counts() -> dict[str, int]:
    """How many there are of each tab."""
    sums = {name: Count("pk", filter=Q(state__in=states)) for name, states in TABS.items()}
    return dict(of_mentions().aggregate(**sums))


def page(actor: access.Actor, tab: str, query: Mapping[str, str]) -> tuple[keyset.Page[Arrival], list[Found]]:
    """One page of a tab, the latest first, with whose they are or may be: a fixed number of queries."""
    some = keyset.page(of_mentions().filter(state__in=TABS[tab]), ["-pk"], query, A_PAGE)
    return some, shown(actor, some.rows, guess=tab == "nobodys")


def one(actor: access.Actor, number: int) -> Found:
    """The mention of that number. Raises Http404 where there is none, or its customer is not the actor's to see."""
    arrival = of_mentions().filter(pk=number).first() if number < 1 << 63 else None
    found = shown(actor, [arrival], guess=True) if arrival else []
    if not found or (arrival and arrival.state == State.RECORDED and found[0].customer is None):
        raise Http404("There is no such mention.")
    return found[0]


def shown(actor: access.Actor, arrivals: Iterable[Arrival], *, guess: bool) -> list[Found]:
    """The arrivals as mentions; one that cannot be read any more is left to the quarantine of its connection."""
    read = [(arrival, mention) for arrival in arrivals if (mention := read_of(arrival)) is not None]
    whose = _whose(actor, [arrival for arrival, _ in read])
    guesses = _guesses(actor, [mention for _, mention in read]) if guess else {}
    return [
        Found(arrival, mention, channels.title(arrival.connection.channel), whose.get(arrival.pk),
              tuple(guesses.get(mention.id, ())[:MOST_GUESSES]))
        for arrival, mention in read
    ]  # fmt: skip


def read_of(arrival: Arrival) -> Mention | None:
    """What an arrival says."""
    read = getattr(channels.channel(arrival.connection.channel), "read", None)
    found = read(unpacked(arrival)) if read and arrival.size else None
    return found if isinstance(found, Mention) else None


def interaction_of(arrival: Arrival) -> str:
    """The id of the interaction that an arrival gave; empty where it gave none."""
    return next((str(row) for table, row in arrival.rows if table == "interactions"), "")


def _whose(actor: access.Actor, arrivals: list[Arrival]) -> dict[int, Customer]:
    given = {arrival.pk: interaction_of(arrival) for arrival in arrivals if arrival.state == State.RECORDED}
    rows = Interaction.objects.filter(pk__in=list(given.values()))
    seen = access.customers(actor, rows, "customer").select_related("customer")
    of = {row.pk: row.customer for row in seen}
    return {arrival: of[interaction] for arrival, interaction in given.items() if interaction in of}


def _guesses(actor: access.Actor, mentions: list[Mention]) -> dict[str, list[Guess]]:
    """Whose words each may be: by the author's name, by the site they stand on."""
    names = {one.author.casefold(): one.id for one in mentions if len(one.author) > 3}
    sites = {site for one in mentions if (site := _site(one))}
    wanted = Q(name__in=[one.author for one in mentions if len(one.author) > 3])
    for site in sites:
        wanted |= Q(email__iendswith=f"@{site}")
    contacts = Contact.objects.annotate(lower=Lower("name")).filter(wanted | Q(lower__in=list(names)))
    known = access.customers(actor, contacts, "customer").select_related("customer").order_by("pk")[:500]
    found: dict[str, list[Guess]] = defaultdict(list)
    for contact in known:
        for mention in mentions:
            why = _why(mention, contact)
            if why and contact.customer not in [guess.customer for guess in found[mention.id]]:
                found[mention.id].append(Guess(contact.customer, why))
    return found


def _why(mention: Mention, contact: Contact) -> str:
    """Why the words may be a contact's; empty where nothing says so."""
    if mention.author and (contact.name or "").casefold() == mention.author.casefold():
        return f"{contact.name} is a contact of theirs"
    site = _site(mention)
    if site and (contact.email or "").lower().endswith(f"@{site}"):
        return f"it stands on {site}, where {contact.name or contact.email} has an address"
    return ""


def _site(mention: Mention) -> str:
    """The domain of the page it stands on, where such a domain can be somebody's own."""
    try:
        host = (urlsplit(mention.link).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    return "" if host in EVERYBODYS else host
