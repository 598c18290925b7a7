"""One customer's story."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from deeproot_app.base.models import User
from deeproot_app.conftest import AS_OF, Browser, SmallRecord, say
from deeproot_app.desk.story import PAGE, Event, story
from deeproot_app.record.models import Case, Customer, Interaction, Promise, Purchase

pytestmark = pytest.mark.django_db


def told(events: list[Event]) -> list[tuple[str, float]]:
    return [(event.what, round((AS_OF - event.at) / timedelta(days=1))) for event in events]


def test_it_is_told_in_order_with_promises_and_silences(small_record: SmallRecord) -> None:
    page = story(small_record.birch, AS_OF)
    assert told(page.events) == [
        ("silence", 700),
        ("came", 700),
        ("interaction", 40),
        ("interaction", 12),
        ("interaction", 11),
        ("promise_due", 7),
        ("interaction", 5),
    ]
    assert page.earlier is None


def test_a_silence_says_why_and_whether_it_lasts(small_record: SmallRecord) -> None:
    silence = next(e for e in reversed(story(small_record.cedar, AS_OF).events) if e.what == "silence")
    assert (silence.days, silence.says["cause"], silence.says["runs"]) == (89, "after_complaint", True)


def test_a_kept_promise_is_told_when_it_was_kept(small_record: SmallRecord) -> None:
    Promise.objects.update(kept_at=AS_OF - timedelta(days=8))
    assert ("promise_kept", 8) in told(story(small_record.birch, AS_OF).events)
    Promise.objects.update(kept_at=AS_OF - timedelta(days=2))
    late = told(story(small_record.birch, AS_OF).events)
    assert ("promise_due", 7) in late
    assert ("promise_late", 2) in late


def test_what_comes_later_is_not_told(small_record: SmallRecord) -> None:
    assert all(
        event.at <= AS_OF - timedelta(days=20) for event in story(small_record.birch, AS_OF - timedelta(20)).events
    )


def test_our_own_notes_are_left_out_unless_asked_for(small_record: SmallRecord) -> None:
    say(small_record.birch, "m-ada", 3, "internal", "note", "Note", "They sounded tired.")
    assert ("interaction", 3) not in told(story(small_record.birch, AS_OF).events)
    assert ("interaction", 3) in told(story(small_record.birch, AS_OF, internal=True).events)


@pytest.fixture
def talkative(small_record: SmallRecord) -> Customer:
    """More than two pages, with a silence that crosses the border between pages."""
    for number in range(PAGE):
        say(small_record.dune, "m-cleo", 1000 + number, "out", "value", f"Old {number}", "Here is a guide.")
        say(small_record.dune, "m-cleo", 300 + number, "out", "value", f"New {number}", "Here is a guide.")
    return small_record.dune


def test_pages_join_without_loss_or_repetition(talkative: Customer) -> None:
    pages, before = [], None
    while True:
        page = story(talkative, AS_OF, before)
        pages.append(page.events)
        if not (before := page.earlier):
            break
    events = [event for page in reversed(pages) for event in page]
    ids = [event.row.interaction_id for event in events if event.what == "interaction"]
    assert len(ids) == len(set(ids)) == 2 * PAGE + 1
    assert [event.at for event in events] == sorted(event.at for event in events)
    silences = [(round((AS_OF - e.at).days), e.days) for e in events if e.what == "silence"]
    assert silences == [(1000, 701 - PAGE), (300, 100), (200, 200)]


def test_a_page_costs_a_bounded_number_of_queries(talkative: Customer) -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        page = story(talkative, AS_OF, story(talkative, AS_OF).earlier)
        assert [event.row.member for event in page.events if event.what == "interaction"]
    assert len(queries) <= 24


@pytest.mark.parametrize("cursor", ["no~cursor", "9999-12-31T23:59:59-14:00~x", "2026-06-01T00:00:00+00:00~a\x00"])
def test_a_cursor_that_is_none_begins_at_the_end(small_record: SmallRecord, cursor: str) -> None:
    assert told(story(small_record.birch, AS_OF, cursor).events) == told(story(small_record.birch, AS_OF).events)


def bought(customer: Customer, number: str, days: float, euros: int) -> None:
    Purchase.objects.create(
        purchase_id=number,
        customer=customer,
        happened_at=AS_OF - timedelta(days=days),
        amount_micros=euros * 1_000_000,
        currency="EUR",
    )


def test_a_purchase_that_is_recorded_as_an_interaction_too_is_told_once(small_record: SmallRecord) -> None:
    row = say(small_record.birch, "m-ada", 3, "in", "", "Order: two ovens", "")
    Interaction.objects.filter(pk=row.pk).update(channel="purchase", kind=None)
    bought(small_record.birch, "o-1", 3, 900)
    bought(small_record.birch, "o-2", 3, 20)
    bought(small_record.birch, "o-3", 2, 30)
    here = [event for event in story(small_record.birch, AS_OF).events if (AS_OF - event.at).days in (2, 3)]
    assert [event.what for event in here] == ["interaction", "purchase", "purchase"]
    assert here[0].says["purchase"].amount_micros == 900_000_000
    assert [event.row.purchase_id for event in here[1:]] == ["o-2", "o-3"]


def test_of_many_purchases_the_latest_are_told(small_record: SmallRecord) -> None:
    for number in range(PAGE + 5):
        bought(small_record.dune, f"o-{number}", 100 + number, 10)
    told_of = [event.row.purchase_id for event in story(small_record.dune, AS_OF).events if event.what == "purchase"]
    assert len(told_of) == PAGE
    assert "o-0" in told_of


def test_a_case_is_told_by_what_it_is_about_and_else_by_its_day_never_by_its_id(
    small_record: SmallRecord, member: User, client_of: Browser
) -> None:
    Customer.objects.filter(pk="c-cedar").update(owner="m-ada")
    Case.objects.create(case_id="c0239-case-001", customer_id="c-cedar", opened_at=AS_OF - timedelta(days=27))
    page = client_of(member).get("/customers/c-cedar/").content.decode()
    assert "“<bdi>Down again</bdi>”" in page and "A support case of <time" in page
    assert "k-1<" not in page and "c0239-case-001" not in page


def test_one_replies_to_what_was_said_and_not_to_what_was_used_or_bought(
    small_record: SmallRecord, member: User, client_of: Browser
) -> None:
    client, page = client_of(member), reverse("desk:customer", args=[small_record.birch.pk])
    assert "Reply<span" in client.get(page).content.decode()
    for channel in ("usage", "purchase"):
        Interaction.objects.filter(direction="in").update(channel=channel)
        assert "Reply<span" not in client.get(page).content.decode()
