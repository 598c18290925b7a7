"""Addresses that nothing reaches, and people who called our mail spam: the ledger of consent forbids the next one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from deeproot_app.act.models import Sending
from deeproot_app.base import access
from deeproot_app.record.consent.digests import digest, key
from deeproot_app.record.consent.ledger import Said, record
from deeproot_app.record.consent.whom import Whom
from deeproot_app.record.models import Consent

BOUNCE, COMPLAINT = "bounce", "complaint"
State, Purpose = Consent.State, Consent.Purpose
MEANS: Final = {
    BOUNCE: ((State.DO_NOT_CONTACT, Purpose.ALL, "There is no such address, says the mail server"),),
    COMPLAINT: (
        (State.OBJECTED, Purpose.MARKETING, "They called our mail spam"),
        (State.OBJECTED, Purpose.SURVEY, "They called our mail spam"),
    ),
}
"""What is recorded: a bounce is a mark of ours, which a manager may lift; a complaint is their own word."""


def suppress(some: Iterable[tuple[Sending, str]], how: str = BOUNCE) -> None:
    """Write to these people no more: (a mail that came back, or was complained about; what proves it).

    In the transaction at hand.
    """
    found = {row.address: (row, proof) for row, proof in some}
    by = key() if found else b""
    for address, (row, proof) in found.items():
        whom = Whom(row.customer_id, row.contact_id, tuple(filter(None, [digest(address, by)])))
        for state, purpose, words in MEANS[how]:
            said = Said(state, purpose, "email", how, proof=f"{words} ({proof}).", by=how)
            record(access.COMMAND_LINE, whom, said)
