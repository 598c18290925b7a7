"""Links of a person's own: to their preferences, and to object with one click. Sealed, and good for ever.

A token holds whom it is for and the digest of the address it was sent to, so that it still forbids when the contact was
erased or the address became somebody else's. Its key comes from the ledger's: it outlives the server's own.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from deeproot_app.base import access, clock
from deeproot_app.base.own_link import LinkUnknown
from deeproot_app.record.consent.digests import digest, key
from deeproot_app.record.consent.ledger import Said, record
from deeproot_app.record.consent.whom import Whom, home, person
from deeproot_app.record.models import Consent, Contact


@dataclass(frozen=True, slots=True)
class Held:
    """What a link holds."""

    contact_id: str | None
    customer_id: str | None
    digest: str
    made_at: datetime

    @property
    def contact(self) -> Contact | None:
        """The person, where they are still there."""
        return Contact.objects.select_related("customer").filter(pk=self.contact_id).first()


class Links:
    """Makes and opens links; the ledger's key is read once."""

    def __init__(self) -> None:
        self._key = key()
        self._country = home()
        derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"deeproot links").derive(self._key)
        self._box = Fernet(urlsafe_b64encode(derived))

    def token(self, contact_id: str | None, customer_id: str | None, address: str) -> str:
        """The token of a link for somebody at an address."""
        held = {"p": contact_id, "c": customer_id, "d": digest(address, self._key, self._country)}
        plain = json.dumps(held, separators=(",", ":"), ensure_ascii=False).encode()
        return self._box.encrypt_at_time(plain, int(clock.now().timestamp())).decode().rstrip("=")

    def opened(self, token: str) -> Held:
        """What a token holds. Raises LinkUnknown for what is none of ours."""
        sealed = (token + "=" * (-len(token) % 4)).encode()
        try:
            held = json.loads(self._box.decrypt(sealed))
            made = datetime.fromtimestamp(self._box.extract_timestamp(sealed), UTC)
        except (InvalidToken, ValueError):
            raise LinkUnknown from None
        return Held(held["p"], held["c"], held["d"], made)


def opened(token: str) -> Held:
    """What a link to the preferences holds. Raises LinkUnknown for one that is none, or was revoked."""
    held = Links().opened(token)
    revoked = Consent.objects.filter(state=Consent.State.LINKS_REVOKED, addresses__digest=held.digest)
    # A token tells its second only: one of the second in which links were revoked is revoked with them.
    if (last := revoked.order_by("-at").first()) is not None and held.made_at <= last.at:
        raise LinkUnknown
    return held


def revoke(actor: access.Actor, contact_id: str) -> Consent:
    """Let no link to the preferences of this person be good that was given out until now: one was passed on.

    Objecting by the links in earlier mails still works: it can only tighten.
    """
    access.require(actor, "consent.change")
    who: Whom = person(actor, contact_id, key())
    told = Said(Consent.State.LINKS_REVOKED, Consent.Purpose.ALL, by=str(getattr(actor, "email", "")))
    return record(actor, who, told)
