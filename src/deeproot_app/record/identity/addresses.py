"""The addresses of people, put right by hand: added, taken away, moved to another; each with what stood before.

A person's word outranks every file: what was moved stays, what was taken away is not brought back by an import.
"""

from __future__ import annotations

from typing import Any, Final

from django.db import transaction
from django.db.models import CharField, Q
from django.db.models.functions import Cast
from django.http import Http404

from deeproot.understand.identity import normal_email, normal_phone
from deeproot_app.base import access, audit, clock
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import Organisation, User
from deeproot_app.record import changes, search
from deeproot_app.record.models import Change, Contact, Identity, RecordSequence

ACT: Final = "address.change"
PERSON: Final = "person"
TYPES: Final = {"email": "E-mail", "phone": "Phone", "handle": "Handle", "external": "Id elsewhere"}
"""The types of addresses, as a person may choose them."""
OWN: Final = ("email", "phone")
"""Those that a contact's own row may hold."""


def add(actor: access.Actor, contact_id: str, kind: str, value: str) -> Change:
    """Say that a person has this address too. Raises UserError for what is none, or somebody else's."""
    with transaction.atomic():
        contact = _contact(actor, contact_id)
        normal = normalised(kind, value, contact)
        row = Identity.objects.select_for_update().filter(type=kind, value=normal).first()
        if row is not None and row.removed_at is None:
            of = "already theirs" if row.contact_id == contact.pk else f"the address of {_named(actor, row.contact_id)}"
            raise UserError(f"{normal} is {of}. Move it, where it is not that person's.")
        seq = RecordSequence.take()
        if row is None:
            told = {"contact": contact, "type": kind, "value": normal, "source": PERSON, "recorded_seq": seq}
            row = Identity.objects.create(**told)
            return _trace(actor, row, "address.add", None, seq, {contact.pk})
        before = {"contact_id": row.contact_id, "source": row.source, "removed_at": _written(row)}
        return _write(
            actor, row, "address.add", before, {"contact_id": contact.pk, "source": PERSON, "removed_at": None}, seq
        )


def remove(actor: access.Actor, identity: int) -> Change:
    """Say that this is nobody's address any more. It is kept, marked, so that no file brings it back."""
    with transaction.atomic():
        row = _one(actor, identity)
        seq = RecordSequence.take()
        return _write(actor, row, "address.remove", {"removed_at": None}, {"removed_at": clock.now()}, seq)


def move(actor: access.Actor, identity: int, contact_id: str) -> Change:
    """Say that this address is another person's."""
    with transaction.atomic():
        row, to = _one(actor, identity), _contact(actor, contact_id)
        if row.contact_id == to.pk:
            raise UserError("It is that person's address already.")
        seq = RecordSequence.take()
        return _write(actor, row, "address.move", {"contact_id": row.contact_id}, {"contact_id": to.pk}, seq)


def undo(actor: access.Actor, change_id: int) -> None:
    """Put an address back as it stood before that change. Raises UserError where people changed it again since."""
    access.require(actor, ACT)
    with transaction.atomic():
        change = Change.objects.select_for_update().filter(pk=change_id, table="identities", batch=None).first()
        row = Identity.objects.select_for_update().filter(pk=int(change.row_id)).first() if change else None
        if change is None or row is None:
            raise Http404("There is no such change.")
        _contact(actor, row.contact_id)
        later = Q(recorded_seq__gt=change.recorded_seq) | Q(recorded_seq=change.recorded_seq, pk__gt=change.pk)
        if Change.objects.filter(later, table="identities", row_id=change.row_id, batch=None).exists():
            raise UserError("This address was changed again since; undo that first.")
        seq = RecordSequence.take()
        if change.before is None:
            _write(actor, row, "address.undo", {"removed_at": None}, {"removed_at": clock.now()}, seq)
            return
        now = {name: getattr(row, name) for name in change.before if name != "removed_at"}
        if "removed_at" in change.before:
            now["removed_at"] = _written(row)
        _write(actor, row, "address.undo", now, dict(change.before), seq)


def history(contact_ids: list[str]) -> list[Change]:
    """What people changed of the addresses of these contacts, the latest first."""
    rows = Identity.objects.filter(contact__in=contact_ids).annotate(row=Cast("pk", CharField())).values("row")
    found = Change.objects.filter(table="identities", row_id__in=rows, batch=None).select_related("user")
    return list(found.order_by("-recorded_seq", "-pk")[:20])


def normalised(kind: str, value: str, contact: Contact) -> str:
    """An address as it is kept. Raises UserError for what is none of its type."""
    text = value.strip()
    if kind == "email":
        if (email := normal_email(text)) is None:
            raise UserError(f"{text!r} is no e-mail address: it needs a name, an @ and a domain.")
        return email
    if kind == "phone":
        country = contact.customer.country or Organisation.get().country or None
        if (phone := normal_phone(text, country)) is None:
            raise UserError(f"{text!r} is no phone number. Give it with its country, such as +47 22 33 44 55.")
        return phone
    if kind not in TYPES or not text:
        raise UserError("Say what kind of address it is, and what it says.")
    return text[:300]


def _contact(actor: access.Actor, contact_id: str) -> Contact:
    access.require(actor, ACT)
    found: Contact = access.one(actor, Contact.objects.select_related("customer"), "customer", pk=contact_id)
    return found


def _one(actor: access.Actor, identity: int) -> Identity:
    access.require(actor, ACT)
    rows = Identity.objects.select_for_update(of=("self",)).filter(removed_at__isnull=True)
    found: Identity = access.one(actor, rows, "contact__customer", pk=identity)
    return found


def _named(actor: access.Actor, contact_id: str) -> str:
    """Somebody's name, where the actor may see them."""
    found = access.customers(actor, Contact.objects.all(), "customer").filter(pk=contact_id).first()
    return str(found) if found else "somebody else"


def _write(
    actor: access.Actor, row: Identity, act: str, before: dict[str, Any], now: dict[str, Any], seq: int
) -> Change:
    concerned = {row.contact_id, now.get("contact_id", row.contact_id)}
    Identity.objects.filter(pk=row.pk).update(**now, recorded_seq=seq)
    return _trace(actor, row, act, before, seq, concerned)


def _trace(
    actor: access.Actor, row: Identity, act: str, before: dict[str, Any] | None, seq: int, contacts: set[str]
) -> Change:
    """Who changed it and what stood before; the customers concerned are looked at anew."""
    user = actor if isinstance(actor, User) else None
    told = {"at": clock.now(), "user": user, "recorded_seq": seq, "table": "identities", "row_id": str(row.pk)}
    change = Change.objects.create(**told, before=before)
    changes.touched(Contact.objects.filter(pk__in=contacts).values_list("customer_id", flat=True), seq)
    audit.write(actor, act, ("identity", str(row.pk)), contact=row.contact_id)
    transaction.on_commit(search.refresh)
    return change


def _written(row: Identity) -> str | None:
    return row.removed_at.isoformat() if row.removed_at else None
