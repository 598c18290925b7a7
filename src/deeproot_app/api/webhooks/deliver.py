"""Telling it: signed, retried for days, slower where the other side is in trouble, never twice under another id.

An attempt is written down after it was answered: killed in between, it is made again, under the same `webhook-id`.
Times here are the machine's: what waits must run out also where the clock is held.
"""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any, Final

from django.db.models import Min

from deeproot_app.api.models import Delivery, Endpoint
from deeproot_app.api.webhooks.shape import said
from deeproot_app.base import clock, jobs, net, sealed

RETRIES: Final = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    *(timedelta(hours=hours) for hours in (2, 5, 10, 14, 20, 24)),
)
"""How long after each failed attempt the next is made (Standard Webhooks 1.0.0, "Deliverability and reliability")."""
FAILS_IN_A_ROW: Final = 5
"""After so many the circuit opens: one attempt at a time, after a rest, until one is taken."""
SHORTEST_REST, LONGEST_REST = timedelta(minutes=1), timedelta(hours=1)
GONE: Final = 410
THROTTLED: Final = (429, 502, 503, 504)
DAYS_IN_VAIN: Final = timedelta(days=5)
"""An endpoint that took nothing for so long, and gave up a message, is switched off."""
SECONDS: Final = 15.0
MOST_ANSWER: Final = 1 << 20
SHOWN: Final = 1_000
"""Characters of an answer that are kept."""
TURN: Final = 20.0
"""Seconds after which a job makes room for others."""


def later(endpoint_id: int) -> None:
    """Have what is due at an endpoint sent in the background, as soon as it is; nothing where nothing waits."""
    endpoint = Endpoint.objects.filter(pk=endpoint_id, state=Endpoint.State.ACTIVE).first()
    waiting = Delivery.objects.filter(endpoint=endpoint_id, state=Delivery.State.WAITING)
    first = waiting.aggregate(at=Min("next_at"))["at"] if endpoint else None
    if endpoint is not None and first is not None:
        at = max(first, endpoint.rests_until or first)
        jobs.enqueue(deliver, key=f"webhook {endpoint_id}", run_at=max(at, clock.machine()), endpoint_id=endpoint_id)


@jobs.task
def deliver(endpoint_id: int) -> int:
    """Send what is due at one endpoint; how many attempts were made. What is left queues itself again."""
    attempts, until = 0, monotonic() + TURN
    while monotonic() < until:
        endpoint = Endpoint.objects.filter(pk=endpoint_id, state=Endpoint.State.ACTIVE).first()
        now = clock.machine()
        if endpoint is None or (endpoint.rests_until is not None and endpoint.rests_until > now):
            break
        due = Delivery.objects.filter(endpoint=endpoint, state=Delivery.State.WAITING, next_at__lte=now)
        delivery = due.select_related("event").order_by("next_at", "id").first()
        if delivery is None:
            break
        attempt(endpoint, delivery)
        attempts += 1
        jobs.progress(attempts, None, f"telling {endpoint.name}")
    later(endpoint_id)
    return attempts


def attempt(endpoint: Endpoint, delivery: Delivery) -> None:
    """Send one, and write down what it was answered."""
    status, says, response, headers = _sent(endpoint, delivery)
    now = clock.machine()
    delivery.attempts += 1
    delivery.tried_at, delivery.status, delivery.says, delivery.response = now, status, says, response
    if status is not None and 200 <= status < 300:
        delivery.state = Delivery.State.DONE
        _took(endpoint, now)
    else:
        _again(delivery, now)
        _failed(endpoint, delivery, status, headers, now)
    delivery.save(update_fields=["attempts", "tried_at", "status", "says", "response", "state", "next_at"])


