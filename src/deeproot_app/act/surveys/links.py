"""The link on which one person answers: signed, unguessable, good until it runs out or is revoked."""

from __future__ import annotations

from typing import Final

from django.core import signing
from django.db.models import F
from django.urls import reverse

from deeproot_app.act.models import Asked
from deeproot_app.base import access, address, audit
from deeproot_app.record.consent.links import LinkUnknown

SALT: Final = "deeproot survey"
"""A link for this purpose is good for no other."""


def token(asked: Asked) -> str:
    """What stands in the link."""
    return signing.Signer(salt=SALT).sign_object([asked.pk, asked.link])


def link(asked: Asked) -> str:
    """The whole address of their page."""
    return address.of(reverse("act:survey_answer", args=[token(asked)]))


def opened(given: str) -> Asked:
    """Whose link it is. Raises LinkUnknown for one that is none, or was revoked: alike."""
    try:
        pk, number = signing.Signer(salt=SALT).unsign_object(given)
    except (signing.BadSignature, ValueError, TypeError):
        raise LinkUnknown from None
    found = Asked.objects.select_related("survey", "customer", "contact").filter(pk=pk, link=number).first()
    if found is None:
        raise LinkUnknown
    return found


def revoke(actor: access.Actor, asked_id: int) -> Asked:
    """Let no link of theirs be good that was given out until now: one was passed on. Raises Http404."""
    access.require(actor, "survey.manage")
    row = access.one(actor, Asked.objects.select_related("contact"), "customer", pk=_pk(asked_id))
    Asked.objects.filter(pk=row.pk).update(link=F("link") + 1)
    audit.write(actor, "survey.revoke_link", row)
    return row


def shown(actor: access.Actor, asked_id: int) -> tuple[Asked, str]:
    """Somebody who was asked and their present link, for one of us to hand it over. Raises Http404."""
    access.require(actor, "survey.manage")
    row = access.one(actor, Asked.objects.select_related("contact"), "customer", pk=_pk(asked_id))
    audit.write(actor, "survey.show_link", row)
    return row, link(row)


def _pk(number: int) -> int:
    return number if number < 2**63 else 0
