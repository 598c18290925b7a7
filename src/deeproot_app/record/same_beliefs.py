"""Two beliefs that say the same become one, and are two again: nothing of either is lost.

The one that is kept gets the evidence of both; the other row stays as it was, and is shown as the first.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.http import Http404

from deeproot_app.base import access, audit, clock
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import User
from deeproot_app.record import beliefs
from deeproot_app.record.models import Belief, Change, RecordSequence
from deeproot_app.record.reading.effects import hold_again
from deeproot_app.record.reading.ids import READ

MERGES: Final = "belief_merges"
"""Under which name a merge stands among the changes; its ``row_id`` is the belief that is shown as another."""


def merge(actor: access.Actor, belief_id: str, into_id: str) -> Change:
    """Say that ``belief_id`` is the same as ``into_id``, which keeps its words and gets the evidence of both.

    It has held since the earlier of the two began, and was confirmed when either was last. Raises UserError where both
    are one row, of different customers or personas, or the kept one ended.
    """
    access.require(actor, beliefs.ACT)
    with transaction.atomic():
        rows = {pk: beliefs.one(actor, pk) for pk in sorted({belief_id, into_id})}
        same, kept = rows[belief_id], rows[into_id]
        _refuse(same, kept)
        change = beliefs.write(actor, kept, "belief.merge", together(kept, same))
        moved = list(Belief.every.filter(merged_into=same.pk).order_by("pk").values_list("pk", flat=True))
        Belief.every.filter(pk__in=[same.pk, *moved]).update(merged_into=kept, recorded_seq=change.recorded_seq)
        beliefs.touched(same, change.recorded_seq)
        return Change.objects.create(
            at=clock.now(),
            user=actor if isinstance(actor, User) else None,
            recorded_seq=change.recorded_seq,
            table=MERGES,
            row_id=same.pk,
            before={"into": kept.pk, "change": change.pk, "moved": moved},
        )


def _refuse(same: Belief, kept: Belief) -> None:
    if same.pk == kept.pk:
        raise UserError("That is one and the same already: choose another.")
    whose = [(one.customer.leader.pk if one.customer else None, one.persona) for one in (same, kept)]
    if whose[0] != whose[1]:
        raise UserError("They are about different customers: only what one customer holds can be the same.")
    if kept.until is not None and kept.until <= clock.now():
        raise UserError("The belief that would be kept ended already; keep the other one.")


def together(kept: Belief, same: Belief) -> dict[str, Any]:
    """The columns of the kept one that follow from both."""
    said = [moment for moment in (kept.confirmed_at, same.confirmed_at) if moment]
    ends = (kept.until, same.until)
    return {
        "evidence": list(dict.fromkeys([*(kept.evidence or ()), *(same.evidence or ())])),
        "from_at": min(kept.from_at, same.from_at),
        "confirmed_at": max(said, default=None),
        "until": _later(*ends),
        "horizon": kept.horizon or same.horizon,
        "metric": kept.metric or same.metric,
    }


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    """The later end; None where either has none."""
    return None if one is None or other is None else max(one, other)


def separate(actor: access.Actor, change_id: int) -> Belief:
    """Take a merge back: both stand as they did. Raises UserError where the kept one was changed since, and Http404."""
    access.require(actor, beliefs.ACT)
    with transaction.atomic():
        change = Change.objects.select_for_update().filter(pk=change_id, table=MERGES).first()
        if change is None:
            raise Http404("There is no such merge.")
        told = dict(change.before or {})
        kept, own = beliefs.one(actor, told["into"]), Change.objects.filter(pk=told["change"]).first()
        if own is None:
            raise UserError("This belief was changed again since; undo that first.")
        beliefs.refuse_changed_since(own)
        seq = RecordSequence.take()
        Belief.every.filter(pk=change.row_id).update(merged_into=None, recorded_seq=seq)
        Belief.every.filter(pk__in=told["moved"]).update(merged_into=change.row_id, recorded_seq=seq)
        beliefs.put_back(actor, kept, own)
        same = Belief.every.filter(pk=change.row_id).first()
        if same is not None:
            beliefs.touched(same, seq)
            if same.pk.startswith(READ) and same.customer_id is not None:
                hold_again(same.pk, same.customer_id, seq)
        change.delete()
        audit.write(actor, "belief.separate", kept, separated=change.row_id)
    return kept
