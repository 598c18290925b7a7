"""Who may do what, and see whom. Every view, command and export asks here before it reads or writes.

An *act* is a verb on a thing (`record.import`); each is allowed from one role upwards. What a person may not see
does not exist for them: `one` answers 404, never 403, so that nobody learns which ids are taken.
"""

from __future__ import annotations

from typing import Any, Final, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, Q, QuerySet
from django.http import Http404

from deeproot_app.base import look
from deeproot_app.base.errors import NotAllowed, NotSignedIn
from deeproot_app.base.models import Organisation, User

Role = User.Role
RANK: Final = {Role.VIEWER: 0, Role.MEMBER: 1, Role.MANAGER: 2, Role.ADMINISTRATOR: 3}

ACTS: Final[dict[str, tuple[User.Role, str]]] = {
    "self.change": (Role.VIEWER, "change your own settings"),
    "record.see": (Role.VIEWER, "see the record"),
    "views.save": (Role.VIEWER, "save a view"),
    "figures.reckon": (Role.VIEWER, "have figures reckoned"),
    "tokens.manage": (Role.VIEWER, "make tokens of your own"),
    "today.handle": (Role.MEMBER, "handle an item of Today"),
    "promise.change": (Role.MEMBER, "change a promise"),
    "address.change": (Role.MEMBER, "change an address"),
    "belief.change": (Role.MEMBER, "change what we believe of a customer"),
    "reading.decide": (Role.MEMBER, "decide what a text says"),
    "mention.decide": (Role.MEMBER, "say whose a mention is"),
    "consent.change": (Role.MEMBER, "record a consent or an objection"),
    "consent.lift": (Role.MANAGER, "lift what is marked do not contact"),
    "touch.send": (Role.MEMBER, "write to a customer"),
    "call.log": (Role.MEMBER, "log a call"),
    "owner.change": (Role.MEMBER, "hand a customer over to a colleague"),
    "note.write": (Role.MEMBER, "write notes among us"),
    "case.agree": (Role.MEMBER, "say what may be offered while a case is open"),
    "slip.mend": (Role.MEMBER, "decide about what slips between us"),
    "habit.choose": (Role.MEMBER, "take up habits"),
    "gift.give": (Role.MEMBER, "give a thank-you"),
    "budget.manage": (Role.MANAGER, "set what gifts may cost, and let one cost more"),
    "reward.manage": (Role.MANAGER, "say what loyalty points are given for, and approve them"),
    "own_page.give": (Role.MEMBER, "give customers a page of their own"),
    "library.change": (Role.MEMBER, "change the library"),
    "survey.manage": (Role.MANAGER, "make and close surveys"),
    "event.manage": (Role.MANAGER, "plan events"),
    "programme.manage": (Role.MANAGER, "start and stop programmes"),
    "sending.manage": (Role.MANAGER, "say how mail is sent, and settle what is uncertain"),
    "policy.change": (Role.ADMINISTRATOR, "change the contact policy"),
    "reading.again": (Role.MANAGER, "have texts read again"),
    "health.say": (Role.MEMBER, "say how it is with a customer"),
    "journey.change": (Role.MEMBER, "draw, change or walk a journey map"),
    "persona.change": (Role.MEMBER, "describe a persona, or give a customer one"),
    "persona.accept": (Role.MANAGER, "give many customers a suggested persona"),
    "team.lead": (Role.MANAGER, "see how many of us take part, and invite them"),
    "hiring.score": (Role.MEMBER, "interview candidates"),
    "hiring.manage": (Role.MANAGER, "keep candidates, and the questions that we ask them"),
    "risk.again": (Role.MANAGER, "have risk judged anew"),
    "record.import": (Role.MANAGER, "import"),
    "connections.manage": (Role.MANAGER, "connect sources"),
    "record.undo": (Role.MANAGER, "undo an import"),
    "record.export": (Role.MANAGER, "export the record"),
    "person.export": (Role.MANAGER, "take out what is held of a person"),
    "person.erase": (Role.ADMINISTRATOR, "erase a person"),
    "identity.merge": (Role.MANAGER, "say who is the same as whom"),
    "webhooks.manage": (Role.MANAGER, "say whom we tell what happened"),
    "audit.see": (Role.MANAGER, "see the audit trail"),
    "people.manage": (Role.ADMINISTRATOR, "manage people and their roles"),
    "organisation.change": (Role.ADMINISTRATOR, "change the organisation's settings"),
}
"""Each act: the lowest role that may do it, and its words for a refusal."""


