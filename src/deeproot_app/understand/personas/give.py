"""Giving customers their persona: one by a person's word, many by taking a suggestion; and all of it back again."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.http import Http404

from deeproot_app.base import access, audit, clock
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import User
from deeproot_app.record import changes
from deeproot_app.record.models import Change, Customer, RecordSequence
from deeproot_app.understand.personas.models import PersonaGiven, PersonaOf, PersonaReading, PersonaSuggested
from deeproot_app.understand.personas.reckon import ACT

LONGEST = 200
MANY = 100_000
A_PART = 500


def one(actor: access.Actor, customer_id: str, persona: str) -> PersonaGiven:
    """Say which persona a customer has; empty takes it away. No suggestion or file outranks it.

    Raises NotAllowed, Http404 for a customer that is not seen, UserError for a name that cannot be.
    """
    name = named(persona)
    with transaction.atomic():
        found = access.one(actor, Customer.objects.select_for_update(of=("self",)), pk=customer_id)
        return _give(actor, [found], name, PersonaGiven.Way.WORD)


def suggestion(actor: access.Actor, place: int, persona: str) -> PersonaGiven:
    """Give the customers of a suggested persona this name; whom somebody spoke of keep what was said of them.

    Only customers whom the actor may see. Raises NotAllowed, Http404 for what is not suggested, and UserError where
    there is nobody to be given it.
    """
    access.require(actor, "persona.accept")
    name = named(persona)
    with transaction.atomic():
        reading = PersonaReading.objects.order_by("-pk").first()
        if reading is None or place >= len(reading.document.get("personas", ())):
            raise Http404("Nothing like that is suggested.")
        if not name:
            raise UserError("Give the persona a name.")
        ids = PersonaSuggested.objects.filter(reading=reading, place=place).values("customer_id")
        rows = access.customers(actor, Customer.objects.filter(pk__in=ids).exclude(persona=name))
        spoken = PersonaOf.objects.filter(given__way=PersonaGiven.Way.WORD, given__undone_at=None)
        rows = rows.exclude(pk__in=spoken.values("customer_id")).order_by("pk")
        found = list(rows.select_for_update(of=("self",))[:MANY])
        if not found:
            raise UserError("There is nobody to be given it: all have it, or somebody said otherwise of them.")
        return _give(actor, found, name, PersonaGiven.Way.SUGGESTION)


def named(persona: str) -> str:
    """The name as it is kept. Raises UserError for one that is too long."""
    name = " ".join(persona.replace("\x00", "").split())
    if len(name) > LONGEST:
        raise UserError(f"The name of a persona has at most {LONGEST} characters.")
    return name


def _give(actor: access.Actor, found: Sequence[Customer], name: str, way: str) -> PersonaGiven:
    access.require(actor, ACT)
    now, seq = clock.now(), RecordSequence.take()
    user = actor if isinstance(actor, User) else None
    given = PersonaGiven.objects.create(persona=name, way=way, made_at=now, user=user, actor=str(actor)[:254])
    rows = Change.objects.bulk_create(
        [Change(at=now, user=user, recorded_seq=seq, table="customers", row_id=customer.pk,
                before={"persona": customer.persona}) for customer in found],
        batch_size=A_PART,
    )  # fmt: skip
    PersonaOf.objects.bulk_create(
        [PersonaOf(given=given, customer=customer, before=customer.persona, change_id=row.pk)
         for customer, row in zip(found, rows, strict=True)],
        batch_size=A_PART,
    )  # fmt: skip
    _write([customer.pk for customer in found], name or None, seq)
    audit.write(actor, "persona.give", found[0] if len(found) == 1 else None, persona=name, customers=len(found))
    return given


def _write(ids: Sequence[str], persona: str | None, seq: int) -> None:
    for at in range(0, len(ids), A_PART):
        Customer.objects.filter(pk__in=ids[at : at + A_PART]).update(persona=persona, recorded_seq=seq)
    changes.touched(ids, seq)


def undo(actor: access.Actor, given_id: int) -> PersonaGiven:
    """Put back the personas as they stood. Raises UserError where one was changed again since, or it was undone."""
    access.require(actor, ACT)
    with transaction.atomic():
        given = PersonaGiven.objects.select_for_update().filter(pk=given_id).first()
        if given is None:
            raise Http404("There is no such change.")
        if given.way == PersonaGiven.Way.SUGGESTION:
            access.require(actor, "persona.accept")
        rows = list(given.customers.order_by("customer_id"))
        own = [row.customer_id for row in rows]
        seen = access.customers(actor, Customer.objects.filter(pk__in=own)).select_for_update(of=("self",))
        held = {customer.pk: customer.persona for customer in seen}
        if len(held) < len(own):
            raise Http404("There is no such change.")
        if given.undone_at is not None:
            raise UserError("It was taken back already.")
        later = PersonaOf.objects.filter(customer_id__in=own, pk__gt=rows[-1].pk, given__undone_at=None)
        if later.exists() or any((persona or "") != given.persona for persona in held.values()):
            raise UserError("A persona was changed again since; undo that first.")
        seq = RecordSequence.take()
        for before in sorted({row.before for row in rows}, key=lambda name: name or ""):
            _write([row.customer_id for row in rows if row.before == before], before, seq)
        Change.objects.filter(pk__in=[row.change_id for row in rows], batch=None, table="customers").delete()
        given.undone_at = clock.now()
        given.save(update_fields=["undone_at"])
        audit.write(actor, "persona.undo", None, persona=given.persona, customers=len(rows))
    return given
