"""What people say that a customer needs, wants or suffers from: held, confirmed, edited, ended, and back again.

Each keeps what stood before, and can be undone. What was read of texts and waits is decided in `reading.decide`; what
is held already, whoever found it, is theirs from their word on: a later reading adds evidence to it, no more.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404

from deeproot.tables import TABLES
from deeproot_app.base import access, audit, clock
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import User
from deeproot_app.record import changes
from deeproot_app.record.models import Belief, Change, Customer, Interaction, RecordSequence
from deeproot_app.record.reading.effects import hold_again
from deeproot_app.record.reading.ids import READ

ACT: Final = "belief.change"
BY_HAND: Final = "hand:"
"""How the ids begin of beliefs that people add."""
LONGEST: Final = 4_000
MOST_EVIDENCE: Final = 1_000
ABOUT: Final = TABLES["beliefs"].column("about").words
HORIZONS: Final = TABLES["beliefs"].column("horizon").words
MOMENTS: Final = ("from_at", "until", "confirmed_at")
EDITED: Final = ("about", "text", "horizon", "metric")


def add(
    actor: access.Actor,
    customer_id: str | None,
    about: str,
    text: str,
    *,
    persona: str | None = None,
    horizon: str | None = None,
    metric: str | None = None,
    from_at: datetime | None = None,
    until: datetime | None = None,
    evidence: Sequence[str] = (),
) -> Change:
    """Hold something of a customer, a persona, or (neither given) of all; the change's ``row_id`` is the belief's id.

    Without ``evidence`` (interactions of that customer) it is an assumption. Raises UserError for an empty text, for
    words that there are not, an interaction of another customer, or an end that lies before the beginning.
    """
    access.require(actor, ACT)
    with transaction.atomic():
        customer = access.one(actor, Customer.objects.all(), pk=customer_id) if customer_id is not None else None
        begins = from_at or clock.now()
        refuse(about, text, horizon)
        if until is not None and until <= begins:
            raise UserError("A belief cannot end before it begins.")
        if about == "capacity" and customer is None:
            raise UserError("Hard times are a customer's own: choose whose.")
        shown = said_by(customer, evidence)
        seq = RecordSequence.take()
        belief = Belief.objects.create(
            belief_id=f"{BY_HAND}{seq}",
            customer=customer,
            persona=None if customer else (persona or "").strip() or None,
            about=about,
            text=text.strip()[:LONGEST],
            horizon=horizon,
            metric=metric,
            from_at=begins,
            until=until,
            evidence=shown,
            recorded_seq=seq,
        )
        return trace(actor, belief, "belief.add", None, seq)


def refuse(about: str, text: str, horizon: str | None) -> None:
    """Raise UserError for what no belief can be."""
    if not text.strip():
        raise UserError("Say what is held: the text is empty.")
    if about not in ABOUT:
        raise UserError(f"A belief is about one of {', '.join(ABOUT)}.")
    if horizon is not None and horizon not in HORIZONS:
        raise UserError(f"A horizon is one of {', '.join(HORIZONS)}.")


def said_by(customer: Customer | None, ids: Sequence[str]) -> list[str]:
    """These interactions, each once. Raises UserError for one that is not this customer's."""
    wanted = list(dict.fromkeys(ids))[:MOST_EVIDENCE]
    whose = customer.leader.ids if customer and wanted else []
    known = set(Interaction.objects.filter(customer__in=whose, pk__in=wanted).values_list("pk", flat=True))
    if missing := [one for one in wanted if one not in known]:
        raise UserError(f"There is no interaction {missing[0]!r} of this customer.")
    return wanted


def confirm(actor: access.Actor, belief_id: str, at: datetime | None = None, said_in: Sequence[str] = ()) -> Change:
    """Say that it still holds, now or ``at``; ``said_in`` are the customer's words that say so, which are its evidence.

    Raises UserError where it ended, or for a moment before it began or to come.
    """
    moment = at or clock.now()

    def confirmed(belief: Belief) -> dict[str, Any]:
        if not belief.from_at <= moment <= clock.now():
            raise UserError("A belief is confirmed at a moment since it holds, and not in the future.")
        if not said_in:
            return {"confirmed_at": moment}
        more = said_by(belief.customer, said_in)
        return {"confirmed_at": moment, "evidence": list(dict.fromkeys([*(belief.evidence or ()), *more]))}

    return _change(actor, belief_id, "belief.confirm", confirmed)


