"""Tests of the completeness ledger that imports keep."""

from __future__ import annotations

from deeproot_app.record import changes
from deeproot_app.record.conftest import INTERACTIONS, Load
from deeproot_app.record.importing.report import Report
from deeproot_app.record.models import Coverage

HEAD = "source,from_at,to_at,state,seen,stored,refused\n"


def ledger() -> list[tuple[object, ...]]:
    rows = Coverage.objects.order_by("source", "from_at")
    return [
        (row.source, f"{row.from_at:%m-%d}", f"{row.to_at:%m-%d}", row.state, row.seen, row.stored, row.refused)
        for row in rows
    ]


def test_an_import_says_from_when_to_when_it_holds_all(load: Load, base: Report) -> None:
    load({"interactions.csv": INTERACTIONS})
    assert ledger() == [("mail", "03-01", "03-03", "complete", 3, 3, 0)]


def test_each_source_has_its_own_line(load: Load, base: Report) -> None:
    load({"interactions.csv": INTERACTIONS.replace("mail:3", "phone:3").replace("mail:2", "7")}, source="crm")
    assert [row[0] for row in ledger()] == ["crm", "mail", "phone"]


def test_refused_rows_leave_the_interval_open_until_they_are_mended(load: Load, base: Report) -> None:
    load({"interactions.csv": INTERACTIONS.replace("email,out", "emial,out")})
    assert ledger() == [("mail", "03-01", "03-03", "unknown", 3, 2, 1)]
    load({"interactions.csv": INTERACTIONS})
    assert ledger() == [("mail", "03-01", "03-03", "complete", 3, 3, 0)]


def test_what_lies_within_adds_nothing_and_what_goes_beyond_does(load: Load, base: Report) -> None:
    load({"interactions.csv": INTERACTIONS})
    header, first, second, third = INTERACTIONS.splitlines()
    seq = changes.last()
    load({"part.csv": f"{header}\n{second}\n"})
    assert (len(ledger()), changes.last()) == (1, seq)
    load({"more.csv": f"{header}\n{third}\n{first.replace('mail:1', 'mail:9').replace('03-01', '04-09')}\n"})
    assert ledger()[1] == ("mail", "03-03", "04-09", "complete", 2, 2, 0)


def test_a_gap_that_the_source_tells_of_stays_and_bears_on_its_customers(load: Load, base: Report) -> None:
    load({"interactions.csv": INTERACTIONS})
    seq = changes.last()
    load({"coverage.csv": HEAD + "mail,2025-03-01T12:00:00Z,2025-03-02,gap,,,\nfax,2025-01-01,2025-02-01,gap,5,0,0\n"})
    assert ("mail", "03-01", "03-02", "gap", None, None, None) in ledger()
    assert set(changes.since(seq).customers) == {"c1", "c2"}
    load({"interactions.csv": INTERACTIONS.replace("answer", "value")})
    assert ("mail", "03-01", "03-02", "gap", None, None, None) in ledger()


def test_what_a_file_of_coverage_says_is_not_overwritten_by_imports(load: Load, base: Report) -> None:
    load({"coverage.csv": HEAD + "mail,2025-03-01T10:00:00Z,2025-03-02T10:00:00Z,unknown,9,2,0\n"})
    load({"interactions.csv": INTERACTIONS})
    assert ledger()[0] == ("mail", "03-01", "03-02", "unknown", 9, 2, 0)


def test_files_that_come_with_a_ledger_leave_it_to_that_but_for_refused_rows(load: Load, base: Report) -> None:
    gap = HEAD + "mail,2025-03-01T12:00:00Z,2025-03-02,gap,,,\n"
    load({"coverage.csv": gap, "interactions.csv": INTERACTIONS})
    assert [row[3] for row in ledger()] == ["gap"]
    load({"coverage.csv": gap, "more.csv": INTERACTIONS.replace("both", "bothh").replace("mail:3", "phone:3")})
    assert [(row[0], row[3]) for row in ledger()] == [("mail", "gap"), ("phone", "unknown")]


def test_an_interval_that_ends_before_it_begins_is_refused(load: Load) -> None:
    report = load({"coverage.csv": HEAD + "mail,2025-03-02,2025-03-01,gap,,,\n"})
    assert report.files[0].refused == 1
