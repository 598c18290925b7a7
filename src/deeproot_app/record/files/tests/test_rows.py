"""Tests of reading rows: whatever a CSV writer writes is read back, and one broken row costs one row."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from deeproot_app.record.files import lines, rows
from deeproot_app.record.files.look import look
from deeproot_app.record.files.rows import UNCLOSED, WHITESPACE, Block, Rows

CELL = st.text(st.characters(blacklist_categories=["Cs", "Cc"]) | st.sampled_from("\n\r\t'\",;"), max_size=8)
ROW = st.lists(CELL, min_size=3, max_size=3).filter(any)


def read(path: Path, at_once: int = 4, delimiter: str | None = None) -> list[Block]:
    reader = Rows(look(path), delimiter)
    header = reader.row()
    assert header is not None
    reader.width = len(header.cells)  # type: ignore[union-attr]
    return list(reader.blocks(at_once, 1_000_000))


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    given_rows=st.lists(ROW, max_size=9),
    delimiter=st.sampled_from(",;\t|"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]),
    chunk=st.integers(8, 400),
    end=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
)
@example(
    given_rows=[["a", "b\nc", ""], ['"', "'", "\r"]], delimiter=",", encoding="utf-8", chunk=9, end="\r\n", quoting=0
)
def test_what_a_writer_writes_is_read_back(
    tmp_path: Path, given_rows: list[list[str]], delimiter: str, encoding: str, chunk: int, end: str, quoting: int
) -> None:
    if quoting == csv.QUOTE_MINIMAL and end == "\n":
        given_rows = [[cell.replace("\r", "") or "x" for cell in row] for row in given_rows]  # Python leaves it bare
    written = io.StringIO()
    writer = csv.writer(written, delimiter=delimiter, lineterminator=end, quoting=quoting)
    writer.writerow(["first name", "second", "third"])
    writer.writerows(given_rows)
    path = tmp_path / "written.csv"
    path.write_bytes(written.getvalue().encode(encoding))
    before, lines.CHUNK = lines.CHUNK, chunk * 4  # type: ignore[misc]
    try:
        blocks = read(path)
    finally:
        lines.CHUNK = before  # type: ignore[misc]
    assert [cells for block in blocks for cells in block.cells] == given_rows
    assert not any(block.faulty for block in blocks)
    starts = [line for block in blocks for line in block.lines]
    assert starts == sorted(set(starts))


def test_texts_and_lines_are_as_they_stand_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('a,b\n1,"x\ny"\n\n2,z\n"3","w\n4,v\n5,"u"\n')
    blocks = read(path, at_once=2)
    found = [pair for block in blocks for pair in zip(block.lines, block.texts, strict=True)]
    assert found == [(2, '1,"x\ny"'), (5, "2,z"), (7, "4,v"), (8, '5,"u"')]
    faulty = [one for block in blocks for one in block.faulty]
    assert [(one.line, one.text, one.reason) for one in faulty] == [(6, '"3","w', UNCLOSED)]
    assert blocks[-1].last_line == 8


def test_columns_that_stand_under_each_other_are_told_by_blanks(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b" a   b c\r\n 1  22 333\r\n\r\n  4 5   6\r\n")
    assert [block.cells for block in read(path, delimiter=WHITESPACE)] == [[["1", "22", "333"], ["4", "5", "6"]]]


def test_empty_cells_beyond_the_header_are_dropped(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2,,\n3,4,5\n")
    (block,) = read(path)
    assert block.cells == [["1", "2"]]
    assert block.faulty[0].reason == "the row has 3 cells where the header has 2"


@pytest.mark.parametrize("chunk", [64, 1 << 18])
def test_a_long_line_is_passed_over_to_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chunk: int) -> None:
    monkeypatch.setattr(lines, "CHUNK", chunk)
    for module in (lines, rows):
        monkeypatch.setattr(module, "LONGEST", 1_000)
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\n3," + "x" * 5_000 + "\n5,6\n7," + "y" * 5_000)
    blocks = read(path)
    assert [cells for block in blocks for cells in block.cells] == [["1", "2"], ["5", "6"]]
    assert [one.line for block in blocks for one in block.faulty] == [3, 5]
