"""Tests of files that are broken, huge or malicious: one clear sentence each, nothing lost, nothing executed."""

from __future__ import annotations

import csv
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import pytest

from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.record.conftest import CUSTOMERS, INTERACTIONS, Load, counts
from deeproot_app.record.files.longest import LONGEST
from deeproot_app.record.files.opened import FileChanged, FileError
from deeproot_app.record.importing import run
from deeproot_app.record.importing.paths import import_paths
from deeproot_app.record.importing.plan import Options
from deeproot_app.record.importing.report import Report
from deeproot_app.record.importing.run import Importing
from deeproot_app.record.models import Batch, Customer, Interaction, RefusedRow, Text

HEAD = "customer_id,name\n"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty: it has no header and no row"),
        (b"\xef\xbb\xbf \r\n\n", "is empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "it is an image"),
        (b"PK\x03\x04" + b"\x00" * 99, "Excel workbook or another zip archive; save it as CSV"),
        (b"SQLite format 3\x00" + b"\x01" * 99, "an SQLite database"),
        (os.urandom(1) + bytes(range(1, 256)) * 20, "not a text file"),
        (b"\x1f\x8b\x08\x00garbage", "damaged gzip"),
        (b"customer_id,name,name\nc1,a,b\n", "the header names 'name' twice"),
        (b"customer_id,Customer ID\nc1,a\n", "the header names 'Customer ID' twice"),
        (b"a,b,c\n1,2,3\n", "no column of the header is one of ours"),
        (b'"customer_id,name\nc1,a\n', "the header cannot be read: a quotation mark is opened"),
        (b"customer_id,persona\nc1,a\n", "Nearest is customers, which needs name too"),
    ],
)
def test_it_refuses_a_whole_file_in_one_sentence(load: Load, content: bytes, says: str) -> None:
    with pytest.raises(FileError) as fault:
        load({"given.csv": content})
    assert says in fault.value.message
    assert "\n" not in fault.value.message
    assert not Batch.objects.exists()


@pytest.mark.parametrize(
    ("row", "column", "says"),
    [
        ("c\x00x,Birch", "", "holds a NUL"),
        ("c9", "", "the row has 1 cells where the header has 2"),
        ("c9,a,b", "", "the row has 3 cells where the header has 2"),
        ('c9,"a', "", "a quotation mark is opened here and not closed"),
        ('c9,"a"b', "", "a quotation mark stands in the middle of a cell"),
        (",Birch", "customer_id", "is empty; every row needs it"),
        ("c9,", "name", "is empty; every row needs it"),
        (f"{'x' * 301},Birch", "customer_id", "has 301 characters; at most 300 are kept here"),
    ],
)
def test_it_refuses_one_row_and_takes_those_around_it(load: Load, row: str, column: str, says: str) -> None:
    report = load({"customers.csv": f"{HEAD}c1,Alder\n{row}\nc2,Birch\nc3,Cedar\n"}).files[0]
    assert counts(report) == (4, 3, 0, 0, 1)
    refused = RefusedRow.objects.get()
    assert (refused.line, refused.column) == (3, column)
    assert says in refused.reason
    assert says in Path(report.refused_file or "").read_text()


def test_broken_bytes_cost_their_row_only(load: Load) -> None:
    content = f"{HEAD}c1,Møller\nc2,Ærø\n".encode() + b"c3,M\xfcller\n" + "c4,Ås\n".encode()
    report = load({"customers.csv": content}).files[0]
    assert counts(report) == (4, 3, 0, 0, 1)
    assert "no characters" in RefusedRow.objects.get().reason
    assert r"M\xfcller" in Path(report.refused_file or "").read_text()


