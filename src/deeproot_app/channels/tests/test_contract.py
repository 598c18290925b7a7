"""The contract of a channel, run over every folder that is there (docs/add-a-channel.md).

A channel whose fixtures are not deliveries themselves says in `tests/deliveries.py` which deliveries they hold:
`deliveries() -> [(bytes, headers), ...]`, and with what SETTINGS they are read.
"""

from __future__ import annotations

import random
from datetime import UTC, datetime
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from deeproot_app import channels
from deeproot_app.base import clock
from deeproot_app.channels.shapes import Received, Setting, Told, Unreadable
from deeproot_app.record.arrivals.heard import Hearing

HERE = Path(channels.__file__).parent
NAMES = channels.names()
FUZZED = 200
UNSIGNED = {"chatwoot"}
"""Those of whose sources some cannot sign: the address that nobody can guess is then all that is known of a call."""
KINDS = {"text", "secret", "choice", "number", "address", "yes"}


def with_(*what: str) -> list[str]:
    """The channels that give all of that."""
    return [name for name in NAMES if all(channels.can(name, one) for one in what)]


MESSAGES = [name for name in with_("parse") if not channels.can(name, "told")]
TELLING, VERIFYING, CONNECTED = with_("told"), with_("verify"), with_("SETTINGS")


def deliveries(name: str) -> list[tuple[bytes, dict[str, Any]]]:
    told = f"deeproot_app.channels.{name}.tests.deliveries"
    if find_spec(told):
        return list(import_module(told).deliveries())
    return [(path.read_bytes(), {}) for path in sorted((HERE / name / "fixtures").iterdir())]


def settings_of(name: str) -> dict[str, str]:
    told = f"deeproot_app.channels.{name}.tests.deliveries"
    given = getattr(import_module(told), "SETTINGS", {}) if find_spec(told) else {}
    defaults = {one.name: one.default for one in getattr(channels.channel(name), "SETTINGS", ()) if one.default}
    return {**defaults, **given, "source": name}


def fuzzed(raw: bytes, at: random.Random) -> bytes:
    """The bytes with some of them changed, cut out, or doubled."""
    found = bytearray(raw)
    for _ in range(at.randrange(30)):
        if found:
            found[at.randrange(len(found))] = at.randrange(256)
    cut = at.randrange(len(found) + 1)
    return bytes(found[:cut] if at.random() < 0.3 else found[cut:] + found[: at.randrange(len(found) + 1)])


