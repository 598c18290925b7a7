"""Inviting those who have not tried a way of taking part. Whom, only they see; a no is quiet: nobody is told of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404

from deeproot.measure.participation import counts, monday
from deeproot_app.act.habits.choosing import zone_of
from deeproot_app.act.models import Notice, TeamInvitation, TeamWeek
from deeproot_app.act.notes import notices
from deeproot_app.act.team import people
from deeproot_app.act.team.reckon import known
from deeproot_app.act.team.ways import BY_ID
from deeproot_app.base import access, audit, clock
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import User

ACT: Final = "team.lead"
RESTS: Final = timedelta(days=91)
"""So long nobody is invited to the same way again."""
SHOWN: Final = 5


def waiting(user: access.Actor) -> QuerySet[TeamInvitation]:
    """What somebody is invited to and neither declined nor tried since."""
    rows = TeamInvitation.objects.filter(user=user.pk, declined_at=None, withdrawn_at=None, way__in=BY_ID)
    done = TeamWeek.objects.filter(user=user.pk).order_by("-week")
    tried = {way: week.week for week in reversed(done) for way in week.ways} if rows.exists() else {}
    zone = zone_of(None)
    gone = [row.pk for row in rows if (last := tried.get(row.way)) and last >= monday(row.at.astimezone(zone).date())]
    return rows.exclude(pk__in=gone).order_by("-at", "-pk")


def invited_at(now: datetime) -> dict[str, datetime]:
    """The ways to which somebody was invited lately, and when: until it has rested nobody is again."""
    rows = TeamInvitation.objects.filter(at__gt=now - RESTS, withdrawn_at=None).order_by("at")
    return dict(rows.values_list("way", "at"))


@transaction.atomic
def invite(actor: access.Actor, way: str) -> datetime:
    """Invite whoever of us counts now and did not take part so within the quarter; give the moment, for `withdraw`.

    Raises UserError for a way there is none of, where it was done lately, and where too few are meant for it to stay
    unsaid whom.
    """
    access.require(actor, ACT)
    now = clock.now()
    if way not in BY_ID:
        raise UserError(f"There is no way {way!r}; choose one of {', '.join(BY_ID)}.")
    if way in invited_at(now):
        raise UserError(f"To this we invited lately; once in {RESTS.days} days is enough.")
    told = known()
    if told is None or told.found.company.ways.get(way) is None:
        raise UserError("Too few of us count for an invitation that does not point at somebody; ask them yourself.")
    whom = _not_yet(way, now)
    if not whom:
        raise UserError("Everybody who counts has done this within the quarter.")
    TeamInvitation.objects.bulk_create(
        TeamInvitation(user=user, way=way, at=now, actor=str(actor)[:254]) for user in whom
    )
    notices.tell(whom, Notice.What.INVITED, _key(way, now), None, actor=actor)
    audit.write(actor, "team.invite", ("way", way))
    return now


def _key(way: str, at: datetime) -> str:
    return f"invited:{way}:{at.isoformat()}"


def _not_yet(way: str, now: datetime) -> list[User]:
    zone = zone_of(None)
    today = now.astimezone(zone).date()
    may = [user for user in people.users() if user.is_active and access.allows(user, "note.write")]
    present = {int(one.id) for one in people.people(may, zone) if counts(one, monday(today), today)}
    done = set(TeamWeek.objects.filter(ways__has_key=way).values_list("user_id", flat=True))
    return [user for user in may if user.pk in present - done]


def withdraw(actor: access.Actor, way: str, at: datetime) -> int:
    """Undo an invitation, of everybody. Raises UserError where there is none of that moment."""
    access.require(actor, ACT)
    with transaction.atomic():
        rows = TeamInvitation.objects.filter(way=way, at=at, withdrawn_at=None)
        if not (undone := rows.update(withdrawn_at=clock.now())):
            raise UserError("This invitation was taken back already.")
        Notice.objects.filter(what=Notice.What.INVITED, key=_key(way, at)).delete()
        audit.write(actor, "team.invite", ("way", way), withdrawn=True)
    return undone


def decline(actor: access.Actor, invitation: int, *, back: bool = False) -> TeamInvitation:
    """Say not now to one's own invitation; or, with ``back``, let it stand again. Nothing of it is in the trail."""
    access.require(actor, "self.change")
    row = TeamInvitation.objects.filter(pk=min(invitation, 2**62), user=actor.pk, withdrawn_at=None).first()
    if row is None:
        raise Http404("There is no such invitation.")
    row.declined_at = None if back else clock.now()
    row.save(update_fields=["declined_at"])
    return row
