"""A guest's own link: signed, unguessable, good until it is revoked or the guest is gone."""

from __future__ import annotations

from typing import Final

from django.core import signing
from django.db.models import F
from django.urls import reverse

from deeproot_app.act.events import planned
from deeproot_app.act.models import Guest
from deeproot_app.base import access, address, audit
from deeproot_app.record.consent.links import LinkUnknown

SALT: Final = "deeproot event"
"""A link for this purpose is good for no other."""


def token(guest: Guest) -> str:
    """What stands in the link."""
    return signing.Signer(salt=SALT).sign_object([guest.pk, guest.link])


def link(guest: Guest) -> str:
    """The whole address of their page."""
    return address.of(reverse("act:invitation", args=[token(guest)]))


def opened(given: str) -> Guest:
    """Whose link it is. Raises LinkUnknown for one that is none, or is good no longer: alike."""
    try:
        pk, number = signing.Signer(salt=SALT).unsign_object(given)
    except (signing.BadSignature, ValueError, TypeError):
        raise LinkUnknown from None
    found = Guest.objects.select_related("event", "customer", "contact").filter(pk=pk, link=number).first()
    if found is None:
        raise LinkUnknown
    return found


def revoke(actor: access.Actor, guest_id: int) -> None:
    """Let no link of theirs be good that was given out until now: one was passed on. Raises Http404."""
    access.require(actor, planned.ACT)
    row = access.one(actor, Guest.objects.all(), "customer", pk=guest_id if guest_id < 2**63 else 0)
    Guest.objects.filter(pk=row.pk).update(link=F("link") + 1)
    audit.write(actor, "event.revoke_link", row)
