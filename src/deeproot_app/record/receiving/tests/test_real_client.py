"""The library `segment-analytics-python`, unmodified, talks to a server of ours over a real socket."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from segment.analytics.client import Client as Analytics

from deeproot_app.record.arrivals.reading import take_in
from deeproot_app.record.models import Arrival, Connection, Contact, Customer, Identity, Interaction
from deeproot_app.record.receiving import known
from deeproot_app.record.receiving.tests.conftest import WRITE_KEY, connect

DEVICE = "6a2f0000-0000-4000-8000-000000000001"


@pytest.fixture
def faults() -> list[Any]:
    return []


@pytest.fixture
def product_live(transactional_db: None) -> Connection:
    return connect("segment", write_key=WRITE_KEY)


@pytest.fixture(params=[False, True], ids=["plain", "gzip"])
def analytics(
    request: pytest.FixtureRequest, live_server: Any, product_live: Connection, faults: list[Any]
) -> Iterator[Analytics]:
    client = Analytics(
        WRITE_KEY,
        host=live_server.url,
        gzip=request.param,
        max_retries=2,
        upload_interval=0.05,
        on_error=lambda fault, items: faults.append((fault, items)),
    )
    yield client
    client.shutdown()


def test_everything_the_library_can_say_arrives_in_the_record(
    analytics: Analytics, product_live: Connection, faults: list[Any]
) -> None:
    analytics.page(anonymous_id=DEVICE, name="Pricing")
    analytics.identify("u1", {"name": "Pat Birch", "email": "Pat@Birch.example"}, anonymous_id=DEVICE)
    analytics.group("u1", "g1", {"name": "Birch Bakery"})
    analytics.track("u1", "Report Exported", {"rows": 12}, timestamp=datetime(2026, 3, 1, 10, tzinfo=UTC))
    analytics.screen("u1", name="Invoices")
    analytics.alias("u1-before", "u1")
    for number in range(250):
        analytics.track("u1", "Step Done", {"number": number})
    analytics.flush()
    analytics.shutdown()
    assert faults == []
    assert Arrival.objects.count() >= 3  # the library sends a hundred at a time
    take_in(product_live.pk)
    assert Customer.objects.get().name == "Birch Bakery"
    assert Contact.objects.get().email == "pat@birch.example"
    assert set(Identity.objects.values_list("value", flat=True)) == {f"anonymous:{DEVICE}", "anonymous:u1-before"}
    subjects = list(Interaction.objects.order_by("happened_at").values_list("text__subject", flat=True))
    assert subjects[0] == "Report Exported"
    assert sorted(set(subjects)) == ["Page: Pricing", "Report Exported", "Screen: Invoices", "Step Done"]
    assert len(subjects) == 253
    exported = Interaction.objects.get(text__subject="Report Exported")
    assert exported.happened_at == datetime(2026, 3, 1, 10, tzinfo=UTC)
    assert set(Interaction.objects.values_list("customer_id", flat=True)) == {"g1"}


def test_the_library_is_told_that_its_key_is_wrong(
    live_server: Any, product_live: Connection, faults: list[Any]
) -> None:
    client = Analytics("wk_wrong", host=live_server.url, on_error=lambda fault, items: faults.append(fault))
    client.track("u1", "Bought")
    client.flush()
    client.shutdown()
    assert [getattr(fault, "status", None) for fault in faults] == [401]
    assert not Arrival.objects.exists()


def test_while_a_connection_is_paused_the_library_waits_and_loses_nothing(
    live_server: Any, product_live: Connection, faults: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(known, "MOMENT", 0.0)
    monkeypatch.setattr("deeproot_app.record.views.receive.PAUSED", 1)
    Connection.objects.update(state=Connection.State.PAUSED)
    client = Analytics(WRITE_KEY, host=live_server.url, on_error=lambda fault, items: faults.append(fault))
    client.track("u1", "Bought", message_id="m-1")
    client.track("u1", "Paid", message_id="m-2")
    time.sleep(1.5)
    assert not Arrival.objects.exists()
    Connection.objects.update(state=Connection.State.ACTIVE)
    client.flush()
    client.shutdown()
    assert faults == []
    assert Arrival.objects.count() >= 1
