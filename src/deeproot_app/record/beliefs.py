"""What people say that a customer needs, wants or suffers from: held, confirmed, ended, and back again.

Each keeps what stood before, and can be undone. What was read of texts is decided in `reading.decide`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Q

from deeproot.tables import TABLES
from deeproot_app.base import access, audit, clock
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import User
from deeproot_app.record import changes
from deeproot_app.record.models import Belief, Change, Customer, Interaction, RecordSequence
from deeproot_app.record.reading.ids import READ

BY_HAND: Final = "hand:"
"""How the ids begin of beliefs that people add."""
FIELDS: Final = ("confirmed_at", "until")
LONGEST: Final = 4_000
ABOUT: Final = TABLES["beliefs"].column("about").words
HORIZONS: Final = TABLES["beliefs"].column("horizon").words


def add(
    actor: access.Actor,
    customer_id: str,
    about: str,
    text: str,
    *,
    horizon: str | None = None,
    metric: str | None = None,
    from_at: datetime | None = None,
    until: datetime | None = None,
    evidence: Sequence[str] = (),
) -> Change:
    """Hold something of a customer; give the change, whose ``row_id`` is the belief's id.

    Without ``evidence`` (interactions of that customer) it is an assumption. Raises UserError for an empty text, for
    words that there are not, an interaction of another customer, or an end that lies before the beginning.
    """
    access.require(actor, "belief.change")
    with transaction.atomic():
        customer = access.one(actor, Customer.objects.all(), pk=customer_id)
        begins = from_at or clock.now()
        _refuse(about, text, horizon, begins, until)
        shown = _evidence(customer, evidence)
        seq = RecordSequence.take()
        belief = Belief.objects.create(
            belief_id=f"{BY_HAND}{seq}",
            customer=customer,
            about=about,
            text=text.strip()[:LONGEST],
            horizon=horizon,
            metric=metric,
            from_at=begins,
            until=until,
            evidence=shown,
            recorded_seq=seq,
        )
        return _trace(actor, belief, "belief.add", None, seq)


def _refuse(about: str, text: str, horizon: str | None, begins: datetime, until: datetime | None) -> None:
    if not text.strip():
        raise UserError("Say what is held: the text is empty.")
    if about not in ABOUT:
        raise UserError(f"A belief is about one of {', '.join(ABOUT)}.")
    if horizon is not None and horizon not in HORIZONS:
        raise UserError(f"A horizon is one of {', '.join(HORIZONS)}.")
    if until is not None and until <= begins:
        raise UserError("A belief cannot end before it begins.")


def _evidence(customer: Customer, ids: Sequence[str]) -> list[str]:
    wanted = list(dict.fromkeys(ids))
    known = set(Interaction.objects.filter(customer=customer, pk__in=wanted).values_list("pk", flat=True))
    if missing := [one for one in wanted if one not in known]:
        raise UserError(f"There is no interaction {missing[0]!r} of this customer.")
    return wanted


def confirm(actor: access.Actor, belief_id: str, at: datetime | None = None) -> Change:
    """Say that it still holds, now or ``at``. Raises UserError where it ended, or was read of texts."""
    moment = at or clock.now()

    def confirmed(belief: Belief) -> dict[str, Any]:
        if not belief.from_at <= moment <= clock.now():
            raise UserError("A belief is confirmed at a moment since it holds, and not in the future.")
        return {"confirmed_at": moment}

    return _change(actor, belief_id, "belief.confirm", confirmed)


def end(actor: access.Actor, belief_id: str, at: datetime | None = None) -> Change:
    """Say that it holds no longer, from now or ``at``. Raises UserError where it ended already, or was read."""
    moment = at or clock.now()

    def ended(belief: Belief) -> dict[str, Any]:
        if moment <= belief.from_at:
            raise UserError("A belief cannot end before it begins.")
        return {"until": moment}

    return _change(actor, belief_id, "belief.end", ended)


def undo(actor: access.Actor, change_id: int) -> Belief:
    """Put the belief back as it stood before that change; one that was added goes.

    Raises UserError where it was changed again since: the later decision is not overwritten.
    """
    with transaction.atomic():
        change = Change.objects.select_for_update().filter(pk=change_id, table="beliefs", batch=None).first()
        belief = _one(actor, change.row_id if change else "")
        assert change is not None
        later = Q(recorded_seq__gt=change.recorded_seq) | Q(recorded_seq=change.recorded_seq, pk__gt=change.pk)
        if Change.objects.filter(later, table="beliefs", row_id=change.row_id).exists():
            raise UserError("This belief was changed again since; undo that first.")
        if change.before is None:
            changes.touched([str(belief.customer_id)], RecordSequence.take())
            audit.write(actor, "belief.undo", belief)
            change.delete()
            Belief.objects.filter(pk=belief.pk).delete()
        else:
            _write(actor, belief, "belief.undo", dict(change.before))
    return belief


def _change(actor: access.Actor, belief_id: str, act: str, decided: Any) -> Change:
    with transaction.atomic():
        belief = _one(actor, belief_id)
        if belief.pk.startswith(READ):
            raise UserError("This belief was read from texts; decide about it in Review.")
        if belief.until is not None and belief.until <= clock.now():
            raise UserError("This belief ended already; look at it again.")
        return _write(actor, belief, act, decided(belief))


def _one(actor: access.Actor, belief_id: str) -> Belief:
    access.require(actor, "belief.change")
    found = Belief.objects.select_for_update(of=("self",)).select_related("customer").exclude(customer=None)
    return access.one(actor, found, "customer", belief_id=belief_id)


def _write(actor: access.Actor, belief: Belief, act: str, values: dict[str, Any]) -> Change:
    """Store the new values, what stood before, who did it, and that the customer changed: together or not at all."""
    seq = RecordSequence.take()
    before = {name: _plain(getattr(belief, name)) for name in FIELDS}
    Belief.objects.filter(pk=belief.pk).update(**values, recorded_seq=seq)
    return _trace(actor, belief, act, before, seq)


def _trace(actor: access.Actor, belief: Belief, act: str, before: dict[str, Any] | None, seq: int) -> Change:
    row = Change.objects.create(
        at=clock.now(),
        user=actor if isinstance(actor, User) else None,
        recorded_seq=seq,
        table="beliefs",
        row_id=belief.pk,
        before=before,
    )
    changes.touched([str(belief.customer_id)], seq)
    audit.write(actor, act, belief)
    return row


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value
