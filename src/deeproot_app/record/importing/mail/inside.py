"""A mailbox to which copies and forwards are sent: whom it believes, and which mail counts.

A copy (BCC) is recorded as it is: its own From and To say whose it is. Of a forward by one of us, to us alone, the mail
inside is recorded. Whoever is none of us may write there as to every mailbox; what such a one says that others wrote is
not believed: it stays in quarantine. So does a mail in our name of which our own mail server found that it is not ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from deeproot_app.channels.email.forwarded import unconfirmed
from deeproot_app.channels.shapes import Received, Unreadable
from deeproot_app.record.importing.mail.whose import People
from deeproot_app.record.importing.prepared import Refusals
from deeproot_app.record.importing.words import shown


def everybody(mails: Iterable[Received]) -> Iterator[Received]:
    """The mails, and those inside them: on all of them are people to be known."""
    for mail in mails:
        yield mail
        if isinstance(mail.forwards, Received):
            yield mail.forwards


def opened(mails: dict[int, Received], refused: Refusals, people: People) -> set[int]:
    """Put the mails inside in the place of those that forward them; the places of those that nobody can believe.

    These are refused, and taken out of ``mails``.
    """
    suspect = set()
    for place, mail in list(mails.items()):
        if reason := _unbelieved(mail, people):
            refused[place].append(("from", reason))
            suspect.add(place)
            del mails[place]
        elif isinstance(mail.forwards, Received) and _to_us_alone(mail, people):
            mails[place] = mail.forwards
    return suspect


def _unbelieved(mail: Received, people: People) -> str:
    """Why what a mail says is not believed; empty where it is."""
    by_us = mail.sender is not None and people.ours(mail.sender)
    if by_us and (reason := unconfirmed(mail)):
        return reason
    if mail.forwards is None or not _to_us_alone(mail, people):
        return ""
    if not by_us:
        who = shown(mail.sender.value) if mail.sender else "nobody"
        return f"it forwards a mail, and comes from {who}, who is none of us"
    return mail.forwards.reason if isinstance(mail.forwards, Unreadable) else ""


def _to_us_alone(mail: Received, people: People) -> bool:
    """Whether it went to nobody but us: else it is a copy of a mail to a customer, whatever it holds."""
    return all(people.ours(one) for one in mail.to)