class CommandLine:
    """Whoever can run commands on the machine: may do everything, and is audited as `command line`."""

    pk: None = None
    email = "command line"
    role = Role.ADMINISTRATOR
    member_id = ""
    is_authenticated = is_active = True

    def __str__(self) -> str:
        return self.email


class Unasked(CommandLine):
    """What the system does by itself, as somebody once told it to: audited as `by itself`."""

    email = "by itself"


COMMAND_LINE: Final = CommandLine()
UNASKED: Final = Unasked()

Actor = User | AnonymousUser | CommandLine
"""Who asks. `request.user` as it comes, or COMMAND_LINE."""
Row = TypeVar("Row", bound=Model)


def allows(actor: Actor, act: str) -> bool:
    """Whether this actor may do this act at all. Raises KeyError for an act that is not in ACTS."""
    lowest, _ = ACTS[act]
    if isinstance(actor, AnonymousUser) or not actor.is_active:
        return False
    if isinstance(actor, User) and actor.narrowed_to is not None and act not in actor.narrowed_to:
        return False
    return RANK[Role(actor.role)] >= RANK[lowest]


def require(actor: Actor, act: str) -> None:
    """Return where the actor may do the act; raise NotSignedIn or NotAllowed, which says who may, where not."""
    if allows(actor, act):
        return
    if isinstance(actor, AnonymousUser) or not actor.is_active:
        raise NotSignedIn("Sign in first.")
    lowest, words = ACTS[act]
    if RANK[Role(actor.role)] >= RANK[lowest]:
        raise NotAllowed(f"With this token you may not {words}; make one with a wider scope.")
    mine, needed = a(Role(actor.role).label), a(lowest.label)
    raise NotAllowed(f"As {mine} you may not {words}; it takes {needed}. Ask one of your administrators.")


def a(noun: str) -> str:
    return f"{'an' if noun[0] in 'AEIOaeio' else 'a'} {noun.lower()}"


def sees_all(actor: Actor) -> bool:
    """Whether the actor sees every customer; only a member may be kept to their own and their team's."""
    require(actor, "record.see")
    return not isinstance(actor, User) or actor.role != Role.MEMBER or Organisation.get().members_see == "all"


def customers(actor: Actor, queryset: QuerySet[Row], path: str = "") -> QuerySet[Row]:
    """The rows of ``queryset`` that belong to customers this actor may see.

    ``path`` leads from a row to its customer: "" for customers themselves, "customer" for what hangs on one.
    Raises NotSignedIn for nobody.
    """
    return queryset if sees_all(actor) else queryset.filter(_own_or_team(actor, queryset, path))


def _own_or_team(actor: Actor, queryset: QuerySet[Row], path: str) -> Q:
    """Customers whose owner is the actor, or is in the actor's team; of those that are one, if any of them is so."""
    if isinstance(actor, AnonymousUser) or not actor.member_id:
        return Q(pk__in=[])
    members, whose = _found_by(queryset.model, path, "owner"), _found_by(queryset.model, path)
    team = members.filter(pk=actor.member_id).exclude(team="").values("team")
    own = _owned(actor.member_id, team, path)
    led = whose.filter(merged_into__isnull=False)
    if not look.once(("led", whose.model), led.exists):
        return own
    either = _owned(actor.member_id, team) | _owned(actor.member_id, team, "merged_into")
    leaders = led.filter(either).values("merged_into_id")
    to = f"{path}__" if path else ""
    return own | Q(**{f"{to}pk__in": leaders}) | Q(**{f"{to}merged_into__in": leaders})


def _owned(member_id: str, team: QuerySet[Any], path: str = "") -> Q:
    owner = f"{path}__owner" if path else "owner"
    return Q(**{f"{owner}_id": member_id}) | Q(**{f"{owner}__team__in": team})


def _found_by(model: type[Model], *path: str) -> QuerySet[Any]:
    """The table at the end of a path from a row: base may not know the record."""
    for step in filter(None, "__".join(path).split("__")):
        model = model._meta.get_field(step).related_model  # type: ignore[assignment]
    return model._default_manager.all()


def one(actor: Actor, queryset: QuerySet[Row], path: str = "", **lookup: Any) -> Row:
    """The one row of ``queryset`` that ``lookup`` names, of a customer this actor may see.

    Raises Http404 alike where it does not exist and where the actor may not see it.
    """
    found = customers(actor, queryset, path).filter(**lookup).first()
    if found is None:
        raise Http404(f"There is no such {queryset.model._meta.verbose_name}.")
    return found
