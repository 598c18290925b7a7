"""Tests of entering: once, with the arm stored first, and only while the programme runs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from deeproot_app.act.models import Enrolment
from deeproot_app.act.programmes.entering import enter
from deeproot_app.base.models import User
from deeproot_app.conftest import SmallRecord
from deeproot_app.plan.models import Programme
from deeproot_app.plan.programmes import define
from deeproot_app.record.models import Assignment, Customer, RecordSequence

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("customers_alone")]
EVERYBODY: dict[str, Any] = {
    "audience": {"of": "owner", "is": ["m-ada", "m-ben", "m-cleo"]},
    "holdout": {"share": 0.5},
    "steps": [{"id": "thank", "do": "task", "text": "Thank them"}],
}


@pytest.fixture
def running(understood: SmallRecord, manager: User) -> Programme:
    return define.start(manager, define.make(manager, "Thanks", "", EVERYBODY).pk)


def test_everybody_in_the_audience_enters_once_with_an_arm(running: Programme, understood: SmallRecord) -> None:
    assert enter(running.pk, understood.as_of) == 3
    assert enter(running.pk, understood.as_of + timedelta(hours=1)) == 0
    arms = dict(Assignment.objects.filter(programme_id=running.pk).values_list("customer_id", "arm"))
    assert set(arms) == {"c-birch", "c-cedar", "c-dune"}
    held = Enrolment.State.HELD_OUT
    for row in Enrolment.objects.all():
        assert (row.state == held) == (arms[row.customer_id] == "holdout")
        assert (row.due_at is None) == (row.state == held)


def test_an_arm_that_is_recorded_already_is_kept(running: Programme, understood: SmallRecord) -> None:
    for number, name in enumerate(("birch", "cedar", "dune")):
        Assignment.objects.create(
            programme_id=running.pk, customer_id=f"c-{name}", arm="holdout", assigned_at=understood.as_of,
            recorded_seq=number,
        )  # fmt: skip
    enter(running.pk, understood.as_of)
    assert set(Enrolment.objects.values_list("state", flat=True)) == {Enrolment.State.HELD_OUT}
    assert Assignment.objects.count() == 3


def test_whose_assignment_is_new_is_understood_anew(running: Programme, understood: SmallRecord) -> None:
    before = RecordSequence.objects.get().last
    enter(running.pk, understood.as_of)
    changed = Customer.objects.filter(changed_seq__gt=before)
    assert changed.count() == 3
    assert Assignment.objects.filter(recorded_seq__gt=before).count() == 3


@pytest.mark.parametrize("state", ["draft", "paused", "stopped"])
def test_nobody_enters_unless_it_runs(running: Programme, understood: SmallRecord, state: str) -> None:
    Programme.objects.update(state=state)
    assert enter(running.pk, understood.as_of) == 0
    assert not Enrolment.objects.exists()
