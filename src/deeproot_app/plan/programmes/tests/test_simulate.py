"""Tests of a simulation: what a programme would have done, on the past as it was then."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from deeproot_app.base import jobs
from deeproot_app.base.errors import NotAllowed, UserError
from deeproot_app.base.models import User
from deeproot_app.conftest import SmallRecord
from deeproot_app.plan.models import ProgrammeVersion, Simulation
from deeproot_app.plan.programmes import define
from deeproot_app.plan.programmes.simulate import ask, played
from deeproot_app.record.models import Assignment, Case, Interaction

pytestmark = pytest.mark.django_db
Told = Callable[..., ProgrammeVersion]


@pytest.fixture
def told(manager: User) -> Told:
    """A version of a programme for everybody of whom the owner is known."""

    def version(steps: list[dict[str, Any]], **more: Any) -> ProgrammeVersion:
        audience = {"of": "owner", "is": ["m-ada", "m-ben", "m-cleo"]}
        definition = {"audience": audience, "holdout": {"share": 0}, "steps": steps, **more}
        return define.latest(define.make(manager, "Check in", "", definition))

    return version


CALL = {"id": "ring", "do": "call", "because": "Ask how it goes"}


def test_each_would_have_been_reached_once_and_the_gate_says_who_not(small_record: SmallRecord, told: Told) -> None:
    at = small_record.as_of
    Case.objects.create(case_id="open", customer=small_record.dune, opened_at=at - timedelta(days=5), owner_id="m-ben")
    before = Interaction.objects.count(), Assignment.objects.count()
    found = played(told([CALL]), at - timedelta(days=3), at)
    assert len(found["looks"]) == 3
    assert (found["treated"], found["holdout"], found["left"]) == (3, 0, {"finished": 3})
    assert found["refused"]["open_case"] == 1
    assert found["reached"] + found["refusals"] == 3
    dune = next(one for one in found["customers"] if one["customer_id"] == "c-dune")
    assert ["open_case" in touch["refused"] for touch in dune["touches"]] == [True]
    assert (Interaction.objects.count(), Assignment.objects.count()) == before, "nothing was done"


def test_waits_are_waited_for(small_record: SmallRecord, told: Told) -> None:
    at = small_record.as_of
    thank = {"id": "thank", "do": "task", "text": "Thank them"}
    version = told([CALL, {"id": "pause", "do": "wait", "days": 4}, thank])
    found = played(version, at - timedelta(days=3), at)
    assert (found["touches"].get("task"), found["still_in"]) == (None, 3)
    found = played(version, at - timedelta(days=10), at)
    assert (found["touches"]["task"], found["still_in"]) == (3, 0)


def test_those_held_out_are_not_reached(small_record: SmallRecord, told: Told) -> None:
    found = played(told([CALL], holdout={"share": 0.5}), small_record.as_of - timedelta(days=1), small_record.as_of)
    assert found["treated"] + found["holdout"] == 3
    assert len(found["customers"]) == found["treated"] in (1, 2)


def test_it_is_played_in_the_background_and_kept(small_record: SmallRecord, told: Told, manager: User) -> None:
    asked = ask(manager, told([CALL]), days=30)
    jobs.run_waiting()
    done = Simulation.objects.get(pk=asked.pk)
    assert done.state == Simulation.State.DONE
    assert done.found["treated"] == 3


def test_only_a_length_that_is_one_is_asked_for_by_who_may(told: Told, manager: User, member: User) -> None:
    with pytest.raises(UserError, match="goes back 1 to 366 days, not 0"):
        ask(manager, told([CALL]), days=0)
    with pytest.raises(NotAllowed):
        ask(member, define.latest(ProgrammeVersion.objects.get().programme))
