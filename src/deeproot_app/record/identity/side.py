"""Two that may be one, side by side: who they are, by which addresses, since when, how much passed with each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Count, Max, Q

from deeproot_app.base.models import Organisation
from deeproot_app.record.identity.one import whole
from deeproot_app.record.identity.people import Person, people, persons
from deeproot_app.record.identity.whos import contacts_of, customers_of
from deeproot_app.record.models import Contact, Customer, Interaction, Kind

WORDS: Final = {
    "name": "Name",
    "email": "E-mail",
    "phone": "Phone",
    "domain": "Domain",
    "country": "Country",
    "customer": "Customer",
    "id": "Id elsewhere",
}
TONES: Final = {"same": "good", "like": "info", "differs": "warn"}


@dataclass(frozen=True)
class Side:
    """One of the two."""

    pk: str
    name: str
    customer: Customer
    """Itself, or the customer of the contact."""
    people: list[Person]
    passed: int
    """Interactions recorded under its ids."""
    last: datetime | None


def sides(kind: str, rows: Sequence[Any]) -> list[Side]:
    """The customers or contacts, each as its page shows it. About five queries each."""
    return [_customer(row) if kind == Kind.CUSTOMER else _contact(row) for row in rows]


def _customer(row: Customer) -> Side:
    found = whole(row)
    passed, last = _passed(Q(customer__in=found.ids))
    return Side(found.pk, found.name, found, people(found, 8), passed, last)


def _contact(row: Contact) -> Side:
    leader = row.merged_into or row
    led = list(Contact.objects.filter(merged_into=leader.pk))
    passed, last = _passed(Q(customer=leader.customer_id, contact__in=[leader.pk, *(one.pk for one in led)]))
    return Side(leader.pk, str(leader), leader.customer, persons([leader], led), passed, last)


def _passed(whose: Q) -> tuple[int, datetime | None]:
    told = Interaction.objects.filter(whose).aggregate(passed=Count("pk"), last=Max("happened_at"))
    return told["passed"], told["last"]


def reasons(kind: str, one: str, other: str) -> tuple[float, list[tuple[str, str, str]]]:
    """How likely the two are one, and what agrees or differs: (what, the tone of how it stands, in words)."""
    from deeproot.understand.identity import compare

    country = Organisation.get().country or None
    whos = (customers_of if kind == Kind.CUSTOMER else contacts_of)([one, other], country)
    if one not in whos or other not in whos:
        return 0.0, []
    match = compare(whos[one], whos[other])
    return match.score, [(WORDS.get(what, what), TONES[how], words) for what, how, words in match.evidence]
