"""What we know and what we assume: the share is the measure's, reckoned otherwise; what is worth asking comes first."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as some

from deeproot.engines import open_tables
from deeproot.understand.evidence import evidence_of
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.models import Organisation, User
from deeproot_app.conftest import AS_OF, SmallRecord
from deeproot_app.record.arrow import arrow_tables
from deeproot_app.record.models import Belief, Customer
from deeproot_app.record.snapshot.where import HANDED
from deeproot_app.understand import assumptions
from deeproot_app.understand.models import Understanding
from deeproot_app.understand.reckon import WINDOW_DAYS

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
HALF_A_YEAR = timedelta(days=180)


def hold(pk: str, customer: str | None = "c-birch", **more: Any) -> Belief:
    told = {"about": "need", "text": f"Text {pk}", "from_at": AS_OF - 100 * DAY} | more
    return Belief.objects.create(belief_id=pk, customer_id=customer, **told)


def share(actor: Any = COMMAND_LINE, **more: Any) -> assumptions.Known:
    rows = assumptions.of_customers(actor, AS_OF, **more)
    return assumptions.together(assumptions.known(rows, AS_OF).values())


near = some.sampled_from([-400, -181, -180, -179, -1, 0, 1, 30])
moments = near.map(lambda days: AS_OF + days * DAY)
belief = some.fixed_dictionaries(
    {
        "customer": some.sampled_from(["c-birch", "c-cedar", "c-dune"]), "from_at": moments,
        "until": some.none() | moments, "confirmed_at": some.none() | moments,
        "evidence": some.sampled_from([[], ["mail:x"], ["mail:x", "mail:y"]]),
        "about": some.sampled_from(["need", "pain", "goal"]),
    }
)  # fmt: skip


TO_COME = {
    "customer": "c-birch", "from_at": AS_OF - 181 * DAY, "until": None, "confirmed_at": AS_OF + DAY,
    "evidence": ["mail:x"], "about": "need",
}  # fmt: skip
"""Confirmed only after the moment at which one looks: stale there."""


def plainly(rows: list[dict[str, Any]], now: datetime) -> tuple[int, int]:
    """Held and assumed, as MEASURES has it, one row after the other."""
    held = [row for row in rows if row["from_at"] <= now and (row["until"] is None or row["until"] > now)]

    def is_assumed(row: dict[str, Any]) -> bool:
        said = row["confirmed_at"] if row["confirmed_at"] and row["confirmed_at"] <= now else row["from_at"]
        return not row["evidence"] or said < now - HALF_A_YEAR

    return len(held), sum(map(is_assumed, held))


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(told=some.lists(belief, max_size=8))
@example(told=[TO_COME])
def test_the_share_is_that_of_the_measure_and_of_a_plain_reckoning(
    small_record: SmallRecord, told: list[dict[str, Any]]
) -> None:
    Belief.every.all().delete()
    for place, row in enumerate(told):
        hold(f"b{place}", **row)
    found = share()
    assert (found.held, found.assumed) == plainly(told, AS_OF)
    names = [row.pk for row in Customer.objects.all()]
    tables = open_tables(arrow_tables(names, tables=HANDED))
    evidence = evidence_of(tables, AS_OF, names, WINDOW_DAYS, ("assumed_share",))
    values = [row["value"] for of_one in evidence.values() for row in of_one["assumed_share"]]
    assert (found.held, found.assumed) == (len(values), sum(values))


def test_a_personas_share_is_of_its_customers_and_one_sees_only_ones_own(
    small_record: SmallRecord, member: User
) -> None:
    Customer.objects.filter(pk="c-birch").update(persona="Baker")
    hold("b1", evidence=["mail:c-birch-5"])
    hold("b2", "c-dune")
    hold("b3", None, persona="Baker")
    assert (share().held, share().unsaid) == (2, 1), "what is held of a persona as such is nobody's"
    assert (share(persona="Baker").held, share(persona="Baker").share) == (1, 0.0)
    Organisation(pk=1, name="x", members_see="own").save()
    assert share(member).held == 1
    assert share(persona="Nobody").share is None


def worth(customer: str, weight: float | None, micros: int | None = None) -> None:
    Understanding.objects.create(
        customer_id=customer, as_of=AS_OF, value_weight=weight, value_at_stake_micros=micros, currency="EUR"
    )


def asks(**more: Any) -> list[str]:
    return [one.text for one in assumptions.worth_asking(COMMAND_LINE, AS_OF, **more)]


def test_what_is_worth_asking_follows_value_nearness_and_doubt(small_record: SmallRecord) -> None:
    worth("c-birch", 1.0)
    worth("c-cedar", 5.0)
    hold("b1", text="Ovens for Sundays", horizon="now")
    hold("b2", text="Labels in batches", horizon="quarter")
    hold("b3", text="Colder rooms", evidence=["x:1"], confirmed_at=AS_OF - 181 * DAY)
    hold("b4", "c-cedar", text="Reminders by telephone")
    hold("b5", text="Known for sure", evidence=["x:1"], horizon="now")
    hold("b6", about="capacity", text="Tight")
    found = assumptions.worth_asking(COMMAND_LINE, AS_OF)
    told = [(one.text, one.points) for one in found]
    assert told == [
        ("Reminders by telephone", 10),
        ("Ovens for Sundays", 6),
        ("Labels in batches", 4),
        ("Colder rooms", 1),
    ]


def test_what_more_customers_have_is_one_question_whatever_its_words(small_record: SmallRecord) -> None:
    worth("c-birch", 1.0, 3_000_000)
    worth("c-cedar", 1.0, 4_000_000)
    hold("b1", text="Labels printed in batches")
    hold("b2", "c-cedar", text="Labels in batches, printed")
    hold("b3", "c-cedar", text="Labels printed in batches")
    hold("b4", "c-dune", text="Warm coffee at night", horizon="quarter")
    one, other = assumptions.worth_asking(COMMAND_LINE, AS_OF)
    assert (one.customers, one.points, one.value) == (2, 6.0, {"EUR": 7_000_000})
    assert (len(one.others), one.unsaid) == (1, 2)
    assert other.text == "Warm coffee at night"


def test_who_left_is_not_asked(small_record: SmallRecord) -> None:
    hold("b1", text="Ovens")
    Customer.objects.filter(pk="c-birch").update(left_at=AS_OF - DAY)
    assert asks() == []


def test_each_customer_is_asked_about_one_thing_the_nearest_first(small_record: SmallRecord) -> None:
    hold("b1", text="Some day")
    hold("b2", text="Now", horizon="now")
    hold("b3", "c-cedar", text="Known", evidence=["x:1"])
    found = assumptions.to_ask(["c-birch", "c-cedar"], AS_OF)
    assert {customer: one.pk for customer, one in found.items()} == {"c-birch": "b2"}
    assert assumptions.to_ask([], AS_OF) == {}