def _sent(endpoint: Endpoint, delivery: Delivery) -> tuple[int | None, str, str, Mapping[str, str]]:
    """The status (None: no answer), why it failed, how the answer began, its headers."""
    body = document(delivery).encode()
    try:
        answer = net.post(
            endpoint.address,
            body,
            headers=signed(endpoint, delivery.event.uid, body, clock.machine()),
            seconds=SECONDS,
            most=MOST_ANSWER,
        )
    except net.Unreachable as fault:
        return None, f"{fault.message}.", "", {}
    response = answer.body[: SHOWN * 4].decode("utf-8", "replace").replace("\x00", "")[:SHOWN]
    return answer.status, _why(answer.status), response, answer.headers


def _why(status: int) -> str:
    if 200 <= status < 300:
        return ""
    if 300 <= status < 400:
        return f"It answered {status}: redirects are not followed. Give the address that it leads to."
    if status == GONE:
        return "It answered 410: it is gone, and told nothing any more."
    return f"It answered {status}."


def document(delivery: Delivery) -> str:
    """The body of the message: always the same bytes for the same event."""
    event = delivery.event
    told: dict[str, Any] = {"type": event.type, "timestamp": said(event.at.astimezone(UTC)), "data": event.data}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def signed(endpoint: Endpoint, uid: str, body: bytes, at: datetime) -> dict[str, str]:
    """The headers of an attempt: signed by the secret, and for a day after a rotation by the one before too."""
    from standardwebhooks.webhooks import Webhook

    secrets = [sealed.unseal(endpoint.sealed)]
    if endpoint.sealed_before and endpoint.before_until is not None and endpoint.before_until > at:
        secrets.append(sealed.unseal(endpoint.sealed_before))
    signatures = [Webhook(secret).sign(uid, at, body.decode()) for secret in secrets]
    return {
        "content-type": "application/json",
        "user-agent": "Deeproot-Webhooks/1",
        "webhook-id": uid,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


def _again(delivery: Delivery, now: datetime) -> None:
    """When the next attempt is made; given up after the last."""
    if delivery.attempts > len(RETRIES):
        delivery.state = Delivery.State.GIVEN_UP
        return
    wait = RETRIES[delivery.attempts - 1]
    delivery.next_at = now + wait * random.uniform(1, 1.1)  # noqa: S311 - so that not all come in the same moment


def _took(endpoint: Endpoint, now: datetime) -> None:
    Endpoint.objects.filter(pk=endpoint.pk).update(
        failures=0, failing_since=None, rests_until=None, says="", answered_at=now
    )


def _failed(
    endpoint: Endpoint, delivery: Delivery, status: int | None, headers: Mapping[str, str], now: datetime
) -> None:
    """Count it; rest where the other side is in trouble; switch off what is gone, or took nothing for days."""
    since = endpoint.failing_since or now
    fields: dict[str, Any] = {"failures": endpoint.failures + 1, "failing_since": since, "says": delivery.says}
    if status == GONE:
        fields["state"] = Endpoint.State.DISABLED
    elif delivery.state == Delivery.State.GIVEN_UP and since < now - DAYS_IN_VAIN:
        fields["state"] = Endpoint.State.DISABLED
        fields["says"] = f"{delivery.says} It took nothing since {since:%Y-%m-%d}, and is switched off."
    else:
        fields["rests_until"] = _rest(fields["failures"], status, headers, now)
    Endpoint.objects.filter(pk=endpoint.pk).update(**fields)


def _rest(failures: int, status: int | None, headers: Mapping[str, str], now: datetime) -> datetime | None:
    """Until when nothing is sent; None: no rest. The circuit opens after some failures, longer each time."""
    rest = timedelta()
    if status in THROTTLED:
        asked = headers.get("retry-after", "")
        seconds = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 0
        rest = timedelta(seconds=seconds) or SHORTEST_REST
    if failures >= FAILS_IN_A_ROW:
        rest = max(rest, SHORTEST_REST * 2 ** min(failures - FAILS_IN_A_ROW, 10))
    return now + min(rest, LONGEST_REST) if rest else None
