"""What gifts may cost: one budget for a currency and a day, what was spent of it, what is left."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Count, Q, QuerySet, Sum
from django.http import Http404

from deeproot_app.act.appreciation import amounts
from deeproot_app.act.models import Budget, Gift
from deeproot_app.base import access, audit, clock
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import Organisation

ACT: Final = "budget.manage"


@dataclass(frozen=True, slots=True)
class Standing:
    """A budget, and how much of it is gone."""

    budget: Budget
    spent_micros: int
    gifts: int

    @property
    def left_micros(self) -> int:
        """Below nothing where a manager let more be given."""
        return self.budget.amount_micros - self.spent_micros

    @property
    def share(self) -> float | None:
        return self.spent_micros / self.budget.amount_micros if self.budget.amount_micros else None


def today(at: datetime | None = None) -> date:
    """The organisation's day at a moment, now for None."""
    return (at or clock.now()).astimezone(ZoneInfo(Organisation.get().timezone or "UTC")).date()


def standings(actor: access.Actor) -> list[Standing]:
    """All budgets, the latest first. One query."""
    access.require(actor, "record.see")
    return stand(Budget.objects.order_by("-begins", "currency"))


def stand(budgets: QuerySet[Budget]) -> list[Standing]:
    """How these budgets stand, in their order. One query."""
    counted = Q(gifts__taken_back_at=None)
    rows = budgets.annotate(spent=Sum("gifts__cost_micros", filter=counted), given=Count("gifts", filter=counted))
    return [Standing(row, row.spent or 0, row.given) for row in rows]


def running(standing: Iterable[Standing], day: date) -> list[Standing]:
    """Those that pay on a day."""
    return [one for one in standing if one.budget.begins <= day <= one.budget.ends]


def keep(
    actor: access.Actor, name: str, currency: str, amount: Decimal | str, begins: date, ends: date,
    budget_id: int | None = None,
) -> Budget:  # fmt: skip
    """Set a budget, or change one. Raises UserError where another pays in that currency on one of these days, or where
    a gift that was paid from it would no longer be in it; Http404 for one that there is not."""
    access.require(actor, ACT)
    told = {"name": name.strip(), "currency": amounts.currency(currency), "amount_micros": amounts.micros(amount)}
    if not told["name"]:
        raise UserError("A budget needs a name, such as “Thank-yous 2026”.")
    if ends < begins:
        raise UserError("A budget ends on the day on which it begins, or later.")
    told |= {"begins": begins, "ends": ends}
    with transaction.atomic():
        Organisation.objects.select_for_update().filter(pk=1).first()
        row = _found(budget_id) if budget_id is not None else Budget(made_at=clock.now(), made_by=str(actor)[:254])
        _refuse_overlap(row, told)
        _refuse_leaving_out(row, told)
        for field, value in told.items():
            setattr(row, field, value)
        row.save()
        audit.write(actor, "budget.keep", row, amount_micros=row.amount_micros, currency=row.currency)
    return row


def remove(actor: access.Actor, budget_id: int) -> None:
    """Let a budget go from which nothing was paid. Raises UserError where something was."""
    access.require(actor, ACT)
    with transaction.atomic():
        row = _found(budget_id)
        if row.gifts.exists():
            raise UserError(
                f"“{row.name}” has paid for gifts: it stays, so that they stay told. End it earlier instead."
            )
        audit.write(actor, "budget.remove", row)
        row.delete()


def _found(budget_id: int) -> Budget:
    row = Budget.objects.select_for_update().filter(pk=budget_id).first()
    if row is None:
        raise Http404("There is no such budget.")
    return row


def _refuse_overlap(row: Budget, told: dict[str, object]) -> None:
    others = Budget.objects.filter(currency=told["currency"], begins__lte=told["ends"], ends__gte=told["begins"])
    if other := others.exclude(pk=row.pk).first():
        raise UserError(
            f"“{other.name}” pays in {other.currency} from {other.begins} to {other.ends} already; "
            "change that one, or choose other days."
        )


def _refuse_leaving_out(row: Budget, told: dict[str, object]) -> None:
    if row.pk is None:
        return
    paid = Gift.objects.filter(budget=row, taken_back_at=None, cost_micros__gt=0)
    if told["currency"] != row.currency and paid.exists():
        raise UserError(f"Gifts were paid from it in {row.currency}: its currency stays.")
    begins, ends = told["begins"], told["ends"]
    assert isinstance(begins, date) and isinstance(ends, date)
    days = [today(at) for at in paid.values_list("at", flat=True)]
    if days and not (begins <= min(days) and max(days) <= ends):
        raise UserError(f"Gifts were paid from it from {min(days)} to {max(days)}: it must hold these days.")
