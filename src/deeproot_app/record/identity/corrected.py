"""What a contact's own row says, put right by a person; each with what stood before, and back again.

A new address leaves the old one theirs: mail that still comes from it is known to be this person's.
"""

from __future__ import annotations

from typing import Final

from django.db import transaction

from deeproot_app.base import access, audit, clock
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import User
from deeproot_app.record import changes, search
from deeproot_app.record.identity.addresses import OWN, PERSON, normalised
from deeproot_app.record.models import Change, Contact, Identity, RecordSequence

ACT: Final = "address.change"
FIELDS: Final = ("name", "email", "phone", "timezone")


def correct(actor: access.Actor, contact_id: str, field: str, value: str) -> Change:
    """Let a contact's ``field`` (of FIELDS) say ``value``. Raises UserError for an address that is somebody else's."""
    with transaction.atomic():
        contact = _held(actor, contact_id)
        before = getattr(contact, field)
        if field in OWN:
            value = normalised(field, value, contact)
            _refuse_foreign(contact, field, value)
        seq = RecordSequence.take()
        if field in OWN and before:
            _keep_known(contact, field, before, seq)
        return _write(actor, contact, field, value, seq)


def put_back(actor: access.Actor, contact_id: str, field: str, stands: str, before: str) -> Change:
    """Let ``field`` say ``before`` again. Raises UserError where it does not say ``stands`` any more."""
    with transaction.atomic():
        contact = _held(actor, contact_id)
        if (getattr(contact, field) or "") != stands:
            raise UserError("It was changed again since; look at it as it is now.")
        return _write(actor, contact, field, before or None, RecordSequence.take())


def _held(actor: access.Actor, contact_id: str) -> Contact:
    access.require(actor, ACT)
    rows = Contact.objects.select_for_update(of=("self",)).select_related("customer")
    return access.one(actor, rows, "customer", pk=contact_id)


def _refuse_foreign(contact: Contact, field: str, value: str) -> None:
    others = Contact.objects.filter(**{field: value}).exclude(pk=contact.pk).exclude(merged_into=contact.pk)
    known = Identity.objects.filter(type=field, value=value, removed_at=None).exclude(contact=contact)
    if others.exists() or known.exclude(contact__merged_into=contact.pk).exists():
        raise UserError(f"{value} is somebody else's address here. Say first whose it is, on the page of who they are.")


def _keep_known(contact: Contact, field: str, before: str, seq: int) -> None:
    known = {"contact": contact, "source": PERSON, "recorded_seq": seq}
    try:
        value = normalised(field, before, contact)
    except UserError:
        return  # what a file gave as an address and is none leads nobody to them
    Identity.objects.get_or_create(type=field, value=value, defaults=known)


def _write(actor: access.Actor, contact: Contact, field: str, value: str | None, seq: int) -> Change:
    user = actor if isinstance(actor, User) else None
    change = Change.objects.create(
        at=clock.now(), user=user, recorded_seq=seq, table="contacts", row_id=contact.pk,
        before={field: getattr(contact, field)},
    )  # fmt: skip
    Contact.objects.filter(pk=contact.pk).update(**{field: value}, recorded_seq=seq)
    changes.touched([contact.customer_id], seq)
    audit.write(actor, "contact.correct", contact, field=field)
    transaction.on_commit(search.refresh)
    return change
