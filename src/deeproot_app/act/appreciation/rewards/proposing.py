"""From an occasion to points: proposed once, approved or declined by a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from deeproot_app.act.appreciation.rewards import ledger, occasions, rules, telling, terms
from deeproot_app.act.appreciation.rewards.terms import MANAGE
from deeproot_app.act.models import RewardEntry, RewardProposal, RewardRule
from deeproot_app.act.outbox.keys import key_of
from deeproot_app.base import access, audit, clock
from deeproot_app.base.errors import UserError
from deeproot_app.record.models import Customer

State = RewardProposal.State
REFER: Final = "gift.give"
AT_ONCE: Final = 500


def propose(now: datetime) -> int:
    """Look for occasions, by all rules; return how many are new. What is no longer so, and nobody decided, goes."""
    return sum(_of_rule(rule, now) for rule in rules.running() if rule.occasion in occasions.ASKED)


def _of_rule(rule: RewardRule, now: datetime) -> int:
    with transaction.atomic():
        held = rules.running().select_for_update().filter(pk=rule.pk).first()
        if held is None:
            return 0  # it was stopped in this very moment
        rule = held
        there = {(one.customer_id, one.name): one for one in occasions.found(rule, now)}
        leader = Coalesce("customer__merged_into", "customer")
        known = RewardProposal.objects.filter(rule__occasion=rule.occasion)
        decided: set[tuple[str, str]] = set()
        gone: list[int] = []
        for pk, state, of, name in known.order_by().values_list("pk", "state", leader, "occasion"):
            if state == State.WAITING and (of, name) not in there:
                gone.append(pk)
            else:
                decided.add((of, name))
        for start in range(0, len(gone), AT_ONCE):
            rules.waiting(rule).filter(pk__in=gone[start : start + AT_ONCE]).delete()
        fresh = [_proposal(rule, one, now) for what, one in there.items() if what not in decided]
        RewardProposal.objects.bulk_create(fresh, batch_size=AT_ONCE, ignore_conflicts=True)
    return len(fresh)


def _proposal(rule: RewardRule, one: occasions.Occasion, now: datetime) -> RewardProposal:
    key = key_of(f"reward {one.name}", one.customer_id)
    return RewardProposal(
        key=key, rule=rule, customer_id=one.customer_id, occasion=one.name[:330], why=one.why, points=rule.points,
        at=one.at, found_at=now,
    )  # fmt: skip


def refer(actor: access.Actor, customer_id: str, brought_id: str) -> RewardProposal:
    """Say that a customer brought us another one; once for each who came, whoever brought them.

    Raises UserError where no rule gives points for it, or a customer would have brought themselves; Http404 for one
    whom the actor may not see.
    """
    access.require(actor, REFER)
    rows = Customer.objects.select_related("merged_into")
    customer = access.one(actor, rows, pk=customer_id).leader
    brought = access.one(actor, rows, pk=brought_id).leader
    if customer.pk == brought.pk:
        raise UserError("Nobody brings us themselves: choose the customer who came.")
    with transaction.atomic():
        rule = rules.running().select_for_update().filter(occasion=RewardRule.Occasion.REFERRAL).first()
        if rule is None:
            raise UserError("No rule gives points for a customer who was brought. A manager makes one under Rewards.")
        now = clock.now()
        row, made = RewardProposal.objects.get_or_create(key=key_of("reward referral", brought.pk), defaults={
            "rule": rule, "customer": customer, "occasion": f"referral:{brought.pk}", "points": rule.points, "at": now,
            "why": f"They brought us {brought.name}", "found_at": now,
        })  # fmt: skip
        if row.customer_id not in customer.ids:
            raise UserError(f"Somebody else is said to have brought us {brought.name}.")
        if made:
            audit.write(actor, "reward.refer", row, customer=customer.pk, brought=brought.pk)
    return row


def waiting(actor: access.Actor) -> QuerySet[RewardProposal]:
    """What waits for a yes, of customers whom the actor may see."""
    rows = RewardProposal.objects.filter(state=State.WAITING).select_related("customer__merged_into", "rule")
    return access.customers(actor, rows, "customer")


def approve(actor: access.Actor, proposals: Sequence[int], *, tell: bool = False) -> list[RewardEntry]:
    """Give the points of these proposals; with ``tell`` write to each customer, where the contact policy lets it.

    What was decided already, or is no longer so, is passed over. All are given or none: raises UserError where they
    are more than may be given this year.
    """
    access.require(actor, MANAGE)
    now = clock.now()
    with transaction.atomic():
        known = terms.held()
        rows = _undecided(actor, proposals, now)
        terms.refuse_beyond(known, sum(row.points for row in rows), now)
        mails = telling.tell(actor, rows, now) if tell else {}
        fresh = [
            RewardEntry(
                key=row.key, customer=row.customer.leader, kind=RewardEntry.Kind.EARNED, points=row.points, at=now,
                why=row.why, good_until=terms.good_until(now, known), rule=row.rule, sending=mails.get(row.pk),
                actor=str(actor)[:254],
            )
            for row in rows
        ]  # fmt: skip
        RewardEntry.objects.bulk_create(fresh, batch_size=AT_ONCE)
        _decide(actor, rows, State.APPROVED, now)
    return fresh


def _undecided(actor: access.Actor, proposals: Sequence[int], now: datetime) -> list[RewardProposal]:
    """Those that wait, held, and still so by the record."""
    rows = list(waiting(actor).filter(pk__in=list(proposals)).select_for_update(of=("self",)).order_by("pk"))
    of = {row.rule_id: row.rule for row in rows}
    so = {
        pk: {(one.customer_id, one.name) for one in occasions.found(rule, now)}
        for pk, rule in of.items()
        if rule.occasion in occasions.ASKED
    }
    return [row for row in rows if row.rule_id not in so or (row.customer.leader.pk, row.occasion) in so[row.rule_id]]


def decline(actor: access.Actor, proposals: Sequence[int]) -> int:
    """Give no points for these; they are not proposed again. Return how many."""
    access.require(actor, MANAGE)
    with transaction.atomic():
        rows = list(waiting(actor).filter(pk__in=list(proposals)).select_for_update(of=("self",)).order_by("pk"))
        _decide(actor, rows, State.DECLINED, clock.now())
    return len(rows)


def put_back(actor: access.Actor, proposals: Sequence[int]) -> int:
    """Let these wait again that were declined. Return how many."""
    access.require(actor, MANAGE)
    with transaction.atomic():
        declined = RewardProposal.objects.filter(state=State.DECLINED, rule__stopped_at=None, pk__in=list(proposals))
        seen = access.customers(actor, declined.select_related("rule"), "customer")
        rows = list(seen.select_for_update(of=("self", "rule")).order_by("pk"))
        _decide(actor, rows, State.WAITING, clock.now())
    return len(rows)


def _decide(actor: access.Actor, rows: Sequence[RewardProposal], state: str, now: datetime) -> None:
    for row in rows:
        row.state, row.decided_at, row.decided_by = state, now, str(actor)[:254]
    RewardProposal.objects.bulk_update(rows, ["state", "decided_at", "decided_by"], batch_size=AT_ONCE)
    if rows:
        points = Counter({row.rule.occasion: row.points for row in rows})
        audit.write(actor, f"reward.{state}", proposals=len(rows), points=sum(row.points for row in rows), of=[*points])


def grant(
    actor: access.Actor, key: str, customer_id: str, points: int, why: str, *, corrects: int | None = None,
    correction: bool = False,
) -> RewardEntry:  # fmt: skip
    """Write a line by hand: points granted for a reason, or a correction, up or down, of a line or of nothing in
    particular. The same key again is the same line.

    Raises UserError without a reason, for no points, for more taken than they have, or more granted than may be given
    this year; Http404 for a customer whom the actor may not see.
    """
    access.require(actor, MANAGE)
    customer = access.one(actor, Customer.objects.select_related("merged_into"), pk=customer_id).leader
    if not why.strip():
        raise UserError("Say why: it stands in the ledger for good.")
    if not points or abs(points) > terms.MOST or (points < 0 and not correction):
        raise UserError(f"Say how many points: 1 to {terms.MOST:,}; only a correction takes some away.")
    now = clock.now()
    with transaction.atomic():
        known = terms.held()
        ledger.hold(customer)
        if there := RewardEntry.objects.filter(key=key).first():
            return _same(there, customer, points, why)
        ledger.expire_of(customer, now)
        of = RewardEntry.objects.filter(pk=corrects, customer__in=customer.ids).first() if corrects else None
        if points < 0:
            ledger.refuse_overdraft(customer, -points)
        elif not correction:
            terms.refuse_beyond(known, points, now)
        kind = RewardEntry.Kind.CORRECTED if correction else RewardEntry.Kind.GRANTED
        row = ledger.add(
            actor, key=key, customer=customer, kind=kind, points=points, why=why, at=now, known=known, of=of
        )  # fmt: skip
        audit.write(actor, f"reward.{kind}", row, customer=customer.pk, points=points)
    return row


def _same(row: RewardEntry, customer: Customer, points: int, why: str) -> RewardEntry:
    if row.customer_id not in customer.ids:
        raise UserError("That line is another customer's; open the page again.")
    if (row.points, row.why) != (points, why.strip()[:2_000]):
        raise UserError(f"This form was sent already, for {row.points:+,} points; open the page again for another.")
    return row
