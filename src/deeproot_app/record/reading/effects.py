"""What a decision about a proposal does to the record; and how it is put back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from deeproot_app.base import clock
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import User
from deeproot_app.record.importing.decided import decided
from deeproot_app.record.models import Belief, Change, Interaction, Promise, Proposal
from deeproot_app.record.reading import beliefs, block, forget, outcomes
from deeproot_app.record.reading.fold import Standing, Told, settle, standing
from deeproot_app.record.reading.ids import READ
from deeproot_app.record.reading.promises import moment
from deeproot_app.record.shape import SHAPES

Did = dict[str, Any]
"""What is needed to put it back, beside the proposal itself: as JSON."""
MODELS: Final[dict[str, Any]] = {"promises": Promise, "beliefs": Belief, "interactions": Interaction}


def apply(row: Proposal, seq: int) -> Did:
    """Make the record say what was decided; the proposal is saved already. Raises UserError where it cannot."""
    return _of(row)(row, seq)


def restore(row: Proposal, did: Did, seq: int) -> None:
    """Put the record back to how the proposal now stands again. Raises UserError where that was changed since."""
    if "change" in did:
        _put_back(did["change"], seq)
    if row.sort == Proposal.Sort.PROMISE:
        _promise_again(row, did, seq)
    elif row.sort == Proposal.Sort.OUTCOME:
        _settle(row.promise_id, seq)
    elif row.sort == Proposal.Sort.BELIEF:
        _hold(row, seq)
    elif did.get("sure") is not None:
        found = row.interaction
        found.refresh_from_db()
        found.read_from_text = {**(found.read_from_text or {}), row.sort: did["sure"]}
        found.save(update_fields=["read_from_text"])


def _of(row: Proposal) -> Callable[[Proposal, int], Did]:
    return {
        Proposal.Sort.PROMISE: _promise,
        Proposal.Sort.OUTCOME: _outcome,
        Proposal.Sort.BELIEF: _belief,
        Proposal.Sort.KIND: _label,
        Proposal.Sort.NEEDS_ANSWER: _label,
    }[Proposal.Sort(row.sort)]


def _promise(row: Proposal, seq: int) -> Did:
    """A promise is recorded as decided, and later messages are read for what became of it; one rejected goes."""
    if row.holds:
        _record(row, seq)
        return {}
    before = Promise.objects.filter(pk=row.promise_id).values().first()
    Promise.objects.filter(pk=row.promise_id).delete()
    told = Proposal.objects.filter(promise_id=row.promise_id, sort=Proposal.Sort.OUTCOME)
    told.exclude(state__in=Proposal.DECIDED).update(state=Proposal.State.OVERTAKEN)
    return {"promise": _plain(dict(before))} if before else {}


def _record(row: Proposal, seq: int) -> None:
    says = row.says
    promise = Promise.objects.filter(pk=row.promise_id).first() or Promise(
        promise_id=row.promise_id, member_id=row.interaction.member_id
    )
    promise.customer_id, promise.made_in, promise.made_at = row.customer_id, row.interaction_id, row.made_at
    promise.text, promise.due_at, promise.recorded_seq = says["text"], moment(says.get("due_at")), seq
    promise.save()
    _settle(promise.pk, seq)
    forget.unread([row.interaction_id])


def _promise_again(row: Proposal, did: Did, seq: int) -> None:
    if did.get("promise"):
        Promise.objects.update_or_create(pk=row.promise_id, defaults={**_moments(did["promise"]), "recorded_seq": seq})
    if row.holds:
        _record(row, seq)
        return
    if decided(SHAPES["promises"], [row.promise_id]):
        raise UserError("What became of this promise was decided since; take that back first.")
    Promise.objects.filter(pk=row.promise_id).delete()


def _outcome(row: Proposal, seq: int) -> Did:
    """Where a promise stands follows from all that was told of it; on one that people or files settle, a step more."""
    promise = Promise.objects.filter(pk=row.promise_id).first()
    if promise is None:
        if not row.holds:
            return {}
        raise UserError("The promise that this is about is not recorded: confirm the promise first.")
    before = {name: getattr(promise, name) for name in block.STATE}
    if is_followed(promise):
        _settle(promise.pk, seq)
        promise.refresh_from_db()
    elif row.holds:
        settle(promise, Standing.of(promise).after(Told.of(row), promise.due_at))
        promise.recorded_seq = seq
        promise.save(update_fields=[*block.STATE, "recorded_seq"])
    if promise.batch_id is None or all(getattr(promise, name) == was for name, was in before.items()):
        return {}
    return {"change": _trace(row, "promises", promise.pk, before, seq)}


def is_followed(promise: Promise) -> bool:
    """Whether the reading may say what became of a promise: no person has, nor does its file."""
    if decided(SHAPES["promises"], [promise.pk]) or block.told_by_files([promise]):
        return False
    if promise.pk.startswith(READ):
        return True
    told = Proposal.objects.filter(promise_id=promise.pk, sort=Proposal.Sort.OUTCOME)
    return outcomes.is_unsettled(promise) or any(row.holds for row in told)


def _settle(promise_id: str, seq: int) -> None:
    """Where a followed promise stands after all that holds of what was told of it."""
    promise = Promise.objects.filter(pk=promise_id).first()
    if promise is None or not is_followed(promise):
        return
    told = Proposal.objects.filter(promise_id=promise_id, sort=Proposal.Sort.OUTCOME)
    settle(promise, standing(promise.due_at, [Told.of(row) for row in told if row.holds]))
    promise.recorded_seq = seq
    promise.save(update_fields=[*block.STATE, "recorded_seq"])


def _belief(row: Proposal, seq: int) -> Did:
    """A belief is held as decided; one that a file gave gets its evidence."""
    if row.belief_id.startswith(READ):
        _hold(row, seq)
        return {}
    belief = Belief.objects.filter(pk=row.belief_id).first()
    if belief is None or not row.holds:
        return {}
    known = list(belief.evidence or ())
    before = {"evidence": known, "confirmed_at": belief.confirmed_at}
    belief.evidence = list(dict.fromkeys([*known, row.interaction_id]))
    belief.confirmed_at = max(belief.confirmed_at or row.made_at, row.made_at)
    belief.recorded_seq = seq
    belief.save(update_fields=["evidence", "confirmed_at", "recorded_seq"])
    return {"change": _trace(row, "beliefs", belief.pk, before, seq)}


def _hold(row: Proposal, seq: int) -> None:
    """A belief of the reading's as it rests on all that holds of what was proposed for it."""
    hold_again(row.belief_id, row.customer_id, seq)


