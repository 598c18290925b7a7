"""Handing customers over by the API: as the page does, with the rights of whose token it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deeproot_app.act.models import Note, OwnerChange
from deeproot_app.act.owners import change
from deeproot_app.api.tests.conftest import Program
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.models import Organisation, User
from deeproot_app.conftest import SmallRecord
from deeproot_app.record import changes
from deeproot_app.record.models import Customer, Promise
from deeproot_app.record.success import steps

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]
BOTH = ["handovers:read", "handovers:write"]


def owner(pk: str = "c-birch") -> str | None:
    return Customer.objects.get(pk=pk).owner_id


def given(to: str = "m-ben", **more: Any) -> dict[str, Any]:
    return {"customers": [{"customer_id": "c-birch"} | more], "to": to}


def test_a_customer_is_handed_over_with_a_draft_and_taken_back(
    small_record: SmallRecord, member: User, program: Programs
) -> None:
    asks = program(member, BOTH)
    draft = asks.get("customers/c-birch/handover").json()
    assert draft["customer_id"] == "c-birch" and "Promises that are open" in draft["draft"]
    assert not OwnerChange.objects.exists(), "looking writes nothing"
    answer = asks.post("handovers", given(), key="once")
    told = answer.json()
    assert (answer.status_code, told["state"], told["customers"], owner()) == (201, "done", 1, "m-ben")
    (one,) = told["of"]
    assert (one["before"], one["words"], one["promises"], one["not_done"]) == ("m-ada", draft["draft"], 1, None)
    assert Promise.objects.get(pk="pr-1").member_id == "m-ben"
    assert asks.post("handovers", given(), key="once").json() == told, "sent twice, it is done once"
    assert [row["handover_id"] for row in asks.get("handovers").json()["data"]] == [told["handover_id"]]
    assert asks.get(f"handovers/{told['handover_id']}").json() == told
    back = asks.post(f"handovers/{told['handover_id']}/undo").json()
    assert (back["state"], owner(), Promise.objects.get(pk="pr-1").member_id) == ("taken_back", "m-ada", "m-ada")
    assert asks.post(f"handovers/{told['handover_id']}/undo").status_code == 409


def test_own_words_stand_as_they_are_and_a_day_to_come_waits(
    small_record: SmallRecord, manager: User, program: Programs
) -> None:
    asks = program(manager)
    told = asks.post("handovers", given(words="Ask for Pat.") | {"from_at": "2026-07-15T00:00:00Z"}).json()
    assert (told["state"], told["of"][0]["words"], owner()) == ("to_come", "Ask for Pat.", "m-ada")
    told = asks.post("handovers", given(words="") | {"moves_along": False}).json()
    assert (told["of"][0]["words"], told["of"][0]["promises"], Note.objects.exists()) == ("", 0, False)


def test_a_step_that_moves_along_is_told_as_changed(
    small_record: SmallRecord, manager: User, program: Programs
) -> None:
    steps.add(COMMAND_LINE, "c-birch", steps.Said("Ask them", member_id="m-ada", shared=False))
    asks, upto = program(manager), changes.last()
    made = asks.post("handovers", given()).json()
    told = asks.get("success/steps", updated_since=upto).json()
    assert [row["member_id"] for row in told["data"]] == ["m-ben"]
    asks.post(f"handovers/{made['handover_id']}/undo")
    later = asks.get("success/steps", updated_since=told["upto"]).json()["data"]
    assert [row["member_id"] for row in later] == ["m-ada"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (given("m-nobody"), 409),
        (given("m-ada"), 409),
        ({"customers": [{"customer_id": "c-nobody"}], "to": "m-ben"}, 404),
        ({"customers": [{"customer_id": "c-birch"}, {"customer_id": "c-nobody"}], "to": "m-ben"}, 404),
        ({"customers": [], "to": "m-ben"}, 422),
        ({"customers": [{"customer_id": f"c{n}"} for n in range(51)], "to": "m-ben"}, 422),
        ({"customers": [{"customer_id": "c-birch"}], "to": "m-ben", "quietly": True}, 422),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    small_record: SmallRecord, member: User, program: Programs, body: dict[str, Any], status: int
) -> None:
    assert program(member).post("handovers", body).status_code == status
    assert owner() == "m-ada" and not OwnerChange.objects.exists()


def test_scopes_and_rights_are_asked_first(
    small_record: SmallRecord, viewer: User, member: User, program: Programs
) -> None:
    made = change.hand_over(COMMAND_LINE, {"c-dune": ""}, "m-ben")
    assert program(viewer).post("handovers", given()).status_code == 403
    assert program(viewer).post(f"handovers/{made.pk}/undo").status_code == 403
    assert program(member).post(f"handovers/{made.pk}/undo").status_code == 403, "another's decision"
    cedar = {"customers": [{"customer_id": "c-cedar"}], "to": "m-ada"}
    assert program(member).post("handovers", cedar).status_code == 403, "another's customer"
    reads, writes = program(member, ["handovers:read"]), program(member, ["handovers:write"])
    assert reads.post("handovers", given()).status_code == 403
    for address in ("handovers", f"handovers/{made.pk}", "customers/c-birch/handover"):
        assert writes.get(address).status_code == 403
        assert program(member, ["briefs:read"]).get(address).status_code == 403
    assert owner() == "m-ada"


def test_a_strangers_handover_is_not_there(
    small_record: SmallRecord, manager: User, stranger: User, program: Programs
) -> None:
    foreign = change.hand_over(manager, {"c-birch": "Secret words", "c-dune": ""}, "m-ben").pk
    own = change.hand_over(manager, {"c-dune": "For Cleo"}, "m-cleo").pk
    Organisation(pk=1, members_see="own").save()
    asks = program(stranger)
    assert [row["handover_id"] for row in asks.get("handovers").json()["data"]] == [own]
    assert asks.get(f"handovers/{own}").json()["of"][0]["words"] == "For Cleo"
    assert asks.get("handovers", customer_id="c-birch").json()["data"] == []
    for one in (asks.get(f"handovers/{foreign}"), asks.get(f"handovers/{2**70}"), asks.get("handovers/999999"),
                asks.get("customers/c-birch/handover"), asks.post(f"handovers/{foreign}/undo"),
                asks.post("handovers", given())):  # fmt: skip
        assert one.status_code == 404 and "Secret" not in one.content.decode()


def test_a_list_of_one_customer_and_many_handovers_cost_as_many_queries_as_few(
    small_record: SmallRecord, manager: User, program: Programs
) -> None:
    asks = program(manager)
    first = change.hand_over(COMMAND_LINE, {"c-birch": ""}, "m-ben").pk
    change.hand_over(COMMAND_LINE, {"c-dune": ""}, "m-ben")
    assert [row["handover_id"] for row in asks.get("handovers", customer_id="c-birch").json()["data"]] == [first]

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            asks.get("handovers")
        return len(seen)

    few = queries()
    for turn in range(8):
        change.hand_over(COMMAND_LINE, {"c-birch": "", "c-dune": ""}, "m-ada" if turn % 2 else "m-cleo")
    assert queries() == few
    assert len(asks.get("handovers", limit=3).json()["data"]) == 3
