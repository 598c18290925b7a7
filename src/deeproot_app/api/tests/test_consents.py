"""Consents by the API: read with their proof; tightened, never loosened."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from deeproot_app.api.tests.conftest import Program
from deeproot_app.base.models import User
from deeproot_app.conftest import SmallRecord
from deeproot_app.record.models import Consent

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]


def test_an_objection_is_recorded_by_a_program_and_read_again(
    small_record: SmallRecord, member: User, program: Programs
) -> None:
    asks = program(member)
    answer = asks.post("consents/objections", {"address": "pat@birch.example", "channel": "email", "proof": "ticket 7"})
    assert answer.status_code == 201, answer.content
    row = Consent.objects.get()
    assert (row.how, row.by, row.state, row.contact_id) == ("api", member.email, "objected", "p-birch")
    told = asks.get("consents?customer_id=c-birch").json()
    assert [one["proof"] for one in told["data"]] == ["ticket 7"]


def test_no_road_of_the_api_loosens(small_record: SmallRecord, member: User, program: Programs) -> None:
    asks = program(member)
    for path in ("consents", "consents/consents", "consents/objections/undo"):
        assert asks.post(path, {"contact_id": "p-birch", "state": "consented"}).status_code in {404, 405}
    assert asks.post("consents/objections", {"contact_id": "p-birch", "state": "consented"}).status_code == 422
    assert asks.post("consents/objections", {}).status_code == 409
    assert asks.post("consents/objections", {"contact_id": "p-nobody"}).status_code == 404
    assert not Consent.objects.exists()
