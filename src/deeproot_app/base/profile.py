"""What a user is called, where they are, and which member of the record they are."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django.db import transaction

from deeproot_app.base import access, audit, domains, members
from deeproot_app.base.access import Actor
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import Organisation, User


def change_own(actor: User, *, name: str, timezone: str, theme: str) -> None:
    """Change one's own name, zone ("" for the organisation's) and theme. Raises UserError for no such zone."""
    access.require(actor, "self.change")
    refuse_zone(timezone)
    with transaction.atomic():
        User.objects.filter(pk=actor.pk).update(name=name.strip(), timezone=timezone, theme=theme)
        audit.write(actor, "user.change_own", actor, timezone=timezone)


def be_member(actor: Actor, user: User, member_id: str) -> None:
    """Let ``user`` be that member of the record; "" for one who never talks to customers.

    Raises UserError where the record has no such member, or another user is that member already.
    """
    access.require(actor, "people.manage")
    if member_id and member_id not in {member.member_id for member in members.known()}:
        raise UserError(f"The record has no member {member_id!r}; import its members first.")
    with transaction.atomic():
        other = User.objects.filter(member_id=member_id).exclude(pk=user.pk).first() if member_id else None
        if other:
            raise UserError(f"{other.email} is this member already; two users cannot be one member.")
        before, user.member_id = user.member_id, member_id
        user.save(update_fields=["member_id"])
        audit.write(actor, "user.member", user, before=before, after=member_id)


def change_organisation(actor: Actor, **fields: Any) -> list[str]:
    """Change the organisation's name, timezone, country, members_see or domains; the names of those that differed.

    Raises UserError for a zone or a domain that there is not.
    """
    access.require(actor, "organisation.change")
    refuse_zone(fields.get("timezone", ""))
    if "domains" in fields:
        fields["domains"] = domains.ours(fields["domains"])
    with transaction.atomic():
        there = Organisation.get()
        before = {name: getattr(there, name) for name, value in fields.items() if getattr(there, name) != value}
        for name in before:
            setattr(there, name, fields[name])
        if before:
            there.save()
            after = {name: fields[name] for name in before}
            audit.write(actor, "organisation.change", ("organisation", "1"), before=before, after=after)
    return list(before)


def refuse_zone(name: str) -> None:
    """Raise UserError for a zone that there is not; "" is none."""
    if name and name not in available_timezones():
        raise UserError(f"There is no time zone {name!r}; give one such as Europe/Berlin.")
