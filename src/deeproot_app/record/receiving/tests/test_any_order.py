"""Of every channel that is sent JSON: any permutation and repetition of the same events ends in the same record."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Any, Final

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from deeproot_app import channels
from deeproot_app.channels.tests.fixtures import HERE
from deeproot_app.record.arrivals.keep import keep
from deeproot_app.record.arrivals.reading import take_in
from deeproot_app.record.arrivals.tests.cast import connected, record
from deeproot_app.record.models import Arrival

MAPPING: Final = {
    "tables": [
        {
            "table": "customers",
            "when": {"type": ["contact.created"]},
            "columns": {"customer_id": "data.id", "name": "data.firstName", "kind": {"is": "person"}},
        }
    ]
}
SETTINGS: Final[Mapping[str, dict[str, str]]] = {
    "chatwoot": {"strangers": "customers"},
    "intercom": {"strangers": "customers"},
    "webhook": {"mapping": json.dumps(MAPPING)},
}
VARIED: Final[Mapping[str, Mapping[str, list[Any]]]] = {
    "stripe": {
        "created": [1680000000, 1680000000, 1690000000],
        "data.object.name": ["Jenny Rosen", "Jenny Rose", None],
        "data.object.status": ["active", "canceled", "paid", "open"],
        "data.object.canceled_at": [None, 1681000000],
        "data.object.amount_paid": [259900, 100],
        "type": ["customer.updated", "customer.subscription.created", "customer.subscription.updated", "invoice.paid"],
    },
    "zendesk": {
        "time": ["2025-01-08T10:00:00Z", "2025-01-09T10:00:00Z", "2025-01-09T10:00:00Z"],
        "detail.status": ["OPEN", "SOLVED"],
        "detail.priority": ["LOW", "HIGH", None],
        "detail.organization_id": ["8447346622462", "0"],
        "event.comment.body": ["It works.", "It does not."],
    },
    "intercom": {
        "data.item.source.body": ["<p>Hello?</p>", "<p>Anybody?</p>"],
        "data.item.conversation_parts.conversation_parts.0.body": ["<p>Yes.</p>", "<p>No.</p>", ""],
        "data.item.conversation_parts.conversation_parts.0.updated_at": [1718000600, 1718000900],
        "data.item.source.author.name": ["Pat Birch", "Pat"],
    },
    "chatwoot": {
        "event": ["message_created", "message_updated"],
        "content": ["When?", "When, please?", ""],
        "conversation.meta.sender.name": ["Pat Birch", "Pat"],
    },
    "hubspot": {
        "0.occurredAt": [1718200000000, 1718200000000, 1718300000000],
        "0.propertyValue": ["Birch Bakery", "Birch", "7"],
        "1.occurredAt": [1718100000000, 1718400000000],
        "1.propertyValue": ["EUR", "kim@birch.example", ""],
    },
    "shopify": {
        "updated_at": ["2022-01-01T00:00:00Z", "2022-01-05T00:00:00Z"],
        "current_total_price": ["398.00", "99.00", "0.00"],
        "financial_status": ["paid", "pending", "refunded"],
        "first_name": ["Bob", "Robert"],
        "customer.first_name": ["John", "Jon"],
    },
    "webhook": {
        "timestamp": ["2022-11-03T20:26:10Z", "2022-11-04T20:26:10Z"],
        "data.firstName": ["John", "Jon", ""],
    },
}
"""What of each channel's fixtures is varied."""
EXAMPLES: Final = int(os.environ.get("EXAMPLES", "6"))
"""Of each channel. `EXAMPLES=500 ./run test ... -k any_order` tries more."""
AT: Final = {"received-at": "2026-06-01T12:00:00Z"}


def put(thing: Any, path: str, value: Any) -> None:
    """Set what lies at a path, as far as it is there."""
    *way, last = path.split(".")
    for step in way:
        thing = thing[int(step)] if isinstance(thing, list) and int(step) < len(thing) else _of(thing, step)
    if isinstance(thing, dict) and last in thing:
        thing[last] = value