def edit(
    actor: access.Actor, belief_id: str, about: str, text: str, horizon: str | None = None, metric: str | None = None
) -> Change:
    """Say it otherwise: about what, in which words, for when, measured how. Raises UserError where it ended."""
    refuse(about, text, horizon)

    def edited(belief: Belief) -> dict[str, Any]:
        if belief.customer is None and about == "capacity":
            raise UserError("Hard times are a customer's own.")
        said = (about, text.strip()[:LONGEST], horizon, (metric or "").strip()[:LONGEST] or None)
        return dict(zip(EDITED, said, strict=True))

    return _change(actor, belief_id, "belief.edit", edited)


def end(actor: access.Actor, belief_id: str, at: datetime | None = None) -> Change:
    """Say that it holds no longer, from now or ``at``; hard times may end later than they would have.

    Raises UserError where it ended already, or for a moment before it began.
    """
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
        belief = one(actor, change.row_id if change else "")
        assert change is not None
        refuse_changed_since(change)
        if change.before is None:
            if Belief.every.filter(merged_into=belief.pk).exists():
                raise UserError("Another belief was put together with this one; take that back first.")
            touched(belief, RecordSequence.take())
            audit.write(actor, "belief.undo", belief)
            change.delete()
            Belief.every.filter(pk=belief.pk).delete()
        else:
            put_back(actor, belief, change)
    return belief


def refuse_changed_since(change: Change) -> None:
    """Raise UserError where the row was changed again after that change."""
    later = Q(recorded_seq__gt=change.recorded_seq) | Q(recorded_seq=change.recorded_seq, pk__gt=change.pk)
    if Change.objects.filter(later, table="beliefs", row_id=change.row_id).exists():
        raise UserError("This belief was changed again since; undo that first.")


def put_back(actor: access.Actor, belief: Belief, change: Change) -> None:
    """The columns as they stood before a change, which is forgotten: the one before it can be undone next.

    Where the reading had found the belief, what was said meanwhile is added again.
    """
    values = {
        name: datetime.fromisoformat(value) if name in MOMENTS and value is not None else value
        for name, value in dict(change.before or {}).items()
    }
    seq = RecordSequence.take()
    Belief.every.filter(pk=belief.pk).update(**values, recorded_seq=seq)
    change.delete()
    touched(belief, seq)
    audit.write(actor, "belief.undo", belief)
    if belief.pk.startswith(READ) and belief.customer_id is not None:
        hold_again(belief.pk, belief.customer_id, seq)


def _change(actor: access.Actor, belief_id: str, act: str, decided: Callable[[Belief], dict[str, Any]]) -> Change:
    with transaction.atomic():
        belief = one(actor, belief_id)
        if belief.until is not None and belief.until <= clock.now():
            raise UserError("This belief ended already; look at it again.")
        return write(actor, belief, act, decided(belief))


def visible(actor: access.Actor, rows: QuerySet[Belief]) -> QuerySet[Belief]:
    """Those of customers that the actor may see; those of personas, and of all customers, everybody sees."""
    if access.sees_all(actor):
        return rows
    own = access.customers(actor, rows.filter(customer__isnull=False), "customer")
    return rows.filter(Q(customer__isnull=True) | Q(pk__in=own.values("pk")))


def one(actor: access.Actor, belief_id: str) -> Belief:
    """One belief to be changed, locked. Raises NotAllowed, and Http404 for what is not seen."""
    access.require(actor, ACT)
    rows = Belief.objects.select_for_update(of=("self",)).select_related("customer__merged_into")
    found = visible(actor, rows).filter(pk=belief_id).first()
    if found is None:
        raise Http404("There is no such belief.")
    return found


def write(actor: access.Actor, belief: Belief, act: str, values: dict[str, Any]) -> Change:
    """Store the new values, what stood before, who did it, and that the customer changed: together or not at all."""
    seq = RecordSequence.take()
    before = {name: _plain(getattr(belief, name)) for name in values}
    Belief.every.filter(pk=belief.pk).update(**values, recorded_seq=seq)
    return trace(actor, belief, act, before, seq)


def trace(actor: access.Actor, belief: Belief, act: str, before: dict[str, Any] | None, seq: int) -> Change:
    """Who changed a belief and what stood before; its customer is understood anew."""
    row = Change.objects.create(
        at=clock.now(),
        user=actor if isinstance(actor, User) else None,
        recorded_seq=seq,
        table="beliefs",
        row_id=belief.pk,
        before=before,
    )
    touched(belief, seq)
    audit.write(actor, act, belief)
    return row


def touched(belief: Belief, seq: int) -> None:
    """Say that something of its customer changed; of a persona's nobody is understood anew."""
    if belief.customer_id is not None:
        changes.touched([belief.customer_id], seq)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value