def test_an_endless_line_is_refused_in_bounded_memory(load: Load, tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    with path.open("wb") as file:
        file.write(f"{HEAD}c1,Alder\nc2,".encode())
        for _ in range(48):
            file.write(b"x" * (1 << 20))
        file.write(b'\nc3,Cedar\nc4,"')
        for _ in range(24):
            file.write(b"y" * (1 << 20) + b"\n")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    import_paths([str(path)], Options(), COMMAND_LINE)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000, "kB"
    assert Customer.objects.count() == 2
    first = RefusedRow.objects.order_by("line").first()
    assert first is not None
    assert first.line == 3
    assert f"longer than {LONGEST >> 20} million characters" in first.reason


def test_a_formula_is_data_here_and_no_formula_in_what_we_write(load: Load) -> None:
    formula = "=cmd|' /C calc'!A0"
    report = load({"customers.csv": f'{HEAD}c1,"{formula}"\n=1+1,\n'}).files[0]
    assert Customer.objects.get(pk="c1").name == formula
    with Path(report.refused_file or "").open(encoding="utf-8") as file:
        row = list(csv.reader(file))[1]
    assert row[3] == "'=1+1"
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row)


def test_markup_in_a_subject_is_text(load: Load, base: Report) -> None:
    head = "interaction_id,customer_id,happened_at,channel,direction,subject\n"
    load({"a.csv": f'{head}a:1,c1,2025-01-01T00:00:00Z,email,in,"<script>alert(1)</script>"\n'})
    assert Text.objects.get().subject == "<script>alert(1)</script>"


def test_ids_may_hold_blanks_and_any_character(load: Load) -> None:
    ids = ["C 1 😀", "a/b?c=d&e", "'quoted'", "ид-7", "--x", "<b>"]
    rows = "".join(f'"{one}",x\n' for one in ids)
    assert load({"customers.csv": HEAD + rows}).files[0].created == len(ids)
    assert set(Customer.objects.values_list("pk", flat=True)) == set(ids)


def test_ten_thousand_columns_are_read(load: Load) -> None:
    more = [f"x{at}" for at in range(10_000)]
    text = ",".join(["customer_id", "name", *more]) + "\n" + ",".join(["c1", "Birch", *more]) + "\n"
    report = load({"customers.csv": text}).files[0]
    assert report.created == 1
    assert len(report.left_behind) == 500
    assert len(report.lines()) < 30
    with pytest.raises(FileError, match="at most"):
        load({"wide.csv": ",".join(["customer_id", "name", *(f"x{at}" for at in range(30_000))]) + "\n"})


def test_many_stray_quotation_marks_take_linear_time(load: Load) -> None:
    text = HEAD + 'c1,"x\n' * 10_000
    started = time.process_time()
    report = load({"customers.csv": text}).files[0]
    assert report.refused == 10_000
    assert time.process_time() - started < 120, "a square would take hours"


def test_many_different_mistakes_take_linear_time(load: Load, base: Report) -> None:
    rows = "".join(f"c{at},x,Europe/Nowhere{at},Z{at}\n" for at in range(3_000))
    started = time.process_time()
    report = load({"customers.csv": f"customer_id,name,timezone,country\n{rows}"}).files[0]
    assert report.refused == 3_000
    assert time.process_time() - started < 120, "a square would take many minutes"


