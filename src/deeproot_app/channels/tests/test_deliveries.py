"""JSON of strangers is read without trouble, whatever it is."""

from __future__ import annotations

import json
from contextlib import suppress
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deeproot.tables import TABLES
from deeproot_app import channels
from deeproot_app.channels.deliveries import NotJson, address, identity, moment, read_json, text
from deeproot_app.channels.shapes import Told, Unreadable
from deeproot_app.channels.tests.fixtures import HERE

SENT: Final = ("chatwoot", "hubspot", "intercom", "segment", "shopify", "stripe", "webhook", "zendesk")
MAPPING: Final = json.dumps(
    {"tables": [{"table": "contacts", "each": "data.items", "columns": {"contact_id": "id", "customer_id": "data.a"}}]}
)


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "no JSON"),
        (b"{", "no JSON"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"a":' * 50_000 + b"1" + b"}" * 50_000, "nested too deeply"),
        (b"NaN", "no number"),
        (b"9" * 10_000, "no JSON"),
    ],
)
def test_what_is_no_json_is_told_in_a_clause(raw: bytes, says: str) -> None:
    with pytest.raises(NotJson, match=says):
        read_json(raw)


def test_of_two_members_of_one_name_the_last_counts() -> None:
    assert read_json(b'{"id": "1", "id": "2"}') == {"id": "2"}


def test_what_no_database_keeps_is_replaced() -> None:
    assert text(json.loads('"a\\u0000b\\ud800c"')) == "a\ufffdb\ufffdc"
    assert (text(True), text(None), text({}), text(7)) == ("", "", "", "7")


def test_long_ids_stay_apart() -> None:
    assert len(identity("x" * 1_000)) < 300
    assert identity("x" * 1_000) != identity("x" * 1_001)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-03-01T10:00:00Z", datetime(2026, 3, 1, 10, tzinfo=UTC)),
        ("2025-01-08T10:12:07.672717030Z", datetime(2025, 1, 8, 10, 12, 7, 672717, tzinfo=UTC)),
        ("2021-12-31T19:00:00-05:00", datetime(2022, 1, 1, tzinfo=UTC)),
        ("2020-03-03 13:05:57 UTC", datetime(2020, 3, 3, 13, 5, 57, tzinfo=UTC)),
        ("2026-03-01", datetime(2026, 3, 1, tzinfo=UTC)),
        (1718200000, datetime(2024, 6, 12, 13, 46, 40, tzinfo=UTC)),
        ("1718200000000", datetime(2024, 6, 12, 13, 46, 40, tzinfo=UTC)),
        (0, None), (True, None), (None, None), ("soon", None), (1e300, None), ("9" * 400, None), ({}, None),
    ],
)  # fmt: skip
def test_moments_are_read_however_they_are_written(value: Any, expected: datetime | None) -> None:
    assert moment(value) == expected


def test_only_addresses_are_addresses() -> None:
    assert address(" Pat@Birch.example ") == "pat@birch.example"
    assert (address("Pat <pat@birch.example>"), address("pat"), address(None)) == ("", "", "")


def fixtures() -> list[tuple[str, Any]]:
    paths = [path for name in SENT for path in sorted(Path(HERE / name / "fixtures").glob("*.json"))]
    return [(path.parent.parent.name, json.loads(path.read_bytes())) for path in paths]


FIXTURES: Final = fixtures()
ODD: Final = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.just(""), st.just([]), st.just({}),
    st.sampled_from(["\x00", "\ud800", "9" * 5_000, "x" * 70_000, "2026-13-45", "-1e999", 10**400]),
    st.lists(st.integers(), max_size=2), st.dictionaries(st.text(max_size=3), st.text(max_size=3), max_size=2),
)  # fmt: skip


def places(thing: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to every value within a JSON document."""
    inner = thing.items() if isinstance(thing, dict) else enumerate(thing) if isinstance(thing, list) else ()
    return [way, *(found for name, value in inner for found in places(value, (*way, name)))]


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_whatever_stands_in_a_delivery_its_channel_tells_storable_rows_or_why_not(data: st.DataObject) -> None:
    name, document = data.draw(st.sampled_from(FIXTURES))
    document = json.loads(json.dumps(document))
    for way in data.draw(st.lists(st.sampled_from(places(document)), max_size=4)):
        document = put(document, way, deepcopy(data.draw(ODD)))
    raw = json.dumps(document).encode()
    found = channels.channel(name).told(raw, {"received-at": "2026-03-01T10:00:00Z"}, {"mapping": MAPPING})
    assert found == channels.channel(name).told(raw, {"received-at": "2026-03-01T10:00:00Z"}, {"mapping": MAPPING})
    assert isinstance(found, Unreadable | list)
    for one in found if isinstance(found, list) else ():
        assert storable(one)


def put(document: Any, way: tuple[Any, ...], value: Any) -> Any:
    """The document with another value at the end of the way, as far as the way is still there."""
    if not way:
        return value
    place = document
    for step in way[:-1]:
        try:
            place = place[step]
        except (KeyError, IndexError, TypeError):
            return document
    with suppress(IndexError, TypeError):
        place[way[-1]] = value
    return document


def storable(one: Told) -> bool:
    beside = {"contact_email", "contact_external", "member_email", "subject", "body", "read_from_text"}
    assert set(one.cells) <= {*TABLES[one.table].names, *beside}, one
    assert set(TABLES[one.table].key) <= set(one.cells), one
    assert one.at.tzinfo is not None
    return all(
        isinstance(cell, str) and cell.encode() is not None and "\x00" not in cell for cell in one.cells.values()
    )