def hold_again(belief_id: str, customer_id: str, seq: int) -> None:
    """A belief as it rests on all that holds of what was proposed for it; one of people or files stays as it is."""
    there = Belief.every.filter(pk=belief_id).first()
    belief_id = (there.merged_into_id if there else None) or belief_id
    if not belief_id.startswith(READ):
        return
    belief = Belief.every.filter(pk=belief_id).first()
    ids = [belief_id, *Belief.every.filter(merged_into=belief_id).values_list("pk", flat=True)]
    found = Proposal.objects.filter(customer_id=customer_id, belief_id__in=ids, sort=Proposal.Sort.BELIEF)
    told, theirs = beliefs.in_order(found), decided(SHAPES["beliefs"], [belief_id]).get(belief_id, set())
    if told:
        values = beliefs.resting(belief, told, theirs) | {"recorded_seq": seq}
        Belief.every.update_or_create(pk=belief_id, defaults=values)
    elif not theirs:
        Belief.every.filter(pk=belief_id).delete()


def _label(row: Proposal, seq: int) -> Did:
    """A label is as decided; rejected it is the other answer, or no kind at all."""
    field = str(row.sort)
    found = Interaction.objects.get(pk=row.interaction_id)
    before = getattr(found, field)
    otherwise = None if field == "kind" else not row.value["needs_answer"]
    value = row.says[field] if row.holds else otherwise
    sure = dict(found.read_from_text or {})
    was = sure.pop(field, None)
    setattr(found, field, value)
    found.read_from_text, found.recorded_seq = sure or None, seq
    found.save(update_fields=[field, "read_from_text", "recorded_seq"])
    return {"change": _trace(row, "interactions", found.pk, {field: before}, seq), "sure": was}


def _trace(row: Proposal, table: str, row_id: str, before: dict[str, Any], seq: int) -> int:
    """What stood before, so that no later file overwrites what a person decided."""
    change = Change.objects.create(
        at=row.decided_at or clock.now(),
        user=row.decided_by if isinstance(row.decided_by, User) else None,
        recorded_seq=seq,
        table=table,
        row_id=row_id,
        before=_plain(before),
    )
    return change.pk


def _put_back(pk: int, seq: int) -> None:
    change = Change.objects.filter(pk=pk).first()
    if change is None:
        return
    later = Change.objects.filter(table=change.table, row_id=change.row_id, recorded_seq__gt=change.recorded_seq)
    if later.filter(batch=None).exists():
        raise UserError("This was changed again since; take that back first.")
    values = _moments(dict(change.before or {}))
    MODELS[change.table].objects.filter(pk=change.row_id).update(**values, recorded_seq=seq)
    change.delete()


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: one.isoformat() if isinstance(one, datetime) else one for name, one in values.items()}


def _moments(values: dict[str, Any]) -> dict[str, Any]:
    at = {name for name in values if name.endswith("_at") or name in ("moved_to", "until")}
    return {name: moment(one) if name in at and isinstance(one, str) else one for name, one in values.items()}
