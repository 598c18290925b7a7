"""What a customer's people said about being contacted, how it stands, and what the gate says of them now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Q

from deeproot.plan.policy import Touch, Verdict
from deeproot_app.plan import gate
from deeproot_app.record.consent.digests import key
from deeproot_app.record.consent.standing import HOWS
from deeproot_app.record.consent.whom import of_contacts
from deeproot_app.record.identity.people import Person, people
from deeproot_app.record.models import Consent, Contact, Customer

ASKED: Final = (
    ("An answer by mail", "email", "answer"),
    ("Something of value by mail", "email", "value"),
    ("An offer by mail", "email", "pitch"),
    ("A call to ask how it goes", "call", "care"),
    ("A survey by mail", "email", "survey"),
)
"""What the page asks the gate about, to show how things stand."""
MOST: Final = 200


@dataclass(frozen=True)
class Line:
    """One word of the ledger, as the page tells it."""

    row: Consent
    who: str
    what: str
    how: str
    marks: bool
    """Whether it is a mark of ours that still stands: one that a manager may lift."""


@dataclass(frozen=True)
class Says:
    """What the gate says of one sort of touch."""

    what: str
    verdict: Verdict


def history(customer: Customer) -> list[Line]:
    """All words about a customer and its people, under all of their ids and addresses, the latest first."""
    contacts = list(Contact.objects.filter(customer__in=customer.ids).select_related("customer"))
    digests = of_contacts(contacts, customer.pk, None, key()).digests
    own = Q(customer_id__in=customer.ids) | Q(contact_id__in=[one.pk for one in contacts])
    found = Consent.objects.filter(own | Q(addresses__digest__in=digests)).distinct()
    rows = list(found.order_by("-recorded_at", "-recorded_seq")[:MOST])
    names = {one.pk: str(one) for one in contacts}
    lifted = {(row.contact_id, row.recorded_seq) for row in rows if row.state == Consent.State.LIFTED}
    return [Line(row, _who(row, names), _what(row), _how(row), _marks(row, lifted)) for row in rows]


def _who(row: Consent, names: Mapping[str, str]) -> str:
    return "everyone" if row.contact_id is None else names.get(row.contact_id, "")


def _how(row: Consent) -> str:
    return HOWS.get(row.how, row.how).format(by=row.by or "us", source=row.source)


def _marks(row: Consent, lifted: set[tuple[str | None, int]]) -> bool:
    later = any(contact == row.contact_id and seq > row.recorded_seq for contact, seq in lifted)
    return row.state == Consent.State.DO_NOT_CONTACT and not later


def _what(row: Consent) -> str:
    """What was said, in words."""
    by = {"email": " by mail", "call": " by telephone", "sms": " by SMS", "letter": " by letter", "chat": " by chat"}
    about = f"{row.get_purpose_display().lower()}{by.get(row.channel, '')}"
    words = {"consented": f"agreed to {about}", "objected": f"objected to {about}"}
    return words.get(row.state) or str(row.get_state_display())


def says(customer: Customer, contact_id: str | None, member_id: str | None, at: datetime) -> list[Says]:
    """What the gate says of some touches of this customer now."""
    touches = [Touch(customer.pk, contact_id, member_id, channel, kind) for _, channel, kind in ASKED]
    verdicts = gate.decide(touches, at)
    return [Says(what, verdict) for (what, _, _), verdict in zip(ASKED, verdicts, strict=True)]


def persons(customer: Customer) -> list[Person]:
    """The people of a customer."""
    return people(customer)
