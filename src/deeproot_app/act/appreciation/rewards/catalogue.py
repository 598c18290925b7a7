"""What points buy: made, changed and withdrawn by a manager."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404

from deeproot_app.act.appreciation import amounts
from deeproot_app.act.appreciation.rewards.terms import MANAGE, MOST
from deeproot_app.act.models import Reward
from deeproot_app.base import access, audit, clock
from deeproot_app.base.errors import UserError


def offered() -> QuerySet[Reward]:
    """What points buy now, the least first."""
    return Reward.objects.filter(stopped_at=None).order_by("points", "name", "pk")


def keep(
    actor: access.Actor, name: str, points: int, cost: Decimal | str = "0", currency: str = "",
    reward_id: int | None = None,
) -> Reward:  # fmt: skip
    """Offer something for points, or change it. Raises UserError for what cannot be, Http404 for what there is not."""
    access.require(actor, MANAGE)
    cost_micros = amounts.micros(cost)
    if not name.strip():
        raise UserError("Say what points buy.")
    if not 1 <= points <= MOST:
        raise UserError(f"Say how many points it takes: 1 to {MOST:,}.")
    code = amounts.currency(currency) if cost_micros else ""
    with transaction.atomic():
        row = _held(reward_id) if reward_id is not None else Reward()
        row.name, row.points, row.cost_micros, row.currency = name.strip()[:200], points, cost_micros, code
        row.changed_at, row.changed_by = clock.now(), str(actor)[:254]
        row.save()
        audit.write(actor, "reward.offer", row, points=points, cost_micros=cost_micros)
    return row


def withdraw(actor: access.Actor, reward_id: int) -> Reward:
    """Offer it no more; what was redeemed stays. Twice changes nothing."""
    access.require(actor, MANAGE)
    with transaction.atomic():
        row = _held(reward_id)
        if row.stopped_at is None:
            row.stopped_at = clock.now()
            row.save(update_fields=["stopped_at"])
            audit.write(actor, "reward.withdraw", row)
    return row


def _held(reward_id: int) -> Reward:
    rows = Reward.objects.select_for_update()
    row = rows.filter(pk=reward_id if reward_id < 2**63 else 0, stopped_at=None).first()
    if row is None:
        raise Http404("There is no such reward.")
    return row
