"""The audit trail in words: what each act is called, and the page of what it was done to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.urls import NoReverseMatch, reverse

from deeproot_app.base.models import Audit, User

WORDS: Final = {
    "sign_in": "signed in",
    "sign_in.failed": "failed to sign in",
    "sign_out": "signed out",
    "password.set": "set a password",
    "second_factor.add": "added a second step",
    "second_factor.remove": "removed a second step",
    "user.add": "added a person",
    "user.link": "made a sign-in link",
    "user.role": "changed a role",
    "user.member": "linked a person to the record",
    "user.change_own": "changed their own settings",
    "user.deactivate": "deactivated a person",
    "user.reactivate": "reactivated a person",
    "user.end_sessions": "ended all sessions",
    "organisation.change": "changed the organisation",
    "token.add": "made a token",
    "token.revoke": "revoked a token",
    "calendar.link": "made a link for their calendar",
    "calendar.revoke": "took their calendar's link away",
    "webhook.add": "added an endpoint of webhooks",
    "webhook.change": "changed an endpoint of webhooks",
    "webhook.pause": "paused an endpoint of webhooks",
    "webhook.resume": "resumed an endpoint of webhooks",
    "webhook.rotate": "rotated the secret of an endpoint",
    "webhook.remove": "removed an endpoint of webhooks",
    "webhook.test": "sent a test message",
    "webhook.replay": "sent a message again",
    "interactions.write": "wrote interactions by the API",
    "identity.merge": "merged two ids",
    "identity.separate": "separated two ids",
    "identity.attested": "believed a source that two ids are one",
    "identity.different": "said that two are not the same",
    "identity.later": "put a pair off",
    "identity.waiting": "took back a word on a pair",
    "address.add": "added an address",
    "address.remove": "took an address away",
    "address.move": "moved an address",
    "address.undo": "put an address back",
    "consent.objected": "recorded an objection",
    "consent.consented": "recorded a consent",
    "consent.do_not_contact": "marked do not contact",
    "consent.lifted": "lifted a mark do not contact",
    "consent.links_revoked": "revoked a person's links",
    "person.export": "took out what is held of a person",
    "person.erase": "had somebody erased",
    "person.erased": "erased somebody",
    "policy.change": "changed the contact policy",
    "policy.override": "decided otherwise than the gate",
    "connection.add": "connected a source",
    "connection.change": "changed a connection",
    "connection.pause": "paused a connection",
    "connection.resume": "went on with a connection",
    "connection.remove": "removed a connection",
    "connection.retry": "had arrivals read again",
    "connection.know": "made a customer of an address",
}
"""Acts in words; one that has none here is shown by its own name."""

KINDS: Final = (
    ("sign_", "Signing in and out"),
    ("user.", "People"),
    ("import", "Imports"),
    ("connection.", "Connections"),
    ("identity.", "Who is the same"),
    ("address.", "Addresses"),
    ("consent.", "Consent"),
    ("policy.", "Contact policy"),
    ("export", "Exports"),
    ("today", "Today"),
    ("promise", "Promises"),
    ("organisation", "Organisation"),
    ("token", "Tokens"),
    ("webhook", "Webhooks"),
)
"""What one may narrow the trail to: the beginning of an act, and its words."""

PAGES: Final = {
    "user": "base:person",
    "organisation": "base:organisation",
    "batch": "record:import",
    "connection": "connect:one",
    "customer": "desk:customer",
    "promise": "desk:promise",
    "endpoint": "api:webhook",
}
"""The page of each type of thing; a type without one is only named."""


@dataclass(frozen=True)
class Told:
    """One act, ready to be shown."""

    row: Audit
    words: str
    about: str
    href: str
    detail: list[tuple[str, str]]


def names(rows: Iterable[Audit]) -> dict[str, str]:
    """What the users that ``rows`` are about are called, by id."""
    ids = {row.about_id for row in rows if row.about_type == "user"}
    return {str(user.pk): str(user) for user in User.objects.filter(pk__in=ids)} if ids else {}


def told(row: Audit, names: Mapping[str, str]) -> Told:
    """``row`` with its act in words, what it was done to, the page of that (or ""), and its details."""
    words = WORDS.get(row.act, row.act.replace(".", " ").replace("_", " "))
    known = names.get(row.about_id) if row.about_type == "user" else None
    about = known or f"{row.about_type} {row.about_id}".strip()
    detail = [(name.replace("_", " "), _said(value)) for name, value in row.detail.items()]
    return Told(row, words, about, page_about(row.about_type, row.about_id), detail)


def page_about(about_type: str, about_id: str) -> str:
    """The address of what was acted on; "" where it has no page."""
    page = PAGES.get(about_type)
    if not page:
        return ""
    for arguments in ([about_id], []):
        try:
            return reverse(page, args=arguments)
        except NoReverseMatch:
            continue
    return ""


def _said(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name.replace('_', ' ')} {inner}" for name, inner in value.items())
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "nothing" if value in ("", None) else str(value)
