"""Both readings of health by the API: the same verbs as on the pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from deeproot_app.api.tests.conftest import Program
from deeproot_app.base.models import User
from deeproot_app.conftest import SmallRecord
from deeproot_app.understand.health.models import HealthReading, OwnReading

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]


def test_both_readings_are_told_said_and_taken_back(
    understood: SmallRecord, member: User, program: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    asks = program(member)
    said = asks.post("health/own", {"customer_id": "c-birch", "reading": "bad", "reason": "They told me."})
    assert (said.status_code, said.json()["by"]) == (201, member.email)
    row = asks.get("health", customer_id="c-birch").json()["data"][0]
    stored = HealthReading.objects.get(pk="c-birch")
    assert (row["computed"]["reading"], row["own"]["reading"]) == (stored.reading, "bad")
    assert len(row["computed"]["parts"]) == 8
    HealthReading.objects.filter(pk="c-birch").update(reading="good")
    assert [one["customer_id"] for one in asks.get("health", apart="true").json()["data"]] == ["c-birch"]
    back = asks.post(f"health/own/{said.json()['id']}/taken-back", {})
    assert back.status_code == 200 and back.json()["taken_back_at"]
    assert asks.get("health", apart="true").json()["data"] == []
    assert [one["reading"] for one in asks.get("health/own").json()["data"]] == ["bad"]
    assert asks.post("health/own", {"customer_id": "c-birch", "reading": "fine", "reason": "x"}).status_code == 422


def test_a_token_that_may_only_read_says_nothing(small_record: SmallRecord, member: User, program: Programs) -> None:
    sent = {"customer_id": "c-birch", "reading": "bad", "reason": "x"}
    assert program(member, ["health:read"]).post("health/own", sent).status_code == 403
    assert not OwnReading.objects.exists()
