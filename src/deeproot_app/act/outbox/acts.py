"""What people do with mails that wait, and with those of which nobody knows: call back, stop, go on, settle."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.http import Http404

from deeproot_app.act.models import Outbox, Sending, SendingAccount
from deeproot_app.act.outbox import rows, settling
from deeproot_app.act.outbox.course import State, went_on
from deeproot_app.act.outbox.waking import wake
from deeproot_app.base import access, audit, clock
from deeproot_app.base.errors import UserError
from deeproot_app.record.models import Customer

SEND, MANAGE = "touch.send", "sending.manage"


def seen(actor: access.Actor, sending_id: int) -> Sending:
    """One mail, to a customer whom the actor may see; or to nobody who is a customer. Raises Http404."""
    access.require(actor, "record.see")
    row = (
        Sending.objects.select_related("letter", "account", "customer", "contact", "member")
        .filter(pk=sending_id)
        .first()
    )
    if row is None:
        raise Http404("There is no such mail.")
    if row.customer_id is not None and not access.sees_all(actor):
        access.one(actor, Customer.objects.all(), pk=row.customer_id)
    return row


def cancel(actor: access.Actor, sending_id: int) -> Sending:
    """Call a mail back that has not left. Raises UserError where it has, or may have."""
    access.require(actor, SEND)
    seen(actor, sending_id)
    with transaction.atomic():
        row = rows.held([sending_id], (State.QUEUED, State.WAITING, State.CLAIMED)).get(sending_id)
        if row is None:
            raise UserError("It cannot be called back any more: it has left, or is settled. Look at it again.")
        now = clock.now()
        row.state, row.fence, row.lease_until, row.next_at = State.CANCELLED, row.fence + 1, None, None
        row.settled_at, row.course = now, went_on(row, now, State.CANCELLED, f"by {actor}")
        rows.write([row], "state", "fence", "lease_until", "next_at", "settled_at", "course")
        audit.write(actor, "mail.cancel", row, occasion=row.occasion)
    return row


def cancel_all(actor: access.Actor, sendings: Iterable[int], why: str) -> set[int]:
    """Call many mails back; give those that had not left, the others stay as they are. In the transaction at hand."""
    access.require(actor, SEND)
    found, now = rows.held(sendings, (State.QUEUED, State.WAITING, State.CLAIMED)), clock.now()
    for row in found.values():
        row.state, row.fence, row.lease_until, row.next_at = State.CANCELLED, row.fence + 1, None, None
        row.settled_at, row.course = now, went_on(row, now, State.CANCELLED, why)
    rows.write(list(found.values()), "state", "fence", "lease_until", "next_at", "settled_at", "course")
    if found:
        audit.write(actor, "mail.cancel", sendings=len(found), why=why)
    return set(found)


def stop(actor: access.Actor, because: str = "") -> None:
    """Let nothing leave any more, at once: of what is under way only the mails whose final dot is due still go."""
    access.require(actor, SEND)
    with transaction.atomic():
        Outbox.objects.update_or_create(
            pk=1,
            defaults={"stopped_at": clock.now(), "stopped_by": str(actor)[:254], "stopped_because": because[:500]},
        )
        audit.write(actor, "outbox.stop", because=because[:500])


def go(actor: access.Actor) -> None:
    """Let mail leave again."""
    access.require(actor, MANAGE)
    with transaction.atomic():
        Outbox.objects.update_or_create(pk=1, defaults={"stopped_at": None, "stopped_by": "", "stopped_because": ""})
        audit.write(actor, "outbox.go")
        wake(clock.now())


def grace(actor: access.Actor, seconds: int) -> None:
    """How long a mail that a person sends waits, so that they can take it back."""
    access.require(actor, MANAGE)
    if not 0 <= seconds <= 3_600:
        raise UserError("Mail waits between 0 and 3,600 seconds.")
    with transaction.atomic():
        Outbox.objects.update_or_create(pk=1, defaults={"grace_seconds": seconds})
        audit.write(actor, "outbox.grace", seconds=seconds)


def settle(actor: access.Actor, sending_id: int, *, arrived: bool, note: str = "") -> Sending:
    """Say what became of an uncertain mail, having looked: it arrived, or it did not. It is not sent again.

    Raises UserError where it is not uncertain.
    """
    access.require(actor, MANAGE)
    seen(actor, sending_id)
    with transaction.atomic():
        row = rows.held([sending_id], (State.UNCERTAIN,)).get(sending_id)
        if row is None:
            raise UserError("Nothing about it is uncertain any more; look at it again.")
        say_settled(
            row, arrived=arrived, words=f"{actor}: {note or ('it arrived' if arrived else 'it did not arrive')}"
        )
        audit.write(actor, "mail.settle", row, arrived=arrived, note=note[:500])
    return row


def say_settled(row: Sending, *, arrived: bool, words: str) -> None:
    """Write that an uncertain mail arrived, or did not; in the transaction at hand."""
    now = clock.now()
    row.state, row.says, row.settled_at = (State.SENT if arrived else State.REFUSED), words[:500], now
    row.course = went_on(row, now, row.state, words)
    rows.write([row], "state", "says", "settled_at", "course")
    if arrived:
        settling.record_sent([row], {})


def let_go_on(actor: access.Actor, account: SendingAccount) -> None:
    """Let an account send again that was paused, or rests."""
    access.require(actor, MANAGE)
    with transaction.atomic():
        SendingAccount.objects.filter(pk=account.pk).update(
            state=SendingAccount.State.ACTIVE, slow_until=None, failures=0, says=""
        )
        audit.write(actor, "sending.go", account, name=account.name)
        wake(clock.now())


def pause(actor: access.Actor, account: SendingAccount) -> None:
    """Let nothing leave by an account."""
    access.require(actor, MANAGE)
    with transaction.atomic():
        SendingAccount.objects.filter(pk=account.pk).update(state=SendingAccount.State.PAUSED)
        audit.write(actor, "sending.pause", account, name=account.name)