def _of(thing: Any, step: str) -> Any:
    return thing.get(step) if isinstance(thing, dict) else None


@st.composite
def varied(draw: st.DrawFn, channel: str) -> list[bytes]:
    """Some events of a channel: its fixtures with other moments and values, each with an id of its own."""
    paths = sorted((HERE / channel / "fixtures").glob("*.json"))
    events = []
    for number in range(draw(st.integers(1, 7))):
        event = json.loads(draw(st.sampled_from(paths)).read_bytes())
        for path, values in VARIED[channel].items():
            if draw(st.booleans()):
                put(event, path, draw(st.sampled_from(values)))
        if channel in ("stripe", "zendesk", "intercom"):
            event["id"] = f"event-{number}"
        events.append(json.dumps(event).encode())
    return events


@st.composite
def tracked(draw: st.DrawFn) -> list[bytes]:
    """Calls of tracking: two people and two devices, who turn out to be whom; people who move between organisations."""
    calls = []
    for number in range(draw(st.integers(1, 8))):
        call: dict[str, Any] = {
            "type": draw(st.sampled_from(["track", "page", "identify", "group", "alias"])),
            "messageId": f"m{number}",
            "timestamp": f"2026-06-01T10:0{draw(st.integers(0, 5))}:00Z",
            "event": "Bought",
            "previousId": draw(st.sampled_from(["d1", "d2"])),
            "traits": draw(st.sampled_from([{}, {"name": "Pat"}, {"name": "Kim", "email": "kim@x.example"}])),
        }
        if draw(st.booleans()) or call["type"] in ("alias", "group"):
            call["userId"] = draw(st.sampled_from(["u1", "u2"]))
        if "userId" not in call or draw(st.booleans()):
            call["anonymousId"] = draw(st.sampled_from(["d1", "d2"]))
        if call["type"] == "group" or draw(st.integers(0, 4)) == 0:
            call["groupId"] = draw(st.sampled_from(["g1", "g2"]))
        calls.append(json.dumps(call).encode())
    return calls


def ends_in(
    channel: str, deliveries: list[tuple[str, bytes]], together: int, more: Mapping[str, str]
) -> dict[str, Any]:
    """The record after these deliveries, read so many at a time; taken back afterwards."""
    with transaction.atomic():
        source = connected("source", channel, settings=dict(more))
        for place in range(0, len(deliveries), together):
            keep(source, [(key, AT, raw) for key, raw in deliveries[place : place + together]])
            take_in(source.pk)
        take_in(source.pk)
        assert not Arrival.objects.filter(state=Arrival.State.WAITING).exists()
        found = record()
        transaction.set_rollback(True)
    return found


CHANNELS: Final[list[tuple[str, dict[str, str]]]] = [
    *((name, SETTINGS.get(name, {})) for name in VARIED),
    ("segment", {"customer": "group"}),
    ("segment", {"customer": "user"}),
]


def test_every_channel_that_is_called_is_tried() -> None:
    called = {name for name in channels.names() if channels.can(name, "ADDRESS") and channels.can(name, "told")}
    assert called <= {name for name, _ in CHANNELS}


@pytest.mark.django_db
@pytest.mark.parametrize(("channel", "more"), CHANNELS)
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
    phases=[Phase.generate],
)
@given(data=st.data())
def test_any_order_and_repetition_ends_in_the_same_record(
    channel: str, more: dict[str, str], data: st.DataObject
) -> None:
    events = data.draw(tracked() if channel == "segment" else varied(channel))
    deliveries = [(f"d{place}", raw) for place, raw in enumerate(events)]
    again = data.draw(st.lists(st.sampled_from(deliveries), max_size=4))
    again = [(data.draw(st.sampled_from([key, f"{key} again"])), raw) for key, raw in again]
    shuffled = data.draw(st.permutations([*deliveries, *again]))
    together = data.draw(st.integers(1, 4))
    assert ends_in(channel, deliveries, len(deliveries), more) == ends_in(channel, shuffled, together, more)
