"""Whom we tell: endpoints added, changed, paused, their secrets rotated, what was not taken sent again."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from datetime import timedelta
from secrets import token_bytes, token_hex
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from deeproot_app.api.models import Delivery, Endpoint, Event
from deeproot_app.api.webhooks import types
from deeproot_app.api.webhooks.notice import begin
from deeproot_app.base import access, audit, clock, sealed
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import User
from deeproot_app.base.same_moment import one_alone

ACT: Final = "webhooks.manage"
OVERLAP: Final = timedelta(hours=24)
"""How long the secret before a rotation still signs too."""
State = Endpoint.State


def add(
    actor: access.Actor, name: str, address: str, patterns: Iterable[str], *, old_too: bool = False
) -> tuple[Endpoint, str]:
    """An endpoint, and its signing secret, shown this once. It is told of what happens from now on.

    Raises UserError for a name that is taken, an address that may not be called, or events that there are not.
    """
    access.require(actor, ACT)
    secret, now = fresh_secret(), clock.now()
    with one_alone(f"There is an endpoint {name.strip()!r} already; choose another name."):
        _refuse_name(name)
        endpoint = Endpoint.objects.create(
            name=name.strip()[:100],
            address=checked_address(address),
            types=types.checked(patterns),
            old_too=old_too,
            sealed=sealed.seal(secret),
            made_at=now,
            made_by=actor if isinstance(actor, User) else None,
        )
        begin(now)
        audit.write(actor, "webhook.add", endpoint, name=endpoint.name, types=endpoint.types, host=host_of(address))
    return endpoint, secret


def change(actor: access.Actor, endpoint: Endpoint, address: str, patterns: Iterable[str], *, old_too: bool) -> None:
    """Another address, or other events."""
    access.require(actor, ACT)
    with transaction.atomic():
        endpoint.address, endpoint.types, endpoint.old_too = checked_address(address), types.checked(patterns), old_too
        endpoint.save(update_fields=["address", "types", "old_too"])
        audit.write(actor, "webhook.change", endpoint, types=endpoint.types, host=host_of(address))


def pause(actor: access.Actor, endpoint: Endpoint) -> None:
    """Send nothing for now; what happens meanwhile waits."""
    _set(actor, endpoint, "webhook.pause", state=State.PAUSED)


def resume(actor: access.Actor, endpoint: Endpoint) -> None:
    """Send again, what waited first."""
    _set(
        actor, endpoint, "webhook.resume", state=State.ACTIVE, says="", failures=0, failing_since=None, rests_until=None
    )
    _go_on(endpoint)


def remove(actor: access.Actor, endpoint: Endpoint) -> None:
    """Tell it nothing any more; its deliveries go with it."""
    access.require(actor, ACT)
    with transaction.atomic():
        audit.write(actor, "webhook.remove", endpoint, name=endpoint.name)
        endpoint.delete()


def rotate(actor: access.Actor, endpoint: Endpoint) -> str:
    """A new signing secret, shown this once; for a day both sign, so that a receiver can change without a gap."""
    access.require(actor, ACT)
    secret = fresh_secret()
    with transaction.atomic():
        endpoint.sealed_before, endpoint.before_until = endpoint.sealed, clock.machine() + OVERLAP
        endpoint.sealed = sealed.seal(secret)
        endpoint.save(update_fields=["sealed", "sealed_before", "before_until"])
        audit.write(actor, "webhook.rotate", endpoint)
    return secret


def send_test(actor: access.Actor, endpoint: Endpoint) -> Delivery:
    """Send it a message that says nothing of anybody."""
    access.require(actor, ACT)
    now, uid = clock.now(), f"msg_{token_hex(16)}"
    with transaction.atomic():
        event = Event.objects.create(
            uid=uid, key=f"test:{uid}", type=types.TEST, at=now, made_at=now, data={"endpoint": endpoint.name}
        )
        delivery = Delivery.objects.create(endpoint=endpoint, event=event, next_at=clock.machine())
        audit.write(actor, "webhook.test", endpoint)
        _go_on(endpoint)
    return delivery


def replay(actor: access.Actor, delivery: Delivery) -> None:
    """Send it once more, with all its attempts, under the same id: a receiver that has it knows it again."""
    access.require(actor, ACT)
    with transaction.atomic():
        Delivery.objects.filter(pk=delivery.pk).update(
            state=Delivery.State.WAITING, attempts=0, next_at=clock.machine(), says=""
        )
        audit.write(actor, "webhook.replay", delivery.endpoint, event=delivery.event.uid)
        _go_on(delivery.endpoint)


def _go_on(endpoint: Endpoint) -> None:
    from deeproot_app.api.webhooks.deliver import later

    later(endpoint.pk)


def _set(actor: access.Actor, endpoint: Endpoint, act: str, **fields: object) -> None:
    access.require(actor, ACT)
    with transaction.atomic():
        for name, value in fields.items():
            setattr(endpoint, name, value)
        endpoint.save(update_fields=list(fields))
        audit.write(actor, act, endpoint)


def fresh_secret() -> str:
    """32 random bytes, as Standard Webhooks writes secrets."""
    return f"whsec_{b64encode(token_bytes(32)).decode()}"


def checked_address(address: str) -> str:
    """The address, of a form that may be called; whether it leads somewhere safe is looked at whenever it is called."""
    address = address.strip()
    try:
        parts = urlsplit(address)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        raise UserError(f"{address[:200]!r} is no address.") from None
    named = not {parts.hostname or "", f"{parts.hostname}:{port}"}.isdisjoint(settings.INNER_HOSTS)
    if not parts.hostname or parts.scheme not in ("http", "https") or parts.username or len(address) > 2_000:
        raise UserError("Give the address that is to be told, such as https://example.org/hooks/deeproot.")
    if parts.scheme == "http" and not named:
        raise UserError("Give an address that begins with https://: what we tell must not travel in the clear.")
    return address


def host_of(address: str) -> str:
    """Where an address leads: its path may be secret."""
    return urlsplit(address).hostname or ""


def _refuse_name(name: str) -> None:
    if not name.strip():
        raise UserError("Give the endpoint a name.")
    if Endpoint.objects.filter(name=name.strip()[:100]).exists():
        raise UserError(f"There is an endpoint {name.strip()!r} already; choose another name.")
