"""Customers enter a programme: each once, with their arm stored before anything is done for them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef

from deeproot.plan.programme.facts import Known
from deeproot.plan.programme.holdout import assign, stratum
from deeproot.plan.programme.steps import Programme as Definition
from deeproot_app.act.models import Enrolment
from deeproot_app.plan.models import Programme, ProgrammeVersion
from deeproot_app.plan.programmes import audience, define
from deeproot_app.record import changes
from deeproot_app.record.models import Assignment, Customer, RecordSequence

ROWS: Final = 500


def enter(programme_id: str, at: datetime) -> int:
    """Let enter who is in the audience at ``at`` and never entered before; gives how many. Nobody, unless it runs.

    A customer enters once: who has left, or was held out, does not enter again.
    """
    programme = Programme.objects.filter(pk=programme_id, state=Programme.State.RUNNING).first()
    if programme is None:
        return 0
    version = define.latest(programme)
    told = define.read_definition(version.definition)
    entered = Enrolment.objects.filter(programme=programme, customer=OuterRef("pk"))
    among = Customer.objects.filter(~Exists(entered))
    count = sum(_enter(version, told, part, at) for part in audience.inside(told.audience, at, among) if part)
    Programme.objects.filter(pk=programme_id).update(looked_at=at)
    return count


@transaction.atomic
def _enter(version: ProgrammeVersion, told: Definition, part: Mapping[str, Known], at: datetime) -> int:
    """Assign and enrol these customers, unless the programme was stopped meanwhile. Two at once do it once."""
    programme = define.held(version.programme_id)
    if programme.state != Programme.State.RUNNING:
        return 0
    there = set(_enrolled(programme, list(part)))
    strata = {customer: stratum(told.strata, one) for customer, one in part.items() if customer not in there}
    given = _given(programme.pk, list(strata))
    fresh = {customer: of for customer, of in strata.items() if customer not in given}
    arms = given | assign(fresh, programme.pk, programme.salt, told.holdout)
    _record(programme.pk, {customer: arms[customer] for customer in fresh}, at)
    Enrolment.objects.bulk_create(
        (_enrolment(version, customer, arm, at) for customer, arm in arms.items()), batch_size=ROWS
    )
    return len(arms)


def _enrolled(programme: Programme, customers: list[str]) -> list[str]:
    rows = Enrolment.objects.filter(programme=programme, customer__in=customers)
    return list(rows.values_list("customer_id", flat=True))


def _given(programme_id: str, customers: list[str]) -> dict[str, str]:
    """The arms that are recorded already: an assignment is never drawn again."""
    rows = Assignment.objects.filter(programme_id=programme_id, customer__in=customers)
    return dict(rows.values_list("customer_id", "arm"))


def _record(programme_id: str, arms: Mapping[str, str], at: datetime) -> None:
    """Write the assignments into the record."""
    if not arms:
        return
    seq = RecordSequence.take(len(arms))
    rows = (
        Assignment(programme_id=programme_id, customer_id=customer, arm=arm, assigned_at=at, recorded_seq=seq + place)
        for place, (customer, arm) in enumerate(arms.items())
    )
    Assignment.objects.bulk_create(rows, batch_size=ROWS)
    changes.touched(arms, seq + len(arms) - 1)


def _enrolment(version: ProgrammeVersion, customer: str, arm: str, at: datetime) -> Enrolment:
    treated = arm == "treated"
    state = Enrolment.State.UNDER_WAY if treated else Enrolment.State.HELD_OUT
    return Enrolment(
        programme_id=version.programme_id,
        version=version,
        customer_id=customer,
        state=state,
        entered_at=at,
        since=at,
        due_at=at if treated else None,
    )
