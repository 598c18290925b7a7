"""Who works on a case: whom to ask what may be offered, and who may say so."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from django.db.models import Q, QuerySet

from deeproot_app.base import access
from deeproot_app.base.access import RANK, Role
from deeproot_app.base.models import Organisation, User
from deeproot_app.record.models import Case, Customer, Interaction, Member

OURS = ("out", "both")


def works_on(case: Case) -> set[str]:
    """The members who work on a case: its owner, the owner's team, and whoever of ours spoke with them in it.

    Having read the brief, or written a note, is no part in it. Three queries.
    """
    rows = Interaction.objects.filter(case_id=case.pk, member_id__isnull=False, direction__in=OURS)
    took_part = {str(one) for one in rows.values_list("member_id", flat=True).distinct()}
    if case.owner_id is None:
        return took_part
    team = Member.objects.filter(pk=case.owner_id).exclude(team="").values_list("team", flat=True).first()
    mates = Member.objects.filter(team=team).values_list("pk", flat=True) if team else ()
    return {*took_part, case.owner_id, *mates}


def asked(case: Case, besides: access.Actor) -> list[User]:
    """Whom a question about a case goes to: its owner; else whoever of ours works on it; else our managers.

    Only those who sign in and may see the customer, and never who asks.
    """
    users = User.objects.filter(is_active=True).exclude(pk=getattr(besides, "pk", None) or 0)
    customer = case.customer
    owner = seeing(users.filter(member_id=case.owner_id), customer) if case.owner_id else []
    if owner:
        return owner
    at_work = seeing(users.filter(member_id__in=works_on(case)), customer)
    return at_work or seeing(users.filter(role__in=[Role.MANAGER, Role.ADMINISTRATOR]), customer)


def seeing(users: Iterable[User], customer: Customer) -> list[User]:
    """Those of these users who may see a customer."""
    sees = who_sees([customer])
    return [user for user in users if sees(user, customer)]


def who_sees(customers: Iterable[Customer]) -> Callable[[User, Customer], bool]:
    """Whether a user may see one of these customers: as `access.customers` has it, asked for all of them at once."""
    if Organisation.get().members_see == "all":
        return lambda user, customer: True
    heads = {customer.leader.pk for customer in customers}
    whose = Customer.objects.filter(Q(pk__in=heads) | Q(merged_into__in=heads), owner_id__isnull=False)
    owners: dict[str, set[str]] = {}
    for pk, head, owner in whose.values_list("pk", "merged_into", "owner_id"):
        owners.setdefault(head or pk, set()).add(owner)
    known = Member.objects.filter(team__gt="").values_list("pk", "team")
    team = dict(known.filter(pk__in={one for some in owners.values() for one in some}))
    mates: dict[str, set[str]] = {}
    for pk, name in known.filter(team__in=set(team.values())):
        mates.setdefault(str(name), set()).add(pk)

    def sees(user: User, customer: Customer) -> bool:
        own = owners.get(customer.leader.pk, set())
        near = (mates.get(str(team[one]), set()) for one in own if one in team)
        return user.role != Role.MEMBER or user.member_id in own or any(user.member_id in some for some in near)

    return sees


def may_agree(actor: access.Actor, cases: Sequence[Case]) -> set[str]:
    """In which of these cases the actor may say what is offered: who works on one; managers in all. Three queries."""
    if not cases or not access.allows(actor, "case.agree"):
        return set()
    if RANK[Role(getattr(actor, "role", Role.VIEWER))] >= RANK[Role.MANAGER]:
        return {case.pk for case in cases}
    me = getattr(actor, "member_id", "")
    if not me:
        return set()
    mates = {me, *Member.objects.filter(team__gt="", team__in=_team_of(me)).values_list("pk", flat=True)}
    spoke = Interaction.objects.filter(case_id__in=[case.pk for case in cases], member_id=me, direction__in=OURS)
    took_part = set(spoke.values_list("case_id", flat=True).distinct())
    return {case.pk for case in cases if case.owner_id in mates or case.pk in took_part}


def _team_of(member_id: str) -> QuerySet[Member, str | None]:
    return Member.objects.filter(pk=member_id).values_list("team", flat=True)
