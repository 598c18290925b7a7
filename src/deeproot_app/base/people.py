"""Adding people, giving them a role, letting them go. Each act checks who asks, and leaves its trace."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F

from deeproot_app.base import access, audit, links
from deeproot_app.base.access import Actor
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import SignInLink, User
from deeproot_app.base.same_moment import one_alone

Role = User.Role


def add(actor: Actor, email: str, *, name: str = "", role: str = Role.MEMBER, member_id: str = "") -> User:
    """A new user without a password: invite them by a link. Raises UserError for what is no address, or is taken."""
    access.require(actor, "people.manage")
    email = email.strip().lower()
    refuse_address(email)
    refuse_role(role)
    with transaction.atomic():
        with one_alone(f"{email} was made a user at this very moment by somebody else; look at the list."):
            user = User.objects.create_user(email, name=name.strip(), role=role, member_id=member_id.strip())
        audit.write(actor, "user.add", user, role=role, member_id=user.member_id)
    return user


def refuse_address(email: str) -> None:
    """Raise UserError where nobody can be added with this address."""
    try:
        validate_email(email)
    except ValidationError:
        raise UserError(f"{email!r} is no e-mail address.") from None
    if known := User.objects.filter(email__iexact=email).first():
        state = "" if known.is_active else ", deactivated"
        raise UserError(
            f"{email} is a user already ({Role(known.role).label.lower()}{state}). "
            f"`deeproot user link {email}` makes a new sign-in link."
        )


def refuse_role(role: str) -> None:
    """Raise UserError for a role that there is not."""
    if role not in Role.values:
        raise UserError(f"There is no role {role!r}; the roles are {', '.join(Role.values)}.")


def invite(actor: Actor, user: User, hours: float = 24) -> str:
    """The path of a fresh one-time sign-in link for ``user``. Raises UserError for one who is deactivated."""
    access.require(actor, "people.manage")
    if not user.is_active:
        raise UserError(f"{user.email} is deactivated; reactivate them first.")
    with transaction.atomic():
        audit.write(actor, "user.link", user, hours=hours)
        return links.make(user, hours)


def change_role(actor: Actor, user: User, role: str) -> None:
    """Give ``user`` another role. Raises UserError for no role, and where no administrator would be left."""
    access.require(actor, "people.manage")
    refuse_role(role)
    with transaction.atomic():
        before = _locked(user).role
        if before == Role.ADMINISTRATOR and role != Role.ADMINISTRATOR:
            _keep_an_administrator(user)
        user.role = Role(role)
        user.save(update_fields=["role"])
        audit.write(actor, "user.role", user, before=before, after=role)


def deactivate(actor: Actor, user: User) -> None:
    """Let ``user`` in no more, from this moment; what they did stays. Raises UserError for the last administrator."""
    access.require(actor, "people.manage")
    with transaction.atomic():
        if _locked(user).role == Role.ADMINISTRATOR:
            _keep_an_administrator(user)
        user.is_active = False
        user.save(update_fields=["is_active"])
        SignInLink.objects.filter(user=user, used_at=None).delete()
        end_sessions(actor, user)
        audit.write(actor, "user.deactivate", user)


def reactivate(actor: Actor, user: User) -> None:
    """Let ``user`` in again."""
    access.require(actor, "people.manage")
    with transaction.atomic():
        user.is_active = True
        user.save(update_fields=["is_active"])
        audit.write(actor, "user.reactivate", user)


def end_sessions(actor: Actor, user: User) -> None:
    """Sign ``user`` out everywhere. Anyone may do so for themselves."""
    if actor != user:
        access.require(actor, "people.manage")
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
        user.refresh_from_db(fields=["session_epoch"])
        audit.write(actor, "user.end_sessions", user)


def first_administrator(email: str = "admin@localhost") -> User:
    """The longest-standing active administrator; where there is no user at all, a new one with this address.

    Raises UserError where there are users, but none of them is an active administrator.
    """
    active = User.objects.filter(role=Role.ADMINISTRATOR, is_active=True).order_by("pk").first()
    if active:
        return active
    if User.objects.exists():
        raise UserError("There is no active administrator. `deeproot user add EMAIL --role administrator` makes one.")
    return add(access.COMMAND_LINE, email, name="Administrator", role=Role.ADMINISTRATOR)


def _locked(user: User) -> User:
    """The user as the database has them now, and nobody else's to change until the transaction ends."""
    list(User.objects.select_for_update().filter(role=Role.ADMINISTRATOR, is_active=True).order_by("pk"))
    return User.objects.select_for_update().get(pk=user.pk)


def _keep_an_administrator(user: User) -> None:
    others = User.objects.filter(role=Role.ADMINISTRATOR, is_active=True).exclude(pk=user.pk)
    if user.is_active and not others.exists():
        raise UserError(f"{user.email} is the last administrator; make somebody else one first.")
