"""Deciding about an item of the day's list: done, snoozed, handed over, dismissed; each can be undone."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.http import Http404

from deeproot_app.base import access, audit, clock
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import User
from deeproot_app.plan.items import standing
from deeproot_app.plan.models import Decision, Item
from deeproot_app.record.models import Member

Verdict = Decision.Verdict


def done(actor: access.Actor, key: str, reason: str = "") -> Decision:
    """It was done. It comes back only with a new fact."""
    return _decide(actor, key, Verdict.DONE, reason=reason)


def snooze(actor: access.Actor, key: str, until: datetime, reason: str = "") -> Decision:
    """Not now: it comes back at that moment, or with a new fact. Raises UserError where the moment has passed."""
    if until <= clock.now():
        raise UserError("That moment has passed; choose a later one.")
    return _decide(actor, key, Verdict.SNOOZED, until=until, reason=reason)


def hand_over(actor: access.Actor, key: str, member_id: str, reason: str = "") -> Decision:
    """It is for another of us. Raises UserError where there is no such member."""
    if not Member.objects.filter(pk=member_id).exists():
        raise UserError("There is no such colleague; choose one from the list.")
    return _decide(actor, key, Verdict.HANDED_OVER, to_member_id=member_id, reason=reason)


def dismiss(actor: access.Actor, key: str, reason: str) -> Decision:
    """It calls for nothing. It comes back only with a new fact. Raises UserError without a reason."""
    if not reason.strip():
        raise UserError("Say in a few words why it calls for nothing; whoever looks at it next will want to know.")
    return _decide(actor, key, Verdict.DISMISSED, reason=reason)


def undo(actor: access.Actor, decision_id: int) -> Decision:
    """Take a decision back: the item stands as it would without it. Undoing twice changes nothing.

    Raises Http404 where the actor may not see it, NotAllowed where they may not handle items.
    """
    access.require(actor, "today.handle")
    with transaction.atomic():
        decisions = Decision.objects.select_for_update(of=("self",)).select_related("item")
        decision = access.one(actor, decisions, "item__customer", pk=decision_id)
        if decision.undone_at is None:
            decision.undone_at = clock.now()
            decision.undone_by = actor if isinstance(actor, User) else None
            decision.save(update_fields=["undone_at", "undone_by"])
            _settle(_locked(actor, decision.item_id))
            audit.write(actor, "item.undo", decision.item, decision=decision.pk, verdict=decision.verdict)
    return decision


def _decide(
    actor: access.Actor,
    key: str,
    verdict: Decision.Verdict,
    *,
    until: datetime | None = None,
    to_member_id: str | None = None,
    reason: str = "",
) -> Decision:
    """Record one decision about the facts as they are. Raises Http404 for an item the actor may not see."""
    access.require(actor, "today.handle")
    with transaction.atomic():
        item = _locked(actor, key)
        if item.settled:
            raise UserError(f"This was already {_settled_by(item)}; undo that first.")
        decision = Decision.objects.create(
            item=item,
            verdict=verdict,
            until=until,
            to_member_id=to_member_id,
            reason=reason.strip(),
            facts=item.facts,
            by=actor if isinstance(actor, User) else None,
            actor=str(getattr(actor, "email", "")),
            at=clock.now(),
        )
        _settle(item)
        named = {"until": until and until.isoformat(), "to_member": to_member_id}
        audit.write(actor, f"item.{verdict.value}", item, **{name: value for name, value in named.items() if value})
    return decision


def _locked(actor: access.Actor, key: str) -> Item:
    """The item, held until the transaction ends. Http404 where it is gone, or not for this actor's eyes."""
    item = access.one(actor, Item.objects.select_for_update(of=("self",)), "customer", pk=key)
    if item.gone_at is not None and not item.decisions.exists():
        raise Http404("There is no such item.")
    return item


def _settle(item: Item) -> None:
    """Let the item stand as its decisions say."""
    active = item.decisions.filter(undone_at__isnull=True).order_by("id")
    now = standing(item.facts, list(active.values("verdict", "until", "to_member_id", "facts")))
    item.settled, item.snoozed_until = now.settled, now.snoozed_until
    item.member_id = now.to_member or item.suggested_id
    item.save(update_fields=["settled", "snoozed_until", "member"])


def _settled_by(item: Item) -> str:
    last = item.decisions.filter(undone_at__isnull=True, verdict__in=(Verdict.DONE, Verdict.DISMISSED)).last()
    return f"{Verdict(last.verdict).label.lower()} by {last.actor}" if last else "settled"
