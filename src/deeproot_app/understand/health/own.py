"""What a person thinks of a customer: said with a reason, taken back, never overwritten."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import Http404

from deeproot_app.base import access, audit, clock
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import User
from deeproot_app.record.identity.one import ids_of
from deeproot_app.record.models import Customer
from deeproot_app.understand.health.keep import stand
from deeproot_app.understand.health.models import HealthReading, OwnReading

ACT: Final = "health.say"
WORDS: Final[dict[str, str]] = {
    HealthReading.Reading.GOOD: "Good",
    HealthReading.Reading.UNEASY: "Uneasy",
    HealthReading.Reading.BAD: "Bad",
}
LONGEST: Final = 2_000


def say(actor: access.Actor, customer_id: str, reading: str, reason: str, at: datetime | None = None) -> OwnReading:
    """Say how it is with a customer: good, uneasy or bad, and why; now, or at a moment that was.

    The same said again by the same person is what was said. Raises UserError for another word, an empty reason, or a
    moment to come.
    """
    access.require(actor, ACT)
    assert not isinstance(actor, AnonymousUser)
    reason, now = reason.replace("\x00", "").strip(), clock.now()
    if reading not in WORDS:
        raise UserError(f"Say one of {', '.join(WORDS)}, not {reading!r}.")
    if not reason:
        raise UserError("Say why: a reading without a reason helps nobody.")
    if len(reason) > LONGEST:
        raise UserError(f"Say it in at most {LONGEST:,} characters.")
    if at is not None and at > now:
        raise UserError("A reading cannot be given for a moment to come.")
    with transaction.atomic():
        customer = access.one(actor, Customer.objects.select_for_update(of=("self",)), pk=customer_id)
        leader = str(customer.merged_into_id or customer.pk)
        last = of_one(leader)[:1]
        if at is None and last and (last[0].reading, last[0].reason, last[0].by) == (reading, reason, actor.email):
            return last[0]
        said = OwnReading.objects.create(
            customer_id=leader, at=at or now, reading=reading, reason=reason, by=actor.email,
            user=actor if isinstance(actor, User) else None,
        )  # fmt: skip
        audit.write(actor, ACT, ("customer", leader), reading=reading)
        stand([leader])
    return said


def take_back(actor: access.Actor, said_id: int) -> OwnReading:
    """Take a reading back: it stays in the history, and what was said before it stands again.

    Raises UserError where it was taken back already.
    """
    access.require(actor, ACT)
    assert not isinstance(actor, AnonymousUser)
    with transaction.atomic():
        rows = OwnReading.objects.select_related("customer").select_for_update(of=("self",))
        said = access.one(actor, rows, "customer", pk=said_id)
        if said.taken_back_at is not None:
            raise UserError("It was taken back already.")
        said.taken_back_at, said.taken_back_by = clock.now(), actor.email
        said.save(update_fields=["taken_back_at", "taken_back_by"])
        leader = str(said.customer.merged_into_id or said.customer_id)
        audit.write(actor, "health.take_back", ("customer", leader), reading=said.reading)
        stand([leader])
    return said


def of_one(customer_id: str, *, taken_back: bool = False) -> list[OwnReading]:
    """What was said of a customer under any of its ids, the latest first; what was taken back only where asked for."""
    found = of_ids(ids_of(customer_id))
    return found if taken_back else [one for one in found if one.taken_back_at is None]


def of_ids(ids: Sequence[str]) -> list[OwnReading]:
    """What was ever said under these ids, the latest first."""
    return list(OwnReading.objects.filter(customer_id__in=ids).order_by("-at", "-pk"))


def known(said_id: int) -> int:
    """A number that a database can hold. Raises Http404 for others."""
    if said_id >= 2**63:
        raise Http404
    return said_id
