"""What referred customers brought: how many came, what they paid so far in each currency, and whether they stay."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from django.db.models import Q, Sum

from deeproot.measure.loyalty.referred import Compared, Stayed, compared
from deeproot_app.act.ambassadors import referrals
from deeproot_app.base import access
from deeproot_app.measure.judged.reckon import jsonable
from deeproot_app.measure.models import Reckoned
from deeproot_app.record.models import Purchase, Subscription
from deeproot_app.understand.source import opened

WHAT: Final = "referred"


@dataclass(frozen=True)
class Brought:
    """What came of the referrals of customers whom the reader may see."""

    told: int
    """Referrals."""
    came: int
    """Customers who came of them."""
    paid: tuple[tuple[str, int], ...]
    """(currency, millionths) that they paid so far: purchases, and the terms of their contracts that have begun, of
    those whom the reader may see. Never added across currencies."""
    by_ambassador: tuple[tuple[str, int], ...]
    """(leading customer, how many came), the most first."""


def brought(actor: access.Actor, now: datetime) -> Brought:
    """Five queries, whatever there is."""
    rows = referrals.listed(actor)
    came = referrals.brought(rows)
    most = Counter(by for by, _ in set(came.order_by().values_list("by", "came"))).most_common()
    ids = came.order_by().values("came")
    own = Q(customer__in=ids) | Q(customer__merged_into__in=ids)
    bought = access.customers(actor, Purchase.objects.filter(own, happened_at__lte=now), "customer")
    terms = access.customers(actor, Subscription.objects.filter(own, starts_at__lte=now), "customer")
    paid: Counter[str] = Counter()
    for money in (bought, terms):
        for currency, sum_ in money.order_by().values_list("currency").annotate(n=Sum("amount_micros")):
            paid[currency] += sum_
    return Brought(rows.count(), sum(n for _, n in most), tuple(sorted(paid.items())), tuple(most))


def bring_up_to_date(as_of: datetime, *, anew: bool) -> None:
    """Compare the referred with the others and store it: ``anew``, or where other customers are referred than then."""
    came = sorted(set(referrals.brought(referrals.standing()).order_by().values_list("came", flat=True)))
    known = sha256("\n".join(came).encode()).hexdigest()[:60]
    last = Reckoned.objects.filter(what=WHAT, of_day="").first()
    if last is not None and last.money == known and not anew:
        return
    with opened() as source:
        told = jsonable(document(compared(source.everything("customers"), as_of, came)))
    Reckoned.objects.update_or_create(what=WHAT, of_day="", defaults={"as_of": as_of, "money": known, "document": told})


def stayed() -> Reckoned | None:
    """The comparison as last reckoned, of the whole record: a share of the few that one reader sees says nothing."""
    return Reckoned.objects.filter(what=WHAT, of_day="").first()


def document(found: Compared) -> dict[str, Any]:
    """The comparison as JSON keeps it."""
    return {
        "begins": found.begins, "after_days": 365, "referred": _stayed(found.referred), "others": _stayed(found.others),
        "cause_claimed": False,
    }  # fmt: skip


def _stayed(one: Stayed) -> dict[str, Any]:
    return {"customers": one.n, "left": one.left, "stayed": one.share, "low": one.low, "high": one.high}
