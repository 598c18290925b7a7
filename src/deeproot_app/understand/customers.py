"""Finding the customer or the colleague that somebody means."""

from __future__ import annotations

from difflib import get_close_matches

from django.db.models import Q

from deeproot_app.base.errors import UserError
from deeproot_app.record.identity.one import whole
from deeproot_app.record.models import Customer, Identity, Member

NAMES_COMPARED = 20_000
MATCHING = 30
"""Ids that match are looked at up to here; several may be one customer."""


def meant(words: str) -> Customer:
    """The customer with that id, else with that name or the e-mail address of one of its contacts.

    An id that was merged names the customer it is now. Raises UserError where there is none, with names that are near,
    and where there are several, with their ids.
    """
    words = words.strip()
    if found := Customer.objects.filter(pk=words).first():
        return whole(found)
    identities = Identity.objects.filter(type="email", value=words.lower(), removed_at__isnull=True)
    addressed = identities.values("contact__customer")
    named = Q(name__iexact=words) | Q(contacts__email__iexact=words) | Q(pk__in=addressed)
    matching = Customer.objects.filter(named).select_related("merged_into").distinct().order_by("customer_id")
    several = list({customer.leader.pk: customer.leader for customer in matching[:MATCHING]}.values())
    if len(several) == 1:
        return whole(several[0])
    if several:
        ids = ", ".join(customer.pk for customer in several[:5])
        raise UserError(f"Several customers are called {words!r}; say which by its id: {ids}.")
    raise UserError(f"There is no customer {words!r}.{_near(words)}")


def _near(words: str) -> str:
    holding = list(Customer.objects.filter(name__icontains=words).order_by("name").values_list("name", flat=True)[:3])
    names = holding or get_close_matches(words, Customer.objects.values_list("name", flat=True)[:NAMES_COMPARED], n=3)
    return f" Did you mean {' or '.join(map(repr, names))}?" if names else ""


def colleague(email: str) -> Member:
    """The member with that e-mail address, or that id. Raises UserError where there is none, with one that is near."""
    found = Member.objects.filter(Q(email__iexact=email.strip()) | Q(pk=email.strip())).order_by("member_id").first()
    if found is None:
        addresses = Member.objects.order_by("email").values_list("email", flat=True)[:NAMES_COMPARED]
        near = get_close_matches(email.strip().lower(), addresses, n=1)
        raise UserError(f"No colleague has the address {email!r}.{f' Did you mean {near[0]}?' if near else ''}")
    return found
