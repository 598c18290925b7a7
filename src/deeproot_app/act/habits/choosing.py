"""Taking a habit up, stopping it, taking it up again."""

from __future__ import annotations

from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.http import Http404

from deeproot.plan.habits import BY_ID
from deeproot_app.act.models import ChosenHabit
from deeproot_app.base import access, audit, clock
from deeproot_app.base.errors import NotAllowed, UserError
from deeproot_app.base.models import Organisation, User
from deeproot_app.record.models import Member

ACT: Final = "habit.choose"
LEADS: Final = "record.undo"
"""Who may do this, a manager, chooses for any team; anybody else for their own."""


def team_of(actor: access.Actor) -> str:
    """The team the actor is of; empty where they are of none."""
    member = getattr(actor, "member_id", "")
    if not member:
        return ""
    return Member.objects.filter(pk=member).values_list("team", flat=True).first() or ""


def seen_by(actor: access.Actor) -> QuerySet[ChosenHabit]:
    """The actor's own habits and all teams'. What another person keeps is theirs: there is no table of persons."""
    own = Q(user=actor.pk) if actor.pk else Q(pk=None)
    return ChosenHabit.objects.select_related("user").filter(own | Q(user__isnull=True))


def zone_of(user: User | None) -> ZoneInfo:
    """In whose days a habit counts: the person's own; a team's in the organisation's."""
    for name in (user.timezone if user else "", Organisation.get().timezone):
        if name:
            try:
                return ZoneInfo(name)
            except (KeyError, ValueError, OSError):
                continue
    return ZoneInfo("UTC")


def choose(
    actor: access.Actor, habit: str, *, user: User | None = None, team: str = "", begins: date | None = None
) -> ChosenHabit:
    """Take a habit up, as a person or for a team; it counts from today, or from the day it ``begins``.

    Raises UserError for a habit that there is not, that is kept already, for a team without people, and for somebody
    who is no member of the record; NotAllowed for a person or a team that is not the actor's.
    """
    access.require(actor, ACT)
    if habit not in BY_ID:
        raise UserError(f"There is no habit {habit!r}; choose one of {', '.join(BY_ID)}.")
    _refuse(actor, user, team)
    now = clock.now()
    try:
        with transaction.atomic():
            row = ChosenHabit.objects.create(
                habit=habit, user=user, team="" if user else team, actor=str(actor)[:254], chosen_at=now,
                begins=begins or now.astimezone(zone_of(user)).date(),
            )  # fmt: skip
            audit.write(actor, "habit.choose", row, habit=habit, team=row.team)
    except IntegrityError:
        raise UserError(f"“{BY_ID[habit].title}” is kept already.") from None
    return row


def _refuse(actor: access.Actor, user: User | None, team: str) -> None:
    if user is not None:
        if not user.member_id:
            raise UserError("The record does not know which of us you are: an administrator says so under People.")
        if isinstance(actor, User) and actor.pk != user.pk:
            raise NotAllowed("A habit is taken up by whoever keeps it, not for them.")
    elif not team or not Member.objects.filter(team=team).exists():
        raise UserError("Say which team: there is none of that name with people in it.")
    elif not _leads(actor, team):
        raise NotAllowed("Only its own people and managers choose a habit for a team.")


def _leads(actor: access.Actor, team: str) -> bool:
    return access.allows(actor, LEADS) or team_of(actor) == team


def stop(actor: access.Actor, chosen: int) -> ChosenHabit:
    """Stop a habit: today counts no more. Raises UserError where it was stopped already, Http404 for another's."""
    row = _own(actor, chosen)
    now = clock.now()
    ends = now.astimezone(zone_of(row.user)).date()
    with transaction.atomic():
        if not ChosenHabit.objects.filter(pk=row.pk, stopped_at=None).update(stopped_at=now, ends=ends):
            raise UserError("This habit was stopped already.")
        audit.write(actor, "habit.stop", row, habit=row.habit, team=row.team)
    row.refresh_from_db()
    return row


def resume(actor: access.Actor, chosen: int) -> ChosenHabit:
    """Undo a stop: it goes on as if it had never been stopped. Raises UserError where it is kept, anew or still."""
    row = _own(actor, chosen)
    try:
        with transaction.atomic():
            if not ChosenHabit.objects.filter(pk=row.pk, stopped_at__isnull=False).update(stopped_at=None, ends=None):
                raise UserError("This habit is kept still.")
            audit.write(actor, "habit.resume", row, habit=row.habit, team=row.team)
    except IntegrityError:
        raise UserError(f"“{BY_ID[row.habit].title}” was taken up anew since.") from None
    row.refresh_from_db()
    return row


def _own(actor: access.Actor, chosen: int) -> ChosenHabit:
    access.require(actor, ACT)
    rows = ChosenHabit.objects.select_related("user") if actor.pk is None else seen_by(actor)
    row = rows.filter(pk=chosen).first()
    if row is None:
        raise Http404("There is no such habit.")
    if row.user_id is None and not _leads(actor, row.team):
        raise NotAllowed("Only its own people and managers change a team's habit.")
    return row
