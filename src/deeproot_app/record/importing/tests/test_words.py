"""Tests of single cells: what each column takes, and what it says of what it does not."""

from __future__ import annotations

import pytest

from deeproot_app.record.importing.cells import reader, values
from deeproot_app.record.importing.moments import Moments
from deeproot_app.record.shape import SHAPES

NO_TIME = "is not an ISO 8601 time, such as 2026-06-30T14:05:00+02:00"
TOO_EARLY = "lies outside the years 1800 to 9000; leave it empty where there is none"
NO_AMOUNT = "is not an amount; write it with a point and no thousands mark, or give a mapping"
NO_ZONE = "is not an IANA time zone; did you mean 'Europe/Berlin'?"


def read(column: str, cell: str) -> object:
    """What a cell of `table.column` becomes; the reason, where it becomes nothing."""
    table, name = column.split(".")
    shape = SHAPES[table]
    found, faults = values([cell], reader(shape, shape.table.column(name), Moments("UTC")), as_written=False)
    return faults.get(0, found[0])


@pytest.mark.parametrize(
    ("column", "cell", "value"),
    [
        ("interactions.channel", "E-Mail", "email"),
        ("interactions.direction", "Outbound", "out"),
        ("interactions.kind", "miss you", "miss_you"),
        ("interactions.needs_answer", "YES", True),
        ("interactions.needs_answer", "0", False),
        ("interactions.customer_words", "12.0", 12),
        ("interactions.sentiment", "-0.5", -0.5),
        ("interactions.happened_at", "2025-01-01", "2025-01-01 00:00:00"),
        ("interactions.happened_at", "2025-01-01T10:00:00+05:30", "2025-01-01 04:30:00"),
        ("interactions.happened_at", "2025-01-01 10:00:00 UTC", "2025-01-01 10:00:00"),
        ("interactions.happened_at", "2025-01-01 10:00 +0200", "2025-01-01 08:00:00"),
        ("interactions.happened_at", "2025-01-01T10:00:00.123Z", "2025-01-01 10:00:00.123000"),
        ("customers.kind", "Company", "organisation"),
        ("customers.country", "de", "DE"),
        ("customers.timezone", "europe/berlin", "Europe/Berlin"),
        ("purchases.amount", "12.345678", 12_345_678),
        ("purchases.amount", "-0.1", -100_000),
        ("purchases.currency", "usd", "USD"),
        ("contacts.email", "Ada@Oakfield.Example", "ada@oakfield.example"),
        ("contacts.phone", "'+47 22 33 44 55", "+47 22 33 44 55"),
        ("resources.needs", "queues; less waste ;", '["queues", "less waste"]'),
        ("resources.needs", r"a\;b;c\\", r'["a;b", "c\\"]'),
        ("customers.name", "   ", None),
    ],
)
def test_it_reads(column: str, cell: str, value: object) -> None:
    assert read(column, cell) == value


@pytest.mark.parametrize(
    ("column", "cell", "reason"),
    [
        ("interactions.channel", "emial", "'emial' is not a channel; did you mean 'email'?"),
        ("interactions.direction", "sideways", "'sideways' is not a direction; it is one of both, in, internal, out"),
        ("interactions.automatic", "maybe", "'maybe' is neither true nor false"),
        ("interactions.customer_words", "many", "'many' is not a whole number"),
        ("interactions.customer_words", "1.5", "'1.5' is not a whole number"),
        ("interactions.customer_words", "-3", "'-3' is not between 0 and 1,000,000,000"),
        ("interactions.sentiment", "2", "'2' is not between -1 and 1"),
        ("interactions.score", "nan", "'nan' is not a number"),
        ("interactions.score", "1_0", "'1_0' is not a number"),
        ("interactions.happened_at", "01/02/2025", f"'01/02/2025' {NO_TIME}"),
        ("interactions.happened_at", "2025-02-30", f"'2025-02-30' {NO_TIME}"),
        ("interactions.happened_at", "0001-01-01", f"'0001-01-01' {TOO_EARLY}"),
        ("customers.since", "0001-01-01T00:00:00+14:00", f"'0001-01-01T00:00:00+14:00' {TOO_EARLY}"),
        ("customers.country", "Germany", "'Germany' is not an ISO 3166 country; did you mean 'DE'?"),
        ("customers.country", "UK", "'UK' is not an ISO 3166 country; did you mean 'GB'?"),
        ("customers.timezone", "Europe/Berln", f"'Europe/Berln' {NO_ZONE}"),
        ("purchases.currency", "EURO", "'EURO' is not an ISO 4217 currency; did you mean 'EUR'?"),
        ("purchases.amount", "1,200.50", f"'1,200.50' {NO_AMOUNT}"),
        ("purchases.amount", "1e400", "'1e400' is not an amount between -9 and 9 trillion"),
        ("contacts.email", "no address", "'no address' is not an e-mail address"),
    ],
)  # fmt: skip
def test_it_says_what_is_wrong(column: str, cell: str, reason: str) -> None:
    assert read(column, cell) == reason


def test_a_column_keeps_its_good_cells_beside_bad_ones() -> None:
    shape = SHAPES["interactions"]
    cells = ["email", "emial", "", "call"] * 50
    read_ = reader(shape, shape.table.column("channel"), Moments("UTC"))
    found, faults = values(cells, read_, as_written=False)
    assert found[:4] == ["email", None, None, "call"]
    assert set(faults) == set(range(1, 200, 4))
    moments = Moments("UTC")
    found, faults = values(["2025-01-01", "x", "2025-01-02"], moments.read, as_written=False)
    assert (found, list(faults)) == (["2025-01-01 00:00:00", None, "2025-01-02 00:00:00"], [1])
