"""The tracking API: what is right is kept, what is wrong is said by its field."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest
from django.test import Client

from deeproot_app.channels.tests.fixtures import raw
from deeproot_app.record.arrivals.keep import unpacked
from deeproot_app.record.arrivals.reading import take_in
from deeproot_app.record.models import Arrival, Connection, Contact, Interaction
from deeproot_app.record.receiving.known import REMEMBERED
from deeproot_app.record.receiving.tests.conftest import WRITE_KEY, connect, track

pytestmark = pytest.mark.django_db
BOUGHT = {"userId": "u1", "event": "Bought", "messageId": "m-1", "context": {"groupId": "g1"}}


def test_a_call_is_kept_and_becomes_use_of_the_product(product: Connection) -> None:
    for name in ("group", "track"):
        answer = track(name, raw("segment", name))
        assert (answer.status_code, answer.json()) == (200, {"success": True})
    take_in(product.pk)
    assert Interaction.objects.get().channel == "usage"
    assert Interaction.objects.get().customer.name == "Initech"


@pytest.mark.parametrize("call", ["track", "t", "track/", "t/"])
def test_the_short_names_and_a_slash_at_the_end_will_do(product: Connection, call: str) -> None:
    assert track(call, BOUGHT).status_code == 200
    assert Arrival.objects.get().headers["call"] == "track"


def test_the_key_may_stand_in_the_body(product: Connection) -> None:
    assert track("track", {**BOUGHT, "writeKey": WRITE_KEY}, key=None).status_code == 200
    assert track("batch", {"batch": [{**BOUGHT, "type": "track"}], "writeKey": WRITE_KEY}, key=None).status_code == 200


@pytest.mark.parametrize("key", ["wk_another", "", "é", "x" * 10_000, WRITE_KEY[:-1], WRITE_KEY.upper()])
def test_who_has_no_key_is_refused_and_nothing_is_kept(product: Connection, key: str) -> None:
    assert track("track", BOUGHT, key=key).status_code == 401
    assert track("track", {**BOUGHT, "writeKey": key}, key=None).status_code == 401
    assert not Arrival.objects.exists()


@pytest.mark.parametrize("given", ["Bearer x", "Basic", "Basic %%%", "Basic /w==", "é"])
def test_another_authorization_is_none(product: Connection, given: str) -> None:
    answer = Client().post("/v1/track", b"{}", content_type="application/json", headers={"Authorization": given})
    assert answer.status_code == 401


def test_each_connection_has_its_own_key(product: Connection) -> None:
    other = connect("segment", name="other", write_key="wk_other")
    REMEMBERED.forget()
    assert track("track", BOUGHT, key="wk_other").status_code == 200
    assert Arrival.objects.get().connection == other


@pytest.mark.parametrize(
    ("call", "body", "field"),
    [
        ("track", {"userId": "u1"}, "event"),
        ("identify", {}, "userId"),
        ("group", {"userId": "u1"}, "groupId"),
        ("alias", {"userId": "u1"}, "previousId"),
        ("track", {"userId": "u1", "event": "x", "timestamp": "soon"}, "timestamp"),
        ("track", [], "the call"),
        ("track", "text", "the call"),
        ("batch", {}, "batch"),
        ("batch", {"batch": {}}, "batch"),
        ("batch", {"batch": []}, "batch"),
        ("batch", {"batch": [{"type": "track", "userId": "u1"}]}, "batch[0].event"),
        ("track", b"{", "body"),
        ("track", b"", "body"),
        ("track", b"[" * 30_000, "body"),
        ("batch", b"[" * 300_000, "body"),
        ("track", b"\xff", "body"),
        ("track", b'{"userId": NaN}', "body"),
    ],
)
def test_a_malformed_call_is_refused_by_the_field_that_is_wrong(
    product: Connection, call: str, body: Any, field: str
) -> None:
    answer = track(call, body)
    assert answer.status_code == 400
    assert answer.json()["field"] == field
    assert answer.json()["error"].endswith(".")
    assert not Arrival.objects.exists()


def test_of_a_batch_the_right_calls_are_taken_and_the_wrong_ones_kept_and_told(product: Connection) -> None:
    batch = [{**BOUGHT, "type": "track"}, {"type": "track", "userId": "u2"}, 7]
    answer = track("batch", {"batch": batch})
    assert answer.status_code == 200
    assert [(one["index"], one["field"]) for one in answer.json()["refused"]] == [(1, "event"), (2, "the call")]
    take_in(product.pk)
    states = sorted(Arrival.objects.values_list("state", "reason"))
    assert [state for state, _ in states] == ["nobodys", "unreadable", "unreadable"]
    assert "event is missing" in " ".join(reason for _, reason in states)


def test_a_call_that_is_sent_again_is_one(product: Connection) -> None:
    batch = {"batch": [{**BOUGHT, "type": "track"}], "sentAt": "2026-03-01T10:00:00Z"}
    for sent in ("2026-03-01T10:00:00Z", "2026-03-01T10:00:30Z"):
        assert track("batch", {**batch, "sentAt": sent}).status_code == 200
        assert track("track", {**BOUGHT, "sentAt": sent}).status_code == 200
    assert Arrival.objects.count() == 2  # the batch and the single call tell of the same event
    Contact.objects.all().delete()
    track("group", {"userId": "u1", "groupId": "g1", "traits": {"name": "Birch"}})
    take_in(product.pk)
    assert Interaction.objects.count() == 1


def test_a_gzip_is_opened_and_one_without_end_is_not(product: Connection) -> None:
    packed = gzip.compress(json.dumps(BOUGHT).encode())
    headers = {"Content-Encoding": "gzip"}
    assert track("track", packed, **headers).status_code == 200
    assert unpacked(Arrival.objects.get()) == json.dumps(BOUGHT).encode()
    assert track("batch", gzip.compress(b" " * (50 << 20)), **headers).status_code == 413
    assert track("track", packed[:-9], **headers).json()["field"] == "body"
    assert track("track", b"not a gzip", **headers).json()["field"] == "body"
    assert track("track", packed, **{"Content-Encoding": "br"}).status_code == 415


def test_the_limits_are_those_of_segment(product: Connection) -> None:
    large = {**BOUGHT, "properties": {"text": "x" * (33 << 10)}}
    small = [{**BOUGHT, "type": "track", "messageId": f"m-{number}"} for number in range(300)]
    assert track("track", large).status_code == 413
    told = track("batch", {"batch": [*small, {**large, "type": "track"}]})
    assert told.json()["refused"] == [{"index": 300, "field": "the call", "error": "the call is larger than 32 KB."}]
    assert (
        track("batch", {"batch": [{**BOUGHT, "type": "track", "properties": {"x": "y" * 1000}}] * 600}).status_code
        == 413
    )


@pytest.mark.parametrize("content_type", ["text/plain", "text/plain;charset=UTF-8", "application/json; charset=utf-8"])
def test_browsers_may_call_from_other_pages(product: Connection, content_type: str) -> None:
    answer = track(
        "t", {**BOUGHT, "writeKey": WRITE_KEY}, key=None, content_type=content_type, Origin="https://a.example"
    )
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert not answer.cookies
    asked = Client().options("/v1/t", headers={"Origin": "https://a.example", "Access-Control-Request-Method": "POST"})
    assert asked.status_code == 204
    assert "Authorization" in asked.headers["Access-Control-Allow-Headers"]
    assert track("track", {"userId": "u"}).headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("content_type", ["text/html", "multipart/form-data; boundary=x", "image/png"])
def test_what_says_that_it_is_no_json_is_not_read(product: Connection, content_type: str) -> None:
    assert track("track", BOUGHT, content_type=content_type).status_code == 415


def test_calls_that_there_are_not_are_not_found(product: Connection) -> None:
    assert track("dance", BOUGHT).status_code == 404
    assert Client().get("/v1/track").status_code == 405


def test_what_is_paused_is_to_be_sent_again(product: Connection) -> None:
    Connection.objects.filter(pk=product.pk).update(state=Connection.State.PAUSED)
    answer = track("track", BOUGHT)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert not Arrival.objects.exists()


def test_odd_ids_are_kept_in_a_form_that_any_database_holds(product: Connection) -> None:
    odd = {**BOUGHT, "messageId": "a\u0000b\ud800", "event": "C\u0000\ud800D", "userId": "u\u0000"}
    assert track("track", odd).status_code == 200
    take_in(product.pk)
    assert Arrival.objects.get().state == Arrival.State.NOBODYS
