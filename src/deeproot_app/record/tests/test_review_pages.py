"""Tests of the page on which people say whether what was read is so."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from deeproot_app.base.models import Audit, User
from deeproot_app.conftest import Browser, SmallRecord
from deeproot_app.record.models import Promise, Proposal, Text
from deeproot_app.record.review.tests.proposals import propose
from deeproot_app.record.tests.pages import text

pytestmark = pytest.mark.usefixtures("small_record")


@pytest.fixture(autouse=True)
def the_moment(monkeypatch: pytest.MonkeyPatch, small_record: SmallRecord) -> None:
    monkeypatch.setenv("DEEPROOT_NOW", small_record.as_of.isoformat())


@pytest.fixture
def browser(client_of: Browser, member: User) -> Client:
    return client_of(member)


@pytest.fixture
def promise(small_record: SmallRecord) -> Proposal:
    return propose("mail:c-birch-11", "promise", place=1, value={"text": "I will send you the corrected invoice"})


def open_claim(answer: Any) -> str:
    """The heading of the open proposal."""
    found = re.search(r'<h2 id="claim">(.*?)</h2>', answer.content.decode())
    return found[1] if found else ""


def test_a_promise_is_shown_in_plain_words_with_its_message_and_its_words_marked(
    browser: Client, promise: Proposal
) -> None:
    answer = browser.get("/review/")
    page = text(answer)
    assert open_claim(answer) == "We promised Birch Bakery:"
    assert "Friday 26 June 2026, 21:59" in page
    assert "Ada Lund to Pat of Birch Bakery" in page
    assert "<mark>I will send you the corrected invoice</mark> by Friday." in answer.content.decode()
    assert "80 % sure" in page and "It says so." in page


def test_what_a_message_says_is_never_mark_up(browser: Client, promise: Proposal) -> None:
    hostile = "<script>alert(1)</script> I will send you the <b>corrected</b> invoice </mark><img src=x>"
    Text.objects.filter(interaction=promise.interaction).update(body=hostile, subject="<h1>Re</h1>")
    Proposal.objects.filter(pk=promise.pk).update(
        words=[{"text": "I will send you the <b>corrected</b> invoice", "start": 26, "end": 70}], reasons=["<i>so</i>"]
    )
    page = browser.get("/review/").content.decode()
    assert "<mark>I will send you the &lt;b&gt;corrected&lt;/b&gt; invoice</mark>" in page
    assert "<script>alert" not in page and "<img" not in page and "<h1>Re<" not in page and "<i>so" not in page


def test_a_promise_confirmed_is_recorded_and_the_next_one_comes_up(browser: Client, promise: Proposal) -> None:
    following = propose("mail:c-birch-11", "promise", place=2)
    answer = browser.post(f"/review/{promise.pk}/confirm/", {"back": "whose=mine&from=9&evil=1"}, follow=True)
    assert answer.redirect_chain == [(f"/review/?whose=mine&from={promise.pk}", 302)]
    assert f"/review/{following.pk}/confirm/" in answer.content.decode()
    recorded = Promise.objects.get(pk=promise.promise_id)
    assert (recorded.text, recorded.member_id) == ("I will send you the corrected invoice", "m-ada")
    assert Audit.objects.filter(act="reading.confirm").count() == 1
    undo = re.search(rf'action="(/review/{promise.pk}/undo/[^"]*)"', answer.content.decode())
    assert undo is not None
    again = browser.post(undo[1].replace("&amp;", "&"), follow=True)
    assert "Taken back" in text(again)
    assert f"/review/{promise.pk}/confirm/" in again.content.decode()
    assert not Promise.objects.filter(pk=promise.promise_id).exists()


def test_a_promise_is_corrected_in_the_readers_own_zone(browser: Client, member: User, promise: Proposal) -> None:
    User.objects.filter(pk=member.pk).update(timezone="Asia/Tokyo")
    page = browser.get("/review/").content.decode()
    assert 'value="2026-06-27T06:59"' in page and "In your zone, Asia/Tokyo." in page
    given = {"edit-text": "I will call you", "edit-due_at": "2026-07-01T09:00"}
    assert browser.post(f"/review/{promise.pk}/edit/", given).status_code == 302
    recorded = Promise.objects.get(pk=promise.promise_id)
    assert (recorded.text, recorded.due_at) == ("I will call you", datetime(2026, 7, 1, tzinfo=UTC))


def test_a_due_moment_left_alone_keeps_its_seconds(browser: Client, promise: Proposal) -> None:
    given = {"edit-text": "I will call you", "edit-due_at": "2026-06-26T21:59"}
    browser.post(f"/review/{promise.pk}/edit/", given)
    assert Promise.objects.get(pk=promise.promise_id).due_at == datetime(2026, 6, 26, 21, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"edit-text": "  ", "edit-due_at": "2026-07-01T09:00"}, "This field is required."),
        ({"edit-text": "I will call", "edit-due_at": "tomorrow"}, "Enter a valid date/time."),
        ({"edit-text": "I will call", "edit-due_at": "2020-07-01T09:00"}, "cannot be due before it was made"),
    ],
)
def test_a_correction_that_cannot_be_says_what_is_missing_and_keeps_what_was_typed(
    browser: Client, promise: Proposal, given: dict[str, str], says: str
) -> None:
    propose("mail:c-dune-200", "promise")
    answer = browser.post(f"/review/{promise.pk}/edit/", given)
    assert answer.status_code == 422
    assert says in text(answer)
    assert f'value="{given["edit-due_at"]}"' in answer.content.decode()
    assert f"/review/{promise.pk}/edit/" in answer.content.decode()
    promise.refresh_from_db()
    assert promise.state == "waiting"


@pytest.mark.parametrize("sort", ["outcome", "belief", "kind", "needs_answer"])
def test_every_sort_is_shown_corrected_rejected_and_taken_back(browser: Client, sort: str) -> None:
    row = propose("mail:c-birch-5", sort, promise_id="pr-1" if sort == "outcome" else "")
    assert open_claim(browser.get("/review/"))
    given = {
        "edit-outcome": "holding", "edit-new_due": "2026-07-05T12:00", "edit-about": "pain", "edit-text": "Sundays",
        "edit-kind": "request", "edit-needs_answer": "no",
    }  # fmt: skip
    assert browser.post(f"/review/{row.pk}/edit/", given).status_code == 302
    row.refresh_from_db()
    assert row.state == "edited" and row.says != row.value
    decided = text(browser.get("/review/?state=decided"))
    assert "Corrected by Ada Lund" in decided
    browser.post(f"/review/{row.pk}/undo/")
    browser.post(f"/review/{row.pk}/reject/")
    row.refresh_from_db()
    assert row.state == "rejected"
    browser.post(f"/review/{row.pk}/undo/")
    row.refresh_from_db()
    assert row.state == "waiting"


def test_an_outcome_put_off_needs_its_new_date(browser: Client) -> None:
    row = propose("mail:c-birch-5", "outcome", promise_id="pr-1")
    answer = browser.post(f"/review/{row.pk}/edit/", {"edit-outcome": "holding"})
    assert answer.status_code == 422 and "Say until when it is put off." in text(answer)
    assert "I will send you the corrected invoice by Friday." in text(answer), "the promise stands beside it"


def test_what_was_decided_meanwhile_is_told_and_stays_as_it_was(browser: Client, promise: Proposal) -> None:
    browser.post(f"/review/{promise.pk}/reject/")
    answer = browser.post(f"/review/{promise.pk}/confirm/", follow=True)
    assert "decided already" in text(answer)
    promise.refresh_from_db()
    assert promise.state == "rejected"


def test_a_link_to_one_proposal_leads_to_where_it_stands(browser: Client, promise: Proposal) -> None:
    assert browser.get(f"/review/{promise.pk}/").headers["Location"] == f"/review/?from={promise.pk}"
    browser.post(f"/review/{promise.pk}/reject/")
    assert browser.get(f"/review/{promise.pk}/").headers["Location"] == f"/review/?state=decided&from={promise.pk}"
    Proposal.objects.filter(pk=promise.pk).update(state="overtaken")
    assert browser.get(f"/review/{promise.pk}/").status_code == 302


def test_a_viewer_sees_and_is_offered_no_act(client_of: Browser, viewer: User, promise: Proposal) -> None:
    page = client_of(viewer).get("/review/").content.decode()
    assert "We promised Birch Bakery:" in page
    assert f"/review/{promise.pk}/" not in re.sub(r'href="[^"]*"', "", page)


def test_the_navigation_tells_how_much_waits(browser: Client, promise: Proposal) -> None:
    for place in range(2, 5):
        propose("mail:c-birch-11", "promise", place=place)
    assert re.search(r'id="waits-reviewreview">4<', browser.get("/promises/").content.decode())


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("/review/", "Nothing waits"),
        ("/review/?state=rule", "Nothing was applied by rule yet"),
        ("/review/?state=decided", "Nobody has decided anything yet"),
        ("/review/?sort=kind", "None of these"),
        ("/review/?customer=c-nowhere", "None of these"),
        ("/review/?state=x&sort=y&whose=%00&from=99999999999999999999999", "Nothing waits"),
        ("/review/?from=abc", "Nothing waits"),
    ],
)
def test_an_empty_queue_teaches(browser: Client, address: str, says: str) -> None:
    assert says in text(browser.get(address))


def test_the_end_of_the_queue_leads_back_to_what_was_passed_over(browser: Client, promise: Proposal) -> None:
    last = propose("mail:c-birch-11", "promise", place=2)
    answer = browser.post(f"/review/{last.pk}/reject/", follow=True)
    assert "That was the last one" in text(answer)
    assert 'href="/review/"' in answer.content.decode()


def test_the_page_costs_a_bounded_number_of_queries(
    browser: Client, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    for place in range(30):
        propose("mail:c-birch-11", "promise", place=place)
        propose("mail:c-birch-11", "outcome", place=place, promise_id="pr-1")
    with django_assert_max_num_queries(22):
        browser.get("/review/?sort=outcome")


def test_how_often_people_agree_is_drawn_with_what_it_rests_on(browser: Client) -> None:
    assert "Nobody has decided anything yet" in text(browser.get("/review/agreement/"))
    rows = [propose("mail:c-birch-11", "promise", place=place) for place in range(1, 5)]
    for row, act in zip(rows, ("confirm", "confirm", "confirm", "reject"), strict=True):
        browser.post(f"/review/{row.pk}/{act}/")
    kind = propose("mail:c-birch-5", "kind")
    browser.post(f"/review/{kind.pk}/edit/", {"edit-kind": "request"})
    page = text(browser.get("/review/agreement/"))
    assert "Firm promises 75% (30% to 95%)" in page
    assert "Firm promises 3 0 1 4" in page
    assert "This is a complaint 0% (0% to 79%)" in page
    assert "Decided since" in page


def test_what_is_older_than_a_year_waits_apart(browser: Client, promise: Proposal) -> None:
    old = propose("mail:c-birch-11", "promise", place=2)
    Proposal.objects.filter(pk=old.pk).update(made_at=datetime(2023, 6, 1, tzinfo=UTC))
    assert f"/review/{old.pk}/confirm/" not in browser.get("/review/").content.decode()
    assert f"/review/{old.pk}/confirm/" in browser.get("/review/?when=older").content.decode()
    assert f"/review/{promise.pk}/confirm/" not in browser.get("/review/?when=older").content.decode()
    assert f"/review/{old.pk}/confirm/" in browser.get("/review/?when=all").content.decode()
    assert f"/review/{old.pk}/confirm/" in browser.get("/review/?customer=c-birch").content.decode()
    assert browser.get(f"/review/{old.pk}/").headers["Location"] == f"/review/?when=all&from={old.pk}"
    assert re.search(r'id="waits-reviewreview">1<', browser.get("/promises/").content.decode())


def test_where_only_older_ones_wait_the_page_leads_to_them(browser: Client, promise: Proposal) -> None:
    Proposal.objects.filter(pk=promise.pk).update(made_at=datetime(2023, 6, 1, tzinfo=UTC))
    page = browser.get("/review/")
    assert "Nothing of the last year waits" in text(page)
    assert 'href="/review/?when=older"' in page.content.decode()
    Proposal.objects.filter(pk=promise.pk).update(state="overtaken")
    assert "Nothing waits" in text(browser.get("/review/"))
