"""The link to somebody's own page: given out by one of us, signed, good until it is renewed or the page is shut."""

from __future__ import annotations

from typing import Final

from django.db import transaction

from deeproot_app.act.models import OwnPage
from deeproot_app.base import access, audit, clock
from deeproot_app.base.own_link import LinkUnknown, OwnLink
from deeproot_app.record.models import Contact

ACT: Final = "own_page.give"
OWN: Final = OwnLink(
    OwnPage, "deeproot own page", "act:own_page", ACT, "own_page", ("customer__merged_into", "contact__merged_into")
)


def opened(token: str) -> OwnPage:
    """Whose page a link opens. Raises LinkUnknown for one that is none, was revoked, or whose page is shut: alike."""
    page = OWN.opened(token)
    if page.shut_at is not None or page.contact.merged_into_id is not None:
        raise LinkUnknown
    return page


def give(actor: access.Actor, contact_id: str) -> tuple[OwnPage, str]:
    """Somebody's page and its present link, for one of us to hand it over; opened again where it was shut.

    Raises NotAllowed, and Http404 for a contact that is not there, or is shown under another.
    """
    access.require(actor, ACT)
    with transaction.atomic():
        rows = Contact.objects.select_related("customer").filter(merged_into=None)
        contact = access.one(actor, rows, "customer", pk=contact_id)
        page, made = OwnPage.objects.select_for_update().get_or_create(
            contact=contact,
            defaults={"customer": contact.customer, "made_at": clock.now(), "made_by": str(actor)[:254]},
        )
        if page.shut_at is not None:
            page.shut_at, page.link = None, page.link + 1
            page.save(update_fields=["shut_at", "link"])
        audit.write(actor, "own_page.make" if made else "own_page.show_link", page)
    return page, OWN.link(page)


def shut(actor: access.Actor, page_id: int) -> OwnPage:
    """Let nobody open that page any more, until a link is given out again. Shut twice is shut once. Raises Http404."""
    access.require(actor, ACT)
    page = access.one(actor, OwnPage.objects.select_related("contact"), "customer", pk=page_id)
    if OwnPage.objects.filter(pk=page.pk, shut_at=None).update(shut_at=clock.now()):
        audit.write(actor, "own_page.shut", page)
    return page
