"""The customers behind a figure of retention. Who may be, the database says; who is, the library's own rule."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from deeproot.engines import Tables, open_tables
from deeproot.measure.retention import behind
from deeproot.measure.retention.cohorts import Business
from deeproot.measure.retention.groups import OF_INTERACTIONS, By
from deeproot_app.measure.retention import READ
from deeproot_app.record.arrow import arrow_tables
from deeproot_app.record.models import Customer, Interaction, Purchase, Subscription

WORDS: Final = {
    "start": "brought something at the beginning of the month",
    "end": "brought something at its end",
    "new": "came for the first time",
    "back": "came back",
    "grown": "brought more than before",
    "shrunk": "brought less than before",
    "lost": "were lost",
}
"""Of each part of the bridge: what its customers did."""
CHANGES: Final = ("new", "back", "grown", "shrunk", "lost")
Row = dict[str, Any]


@dataclass(frozen=True)
class Whom:
    """Customers who may be behind a figure, and how the library says which of some are: by id, with their figures."""

    customers: QuerySet[Customer]
    which: Callable[[Sequence[str]], dict[str, Row]]


def moved(
    opens: datetime, closes: datetime, part: str, currency: str, by: By | None = None, group: str | None = None
) -> Whom:
    """The customers of one part of a month's bridge."""

    def which(ids: Sequence[str]) -> dict[str, Row]:
        rows = behind.moved(_tables(ids, by), opens, closes, by)
        found = (one for one in rows if one.currency == currency and (by is None or one.group == group))
        return {
            one.customer_id: {"before": one.before, "after": one.after, "difference": one.after - one.before}
            for one in found
            if _is_of(one, part)
        }

    if part in CHANGES:
        exact = which(_ids(_changed(opens, closes)))
        return Whom(Customer.objects.filter(pk__in=list(exact)), lambda ids: {one: exact[one] for one in ids})
    moment = opens if part == "start" else closes
    return Whom(_of_group(_with(_running(moment)), by, group), which)


def _is_of(one: behind.Moved, part: str) -> bool:
    if part in CHANGES:
        return one.part == part
    return (one.before if part == "start" else one.after) > 0


def cohort(begins: Sequence[datetime], began: int, at: int, business: Business) -> Whom:
    """The customers who began in one month, and whether they were there in the one that comes ``at`` months after."""
    span = Q(at__gte=begins[began], at__lt=begins[began + 1])
    model, column = (Subscription, "starts_at") if business == "contracts" else (Purchase, "happened_at")
    rows: QuerySet[Any] = model.objects.annotate(at=F(column))
    found = behind.beginners(_tables(_ids(rows.filter(span)), None), begins, began, business)
    exact = {customer: {"there": there[at]} for customer, there in found.items() if at < len(there)}
    return Whom(Customer.objects.filter(pk__in=list(exact)), lambda ids: {one: exact[one] for one in ids})


def stays(as_of: datetime, by: By | None = None, group: str | None = None) -> Whom:
    """The customers of a survival curve, with the days that each stayed."""

    def which(ids: Sequence[str]) -> dict[str, Row]:
        rows = behind.stays(_tables(ids, by), as_of, by)
        return {
            one.customer_id: {"begins": one.begins, "days": one.days, "left": one.left}
            for one in rows
            if by is None or one.group == group
        }

    return Whom(_of_group(_with(Q(starts_at__lte=as_of)), by, group), which)


def _tables(ids: Sequence[str], by: By | None) -> Tables:
    names = (*READ, "interactions") if by in OF_INTERACTIONS else READ
    return open_tables(arrow_tables(list(ids), tables=names))


def _ids(rows: QuerySet[Any]) -> list[str]:
    """Whose the rows are, those of merged customers under the id that leads."""
    leaders = rows.annotate(leader=Coalesce("customer__merged_into_id", "customer_id")).order_by()
    return sorted(set(leaders.values_list("leader", flat=True)))


def _changed(opens: datetime, closes: datetime) -> QuerySet[Subscription]:
    """The terms that began, ended or were cancelled within: only they can change what a customer brings."""
    within = [Q(**{f"{name}__gt": opens, f"{name}__lte": closes}) for name in ("starts_at", "ends_at", "cancelled_at")]
    return Subscription.objects.filter(within[0] | within[1] | within[2])


def _running(moment: datetime) -> Q:
    """Terms that may run then; whether another of the same contract has taken their place, the library knows."""
    ends = Q(ends_at__isnull=True) | Q(ends_at__gt=moment)
    return Q(starts_at__lte=moment) & ends & (Q(cancelled_at__isnull=True) | Q(cancelled_at__gt=moment))


def _with(terms: Q) -> QuerySet[Customer]:
    """Customers who lead, with such a term of their own, or of an id that is one with theirs."""
    own = Subscription.objects.filter(terms, customer_id=OuterRef("pk"))
    led = Subscription.objects.filter(terms, customer__merged_into_id=OuterRef("pk"))
    return Customer.objects.filter(Exists(own) | Exists(led), merged_into__isnull=True)


def _of_group(customers: QuerySet[Customer], by: By | None, group: str | None) -> QuerySet[Customer]:
    """Those who may be of the group: the library tells exactly what they began with."""
    if by in ("persona", "owner", "country", "kind"):
        return customers.filter(Q(**{f"{by}__isnull": True}) if group is None else Q(**{by: group}))
    if by is None or group is None:
        return customers
    if by == "plan":
        months = group.partition(" ")[0]
        terms = Subscription.objects.filter(period_months=int(months) if months.isdecimal() else -1)
        return customers.filter(pk__in=terms.values(leader=Coalesce("customer__merged_into_id", "customer_id")))
    rows = Interaction.objects.filter(**{"channel" if by == "channel" else "kind": group})
    own, led = rows.filter(customer_id=OuterRef("pk")), rows.filter(customer__merged_into_id=OuterRef("pk"))
    return customers.filter(Exists(own) | Exists(led))


def shown(whom: Whom, customers: Iterable[Customer]) -> list[tuple[Customer, Row]]:
    """Of a page of those who may be behind the figure, those who are, each with their figures."""
    rows = list(customers)
    found = whom.which([customer.pk for customer in rows])
    return [(customer, found[customer.pk]) for customer in rows if customer.pk in found]
