"""Being away: said by oneself, or by a manager; a week of it does not count."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404

from deeproot_app.act.models import Away
from deeproot_app.base import access, audit, clock
from deeproot_app.base.errors import NotAllowed, UserError
from deeproot_app.base.models import User

LEADS: Final = "team.lead"
LONGEST: Final = timedelta(days=731)


def of(user: User) -> QuerySet[Away]:
    """When somebody is or was away, the latest first."""
    return Away.objects.filter(user=user, removed_at=None).order_by("-last", "-pk")


def say(actor: access.Actor, user: User, first: date, last: date) -> Away:
    """Somebody is away on these days, both included. Raises UserError for no stretch, NotAllowed for another."""
    _may(actor, user.pk)
    if not first <= last <= first + LONGEST:
        raise UserError("Give the first and the last day away, in this order, no more than two years apart.")
    with transaction.atomic():
        row = Away.objects.create(user=user, first=first, last=last, made_at=clock.now(), actor=str(actor)[:254])
        audit.write(actor, "team.away", user)
    return row


def remove(actor: access.Actor, away: int, *, back: bool = False) -> Away:
    """Take it back; or, with ``back``, let it count again. Raises Http404 for another's, UserError if it was done."""
    row = Away.objects.filter(pk=min(away, 2**62)).first()
    if row is None or not (row.user_id == actor.pk or access.allows(actor, LEADS)):
        raise Http404("There is no such absence.")
    _may(actor, row.user_id)
    rows = Away.objects.filter(pk=row.pk, removed_at__isnull=not back)
    with transaction.atomic():
        if not rows.update(removed_at=None if back else clock.now()):
            raise UserError("This was done already.")
        audit.write(actor, "team.away", ("user", str(row.user_id)), removed=not back)
    row.refresh_from_db()
    return row


def _may(actor: access.Actor, user: int) -> None:
    access.require(actor, "self.change")
    if actor.pk != user and not access.allows(actor, LEADS):
        raise NotAllowed("Only they themselves and managers say when somebody is away.")
