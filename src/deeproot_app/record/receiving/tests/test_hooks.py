"""Webhooks: who is known is kept, whole, before it is answered; who is not leaves nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from deeproot_app.base.models import Job
from deeproot_app.channels.tests.fixtures import raw
from deeproot_app.record.arrivals.keep import unpacked
from deeproot_app.record.arrivals.reading import take_in
from deeproot_app.record.models import Arrival, Connection, Customer
from deeproot_app.record.receiving import heed, rate, together
from deeproot_app.record.receiving.known import REMEMBERED
from deeproot_app.record.receiving.tests.conftest import SECRET, Post, connect, signed

EVENT = raw("stripe", "customer_created")
pytestmark = pytest.mark.django_db


def test_a_signed_call_is_kept_as_it_came_and_becomes_a_customer(send: Post, shop: Connection) -> None:
    answer = send(EVENT)
    assert (answer.status_code, answer.content) == (200, b"")
    [kept] = Arrival.objects.all()
    assert (kept.key, unpacked(kept)) == ("evt_1NG8Du2eZvKYlo2CUI79vXWy", EVENT)
    assert "signature" not in json.dumps(kept.headers).lower()
    assert Job.objects.filter(key=f"take in {shop.pk}").count() == 1
    take_in(shop.pk)
    assert Customer.objects.get().name == "Jenny Rosen"


def test_the_same_call_again_changes_nothing(send: Post, shop: Connection) -> None:
    for _ in range(3):
        assert send(EVENT).status_code == 200
        take_in(shop.pk)
    assert Arrival.objects.count() == Customer.objects.count() == 1


@pytest.mark.parametrize(
    "headers",
    [
        dict,
        lambda: {"Stripe-Signature": "t=1,v1=00"},
        lambda: {"Stripe-Signature": "é\udcff"},
        lambda: {"Stripe-Signature": "t=" + "9" * 5_000 + ",v1=" + "0" * 64},
        lambda: signed(EVENT, "whsec_another"),
        lambda: signed(EVENT + b" "),
        lambda: signed(EVENT, at=datetime.now(UTC) - timedelta(seconds=600)),
        lambda: signed(EVENT, at=datetime.now(UTC) + timedelta(seconds=600)),
    ],
)
def test_who_cannot_sign_is_refused_without_a_word_and_nothing_is_kept(
    send: Post, headers: Callable[[], dict[str, str]]
) -> None:
    answer = send(EVENT, headers=headers())
    assert (answer.status_code, answer.content) == (401, b"")
    assert not Arrival.objects.exists()


def test_an_address_that_nobody_has_is_not_found_and_neither_is_a_mailbox_s(send: Post) -> None:
    connect("email", name="mailbox")
    assert send(EVENT, slug="slug-of-nobody").status_code == 404
    assert send(EVENT, slug="slug-of-mailbox").status_code == 404


def test_a_tracking_connection_has_no_webhook(send: Post) -> None:
    connect("segment", write_key="wk_x")
    assert send(EVENT, slug="slug-of-segment").status_code == 404


def test_what_is_paused_is_to_be_sent_again_and_what_is_removed_is_gone(send: Post, shop: Connection) -> None:
    for state, status in ((Connection.State.PAUSED, 503), (Connection.State.REMOVED, 404)):
        Connection.objects.filter(pk=shop.pk).update(state=state)
        REMEMBERED.forget()
        answer = send(EVENT)
        assert answer.status_code == status
        assert ("Retry-After" in answer.headers) is (status == 503)
    assert not Arrival.objects.exists()


def test_a_connection_removed_a_moment_ago_keeps_nothing_more(send: Post, shop: Connection) -> None:
    assert send(EVENT).status_code == 200
    Connection.objects.filter(pk=shop.pk).update(state=Connection.State.REMOVED)
    assert send(raw("stripe", "invoice_paid")).status_code == 404  # still remembered, yet refused
    assert Arrival.objects.count() == 1


@pytest.mark.parametrize(
    "body",
    [
        b"", b"null", b"[]", b"{", b"\x00" * 100, b"\xff\xfe", b"[" * 200_000, b'{"a":' * 100_000,
        b'{"id": "1", "id": "2", "type": "customer.created", "created": 1}', b'{"id": "\\ud800\\u0000"}',
        b'{"created": ' + b"9" * 5_000 + b"}", b'{"id": 1e400}',
    ],
)  # fmt: skip
def test_whatever_is_signed_is_kept_and_what_cannot_be_read_is_shown(send: Post, shop: Connection, body: bytes) -> None:
    assert send(body).status_code == 200
    take_in(shop.pk)
    [kept] = Arrival.objects.all()
    assert unpacked(kept) == body
    assert kept.state in {Arrival.State.UNREADABLE, Arrival.State.IGNORED}


@pytest.mark.parametrize("content_type", ["text/html", "multipart/form-data", "", "application/x-www-form-urlencoded"])
def test_what_it_says_of_its_kind_does_not_matter(send: Post, content_type: str) -> None:
    assert send(EVENT, content_type=content_type).status_code == 200


def test_what_comes_in_chunks_is_refused_for_that_and_not_for_its_signature(send: Post, shop: Connection) -> None:
    answer = send(EVENT, headers={**signed(EVENT), "Transfer-Encoding": "chunked"})
    assert answer.status_code == 411 and b"Content-Length" in answer.content
    shop.refresh_from_db()
    assert shop.failing_since is None


def test_what_is_too_large_is_refused_before_it_is_read(send: Post) -> None:
    assert send(b"x" * (10 << 20)).status_code == 413
    assert not Arrival.objects.exists()


def test_only_posts_are_calls(shop: Connection) -> None:
    client = Client()
    assert client.get(f"/hooks/{shop.slug}/").status_code == 405
    assert client.head(f"/hooks/{shop.slug}/").status_code == 200
    assert client.put(f"/hooks/{shop.slug}/").status_code == 405


def test_who_calls_too_often_is_told_when_to_come_again(send: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate, "BUCKETS", rate.Buckets(1, 2))
    answers = [send(EVENT) for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert int(answers[2].headers["Retry-After"]) >= 1


def test_a_bucket_fills_again_with_time() -> None:
    now = [0.0]
    bucket = rate.Buckets(10, 2, clock=lambda: now[0])
    assert [bucket.take(1) for _ in range(3)] == [0, 0, 1]
    assert bucket.take(2) == 0
    now[0] = 0.1
    assert [bucket.take(1), bucket.take(1)] == [0, 1]


def test_what_the_database_cannot_keep_is_not_acknowledged(send: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(together, "keep", full)
    answer = send(EVENT)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert not Arrival.objects.exists()


def test_why_calls_are_refused_is_noted_for_whoever_connects_it_and_goes_with_the_first_good_one(
    send: Post, shop: Connection
) -> None:
    for _ in range(3):
        send(EVENT, headers=signed(EVENT, "whsec_another"))
    shop.refresh_from_db()
    assert "the signature is not that of the connection's secret" in shop.says
    assert shop.failing_since is not None
    assert shop.failures == 1  # noted once, however often
    REMEMBERED.forget()
    assert send(EVENT).status_code == 200
    shop.refresh_from_db()
    assert (shop.says, shop.failing_since) == ("", None)


def test_a_secret_that_cannot_be_opened_lets_nobody_in(send: Post, shop: Connection) -> None:
    Connection.objects.filter(pk=shop.pk).update(sealed="broken")
    REMEMBERED.forget()
    assert send(EVENT).status_code == 404


def test_every_source_s_own_way_of_signing_is_asked_for(db: None) -> None:
    for channel in ("zendesk", "intercom", "hubspot", "shopify", "webhook", "chatwoot"):
        connect(channel, secret=SECRET)
        assert Client().post(f"/hooks/slug-of-{channel}/", EVENT, content_type="text/plain").status_code == 401
    assert heed._noted
