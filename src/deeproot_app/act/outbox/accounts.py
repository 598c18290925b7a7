"""By which account a colleague's mail leaves, and under which name and address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from deeproot_app.act.models import SendingAccount, SendsAs
from deeproot_app.base.models import Organisation
from deeproot_app.channels.email.sending.address import domain_of
from deeproot_app.record.models import Member

NOWHERE = "deeproot.invalid"
"""Stands in a Message-ID until somebody said from which address mail leaves (RFC 2606)."""


@dataclass(frozen=True, slots=True)
class SentAs:
    """Who writes, as the reader sees it."""

    account: SendingAccount | None
    """None while nobody said by what mail leaves."""
    name: str
    address: str

    @property
    def domain(self) -> str:
        return domain_of(self.address) if self.address else NOWHERE


def active() -> list[SendingAccount]:
    """The accounts by which mail leaves, the usual one first."""
    return list(SendingAccount.objects.filter(state=SendingAccount.State.ACTIVE).order_by("pk"))


def sent_as(members: Iterable[str | None]) -> dict[str | None, SentAs]:
    """For each of these colleagues, and for nobody (None), as whom they write. Four queries.

    Their own name and address where they have one; else their name at the usual account's address, so that the answer
    comes to the mailbox that belongs to it.
    """
    wanted = {one for one in members if one}
    own = {
        one.member_id: one
        for one in SendsAs.objects.filter(member__in=wanted).select_related("account")
        if one.account.state == SendingAccount.State.ACTIVE
    }
    usual = next(iter(active()), None)
    names = dict(Member.objects.filter(pk__in=wanted).values_list("pk", "name"))
    found: dict[str | None, SentAs] = {None: _usual(usual, "")}
    for member in wanted:
        mine = own.get(member)
        found[member] = SentAs(mine.account, mine.name, mine.address) if mine else _usual(usual, names.get(member, ""))
    return found


def _usual(account: SendingAccount | None, name: str) -> SentAs:
    if account is None:
        return SentAs(None, name, "")
    return SentAs(account, name or account.from_name or Organisation.get().name, account.from_address)
