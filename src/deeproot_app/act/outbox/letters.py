"""Mails as they will leave: who they are from, what stands under them, and the link that ends them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from deeproot_app.act.models import Sending, SendingAccount
from deeproot_app.act.outbox import accounts, enclosing
from deeproot_app.act.outbox.accounts import SentAs
from deeproot_app.act.outbox.ending import links
from deeproot_app.base import clock
from deeproot_app.channels.email.sending.compose import Enclosed, Outgoing
from deeproot_app.channels.email.sending.parcel import Parcel
from deeproot_app.channels.shapes import Address

BETWEEN_US: Final = frozenset({"answer", "holding", "admin", "care"})
"""Kinds of which a mail that a colleague writes to one person is a letter, with no word about ending it."""


def parcels(rows: Sequence[Sending]) -> dict[int, Parcel]:
    """The mails of these claimed rows, by their number; a fixed number of queries. Only of rows with an account, and of
    which what is attached is what was approved."""
    who = accounts.sent_as({row.member_id for row in rows})
    ends = links([row for row in rows if has_end(row)])
    files = enclosing.intact(rows)
    return {
        row.pk: _parcel(row, who[row.member_id], files[row.pk], *ends.get(row.pk, ("", "")))
        for row in rows
        if row.account and row.pk in files
    }


def has_end(row: Sending) -> bool:
    """Whether it tells how to hear no more: all but a colleague's own letter to one person."""
    letter = row.personal and not row.automatic and row.kind in BETWEEN_US
    return not letter and row.customer_id is not None


def _parcel(row: Sending, who: SentAs, files: Sequence[Enclosed], link: str, words: str) -> Parcel:
    account = row.account
    assert account is not None
    sender = _sender(account, who)
    footer = [line for line in account.footer.splitlines() if line.strip()] if has_end(row) else []
    mail = Outgoing(
        message_id=row.message_id,
        at=clock.now().replace(microsecond=0),
        sender=sender,
        to=Address(row.address, row.to_name),
        subject=row.letter.subject,
        text=row.letter.text,
        html=row.letter.html,
        parents=row.letter.parents,
        unsubscribe=link,
        footer=[*footer, *([words] if words else [])],
        automatic=row.automatic,
        bulk=not row.personal,
        enclosed=files,
    )
    return Parcel(mail, account.from_address, row.key[:40])


def _sender(account: SendingAccount, who: SentAs) -> Address:
    """The colleague's own address where it is this account's, else their name at the account's address."""
    if who.account is not None and who.account.pk == account.pk:
        return Address(who.address, who.name)
    return Address(account.from_address, who.name or account.from_name)