def test_a_file_that_is_written_to_meanwhile_is_left_out_whole(
    load: Load, base: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "growing.csv"
    rows = [INTERACTIONS.splitlines()[1].replace("mail:1", f"mail:{at}") for at in range(400)]
    path.write_text("\n".join([INTERACTIONS.splitlines()[0], *rows]))
    monkeypatch.setattr(run, "ROWS", 50)
    monkeypatch.setattr(run, "BLOCKS", 2)
    seen = []
    block = Importing._block

    def and_somebody_writes(self: Importing, *given: object) -> bool:
        seen.append(1)
        if len(seen) == 4:
            with path.open("a") as file:
                file.write("\nmore")
        return block(self, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(run, "ROWS", 50)
    monkeypatch.setattr(Importing, "_block", and_somebody_writes)
    monkeypatch.setattr("deeproot_app.record.files.lines.CHUNK", 2_000)
    with pytest.raises(FileChanged, match="was written to while it was read: nothing of it was kept"):
        import_paths([str(path)], Options(), COMMAND_LINE)
    assert not Interaction.objects.exists()
    assert Batch.objects.latest("pk").state == Batch.State.FAILED
    monkeypatch.setattr(Importing, "_block", block)
    assert import_paths([str(path)], Options(), COMMAND_LINE).files[0].created == 400


def test_a_directory_that_leads_back_to_itself_is_read_once(db: None, tmp_path: Path) -> None:
    folder = tmp_path / "loop"
    folder.mkdir()
    (folder / "customers.csv").write_text(CUSTOMERS)
    (folder / "again").symlink_to(folder)
    (folder / "same.csv").hardlink_to(folder / "customers.csv")
    report = import_paths([str(folder)], Options(), COMMAND_LINE)
    assert [one.created for one in report.files] == [2]


def test_what_is_not_there_or_not_a_file_is_told(db: None, tmp_path: Path) -> None:
    for path, says in [(tmp_path / "none.csv", "there is no such file"), (Path("/dev/null"), "is not a file")]:
        with pytest.raises(FileError, match=says):
            import_paths([str(path)], Options(), COMMAND_LINE)
    with pytest.raises(FileError, match="holds no file to import"):
        import_paths([str(tmp_path / "home")], Options(), COMMAND_LINE)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_one_may_not_read_is_told(db: None, tmp_path: Path) -> None:
    path = tmp_path / "secret.csv"
    path.write_text(CUSTOMERS)
    path.chmod(0)
    with pytest.raises(FileError, match="you may not read it"):
        import_paths([str(path)], Options(), COMMAND_LINE)


def test_one_bad_file_of_a_directory_does_not_keep_the_others_out(db: None, tmp_path: Path) -> None:
    folder = tmp_path / "some"
    folder.mkdir()
    (folder / "customers.csv").write_text(CUSTOMERS)
    (folder / "strange.csv").write_text("a,b\n1,2\n")
    report = import_paths([str(folder)], Options(), COMMAND_LINE)
    assert [(one.created, bool(one.error)) for one in report.files] == [(2, False), (0, True)]
    assert report.refused


def test_a_wrong_date_far_into_a_file_costs_its_row_only(load: Load) -> None:
    rows = "".join(f"c{at},Customer {at},2024-01-01\n" for at in range(30_000))
    content = f"{HEAD.strip()},since\n{rows}late,Late,31.13.2024\nlast,Last,2024-01-02\n"
    report = load({"customers.csv": content}).files[0]
    assert counts(report) == (30_002, 30_001, 0, 0, 1)
    refused = RefusedRow.objects.get()
    assert (refused.line, refused.column) == (30_002, "since")
    assert "'31.13.2024' is not an ISO 8601 time" in refused.reason
    assert Customer.objects.filter(pk="last").exists()


PROBE = """
import resource, sys
from deeproot_app.cli import main
code = main(["import", sys.argv[1], "--json"])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, code, file=sys.stderr)
"""


@pytest.mark.slow
def test_a_line_of_a_gigabyte_is_refused_in_bounded_memory(tmp_path: Path) -> None:
    path, rows = tmp_path / "long.csv", [f"c{at},Customer {at}\n" for at in range(5_000)]
    with path.open("wb") as file:
        file.write((HEAD + "".join(rows) + "long,").encode())
        file.seek(1 << 30, os.SEEK_CUR)  # a hole: no disk is taken
        file.write(b"\nlast,Last\n")
    done = subprocess.run(
        [sys.executable, "-c", PROBE, str(path)],
        env={**os.environ, "DEEPROOT_HOME": str(tmp_path / "home"), "DATABASE_URL": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    megabytes, code = map(int, done.stderr.split()[-2:])
    report = json.loads(done.stdout)
    assert (report["read"], report["created"], report["refused"], code) == (5_002, 5_001, 1, 3)
    assert megabytes < 400