@pytest.fixture
def no_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks for the time fails."""

    def asked() -> datetime:
        raise AssertionError("a channel asked the clock")

    monkeypatch.setattr(clock, "now", asked)


def test_every_folder_is_a_channel() -> None:
    folders = {path.name for path in HERE.iterdir() if path.is_dir() and path.name not in ("tests", "__pycache__")}
    assert set(NAMES) == folders
    assert {"email", "stripe"} <= folders


@pytest.mark.parametrize("name", NAMES)
def test_it_says_what_it_is_and_where_its_format_is_told(name: str) -> None:
    assert channels.channel(name).SAYS
    readme = (HERE / name / "README.md").read_text(encoding="utf-8")
    assert readme.startswith("# ")
    assert len(readme) > 200
    assert any(word in readme for word in ("http", "RFC", "docs", "W3C")), "name the source of the format"
    assert list((HERE / name / "fixtures").iterdir())
    if name in (*MESSAGES, *TELLING):
        assert list((HERE / name / "tests").glob("test_*.py"))


@pytest.mark.parametrize("name", MESSAGES)
def test_a_channel_of_messages_reads_its_fixtures_always_in_the_same_way(name: str, no_clock: None) -> None:
    for raw, _ in deliveries(name):
        found = channels.channel(name).parse(raw)
        assert isinstance(found, Received)
        assert found == channels.channel(name).parse(raw)
        assert found.id
        assert found.at.tzinfo is not None


@pytest.mark.parametrize("name", MESSAGES)
def test_a_channel_of_messages_never_raises(name: str, no_clock: None) -> None:
    at = random.Random(1)
    given = [raw for raw, _ in deliveries(name)]
    for _ in range(FUZZED):
        assert isinstance(channels.channel(name).parse(fuzzed(at.choice(given), at)), Received | Unreadable)


@pytest.mark.parametrize("name", TELLING)
def test_what_it_tells_are_rows_of_the_record_always_the_same(name: str, no_clock: None) -> None:
    channel, settings = channels.channel(name), settings_of(name)
    hearing = Hearing(channel, settings, name, "UTC")
    told = 0
    for place, (raw, headers) in enumerate(deliveries(name)):
        found = channel.told(raw, headers, settings)
        assert isinstance(found, list), found
        assert found == channel.told(raw, headers, settings)
        (delivery,) = hearing.read([(place, str(place), raw, headers)])
        assert delivery.faults == []
        assert len(delivery.rows) == len(found)
        assert_no_two_say_otherwise(found)
        told += len(found)
    assert told, "some fixture tells of something"


def assert_no_two_say_otherwise(found: list[Told]) -> None:
    """Of two that say something of one column at the same moment a key must tell which counts."""
    said: dict[tuple[Any, ...], str] = {}
    for one in found if all(each.key for each in found) else ():
        row = one.table, one.cells.get(f"{one.table.removesuffix('s')}_id", ""), one.cells.get("value", "")
        for column, cell in one.cells.items():
            assert said.setdefault((*row, one.at, one.key, column), cell) == cell


@pytest.mark.parametrize("name", TELLING)
def test_whatever_comes_it_tells_or_says_why_not(name: str, no_clock: None) -> None:
    at, channel, settings = random.Random(1), channels.channel(name), settings_of(name)
    given = [*deliveries(name), (b"", {}), (b"null", {}), (b"[]", {}), (b"{}", {}), (b'"x"', {})]
    for _ in range(FUZZED):
        raw, headers = at.choice(given)
        found = channel.told(fuzzed(raw, at), headers, settings)
        assert isinstance(found, list | Unreadable)
        if isinstance(found, Unreadable):
            assert found.reason


@pytest.mark.parametrize("name", VERIFYING)
def test_a_call_that_is_not_signed_is_refused_with_why(name: str) -> None:
    at, verify = random.Random(1), channels.channel(name).verify
    now = datetime(2026, 6, 1, tzinfo=UTC)
    for headers in ({}, junk_headers(at), dict.fromkeys(junk_headers(at), "")):
        for secret in ("x", "whsec_" + "A" * 32):
            assert verify(b"{}", headers, secret, now)
        refused = verify(b"{}", headers, "", now)
        assert refused or name in UNSIGNED


def junk_headers(at: random.Random) -> dict[str, str]:
    names = (
        "stripe-signature", "webhook-id", "webhook-timestamp", "webhook-signature", "x-hub-signature",
        "x-hubspot-signature-v3", "x-hubspot-request-timestamp", "x-shopify-hmac-sha256", "x-zendesk-webhook-signature",
        "x-zendesk-webhook-signature-timestamp", "x-chatwoot-signature", "x-chatwoot-timestamp",
    )  # fmt: skip
    return {name: "".join(chr(at.randrange(32, 0x2FF)) for _ in range(at.randrange(80))) for name in names}


@pytest.mark.parametrize("name", CONNECTED)
def test_what_it_asks_for_makes_a_form(name: str) -> None:
    channel = channels.channel(name)
    names = [one.name for one in channel.SETTINGS]
    assert len(set(names)) == len(names)
    assert "source" not in names
    for one in channel.SETTINGS:
        assert isinstance(one, Setting)
        assert one.name.isidentifier()
        assert one.kind in KINDS
        assert one.label
        assert (one.kind == "choice") == bool(one.choices)
        assert not one.default or one.kind != "choice" or one.default in dict(one.choices)
        assert one.kind != "secret" or not one.default
    sends = channels.can(name, "ADDRESS")
    assert not sends or channel.ADDRESS.startswith("/")
    assert sends or channels.can(name, "MINUTES"), "it sends, or is asked"
    assert channels.can(name, "told") or channels.can(name, "parse")


def junk(at: random.Random) -> str:
    return "".join(chr(at.randrange(1, 0x3FF)) for _ in range(at.randrange(60)))


@pytest.mark.parametrize("name", with_("check"))
def test_whatever_is_answered_it_says_what_is_wrong(name: str) -> None:
    at, check = random.Random(1), channels.channel(name).check
    names = [one.name for one in channels.channel(name).SETTINGS]
    for _ in range(50):
        given = {one: junk(at) for one in names if at.random() < 0.8}
        wrong = check(given, given)
        assert set(wrong) <= set(names)
        assert all(wrong.values())
