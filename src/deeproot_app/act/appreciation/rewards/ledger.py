"""The ledger: what a customer has, of which points, until when; lines are written here and nowhere else.

What they have is the sum of their lines, under all ids that they have. Points are spent in the order in which they
go: those first that expire first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Sum

from deeproot_app.act.appreciation.rewards import terms
from deeproot_app.act.models import Gift, RewardAccount, RewardEntry, RewardTerms
from deeproot_app.act.outbox.keys import key_of
from deeproot_app.base import access, clock
from deeproot_app.base.errors import UserError
from deeproot_app.record.models import Customer

Kind = RewardEntry.Kind
AT_ONCE: Final = 500


@dataclass(slots=True)
class Lot:
    """What is left of the points of one line."""

    entry: int
    customer_id: str
    left: int
    good_until: datetime | None


def balance(customer: Customer) -> int:
    """What a customer has by the ledger: the sum of its lines."""
    return RewardEntry.objects.filter(customer__in=customer.ids).aggregate(sum=Sum("points"))["sum"] or 0


def lots(entries: Iterable[RewardEntry]) -> list[Lot]:
    """Of which lines a customer's points are left, those first that go first; of all lines of one customer."""
    there: dict[int, Lot] = {}
    for entry in sorted(entries, key=lambda row: row.pk):
        if entry.points > 0:
            there[entry.pk] = Lot(entry.pk, entry.customer_id, entry.points, entry.good_until)
            continue
        taken = -entry.points
        for lot in [*filter(None, [there.get(entry.of_id or 0)]), *_in_order(there.values())]:
            part = min(lot.left, taken)
            lot.left -= part
            taken -= part
    return [lot for lot in _in_order(there.values()) if lot.left]


def _in_order(some: Iterable[Lot]) -> list[Lot]:
    return sorted(some, key=lambda lot: (lot.good_until is None, lot.good_until, lot.entry))


def hold(customer: Customer) -> None:
    """Let nobody else spend this customer's points until the transaction ends."""
    RewardAccount.objects.get_or_create(customer=customer)
    RewardAccount.objects.select_for_update().get(customer=customer)


def add(
    actor: access.Actor, *, key: str, customer: Customer, kind: str, points: int, why: str, at: datetime,
    known: RewardTerms | None = None, **more: Any,
) -> RewardEntry:  # fmt: skip
    """Write one line; a key that is there gives the line that is there. Points that come are good as the terms say."""
    fresh = {
        "customer": customer, "kind": kind, "points": points, "at": at, "why": why.strip()[:2_000],
        "good_until": terms.good_until(at, known or terms.terms()) if points > 0 else None,
        "actor": str(actor)[:254],
    }  # fmt: skip
    row, _ = RewardEntry.objects.get_or_create(key=key, defaults=fresh | more)
    return row


def refuse_overdraft(customer: Customer, points: int) -> None:
    """Raise UserError where a customer, whose account is held, has fewer points than that."""
    there = balance(customer)
    if points > there:
        raise UserError(f"{customer.name} has {there:,} points; that takes {points:,}.")


def give_back(actor: access.Actor, gift: Gift) -> RewardEntry | None:
    """Give the points back that a gift was redeemed for, where it was: a line that corrects, good for a whole term."""
    spent = RewardEntry.objects.filter(gift=gift.pk, kind=Kind.REDEEMED).select_related("customer").first()
    if spent is None:
        return None
    return add(
        actor, key=key_of("reward back", str(spent.pk)), customer=spent.customer, kind=Kind.CORRECTED,
        points=-spent.points, why=f"Taken back: {spent.why}", at=clock.now(), of=spent,
    )  # fmt: skip


def expire(at: datetime) -> int:
    """Let go what was good until then at the latest, of everybody; return how many lines that makes.

    Looks at lines only that ended since it was last asked. Asked again, or broken off, it is done once.
    """
    with transaction.atomic():
        known = terms.held()
        ended = RewardEntry.objects.filter(points__gt=0, good_until__lte=at)
        if known.expired_until is not None:
            ended = ended.filter(good_until__gt=known.expired_until)
        touched = list(Customer.objects.filter(pk__in=ended.values("customer")).select_related("merged_into"))
        leaders = {row.leader.pk: row.leader for row in touched}
        for leader in [leaders[pk] for pk in sorted(leaders)]:
            hold(leader)
        count = _expire(list(leaders.values()), at)
        RewardTerms.objects.filter(pk=1).update(expired_until=at)
    return count


def expire_of(customer: Customer, at: datetime) -> int:
    """Let go what of one customer's points, whose account is held, was good until then at the latest."""
    return _expire([customer], at)


def _expire(leaders: Sequence[Customer], at: datetime) -> int:
    fresh: list[RewardEntry] = []
    for start in range(0, len(leaders), AT_ONCE):
        of = _lines(leaders[start : start + AT_ONCE])
        for rows in of.values():
            fresh += [_gone(lot) for lot in lots(rows) if lot.good_until is not None and lot.good_until <= at]
    RewardEntry.objects.bulk_create(fresh, batch_size=AT_ONCE, ignore_conflicts=True)
    return len(fresh)


def _lines(leaders: Sequence[Customer]) -> Mapping[str, list[RewardEntry]]:
    """All lines of these customers by their leading id. Two queries."""
    of = {row.pk: row.pk for row in leaders}
    of |= dict(Customer.objects.filter(merged_into__in=list(of)).values_list("pk", "merged_into"))
    found: dict[str, list[RewardEntry]] = defaultdict(list)
    for row in RewardEntry.objects.filter(customer__in=list(of)):
        found[of[row.customer_id]].append(row)
    return found


def _gone(lot: Lot) -> RewardEntry:
    assert lot.good_until is not None
    return RewardEntry(
        key=key_of("reward expired", str(lot.entry)), customer_id=lot.customer_id, kind=Kind.EXPIRED, points=-lot.left,
        at=lot.good_until, why="Good no longer.", of_id=lot.entry, actor=str(access.UNASKED),
    )  # fmt: skip
