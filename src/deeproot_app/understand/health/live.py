"""Both readings as of a moment asked: the computed one reckoned for it, the own one that stood then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from deeproot.engines import open_tables
from deeproot_app.base.errors import UserError
from deeproot_app.record.arrow import arrow_tables
from deeproot_app.record.identity.one import leaders
from deeproot_app.record.models import Customer
from deeproot_app.record.snapshot.where import HANDED
from deeproot_app.understand import rules
from deeproot_app.understand.health.compare import limits
from deeproot_app.understand.health.keep import parts_of
from deeproot_app.understand.health.models import HealthCompared, OwnReading
from deeproot_app.understand.health.told import said
from deeproot_app.understand.source import opened

if TYPE_CHECKING:
    from deeproot.understand.health.health import Health
    from deeproot.understand.health.rule import Rule


def readings(as_of: datetime, customer: Customer | None = None) -> list[Health]:
    """The computed readings at a moment, of one customer (its rows alone are read) or of all.

    Raises UserError for one who was no customer yet.
    """
    from deeproot.understand.health.health import health

    inforce = rules.in_force(as_of)
    told: dict[str, Any] = {"thresholds": limits(inforce), "touches": inforce.touches_known}
    if customer is None:
        with opened() as source:
            return health(source.everything(), as_of, inforce.health, **told)
    found = health(open_tables(arrow_tables([customer.pk], tables=HANDED)), as_of, inforce.health, **told)
    if not found:
        raise UserError(f"{customer} was not a customer yet at that moment; it is one since {customer.since:%Y-%m-%d}.")
    return found


def own_at(customers: Sequence[str], as_of: datetime) -> dict[str, OwnReading]:
    """The own reading of each customer that stood at a moment: given by then, and not taken back by then."""
    led, wanted = leaders(), set(customers)
    standing = Q(taken_back_at__isnull=True) | Q(taken_back_at__gt=as_of)
    rows = OwnReading.objects.filter(standing, at__lte=as_of).order_by("at", "pk")
    if len(wanted) == 1:
        ids = [*wanted, *(one for one, leader in led.items() if leader in wanted)]
        rows = rows.filter(customer_id__in=ids)
    found = {led.get(row.customer_id, row.customer_id): row for row in rows}
    return {customer: row for customer, row in found.items() if customer in wanted}


def document(found: Sequence[Health], rule: Rule, as_of: datetime) -> dict[str, Any]:
    """What `deeproot health --json` prints."""
    ours = own_at([one.customer_id for one in found], as_of)
    compared = HealthCompared.objects.order_by("-pk").first()
    return {
        "as_of": as_of,
        "rule": rule.numbers,
        "customers": [_told(one, rule, ours) for one in found],
        "right": compared.document if compared else None,
    }


def _told(one: Health, rule: Rule, ours: Mapping[str, OwnReading]) -> dict[str, Any]:
    from deeproot.understand.health.words import why

    own = ours.get(one.customer_id)
    return {
        "customer_id": one.customer_id,
        "as_of": one.as_of,
        "reading": one.reading,
        "direction": one.direction,
        "known": one.known,
        "fresh_at": one.at,
        "rests_on_gap": one.rests_on_gap,
        "says": why(one, rule),
        "parts": parts_of(one),
        "scenarios": list(one.scenarios),
        "own": said(own) if own else None,
        "apart": own is not None and one.reading not in ("unknown", own.reading),
    }
