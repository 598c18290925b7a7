"""Every channel that is called by its source knows its source, and nobody else."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks import Webhook

from deeproot_app import channels

NOW = datetime(2026, 3, 1, 10, tzinfo=UTC)
BODY = '{"id": "evt_1", "text": "Grüße, \\u0000"}'.encode()
SECRET = "whsec_" + base64.b64encode(b"a secret of twenty-four.").decode()
URL = "https://roots.example.org/hooks/abc/"

Headers = dict[str, str]


def mac(secret: str, signed: bytes, how: str = "sha256") -> bytes:
    return hmac.new(secret.encode(), signed, how).digest()


def stripe(secret: str, body: bytes, now: datetime) -> Headers:
    seconds = str(int(now.timestamp()))
    return {"stripe-signature": f"t={seconds},v1={mac(secret, f'{seconds}.'.encode() + body).hex()}"}


def zendesk(secret: str, body: bytes, now: datetime) -> Headers:
    stamp = now.strftime("%Y-%m-%dT%H:%M:%SZ")
    given = base64.b64encode(mac(secret, stamp.encode() + body)).decode()
    return {"x-zendesk-webhook-signature": given, "x-zendesk-webhook-signature-timestamp": stamp}


def intercom(secret: str, body: bytes, now: datetime) -> Headers:
    return {"x-hub-signature": f"sha1={mac(secret, body, 'sha1').hex()}"}


def chatwoot(secret: str, body: bytes, now: datetime) -> Headers:
    seconds = str(int(now.timestamp()))
    given = mac(secret, f"{seconds}.".encode() + body).hex()
    return {"x-chatwoot-signature": f"sha256={given}", "x-chatwoot-timestamp": seconds}


def hubspot(secret: str, body: bytes, now: datetime) -> Headers:
    milliseconds = str(int(now.timestamp() * 1000))
    given = base64.b64encode(mac(secret, b"POST" + URL.encode() + body + milliseconds.encode())).decode()
    timed = {"x-hubspot-signature-v3": given, "x-hubspot-request-timestamp": milliseconds}
    return {**timed, ":method": "POST", ":url": URL}


def shopify(secret: str, body: bytes, now: datetime) -> Headers:
    return {"x-shopify-hmac-sha256": base64.b64encode(mac(secret, body)).decode()}


def webhook(secret: str, body: bytes, now: datetime) -> Headers:
    """Signed by the standard's own library."""
    given = Webhook(secret).sign("msg_1", now, body.decode())
    return {"webhook-id": "msg_1", "webhook-timestamp": str(int(now.timestamp())), "webhook-signature": given}


SIGNED: Mapping[str, Callable[[str, bytes, datetime], Headers]] = {
    "stripe": stripe,
    "zendesk": zendesk,
    "intercom": intercom,
    "chatwoot": chatwoot,
    "hubspot": hubspot,
    "shopify": shopify,
    "webhook": webhook,
}
TIMED = sorted(SIGNED.keys() - {"intercom", "shopify"})
"""Those that sign the time too."""


def test_every_channel_that_verifies_is_tested_here() -> None:
    assert {name for name in channels.names() if channels.can(name, "verify")} == set(SIGNED)


@pytest.mark.parametrize("name", sorted(SIGNED))
def test_what_its_source_signed_is_accepted(name: str) -> None:
    verify = channels.channel(name).verify
    assert verify(BODY, SIGNED[name](SECRET, BODY, NOW), SECRET, NOW) == ""


@pytest.mark.parametrize("name", sorted(SIGNED))
def test_while_a_secret_is_changed_both_are_accepted(name: str) -> None:
    fresh = "whsec_" + base64.b64encode(b"another of twenty-four..").decode()
    for secret in (SECRET, fresh):
        assert channels.channel(name).verify(BODY, SIGNED[name](secret, BODY, NOW), f"{SECRET} {fresh}", NOW) == ""


@pytest.mark.parametrize("name", sorted(SIGNED))
def test_what_was_altered_or_signed_by_others_or_not_at_all_is_refused(name: str) -> None:
    verify, headers = channels.channel(name).verify, SIGNED[name](SECRET, BODY, NOW)
    other = "whsec_" + base64.b64encode(b"somebody else's secret..").decode()
    assert verify(BODY + b" ", headers, SECRET, NOW)
    assert verify(BODY.replace(b"evt_1", b"evt_2"), headers, SECRET, NOW)
    assert verify(BODY, SIGNED[name](other, BODY, NOW), SECRET, NOW)
    assert verify(BODY, {}, SECRET, NOW)
    for header in headers:
        changed = {one: value[:-1] + ("A" if value[-1:] != "A" else "B") for one, value in headers.items()}
        assert verify(BODY, {**headers, header: changed[header]}, SECRET, NOW), header
        assert verify(BODY, {**headers, header: "\udcff é\x00"}, SECRET, NOW), header


@pytest.mark.parametrize("name", sorted(SIGNED))
def test_without_a_secret_nothing_is_accepted_save_where_the_address_is_the_secret(name: str) -> None:
    assert bool(channels.channel(name).verify(BODY, SIGNED[name](SECRET, BODY, NOW), "", NOW)) is (name != "chatwoot")


@pytest.mark.parametrize("name", TIMED)
def test_a_replay_is_refused_once_its_time_is_over(name: str) -> None:
    verify, headers = channels.channel(name).verify, SIGNED[name](SECRET, BODY, NOW)
    for seconds in (-299, 299):
        assert verify(BODY, headers, SECRET, NOW + timedelta(seconds=seconds)) == ""
    for seconds in (-302, 302, 86_400):
        assert "seconds" in verify(BODY, headers, SECRET, NOW + timedelta(seconds=seconds))


def test_of_several_signatures_of_stripe_one_that_fits_is_enough() -> None:
    given = stripe(SECRET, BODY, NOW)["stripe-signature"]
    seconds, right = given.split(",")[:2]
    wrong = "v1=" + hashlib.sha256(b"x").hexdigest()
    verify = channels.channel("stripe").verify
    assert verify(BODY, {"stripe-signature": f"{seconds},{wrong},{right}"}, SECRET, NOW) == ""
    assert verify(BODY, {"stripe-signature": f"{seconds},{wrong}"}, SECRET, NOW)
    assert verify(BODY, {"stripe-signature": f"{seconds},{right.replace('v1', 'v0')}"}, SECRET, NOW)


def test_hubspot_signs_the_address_with_some_characters_plainly_written() -> None:
    headers = hubspot(SECRET, BODY, NOW)
    headers[":url"] = URL.replace(":", "%3A").replace("/", "%2f")
    assert channels.channel("hubspot").verify(BODY, headers, SECRET, NOW) == ""
    assert channels.channel("hubspot").verify(BODY, {**headers, ":method": "PUT"}, SECRET, NOW)


def test_the_example_of_stripe_s_own_documentation_format_is_read() -> None:
    """`t=1492774577,v1=5257a869…,v0=6ffbb59b…`: what is signed is the time, a point and the body."""
    body, secret = b'{"id": "evt_test"}', "whsec_test"
    expected = hmac.new(b"whsec_test", b"1492774577." + body, "sha256").hexdigest()
    now = datetime.fromtimestamp(1492774577, UTC)
    assert (
        channels.channel("stripe").verify(body, {"stripe-signature": f"t=1492774577,v1={expected}"}, secret, now) == ""
    )
