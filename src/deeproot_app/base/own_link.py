"""A link of one person's own, kept by a row with a number: signed, unguessable, good until the number is counted on."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

from django.core import signing
from django.db import models
from django.urls import reverse

from deeproot_app.base import access, address, audit
from deeproot_app.base.errors import UserError

Kept = TypeVar("Kept", bound=models.Model)

PAGES: Final = ("answer", "invitation", "preferences", "unsubscribe", "yours")
"""The first part of the paths of pages on which whoever has the link speaks as the person whose it is."""
MASK: Final = "[their own link]"
_SLASH: Final = "(?:/|%2F)"
_SIGNED: Final = r"(?:[\w.-]{1,400}(?::|%3A)[\w-]{16,}|gAAAAA[\w-]{16,})"  # as `signing` makes them, and as Fernet does
_OWN: Final = re.compile(
    rf"""{_SLASH}(?:{"|".join(PAGES)}){_SLASH}{_SIGNED}(?:[/?&\#%][^\s<>"()\[\]]*(?<![.,;:!?]))?""", re.IGNORECASE
)
_ADDRESS: Final = re.compile(r"""https?://[^\s<>"]*$""", re.IGNORECASE)
LONGEST_BEFORE: Final = 300
"""Characters of an address before the path of such a page."""


class LinkUnknown(UserError):  # noqa: N818 - the word of the page that shows it
    """No link of ours, or one that was revoked: alike, so that nobody learns which."""

    status = 404

    def __init__(self) -> None:
        super().__init__("This link is not known here, or is no longer good.")


def masked(text: str) -> str:
    """A text without the links with which somebody else could speak as the person whose they are; MASK stands there.

    On any host, since ours may have had another name; also within another link, as mail filters write them.
    """
    parts, done = [], 0
    for own in _OWN.finditer(text):
        before = text[max(done, own.start() - LONGEST_BEFORE) : own.start()]
        if address_of_it := _ADDRESS.search(before):
            parts += [text[done : own.start() - len(before) + address_of_it.start()], MASK]
            done = own.end()
    return "".join([*parts, text[done:]])


@dataclass(frozen=True)
class OwnLink(Generic[Kept]):
    """How the links of one purpose are made, opened and revoked.

    ``model`` has a whole number ``link`` that is counted on to revoke, and a ``customer``. ``salt`` makes a link for
    this purpose good for no other; ``page`` is the name of the page it leads to; ``act`` is what one of us must be
    allowed to hand it over or revoke it, told in the audit trail as ``<told>.show_link`` and ``<told>.revoke_link``.
    """

    model: type[Kept]
    salt: str
    page: str
    act: str
    told: str
    related: tuple[str, ...] = field(default=("customer", "contact"))

    def token(self, row: Kept) -> str:
        """What stands in the link."""
        return signing.Signer(salt=self.salt).sign_object([row.pk, getattr(row, "link")])  # noqa: B009 - not of all

    def link(self, row: Kept) -> str:
        """The whole address of their page."""
        return address.of(reverse(self.page, args=[self.token(row)]))

    def opened(self, token: str) -> Kept:
        """Whose link it is. Raises LinkUnknown for one that is none, or was revoked: alike."""
        try:
            pk, number = signing.Signer(salt=self.salt).unsign_object(token)
        except (signing.BadSignature, ValueError, TypeError):
            raise LinkUnknown from None
        rows = self.model._default_manager.select_related(*self.related)
        if (found := rows.filter(pk=pk, link=number).first()) is None:
            raise LinkUnknown
        return found

    def revoke(self, actor: access.Actor, pk: int) -> Kept:
        """Let no link of theirs be good that was given out until now: one was passed on. Raises Http404."""
        row = self._one(actor, pk)
        self.model._default_manager.filter(pk=row.pk).update(link=models.F("link") + 1)
        audit.write(actor, f"{self.told}.revoke_link", row)
        return row

    def shown(self, actor: access.Actor, pk: int) -> tuple[Kept, str]:
        """A row and its present link, for one of us to hand it over. Raises Http404."""
        row = self._one(actor, pk)
        audit.write(actor, f"{self.told}.show_link", row)
        return row, self.link(row)

    def _one(self, actor: access.Actor, pk: int) -> Kept:
        access.require(actor, self.act)
        rows = self.model._default_manager.select_related(*self.related)
        return access.one(actor, rows, "customer", pk=pk if pk < 2**63 else 0)
