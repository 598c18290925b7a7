"""What can be done about a promise, each with its word in the record: the customer's story, or a note among us.

Every act can be undone (`undo`), its word in the record with it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.db import transaction

from deeproot_app.act.briefs.people import seeing
from deeproot_app.act.models import Notice
from deeproot_app.act.notes import notices
from deeproot_app.base import access, clock
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import User
from deeproot_app.record import acted, promises
from deeproot_app.record.models import Change, Interaction, Member, Promise
from deeproot_app.record.unacted import take_back

ACT: Final = "promise.change"
CHANNELS: Final = ("email", "call", "meeting", "chat", "letter", "sms", "event")
"""By which it may have been delivered, or said."""
OURS: Final = "deeproot:follow-up-"
"""How the ids begin of what was written of a promise here."""
LONGEST: Final = 20_000


def deliver(actor: access.Actor, promise_id: str, channel: str, words: str, at: datetime | None = None) -> Change:
    """Say that it was delivered, and how: an answer in the conversation in which it was promised.

    Raises UserError without a word of what was delivered, for a channel that there is not, a moment that is not past,
    or a promise that is settled.
    """
    with transaction.atomic():
        promise = _open(actor, promise_id)
        said = _said(actor, promise, channel, "answer", words, at)
        return promises.keep(actor, promise_id, said.happened_at, kept_in=said.pk)


def delivered_in(actor: access.Actor, promise_id: str, interaction_id: str) -> Change:
    """Say in which message it was kept. Raises UserError for one that came before the promise, or is not ours."""
    with transaction.atomic():
        promise = _open(actor, promise_id)
        said = Interaction.objects.filter(pk=interaction_id, customer__in=promise.customer.leader.ids).first()
        if said is None or said.direction not in ("out", "both"):
            raise UserError("Say in which of our messages to this customer it was kept.")
        return promises.keep(actor, promise_id, said.happened_at, kept_in=said.pk)


def hold(
    actor: access.Actor, promise_id: str, new_due: datetime, channel: str, words: str, at: datetime | None = None
) -> Change:
    """Say that the customer was told a new day, and how: a holding reply, which is counted.

    Raises UserError as `deliver` does, and for a new day that is not to come.
    """
    with transaction.atomic():
        promise = _open(actor, promise_id)
        said = _said(actor, promise, channel, "holding", words, at)
        return promises.hold(actor, promise_id, new_due, said_in=said.pk)


def hand_over(actor: access.Actor, promise_id: str, member_id: str, knows: str) -> Change:
    """Give it to a colleague, with what they must know: an internal handover, so that the customer explains nothing
    twice.

    Raises UserError without what they must know, for a colleague whom there is not, or a promise that is settled.
    """
    if not knows.strip():
        raise UserError("Say what your colleague must know: else the customer has to tell it again.")
    with transaction.atomic():
        promise = _open(actor, promise_id)
        before = promise.member.name if promise.member else "nobody"
        change = promises.hand_over(actor, promise_id, member_id)
        to = Member.objects.get(pk=member_id)
        body = f"“{promise.text}” is {to.name}’s from now on (before: {before}).\n\n{knows.strip()[:LONGEST]}"
        said = _record(actor, promise, _handover(change.pk), "note", "internal", "handover", body, clock.now())
        heirs = User.objects.filter(is_active=True, member_id=member_id).exclude(pk=getattr(actor, "pk", None) or 0)
        notices.tell(
            seeing(heirs, promise.customer), Notice.What.HANDOVER, f"promise:{change.pk}", promise.customer.leader,
            interaction_id=said.pk, actor=actor,
        )  # fmt: skip
        return change


def withdraw(actor: access.Actor, promise_id: str, reason: str) -> Change:
    """Take it back, with a reason. Raises UserError without one, or for a promise that is settled."""
    return promises.withdraw(actor, promise_id, reason)


def undo(actor: access.Actor, change_id: int) -> Promise:
    """Put the promise back as it stood, and take away what was written of it here."""
    with transaction.atomic():
        change = Change.objects.filter(pk=change_id, table="promises").first()
        promise = Promise.objects.filter(pk=change.row_id).first() if change else None
        before: dict[str, Any] = (change.before if change else None) or {}
        written = _written(promise) - _mentioned(before) if promise else set()
        found = promises.undo(actor, change_id)
        still = _written(Promise.objects.filter(pk=found.pk).first())
        take_back(actor, (written - still) | {_handover(change_id)})
    return found


def _written(promise: Promise | None) -> set[str]:
    """What of this promise's own words was written here."""
    return _mentioned({"kept_in": promise.kept_in, "holding": promise.holding}) if promise else set()


def _mentioned(values: dict[str, Any]) -> set[str]:
    named = [values.get("kept_in"), *(values.get("holding") or ())]
    return {str(one) for one in named if one and str(one).startswith(OURS)}


def _handover(change_id: int) -> str:
    return f"{OURS}{change_id}-handover"


def _open(actor: access.Actor, promise_id: str) -> Promise:
    """The promise, held until the transaction ends. Raises UserError where it is settled."""
    access.require(actor, ACT)
    rows = Promise.objects.select_for_update(of=("self",)).select_related("customer__merged_into", "member")
    promise = access.one(actor, rows, "customer", promise_id=promise_id)
    if promise.kept_at or promise.withdrawn_at:
        raise UserError("This promise is settled already; look at it again.")
    return promise


def _said(
    actor: access.Actor, promise: Promise, channel: str, kind: str, words: str, at: datetime | None
) -> Interaction:
    """What was said to the customer about it, in the conversation in which it was promised."""
    now = clock.now()
    moment = at or now
    if channel not in CHANNELS:
        raise UserError(f"Say by which way: {', '.join(CHANNELS)}.")
    if moment > now:
        raise UserError("What is said later is logged later; choose a moment that has passed.")
    if not words.strip():
        raise UserError("Say in a few words what you told or gave them: it becomes a part of their story.")
    direction = "both" if channel in ("call", "meeting", "event") else "out"
    known = f"{OURS}{promise.recorded_seq}-{len(promise.holding)}-{now:%Y%m%d%H%M%S%f}"
    return _record(actor, promise, known, channel, direction, kind, words.strip()[:LONGEST], moment)


def _record(
    actor: access.Actor,
    promise: Promise,
    interaction_id: str,
    channel: str,
    direction: str,
    kind: str,
    body: str,
    at: datetime,
) -> Interaction:
    made_in = Interaction.objects.filter(pk=promise.made_in).values_list("thread_id", "case_id", "contact_id").first()
    thread, case, contact = made_in or (None, None, None)
    return acted.record(
        actor,
        interaction_id=interaction_id,
        customer_id=promise.customer.leader.pk,
        channel=channel,
        direction=direction,
        kind=kind,
        happened_at=at,
        contact_id=contact if direction != "internal" else None,
        member_id=getattr(actor, "member_id", "") or promise.member_id,
        thread_id=thread,
        case_id=case,
        automatic=False,
        personal=True,
        needs_answer=False,
        sentiment=None,
        body=body,
    )
