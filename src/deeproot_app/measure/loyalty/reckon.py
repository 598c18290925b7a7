"""Reckon loyalty and store it: of everybody once a day, as windows move on; in between of who changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F, Max, Q
from django.db.models.functions import Coalesce

from deeproot.engines import Tables, open_tables
from deeproot.measure.loyalty.ambassadors import strength
from deeproot.measure.loyalty.found import Deed, Loyalty
from deeproot.measure.loyalty.moment import AskedBefore, Moment, moments
from deeproot.measure.loyalty.parts import loyalty
from deeproot_app.act.ambassadors import moment, referrals
from deeproot_app.act.models import AmbassadorAsk
from deeproot_app.base.models import Organisation
from deeproot_app.measure.loyalty import brought
from deeproot_app.measure.models import CustomerLoyalty, Reckoned
from deeproot_app.record.arrow import arrow_tables
from deeproot_app.record.models import Customer
from deeproot_app.understand import bulk
from deeproot_app.understand.source import opened

READ: Final = ("customers", "interactions", "subscriptions", *moment.READ[2:])
"""What loyalty and the moment read; a block of a record may hold more."""
COLUMNS: Final = (
    "customer_id", "as_of", "engagement", "advocacy", "attitude", "standing", "staying", "since", "left_at",
    "term_ends_at", "cancelled", "facts", "last_at", "strength", "is_right",
)  # fmt: skip
WHAT: Final = "loyalty"


def bring_up_to_date(as_of: datetime) -> int:
    """Reckon everybody anew where this day did not yet, else those who changed since; return how many."""
    last = Reckoned.objects.filter(what=WHAT, of_day="").first()
    seq = Customer.objects.aggregate(last=Max("changed_seq"))["last"] or 0
    if last is None or not _same_day(last.as_of, as_of):
        return _everybody(as_of, seq)
    leader = Coalesce("merged_into", "customer_id")
    fresh = Customer.objects.filter(changed_seq__gt=last.document["seq"]).annotate(who=leader)
    changed = sorted(set(fresh.values_list("who", flat=True)))
    if changed:
        _some(changed, as_of)
        brought.bring_up_to_date(as_of, anew=False)
        _note(last.as_of, seq)
    return len(changed)


def _same_day(one: datetime, other: datetime) -> bool:
    zone = ZoneInfo(Organisation.get().timezone or "UTC")
    return one.astimezone(zone).date() == other.astimezone(zone).date()


def _everybody(as_of: datetime, seq: int) -> int:
    ids = list(Customer.objects.filter(merged_into=None).order_by("pk").values_list("pk", flat=True))
    _reckon(ids, as_of, deeds(), moment.before())
    CustomerLoyalty.objects.exclude(as_of=as_of).delete()
    brought.bring_up_to_date(as_of, anew=True)
    _note(as_of, seq)
    return len(ids)


def _some(ids: Sequence[str], as_of: datetime) -> None:
    _reckon(ids, as_of, deeds(ids), moment.before(ids))


def _reckon(ids: Sequence[str], as_of: datetime, done: Sequence[Deed], asked: Sequence[AskedBefore]) -> None:
    with opened() as source:
        for block, tables in source.blocks(list(ids)):
            _store(block, of_tables(tables, as_of, done, block), moments(tables, as_of, asked), as_of)
    CustomerLoyalty.objects.exclude(customer__merged_into=None).delete()


def of_tables(
    tables: Tables, as_of: datetime, done: Iterable[Deed], wanted: Sequence[str] | None = None
) -> list[Loyalty]:
    """Those of the customers that are wanted; the tables may hold more."""
    known = None if wanted is None else set(wanted)
    return [one for one in loyalty(tables, as_of, done) if known is None or one.customer_id in known]


def now_of(customer: Customer, as_of: datetime) -> tuple[Loyalty, Moment] | None:
    """One leading customer, from what is recorded now; None for one who was none yet."""
    tables = open_tables(arrow_tables([customer.pk], tables=READ))
    found = of_tables(tables, as_of, deeds([customer.pk]), [customer.pk])
    if not found:
        return None
    return found[0], moments(tables, as_of, moment.before([customer.pk]))[customer.pk]


def deeds(customers: Sequence[str] | None = None) -> list[Deed]:
    """Referrals, and the references that somebody said yes to, under the id that leads; two queries."""
    own = Q() if customers is None else Q(customer__in=customers) | Q(customer__merged_into__in=customers)
    brought = referrals.standing().filter(own).annotate(by=Coalesce("customer__merged_into", "customer"))
    brought = brought.exclude(Q(brought=F("customer__merged_into")) | Q(brought__merged_into=F("by")))
    found = [Deed(by, "referral", at, f"referral:{pk}") for pk, by, at in brought.values_list("pk", "by", "at")]
    yes = AmbassadorAsk.objects.filter(own, state=AmbassadorAsk.State.YES).exclude(favour="recommend")
    yes = yes.annotate(by=Coalesce("customer__merged_into", "customer"))
    told = yes.values_list("pk", "by", "answered_at")
    return found + [Deed(by, "reference", at, f"favour:{pk}") for pk, by, at in told if at]


def _store(block: Sequence[str], found: Sequence[Loyalty], judged: Mapping[str, Moment], as_of: datetime) -> None:
    told = {one.customer_id for one in found}
    with transaction.atomic():
        there = set(Customer.objects.filter(pk__in=told, merged_into=None).values_list("pk", flat=True))
        rows = (_row(one, judged[one.customer_id], as_of) for one in found if one.customer_id in there)
        bulk.upsert(CustomerLoyalty, COLUMNS, rows, key=("customer_id",))
        CustomerLoyalty.objects.filter(pk__in=set(block) - told).delete()


def _row(one: Loyalty, judged: Moment, as_of: datetime) -> Sequence[Any]:
    return (
        one.customer_id, as_of, *(part.level for part in one.parts), one.standing, one.staying.state,
        one.staying.since, one.staying.left_at, one.staying.term_ends_at, one.staying.cancelled, facts_of(one),
        one.last_at, strength(one), bool(strength(one)) and judged.is_right,
    )  # fmt: skip


def facts_of(one: Loyalty) -> dict[str, dict[str, Any]]:
    """The facts of all parts, as JSON keeps them."""
    return {
        fact.name: {"n": fact.n, "last_at": fact.last_at.isoformat(), "evidence": list(fact.evidence)}
        for part in one.parts for fact in part.facts
    }  # fmt: skip


def _note(as_of: datetime, seq: int) -> None:
    Reckoned.objects.update_or_create(
        what=WHAT, of_day="", defaults={"as_of": as_of, "money": "", "document": {"seq": seq}}
    )
