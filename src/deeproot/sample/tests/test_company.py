"""The sample company as a whole: whole tables, the same each time, and something of everything."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import unicodedata
from collections import Counter
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from deeproot.sample import Company, company
from deeproot.sample.record import BROKEN
from deeproot.tables import CHANNELS, DIRECTIONS, KINDS, TABLES, check

from .conftest import NOW

WORDS = {str: "string", datetime: "timestamp", int: "int64", float: "float64", bool: "bool", list: "list"}


def types_of(rows: list[dict[str, Any]], column: str) -> str:
    found = {WORDS[type(row[column])] for row in rows if row[column] is not None}
    if found <= {"int64", "float64"} and len(found) == 2:
        return "float64"
    assert len(found) <= 1, f"{column} mixes {found}"
    return found.pop() if found else "null"


def fingerprint(told: Company) -> str:
    return hashlib.sha256(repr((told.tables, told.texts, told.truth)).encode()).hexdigest()


def test_it_fills_every_table_with_rows_that_the_tables_accept(told: Company) -> None:
    assert set(told.tables) == set(TABLES)
    assert all(told.tables.values())
    given = {name: {c: types_of(rows, c) for c in TABLES[name].names} for name, rows in told.tables.items()}
    assert check(given) == []


def test_every_value_is_one_of_the_words_its_column_may_take_and_null_only_where_it_may_be(told: Company) -> None:
    for name, rows in told.tables.items():
        for column in TABLES[name].columns:
            for row in rows:
                value = row[column.name]
                assert value is not None or column.null, f"{name}.{column.name} is null in {row}"
                assert value is None or not column.words or value in column.words


def test_no_key_occurs_twice(told: Company) -> None:
    for name, rows in told.tables.items():
        keys = Counter(tuple(row[part] for part in TABLES[name].key) for row in rows)
        assert not [key for key, count in keys.items() if count > 1]


REFERS = {
    "customer_id": "customers",
    "contact_id": "contacts",
    "member_id": "members",
    "owner": "members",
    "case_id": "cases",
    "resource_id": "resources",
    "made_in": "interactions",
    "kept_in": "interactions",
    "evidence": "interactions",
    "holding": "interactions",
}


def test_every_id_that_is_referred_to_exists(told: Company) -> None:
    ids = {name: {row[TABLES[name].key[0]] for row in rows} for name, rows in told.tables.items()}
    for name, rows in told.tables.items():
        for column in set(REFERS) & set(TABLES[name].names):
            for row in rows:
                value = row[column]
                wanted = set(value if isinstance(value, list) else [value]) - {None}
                assert wanted <= ids[REFERS[column]], f"{name}.{column} refers to {wanted} which does not exist"


def test_an_interaction_belongs_to_the_customer_of_its_contact_and_case(told: Company) -> None:
    whose = {row["contact_id"]: row["customer_id"] for row in told.tables["contacts"]}
    whose |= {row["case_id"]: row["customer_id"] for row in told.tables["cases"]}
    for row in told.tables["interactions"]:
        assert {whose[row[key]] for key in ("contact_id", "case_id") if row[key]} <= {row["customer_id"]}


def test_nothing_happens_after_the_last_moment_or_before_a_customer_was_one(told: Company) -> None:
    since = {row["customer_id"]: row["since"] or NOW - timedelta(days=9_999) for row in told.tables["customers"]}
    for row in told.tables["interactions"]:
        assert since[row["customer_id"]] <= row["happened_at"] <= NOW
    for name, columns in (("promises", ("made_at", "kept_at", "withdrawn_at")), ("cases", ("opened_at", "closed_at"))):
        for row in told.tables[name]:
            assert all(row[column] is None or row[column] <= NOW for column in columns)


def test_it_shows_every_kind_and_direction_and_nearly_every_channel(told: Company) -> None:
    rows = told.tables["interactions"]
    assert {row["kind"] for row in rows} >= set(KINDS)
    assert {row["direction"] for row in rows} == set(DIRECTIONS)
    assert {row["channel"] for row in rows} == set(CHANNELS)
    assert {row["score_kind"] for row in rows} >= {"nps", "csat", "ces"}
    assert any(row["automatic"] for row in rows)


def test_its_size_fills_a_demo_without_drowning_it(told: Company) -> None:
    assert len(told.tables["customers"]) == 240
    assert 8_000 <= len(told.tables["interactions"]) <= 14_500


def test_names_come_in_many_scripts(told: Company) -> None:
    scripts = {
        unicodedata.name(letter).split()[0]
        for row in told.tables["contacts"]
        for letter in row["name"]
        if letter.isalpha()
    }
    assert scripts >= {"LATIN", "CYRILLIC", "GREEK", "CJK", "HANGUL", "ARABIC", "HEBREW", "DEVANAGARI", "THAI"}


def test_it_is_plainly_simulated(told: Company) -> None:
    assert "sample" in told.name.lower()
    assert "simulated" in told.name.lower()
    assert told.truth["simulated"] is True
    assert all(row["interaction_id"].startswith("sample-") for row in told.tables["interactions"])
    addresses = [row["email"] for name in ("contacts", "members") for row in told.tables[name]]
    assert all(address.endswith(".example") for address in addresses)


def test_the_same_seed_tells_the_same_company_whatever_hash_randomisation_does() -> None:
    says = (
        "from deeproot.sample.tests.test_company import NOW, company, fingerprint; "
        "print(fingerprint(company(seed=3, customers=12, until=NOW)))"
    )
    found = set()
    for salt in ("0", "1", "4711"):
        environment = {**os.environ, "PYTHONHASHSEED": salt, "PYTHONPATH": os.pathsep.join(sys.path)}
        done = subprocess.run([sys.executable, "-c", says], env=environment, capture_output=True, text=True, check=True)
        found.add(done.stdout)
    assert found == {fingerprint(company(seed=3, customers=12, until=NOW)) + "\n"}


def test_another_seed_tells_another_company(small: Company) -> None:
    other = company(seed=4, customers=40, until=NOW)
    assert {row["name"] for row in other.tables["customers"]} != {row["name"] for row in small.tables["customers"]}


def moments(told: Company) -> dict[str, datetime]:
    return {row["interaction_id"]: row["happened_at"] for row in told.tables["interactions"]}


@pytest.mark.parametrize("days", [1, 7, 24])
def test_a_later_last_moment_tells_the_same_stories_later(small: Company, days: int) -> None:
    later = company(seed=3, customers=40, until=NOW + timedelta(days=days))
    before, after = moments(small), moments(later)
    shared = set(before) & set(after)
    assert len(shared) > 0.985 * len(before)
    span = (
        timedelta(hours=1.1) if days % 7 == 0 else timedelta(days=4, hours=2)
    )  # an hour where summer time begins or ends
    apart = [abs(after[row] - before[row] - timedelta(days=days)) for row in shared]
    assert sum(1 for one in apart if one <= span) > 0.985 * len(apart)
    assert small.truth["scenarios"] == later.truth["scenarios"]


def test_nobody_of_us_writes_at_the_weekend_or_at_night(told: Company) -> None:
    rows = [row for row in told.tables["interactions"] if row["direction"] == "out" and not row["automatic"]]
    weekend = [row for row in rows if row["happened_at"].weekday() == 6]
    assert len(weekend) < 0.02 * len(rows)


def test_an_offset_is_understood_and_a_missing_moment_is_refused() -> None:
    here = company(customers=3, until=datetime(2026, 6, 30, 11, 30, tzinfo=timezone(timedelta(hours=2))))
    assert here.until == NOW
    assert company(customers=3, until=NOW.replace(tzinfo=UTC)).tables == here.tables
    with pytest.raises(ValueError, match="last moment"):
        company()
    with pytest.raises(ValueError, match="at least 1 customer"):
        company(customers=0, until=NOW)


def test_the_broken_mailbox_holds_nothing_for_nine_days_and_says_so(told: Company) -> None:
    (gap,) = [row for row in told.tables["coverage"] if row["state"] == "gap"]
    assert gap["source"] == BROKEN
    assert gap["to_at"] - gap["from_at"] == timedelta(days=9)
    own = [row for row in told.tables["interactions"] if row["interaction_id"].startswith(f"{BROKEN}:")]
    assert own
    assert not [row for row in own if gap["from_at"] <= row["happened_at"] < gap["to_at"]]
    assert told.truth["unrecorded"]
    assert {row["state"] for row in told.tables["coverage"]} == {"complete", "gap", "unknown"}


def test_the_record_is_numbered_in_the_order_it_was_written_down(told: Company) -> None:
    rows = told.tables["interactions"]
    assert sorted(row["recorded_seq"] for row in rows) == list(range(1, len(rows) + 1))
    assert [row["recorded_seq"] for row in rows] != sorted(row["recorded_seq"] for row in rows)
