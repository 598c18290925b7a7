"""Did it help? What customers did in the thirty days after they were given a resource, and in the thirty before.

Counted of gifts whose thirty days are over, with how many there were. It tells what followed, never what was caused:
whoever was given something was chosen by somebody. What a resource does is told by a programme with a hold-out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Avg, Exists, F, OuterRef, Q, QuerySet, Subquery

from deeproot_app.base import access, keyset
from deeproot_app.plan.library.queries import GIVEN
from deeproot_app.record.models import Interaction, Resource

AFTER: Final = timedelta(days=30)
LATEST: Final = 2_000
"""Of so many gifts, the latest, it is told."""
FEW: Final = 10
"""Below so many gifts a share says nothing, and is not said."""
GLAD: Final = ("thanks", "praise")
SORRY: Final = ("complaint", "cancel")


@dataclass(frozen=True)
class Helped:
    """What followed on gifts whose thirty days are over."""

    n: int
    customers: int
    open: int
    """Gifts given less than thirty days ago: nothing can be said of them yet."""
    wrote: int
    """After how many the customer wrote, called or came by."""
    wrote_before: int
    """In the thirty days before how many they did."""
    glad: int
    """After how many they thanked or praised us."""
    sorry: int
    """After how many they complained or cancelled."""
    felt_before: float | None
    felt_after: float | None
    """The mean sentiment of what they wrote, from -1 to 1; over gifts where both are known."""
    felt_n: int

    @property
    def few(self) -> bool:
        return self.n < FEW


@dataclass(frozen=True)
class Gift:
    """A resource that was given, and the first thing that the customer said after it."""

    gave: Interaction
    first: Interaction | None


def helped(actor: access.Actor, row: Resource, as_of: datetime) -> Helped:
    """What followed on this resource at ``as_of``, of customers that ``actor`` may see. Two queries."""
    gifts = given(actor, row, as_of)
    over = gifts.filter(happened_at__lte=as_of - AFTER).order_by("-happened_at", "-interaction_id")
    told = _with_what_followed(over)[:LATEST]
    rows = list(told.values("customer_id", "wrote", "wrote_before", "glad", "sorry", "felt_before", "felt_after"))
    both = [row for row in rows if row["felt_before"] is not None and row["felt_after"] is not None]
    return Helped(
        n=len(rows),
        customers=len({row["customer_id"] for row in rows}),
        open=gifts.filter(happened_at__gt=as_of - AFTER).count(),
        **{name: sum(row[name] for row in rows) for name in ("wrote", "wrote_before", "glad", "sorry")},
        felt_before=_mean([row["felt_before"] for row in both]),
        felt_after=_mean([row["felt_after"] for row in both]),
        felt_n=len(both),
    )


def given(actor: access.Actor, row: Resource, as_of: datetime) -> QuerySet[Interaction]:
    """When it was given, to customers that ``actor`` may see."""
    found = Interaction.objects.filter(GIVEN, resource_id=row.pk, happened_at__lte=as_of)
    return access.customers(actor, found, "customer")


def gifts(
    actor: access.Actor, row: Resource, as_of: datetime, query: Mapping[str, str], size: int = 20
) -> tuple[keyset.Page[Interaction], list[Gift]]:
    """A page of whom it was given to, the latest first, each with their first word after it. Two queries."""
    found = given(actor, row, as_of).select_related("customer__merged_into", "member")
    page = keyset.page(found, ("-happened_at", "-interaction_id"), query, size)
    return page, [Gift(gave, first) for gave, first in zip(page.rows, _firsts(page.rows, as_of), strict=True)]


def _firsts(gave: Sequence[Interaction], as_of: datetime) -> list[Interaction | None]:
    """The first thing that each customer said within thirty days after a gift."""
    firsts = Interaction.objects.filter(
        _theirs(), happened_at__gt=OuterRef("happened_at"), happened_at__lte=OuterRef("happened_at") + AFTER
    ).order_by("happened_at", "interaction_id")
    ids = Interaction.objects.filter(pk__in=[row.pk for row in gave]).annotate(first=Subquery(firsts.values("pk")[:1]))
    by_gift = dict(ids.values_list("pk", "first"))
    said = Interaction.objects.select_related("text").in_bulk([one for one in by_gift.values() if one])
    return [
        found if (found := said.get(by_gift[row.pk] or "")) and found.happened_at <= as_of else None for row in gave
    ]


def _with_what_followed(gifts: QuerySet[Interaction]) -> Any:
    after = Interaction.objects.filter(
        _theirs(), happened_at__gt=OuterRef("happened_at"), happened_at__lte=OuterRef("happened_at") + AFTER
    )
    before = Interaction.objects.filter(
        _theirs(), happened_at__lt=OuterRef("happened_at"), happened_at__gte=OuterRef("happened_at") - AFTER
    )
    return gifts.annotate(
        wrote=Exists(after),
        wrote_before=Exists(before),
        glad=Exists(after.filter(kind__in=GLAD)),
        sorry=Exists(after.filter(kind__in=SORRY)),
        felt_after=_felt(after),
        felt_before=_felt(before),
    )


def _felt(rows: QuerySet[Interaction]) -> Subquery:
    known = rows.filter(sentiment__isnull=False).order_by().values(one=F("customer"))
    return Subquery(known.annotate(mean=Avg("sentiment")).values("mean")[:1])


def _theirs() -> Q:
    return Q(customer=OuterRef("customer"), direction__in=("in", "both"), automatic=False)


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None
