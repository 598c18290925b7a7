"""Any permutation and any repetition of the same deliveries ends in the same record."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deeproot_app.record.arrivals.keep import keep
from deeproot_app.record.arrivals.reading import take_in
from deeproot_app.record.arrivals.tests.cast import Fake, connected, record, told

CUSTOMERS = ("s:1", "s:2")
MINUTES = st.integers(0, 5)


def one_of(*words: str) -> st.SearchStrategy[str]:
    return st.sampled_from(words)


@st.composite
def customers(draw: st.DrawFn) -> list[Any]:
    cells = draw(st.fixed_dictionaries({}, optional={"name": one_of("A", "B", ""), "country": one_of("NO", "SE", "")}))
    return told("customers", draw(MINUTES), customer_id=draw(one_of(*CUSTOMERS)), **cells)


@st.composite
def contacts(draw: st.DrawFn) -> list[Any]:
    """Of each customer one, who may change name and address; no address is two customers'."""
    number = draw(one_of("1", "2"))
    cells = draw(
        st.fixed_dictionaries(
            {},
            optional={
                "name": one_of("Pat", "Kim"),
                "phone": one_of("1", "2", ""),
                "customer_id": st.just(f"s:{number}"),
            },
        )
    )
    return told("contacts", draw(MINUTES), contact_id=f"s:p{number}", email=f"p{number}@x.example", **cells)


@st.composite
def cases(draw: st.DrawFn) -> list[Any]:
    opened = {"customer_id": "s:1", "opened_at": "2026-06-01T08:00:00Z"}
    closed = {"closed_at": draw(one_of("2026-06-02T08:00:00Z", "2026-06-03T08:00:00Z", ""))}
    return told("cases", draw(MINUTES), case_id="s:k", **draw(st.sampled_from([opened, closed, opened | closed])))


@st.composite
def interactions(draw: st.DrawFn) -> list[Any]:
    whose = draw(
        st.sampled_from(
            [
                {"customer_id": "s:1"},
                {"customer_id": "s:2", "contact_email": "p2@x.example"},
                {"contact_email": "p1@x.example", "member_email": "ann@ours.example"},
                {"case_id": "s:k"},
            ]
        )
    )
    number = draw(st.integers(1, 3))
    cells = {"happened_at": "2026-06-01T09:00:00Z", "channel": "chat", "direction": "in", "body": f"Is it {number}?"}
    return told("interactions", draw(MINUTES), interaction_id=f"s:{number}", **cells, **whose)


DELIVERIES = st.lists(st.lists(st.one_of(customers(), contacts(), cases(), interactions()), max_size=3), max_size=7)


def ends_in(deliveries: list[tuple[str, list[Any]]], together: int) -> dict[str, Any]:
    """The record after these deliveries, read so many at a time; taken back afterwards."""
    with transaction.atomic():
        source = connected()
        for at in range(0, len(deliveries), together):
            some = deliveries[at : at + together]
            keep(source, [(key, {}, json.dumps(rows).encode()) for key, rows in some])
            take_in(source.pk)
        found = record()
        transaction.set_rollback(True)
    return found


@pytest.mark.django_db
@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    derandomize=True,
)
@given(data=st.data(), given_=DELIVERIES, together=st.integers(1, 4))
def test_any_order_and_repetition_ends_in_the_same_record(
    fake: type[Fake], data: st.DataObject, given_: list[list[Any]], together: int
) -> None:
    for at, rows in enumerate(given_):
        for place, row in enumerate(rows):
            row[2] = f"event {at} {place}"  # as a source names its events, in whatever delivery they come
    deliveries = [(f"d{at}", rows) for at, rows in enumerate(given_)]
    again = data.draw(st.lists(st.sampled_from(deliveries), max_size=4)) if deliveries else []
    again = [(data.draw(st.sampled_from([key, f"{key} once more"])), rows) for key, rows in again]
    shuffled = data.draw(st.permutations([*deliveries, *again]))
    assert ends_in(deliveries, 1) == ends_in(shuffled, together)
