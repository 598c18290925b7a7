"""To whom at a customer a programme's mail goes: who of them last wrote to us, else the first who has an address."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Max, Q

from deeproot_app.record.models import Contact, Interaction


def whom(customers: Sequence[str]) -> dict[str, Contact]:
    """For each customer the contact to write to; absent where no address of theirs is known. Two queries."""
    of = Q(customer_id__in=customers) | Q(customer__merged_into__in=customers)
    rows = Contact.objects.filter(of, merged_into__isnull=True).exclude(email__isnull=True).exclude(email="")
    people = list(rows.select_related("customer").order_by("contact_id"))
    heard = _heard([row.pk for row in people])
    found: dict[str, Contact] = {}
    for row in sorted(people, key=lambda one: heard.get(one.pk, ""), reverse=True):
        found.setdefault(row.customer.merged_into_id or row.customer_id, row)
    return found


def _heard(contacts: Sequence[str]) -> dict[str, str]:
    """When each last reached us by themselves, as text that sorts."""
    said = Interaction.objects.filter(contact__in=contacts, direction__in=("in", "both"), automatic=False)
    rows = said.values_list("contact_id").annotate(Max("happened_at"))
    return {contact: last.isoformat() for contact, last in rows}
