"""Maps, walks, personas and habits by the API: read with the rights of whose token it is, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from deeproot_app.act.habits import choosing
from deeproot_app.act.models import ChosenHabit
from deeproot_app.api.tests.conftest import Program
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.models import Organisation, User
from deeproot_app.conftest import AS_OF, SmallRecord
from deeproot_app.understand.journey import change
from deeproot_app.understand.journey.models import JourneyMap
from deeproot_app.understand.journey.tests.made import NODE, a_map, a_walk
from deeproot_app.understand.personas.tests.made import personas

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]


def test_maps_are_told_as_they_stand_with_what_was_measured_and_the_walks(
    small_record: SmallRecord, viewer: User, program: Programs
) -> None:
    of = a_map()
    a_walk(of)
    JourneyMap.objects.create(name="Not drawn yet", persona="Baker", made_at=AS_OF, actor="Ada")
    change.remove(COMMAND_LINE, JourneyMap.objects.create(name="Gone", made_at=AS_OF, actor="Ada"))
    asks = program(viewer, ["journeys:read"])
    first, second = asks.get("journeys").json()["data"]
    assert (first["name"], first["persona"], first["version"]) == ("The journey", None, 2)
    assert (second["persona"], second["version"], second["measured_at"]) == ("Baker", None, None)
    assert [row["map_id"] for row in asks.get("journeys", limit=1).json()["data"]] == [of.pk]
    told = asks.get(f"journeys/{of.pk}").json()
    latest = change.latest(of)
    assert latest is not None and told["measured"] == latest.drawing.document
    assert told["stages"] == latest.board["stages"]
    assert NODE in [one["node"] for stage in told["stages"] for one in stage["touchpoints"]]
    assert asks.get(f"journeys/{second['map_id']}").json()["measured"] is None
    assert [row["says"] for row in asks.get(f"journeys/{of.pk}/versions").json()["data"]][-1] == "said"
    (walk,) = asks.get(f"journeys/{of.pk}/walks").json()["data"]
    (note,) = walk["notes"]
    assert (note["place"], note["saw"], note["felt"], note["pictures"]) == (1, "A form with nine fields.", -1, 1)
    assert note["step"] and walk["ideas"][0]["text"] == "Ask for three fields only."
    for address in ("journeys/999999", f"journeys/{of.pk + 2}", f"journeys/{2**63}", "journeys/999999/walks"):
        assert asks.get(address).status_code == 404
    assert program(viewer, ["mirror:read"]).get("journeys").status_code == 403


def test_personas_are_told_with_those_customers_that_one_sees(
    small_record: SmallRecord, member: User, program: Programs
) -> None:
    personas()
    asks = program(member, ["journeys:read"])
    Organisation(pk=1, members_see="own").save()
    told = asks.get("personas").json()
    (one,) = told["data"]
    assert (one["name"], one["customers"], one["cadence_days"], one["channels"]) == ("Shopkeeper", 1, 30, ["call"])
    assert one["moved"][0]["trait"] == "asks" and told["without"] == 1
    assert asks.get("personas/Shopkeeper/customers").json()["data"] == [
        {"customer_id": "c-birch", "name": "Birch Bakery"}
    ]
    assert asks.get("personas/Nobody/customers").status_code == 404
    found = asks.get("persona-suggestions").json()
    assert found["says"] == "1 persona." and "c-birch" not in str(found)
    rows = asks.get("persona-suggestions/customers").json()["data"]
    assert [row["customer_id"] for row in rows] == ["c-birch", "c-cedar"]
    assert (rows[0]["place"], rows[0]["fits_better"], rows[0]["times"]) == (0, "Baker", 2.5)
    assert program(member, ["record:read"]).get("personas").status_code == 403


def test_nothing_suggested_yet_is_no_error(viewer: User, program: Programs) -> None:
    asks = program(viewer)
    assert asks.get("persona-suggestions").json() == {"as_of": None, "code": None, "says": None, "suggestion": {}}
    assert asks.get("persona-suggestions/customers").json()["data"] == []


def test_habits_are_told_of_oneself_and_of_teams_and_of_nobody_else(
    small_record: SmallRecord, member: User, manager: User, program: Programs
) -> None:
    mine = choosing.choose(member, "call_one_silent", user=member, begins=date(2026, 6, 1))
    period = {"begins": "2026-06-29", "state": "kept", "by": [], "evidence": ["mail:c-birch-5", "mail:c-dune-1"]}
    ChosenHabit.objects.filter(pk=mine.pk).update(course={"kept": 3, "n": 4, "streak": 2, "periods": [period]})
    stopped = choosing.choose(member, "probe_all_great", user=member, begins=date(2026, 6, 1))
    choosing.stop(member, stopped.pk)
    Organisation(pk=1, members_see="own").save()
    (row,) = program(member, ["habits:read"]).get("habits").json()["data"]
    assert (row["habit"], row["team"], row["adherence"], row["streak"]) == ("call_one_silent", None, 0.75, 2)
    assert row["lately"] == [period | {"evidence": ["mail:c-birch-5"]}]
    both = program(member).get("habits", stopped="true").json()["data"]
    assert [one["chosen_id"] for one in both] == [mine.pk, stopped.pk] and both[1]["ends"]
    assert program(manager).get("habits").json()["data"] == []
    assert program(member, ["journeys:read"]).get("habits").status_code == 403
