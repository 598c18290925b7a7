"""Whose is a mail, and which way did it go? Told by the addresses: our people's and domains', and the contacts'."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from deeproot_app.base.domains import EVERYBODYS
from deeproot_app.base.models import Organisation
from deeproot_app.channels.email.forwarded import BY
from deeproot_app.channels.shapes import Address, Received
from deeproot_app.record.importing.store import Store
from deeproot_app.record.importing.words import shown


@dataclass
class Whose:
    """Whose one mail is; ``reason`` says why it is nobody's."""

    direction: str = ""
    customers: dict[str, str | None] = field(default_factory=dict)
    """The customers it passed between us and, in order, each with the contact."""
    member: str | None = None
    reason: str = ""
    stranger: Address | None = None
    """The address that would have to be a customer's."""


class People:
    """Knows the addresses of a block of mails: two queries, however many mails."""

    def __init__(self, store: Store, mails: Iterable[Received], own: str = "") -> None:
        """``own`` is an address that is ours, whatever its domain."""
        addresses = {one for mail in mails for one in _addresses(mail)}
        self._own = own.lower()
        self._contacts = store.contacts_of(addresses) if addresses else {}
        self._members = store.members_of(addresses) if addresses else {}
        told = (str(one).lower() for one in Organisation.get().domains)
        self._domains = our_domains(store.our_addresses()) | frozenset(told)

    def of(self, mail: Received) -> Whose:
        """Whose the mail is. A contact who sends wrote to us; one of ours wrote to the contacts among the others.

        A delivery report is of those whom it says that we could not reach.
        """
        if mail.failed and (unreached := [Address(one.address) for one in mail.failed if self._is_theirs(one.address)]):
            member = next((self._members[one.value] for one in mail.to if one.value in self._members), None)
            return Whose("in", self._customers(unreached), member)
        return self._by_sender(mail)

    def _by_sender(self, mail: Received) -> Whose:
        if mail.sender is None:
            return Whose(reason="it names no sender")
        if mail.sender.value not in self._members and mail.sender.value in self._contacts:
            given = (*(one.value for one in mail.to), mail.headers.get(BY, ""))
            member = next((self._members[one] for one in given if one in self._members), None)
            return Whose("in", self._customers([mail.sender]), member)
        if not self.ours(mail.sender):
            return Whose("in", reason=_nobodys([mail.sender]), stranger=mail.sender)
        member = self._members.get(mail.sender.value)
        theirs = [one for one in mail.to if one.value in self._contacts and one.value not in self._members]
        if theirs:
            return Whose("out", self._customers(theirs), member)
        strangers = [one for one in mail.to if not self.ours(one)]
        if strangers:
            return Whose("out", {}, member, _nobodys(strangers), strangers[0])
        return Whose("internal", {}, member, "a mail among colleagues, in no recorded conversation with a customer")

    def to_us(self, mail: Received) -> bool:
        """Whether one of ours is among those it went to."""
        return any(self.ours(one) for one in mail.to)

    def strangers(self, mail: Received) -> list[str]:
        """The addresses that would have to be a contact's: of who wrote to us, or of those to whom we did."""
        every: Iterable[Address] = mail.to
        if mail.failed:
            every = [Address(one.address) for one in mail.failed]
        elif mail.sender is None or not self.ours(mail.sender):
            every = [mail.sender] if mail.sender else []
        unknown = (one for one in every if one.value not in self._contacts and not self.ours(one))
        return list(dict.fromkeys(one.value for one in unknown))

    def _is_theirs(self, address: str) -> bool:
        return address in self._contacts and address not in self._members

    def ours(self, address: Address) -> bool:
        """Whether that is an address of one of us: a member's, or of our domains and nobody's contact."""
        if address.value in self._members or address.value == self._own:
            return True
        return address.value not in self._contacts and address.value.rpartition("@")[2] in self._domains

    def _customers(self, theirs: Iterable[Address]) -> dict[str, str | None]:
        found: dict[str, str | None] = {}
        for address in theirs:
            for contact, customer in self._contacts[address.value]:
                found.setdefault(customer, contact)
        return found


def _addresses(mail: Received) -> Iterator[str]:
    """Everybody on a mail, and those whom it says that we could not reach."""
    if mail.sender:
        yield mail.sender.value
    yield from (one.value for one in mail.to)
    yield from (one.address for one in mail.failed)


def our_domains(addresses: Iterable[str]) -> frozenset[str]:
    """The domains of our own addresses, without those where everybody may have one."""
    return frozenset(address.rpartition("@")[2].lower() for address in addresses) - EVERYBODYS - {""}


def _nobodys(strangers: list[Address]) -> str:
    more = f" (nor {len(strangers) - 1} others)" if len(strangers) > 1 else ""
    return f"no customer has the address {shown(strangers[0].value)}{more}; import their contact, then this file again"
