"""The day's list, reckoned for the moment asked from what is recorded, with what people decided by then."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import Q

from deeproot.plan import today
from deeproot.plan.facts import micros
from deeproot.plan.value import scales, values
from deeproot_app.plan.gate.today import judged
from deeproot_app.plan.items import DECIDED, carried, formerly, standing
from deeproot_app.plan.library.serving import Serves
from deeproot_app.plan.models import Decision
from deeproot_app.understand import ledger, rules
from deeproot_app.understand.due import everyone
from deeproot_app.understand.reckon import reckon
from deeproot_app.understand.source import MONEY, opened


def listed(as_of: datetime, member_id: str | None = None) -> list[today.Item]:
    """The whole list at ``as_of``, or one member's, in its order; every customer's rows are read, block by block.

    What was done, dismissed or snoozed by then is left out; what was handed over stands with its new owner.
    """
    inforce, gaps_known = rules.in_force(as_of), ledger.holds_gaps(ledger.ledger(), as_of)
    found: list[today.Item] = []
    serves = Serves()
    with opened() as read:
        typical = scales(values(read.everything(*MONEY), micros(as_of)))
        for block, tables in read.blocks(everyone()):
            reckoned = reckon(tables, as_of, inforce, block, typical, gaps_known)
            found += today.listed(reckoned.facts, inforce.plan, inforce.zone, typical, serves)
    standing_now = list(_as_decided(found, as_of))
    mine = [item for item in standing_now if member_id is None or member_id in (item.member_id, item.escalated_to)]
    says = judged(((item, item.member_id) for item in mine), as_of)
    told = [replace(item, policy=policy) for item, policy in zip(mine, says, strict=True)]
    return sorted(told, key=lambda item: item.order)


def _as_decided(found: Sequence[today.Item], as_of: datetime) -> Iterator[today.Item]:
    decided = carried(_decisions(as_of), formerly(found))
    for item in found:
        now = standing(item.facts, decided.get(item.key, ()))
        if now.settled or (now.snoozed_until is not None and now.snoozed_until > as_of):
            continue
        yield replace(item, member_id=now.to_member) if now.to_member else item


def _decisions(as_of: datetime) -> dict[str, list[dict[str, Any]]]:
    """What was decided by ``as_of`` and not undone by then."""
    standing_then = Q(undone_at__isnull=True) | Q(undone_at__gt=as_of)
    rows = Decision.objects.filter(standing_then, at__lte=as_of).order_by("id")
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows.values("id", *DECIDED).iterator(2_000):
        found.setdefault(row["item_id"], []).append(dict(row))
    return found
