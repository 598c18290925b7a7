"""What rows of the record that go, or change, leave behind of what was read of them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from django.db.models import Q

from deeproot_app.record import sql
from deeproot_app.record.importing.decided import decided
from deeproot_app.record.models import Belief, Promise, Proposal
from deeproot_app.record.reading.beliefs import in_order, made_of, resting
from deeproot_app.record.reading.fold import Told, settle, standing
from deeproot_app.record.reading.ids import READ
from deeproot_app.record.shape import SHAPES

ROWS: Final = 2_000
OF_THE_READER: Final = {
    "promises": (
        "h.promise_id LIKE 'read:%%' AND NOT EXISTS (SELECT 1 FROM deeproot_record_proposal p "
        "WHERE p.promise_id = h.promise_id AND p.sort = 'promise' AND p.state IN ('confirmed', 'edited')) "
        "AND NOT EXISTS (SELECT 1 FROM deeproot_record_change c WHERE c.\"table\" = 'promises' "
        "AND c.row_id = h.promise_id AND c.batch_id IS NULL)"
    ),
    "beliefs": (
        "h.belief_id LIKE 'read:%%' AND NOT EXISTS (SELECT 1 FROM deeproot_record_proposal p "
        "WHERE p.customer_id = h.customer_id AND p.belief_id = h.belief_id AND p.sort = 'belief' "
        "AND p.state IN ('confirmed', 'edited')) "
        "AND NOT EXISTS (SELECT 1 FROM deeproot_record_change c WHERE c.\"table\" = 'beliefs' "
        "AND c.row_id = h.belief_id AND c.batch_id IS NULL)"
    ),
}
"""For each table, as SQL, which of its rows ``h`` the reading made and nobody decided: they go with their texts."""


def unread(interactions: Collection[str]) -> None:
    """Have the texts of these interactions read again: what bears on their reading changed."""
    wanted, values = sql.among("interaction_id", sorted(interactions))
    sql.run(f"UPDATE deeproot_record_text SET read_by = NULL WHERE read_by IS NOT NULL AND {wanted}", values)  # noqa: S608


def interactions(gone: Collection[str], seq: int) -> set[str]:
    """Take away what was read of interactions that go, before they do; gives the customers that it bears on.

    What people decided stays: a promise they confirmed is still a promise. What the words said of a promise or a belief
    that stays is said no more.
    """
    proposals = Proposal.objects.filter(interaction_id__in=list(gone))
    said = list(proposals.exclude(state__in=Proposal.DECIDED))
    promises = {row.promise_id for row in said if row.sort == Proposal.Sort.PROMISE} - _theirs(said)
    whose = _rows_gone(Promise, promises)
    told_of = {row.promise_id for row in proposals if row.sort == Proposal.Sort.OUTCOME} - promises
    held = {row.belief_id for row in proposals if row.sort == Proposal.Sort.BELIEF and row.belief_id.startswith(READ)}
    proposals.delete()
    Proposal.objects.filter(promise_id__in=promises).exclude(state__in=Proposal.DECIDED).delete()
    return whose | _settle_again(told_of, seq) | _hold_again(held, seq)


def of_rows(promises: Collection[str]) -> None:
    """Take away what was proposed of promises that go."""
    Proposal.objects.filter(promise_id__in=list(promises), sort=Proposal.Sort.OUTCOME).delete()


def _theirs(said: list[Proposal]) -> set[str]:
    """Promises that people changed themselves."""
    ids = [row.promise_id for row in said if row.sort == Proposal.Sort.PROMISE]
    return set(decided(SHAPES["promises"], ids)) if ids else set()


def _rows_gone(model: Any, ids: Collection[str]) -> set[str]:
    rows = model.objects.filter(pk__in=list(ids))
    whose = set(rows.values_list("customer_id", flat=True))
    rows.delete()
    return whose


def _settle_again(promises: Collection[str], seq: int) -> set[str]:
    """Promises of the reading's as they stand without what is told no more."""
    left: dict[str, list[Told]] = {}
    for row in Proposal.objects.filter(promise_id__in=list(promises), sort=Proposal.Sort.OUTCOME):
        if row.holds:
            left.setdefault(row.promise_id, []).append(Told.of(row))
    whose = set()
    changed = []
    for promise in Promise.objects.filter(Q(pk__in=list(promises)), pk__startswith=READ):
        settle(promise, standing(promise.due_at, left.get(promise.pk, ())))
        promise.recorded_seq = seq
        changed.append(promise)
        whose.add(promise.customer_id)
    Promise.objects.bulk_update(changed, ["kept_in", "kept_at", "withdrawn_at", "holding", "moved_to", "recorded_seq"])
    return whose


def _hold_again(beliefs: Collection[str], seq: int) -> set[str]:
    """Beliefs of the reading's as they rest on what is left; gone where nothing is and nobody decided about them."""
    rows = {belief.pk: belief for belief in Belief.every.filter(pk__in=list(beliefs))}
    whose = {belief.customer_id for belief in rows.values() if belief.customer_id}
    told: dict[str, list[Proposal]] = {}
    found = Proposal.objects.filter(customer_id__in=whose, belief_id__in=list(beliefs), sort=Proposal.Sort.BELIEF)
    for row in in_order(found):
        told.setdefault(row.belief_id, []).append(row)
    theirs = decided(SHAPES["beliefs"], list(rows)) if rows else {}
    for pk, some in told.items():
        for name, value in (resting(rows[pk], some, theirs.get(pk, set())) | {"recorded_seq": seq}).items():
            setattr(rows[pk], name, value)
    staying = [rows[pk] for pk in told]
    Belief.every.filter(pk__in=rows.keys() - told.keys() - theirs.keys()).delete()
    if staying:
        Belief.every.bulk_update(staying, [*made_of(next(iter(told.values()))), "recorded_seq"])
    return whose
