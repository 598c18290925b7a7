"""Say by what mail leaves: accounts, as whom each colleague writes, and a mail to oneself to see that it works."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.utils.crypto import get_random_string

from deeproot_app.act.models import SendingAccount, SendsAs
from deeproot_app.act.outbox.waking import wake
from deeproot_app.act.outbox.worker import way_of
from deeproot_app.base import access, audit, clock
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import User
from deeproot_app.base.sealed import seal, unseal
from deeproot_app.channels.email.sending import server
from deeproot_app.channels.email.sending.address import deliverable, domain_of
from deeproot_app.channels.email.sending.compose import Outgoing
from deeproot_app.channels.email.sending.offered import PROVIDERS
from deeproot_app.channels.email.sending.parcel import Parcel
from deeproot_app.channels.email.sending.ways import SMTP
from deeproot_app.channels.shapes import Address
from deeproot_app.record.models import Connection, Member

ACT: Final = "sending.manage"
OF_SERVER: Final = ("host", "security", "port", "user", "by", "authority")
PLAIN: Final = (
    "name", "by", "from_name", "from_address", "footer", "hourly", "daily", "starts_slowly", "connections",
    "a_destination",
)  # fmt: skip


def save(
    actor: access.Actor,
    account: SendingAccount | None,
    given: Mapping[str, Any],
    settings: Mapping[str, str],
    secrets: Mapping[str, str],
    mailbox: Connection | None = None,
) -> SendingAccount:
    """Make an account, or change one. ``given`` are columns of PLAIN; a secret that is empty stays as it was.

    Raises UserError, which names what is wrong.
    """
    access.require(actor, ACT)
    kept = json.loads(unseal(account.sealed)) if account is not None and account.sealed else {}
    known = {name: secrets.get(name) or kept.get(name, "") for name in {*secrets, *kept}}
    if wrong := faults(str(given["by"]), settings, known):
        raise UserError(" ".join(f"{name}: {why}" for name, why in wrong.items()), exit_code=2)
    row = account or SendingAccount(made_at=clock.now(), made_by=actor if isinstance(actor, User) else None)
    for name in PLAIN:
        if name in given:
            setattr(row, name, given[name])
    row.from_address = deliverable(row.from_address)
    row.settings = {name: value for name, value in settings.items() if value}
    row.sealed = (
        seal(json.dumps({name: value for name, value in known.items() if value})) if any(known.values()) else ""
    )
    row.connection, row.says, row.slow_until, row.failures = mailbox, "", None, 0
    with transaction.atomic():
        row.save()
        audit.write(actor, "sending.change" if account else "sending.add", row, name=row.name, by=row.by)
        wake(clock.now())
    return row


def faults(by: str, settings: Mapping[str, str], secrets: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with how it is reached: {name of a setting: a sentence}."""
    if by == SMTP:
        return server.check(settings, secrets)
    if by not in PROVIDERS:
        return {"by": "There is no such way of sending."}
    needed = set(PROVIDERS[by].keywords.values())
    missing = {name for name in needed if not (secrets.get(name) or settings.get(name))}
    return dict.fromkeys(sorted(missing), f"{PROVIDERS[by].label} needs it.")


def remove(actor: access.Actor, account: SendingAccount) -> None:
    """Let nothing leave by it any more; what left by it is still known to have."""
    access.require(actor, ACT)
    with transaction.atomic():
        SendingAccount.objects.filter(pk=account.pk).update(
            state=SendingAccount.State.REMOVED, sealed="", name=f"{account.name[:80]} (removed {account.pk})"
        )
        audit.write(actor, "sending.remove", account, name=account.name)


def name_member(actor: access.Actor, account: SendingAccount, member: Member, name: str, address: str) -> SendsAs:
    """Say under which name and address a colleague writes. Raises UserError for an address that is none."""
    access.require(actor, ACT)
    if not name.strip():
        raise UserError("Say under which name they write.")
    with transaction.atomic():
        row, _ = SendsAs.objects.update_or_create(
            member=member, defaults={"account": account, "name": name.strip()[:200], "address": deliverable(address)}
        )
        audit.write(actor, "sending.name", ("member", member.pk), account=account.name)
    return row


def forget_member(actor: access.Actor, row: SendsAs) -> None:
    """Let a colleague write by their name at the usual account's address again."""
    access.require(actor, ACT)
    with transaction.atomic():
        audit.write(actor, "sending.unname", ("member", str(row.member_id)), account=row.account.name)
        row.delete()


def test(actor: access.Actor, account: SendingAccount) -> str:
    """Send a mail to oneself by this account, here and now; what its server answered.

    It is to the person who presses the button, at the address by which they sign in: no customer, hence no gate. Raises
    UserError where it did not leave, with what to do.
    """
    access.require(actor, ACT)
    if not isinstance(actor, User):
        raise UserError("Sign in first: the mail goes to whoever asks for it.")
    mail = Outgoing(
        message_id=f"{get_random_string(24).lower()}@{domain_of(account.from_address)}",
        at=clock.now().replace(microsecond=0),
        sender=Address(account.from_address, account.from_name),
        to=Address(deliverable(actor.email), actor.name),
        subject="Deeproot can send mail",
        text=f"Hello {actor.name or actor.email},\n\nthis mail left by {account.name}. Customers will get theirs so.\n",
        automatic=True,
    )
    way = way_of(account)
    try:
        answer = way.offer(Parcel(mail, account.from_address, ""))
        if answer.what == "sent":
            answer = way.content() if way.begin() else answer
        if answer.what == "sent":
            answer = way.finish()
    finally:
        way.end()
    if answer.what != "sent":
        raise UserError(f"{account.name} did not take it: {answer.code} {answer.says}".strip())
    with transaction.atomic():
        SendingAccount.objects.filter(pk=account.pk).update(says="", failures=0, slow_until=None)
        audit.write(actor, "sending.test", account, name=account.name)
    return f"{account.name} took a mail to {actor.email}: {answer.code} {answer.says}".strip()
