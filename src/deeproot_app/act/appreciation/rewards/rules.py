"""The rules by which points are proposed: one for each occasion, changed and stopped by a manager."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404

from deeproot_app.act.appreciation.rewards.terms import MANAGE, MOST, held
from deeproot_app.act.models import RewardProposal, RewardRule
from deeproot_app.base import access, audit, clock
from deeproot_app.base.errors import UserError


def running() -> QuerySet[RewardRule]:
    """The rules that propose points."""
    return RewardRule.objects.filter(stopped_at=None).order_by("occasion")


def keep(
    actor: access.Actor, occasion: str, points: int, begins: date, every_years: int = 1, rule_id: int | None = None
) -> RewardRule:
    """Make a rule, or change one; what it proposed and nobody decided follows it.

    Raises UserError where there is a rule for that occasion already, or for what cannot be; Http404 for a rule that
    there is not.
    """
    access.require(actor, MANAGE)
    if occasion not in RewardRule.Occasion.values:
        raise UserError("Say for what points are given.")
    if not 1 <= points <= MOST:
        raise UserError(f"Say how many points it gives: 1 to {MOST:,}.")
    if not 1 <= every_years <= 100:
        raise UserError("Say each how many years: 1 to 100.")
    with transaction.atomic():
        held()  # who makes a rule waits for who makes the same one
        row = _held(rule_id) if rule_id is not None else RewardRule(occasion=occasion)
        if running().filter(occasion=occasion).exclude(pk=row.pk).exists():
            raise UserError("There is a rule for that already: change that one.")
        if row.pk is not None and occasion != row.occasion:
            raise UserError("A rule stays with its occasion: stop it, and make another.")
        row.points, row.begins, row.every_years = points, begins, every_years
        row.changed_at, row.changed_by = clock.now(), str(actor)[:254]
        row.save()
        waiting(row).update(points=points)
        audit.write(actor, "reward.rule", row, occasion=occasion, points=points, begins=str(begins), every=every_years)
    return row


def stop(actor: access.Actor, rule_id: int) -> RewardRule:
    """Let a rule propose nothing more; what it proposed and nobody decided goes. Stopped twice is stopped once."""
    access.require(actor, MANAGE)
    with transaction.atomic():
        row = _held(rule_id)
        if row.stopped_at is None:
            row.stopped_at = clock.now()
            row.save(update_fields=["stopped_at"])
            waiting(row).delete()
            audit.write(actor, "reward.rule_stop", row, occasion=row.occasion)
    return row


def waiting(rule: RewardRule) -> QuerySet[RewardProposal]:
    """What a rule proposed, and nobody decided."""
    return RewardProposal.objects.filter(rule=rule, state=RewardProposal.State.WAITING)


def _held(rule_id: int) -> RewardRule:
    row = RewardRule.objects.select_for_update().filter(pk=rule_id if rule_id < 2**63 else 0).first()
    if row is None:
        raise Http404("There is no such rule.")
    return row
