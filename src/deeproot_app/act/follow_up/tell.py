"""A mail to one of our own people, by the account by which our mail leaves. It touches no customer, and no gate.

It is handed over in the same few steps as any other mail (`channels.email.sending`), so that who asks learns whether
nothing of it can have arrived: only then may it be tried again.
"""

from __future__ import annotations

import json
from hashlib import sha256

from deeproot_app.act.models import SendingAccount
from deeproot_app.base import clock
from deeproot_app.base.models import Organisation, User
from deeproot_app.base.sealed import unseal
from deeproot_app.channels.email.line import Fault
from deeproot_app.channels.email.sending.address import deliverable, domain_of
from deeproot_app.channels.email.sending.answers import Answer
from deeproot_app.channels.email.sending.compose import Outgoing
from deeproot_app.channels.email.sending.parcel import Parcel
from deeproot_app.channels.email.sending.ways import way
from deeproot_app.channels.shapes import Address


def account() -> SendingAccount | None:
    """The account by which our people are told; None while no mail leaves."""
    return SendingAccount.objects.filter(state=SendingAccount.State.ACTIVE).order_by("pk").first()


def tell_colleague(by: SendingAccount, to: User, occasion: str, subject: str, text: str) -> Answer:
    """Hand one mail over to a colleague, now; give the answer (`later`: nothing of it was taken).

    The same occasion gives the same Message-ID. Nothing is tried twice here: whoever asks has written before that it
    may have been told.
    """
    key = sha256(f"{occasion} {to.pk}".encode()).hexdigest()[:32]
    mail = Outgoing(
        message_id=f"{key}@{domain_of(by.from_address)}",
        at=clock.now().replace(microsecond=0),
        sender=Address(by.from_address, by.from_name or Organisation.get().name),
        to=Address(deliverable(to.email), to.name),
        subject=subject,
        text=text,
        automatic=True,
    )
    secrets = json.loads(unseal(by.sealed)) if by.sealed else {}
    by_way = way(by.by, by.settings, secrets, domain_of(by.from_address))
    try:
        answer = by_way.offer(Parcel(mail, by.from_address, key))
        if answer.what != "sent":
            return answer
        if not by_way.begin():
            return Answer("later", says="the line broke before the mail was spoken of")
        answer = by_way.content()
        return by_way.finish() if answer.what == "sent" else answer
    except Fault as fault:
        return Answer("later", says=fault.message)
    finally:
        by_way.end()
