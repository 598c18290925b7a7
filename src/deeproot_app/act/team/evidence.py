"""The rows that a share of those who take part rests on: what was done with which customer, never a list of people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.urls import reverse

from deeproot_app.act.models import ChosenHabit, Note, OwnUse, TeamWeek
from deeproot_app.act.team.ways import BY_ID
from deeproot_app.base import access
from deeproot_app.base.models import User
from deeproot_app.record.models import Belief, Interaction, Member, Promise, Proposal
from deeproot_app.understand.journey.models import JourneyNote

MOST: Final = 60
"""So many rows are shown of a figure, the latest weeks first."""

Row = tuple[str, str]


@dataclass(frozen=True)
class Shown:
    """A row that its reader may open."""

    week: date
    way: str
    says: str
    href: str


def behind(actor: access.Actor, members: Iterable[str] | None, way: str, week: date | None) -> list[Shown]:
    """What a share rests on, of the company or of some of its ``members``, in one way or all, one week or all.

    Rows of customers whom the actor may not see are left out, and so is what a person keeps for themselves.
    """
    rows = TeamWeek.objects.order_by("-week", "pk")
    if members is not None:
        rows = rows.filter(user__in=User.objects.filter(member_id__in=list(members)).values("pk"))
    if week is not None:
        rows = rows.filter(week=week)
    if way:
        rows = rows.filter(ways__has_key=way)
    return list({(one.week, one.href): one for one in shown(actor, rows[: 4 * MOST], way)}.values())[:MOST]


def of_team(name: str, others: Iterable[str]) -> list[str]:
    """The members of a team; of none named, those of no team that is named in ``others``."""
    rows = Member.objects.filter(team=name) if name else Member.objects.exclude(team__in=list(others))
    return list(rows.values_list("member_id", flat=True))


def shown(actor: access.Actor, weeks: Iterable[TeamWeek], way: str = "") -> list[Shown]:
    """The rows of these weeks as their reader may open them. Seven queries at most."""
    told = [
        (row.week, by, (one[0], one[1]))
        for row in weeks for by, rows in row.ways.items() if way in ("", by) and by in BY_ID for one in rows
    ]  # fmt: skip
    known = _named(actor, {one for _, _, one in told})
    return [Shown(week, BY_ID[by].title, *known[one]) for week, by, one in told if one in known]


def _named(actor: access.Actor, rows: set[Row]) -> dict[Row, tuple[str, str]]:
    """Of each row that the actor may see, what it says and where it stands."""
    ids: dict[str, list[str]] = {}
    for what, one in rows:
        ids.setdefault(what, []).append(one)
    found: dict[Row, tuple[str, str]] = {}
    for what, wanted in ids.items():
        found.update({(what, one): told for one, told in READ[what](actor, wanted).items()})
    return found


Told = dict[str, tuple[str, str]]


def _story(customer: str, interaction: str) -> str:
    return f"{reverse('desk:customer', args=[customer])}?internal=1&at={interaction}#{interaction}"


def _interactions(actor: access.Actor, ids: list[str]) -> Told:
    rows = access.customers(actor, Interaction.objects.filter(pk__in=ids), "customer")
    named = rows.values_list("pk", "customer_id", "customer__name")
    return {pk: (name, _story(customer, pk)) for pk, customer, name in named}


def _promises(actor: access.Actor, ids: list[str]) -> Told:
    rows = access.customers(actor, Promise.objects.filter(pk__in=ids), "customer")
    return {
        pk: (f"{name}: “{text[:80]}”", reverse("act:follow_up", args=[pk]))
        for pk, name, text in rows.values_list("pk", "customer__name", "text")
    }


def _beliefs(actor: access.Actor, ids: list[str]) -> Told:
    rows = access.customers(actor, Belief.every.filter(pk__in=ids, customer__isnull=False), "customer")
    named = rows.values_list("pk", "customer_id", "customer__name", "text")
    return {
        pk: (f"{name}: {text[:80]}", reverse("desk:customer", args=[customer])) for pk, customer, name, text in named
    }


def _proposals(actor: access.Actor, ids: list[str]) -> Told:
    rows = access.customers(actor, Proposal.objects.filter(pk__in=ids), "customer")
    named = rows.values_list("pk", "customer_id", "customer__name", "interaction_id")
    return {str(pk): (name, _story(customer, passed)) for pk, customer, name, passed in named}


def _notes(actor: access.Actor, ids: list[str]) -> Told:
    rows = access.customers(actor, Note.objects.filter(pk__in=ids), "customer")
    named = rows.values_list("pk", "customer_id", "customer__name", "interaction_id")
    return {str(pk): (name, _story(customer, passed)) for pk, customer, name, passed in named}


def _steps(actor: access.Actor, ids: list[str]) -> Told:
    rows = JourneyNote.objects.filter(pk__in=ids, walk__map__removed_at=None).select_related("walk__map")
    return {
        str(row.pk): (f"A walk of “{row.walk.map.name}”", reverse("understand:walk", args=[row.walk_id]))
        for row in rows
    }


def _habits(actor: access.Actor, ids: list[str]) -> Told:
    """What a person keeps, only they see: of others a team's alone."""
    rows = ChosenHabit.objects.filter(pk__in=ids)
    mine = [row for row in rows if row.team or row.user_id == actor.pk]
    return {str(row.pk): ("A small habit, kept", reverse("act:habits")) for row in mine}


def _own(actor: access.Actor, ids: list[str]) -> Told:
    rows = OwnUse.objects.filter(pk__in=ids, withdrawn_at=None)
    return {
        str(pk): ("An entry in the log", reverse("act:own_use", args=[pk])) for pk in rows.values_list("pk", flat=True)
    }


READ: Final = {
    "interaction": _interactions, "promise": _promises, "belief": _beliefs, "proposal": _proposals, "note": _notes,
    "step": _steps, "habit": _habits, "own": _own,
}  # fmt: skip
"""How each kind of row is read."""
