"""SQL that was written once is found again."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import sleep

import pyarrow as pa
import pytest

from deeproot import kept_sql


@pytest.fixture(autouse=True)
def kept_in(tmp_path: Path) -> Iterator[Path]:
    before = kept_sql._folder
    kept_sql.keep_in(tmp_path / "sql")
    yield tmp_path / "sql"
    kept_sql.keep_in(before)


SCHEMA = pa.schema([("customer_id", pa.string()), ("value", pa.float64())])


def question() -> None:
    """Stands for a question of the library."""


def never() -> kept_sql.Written:
    raise AssertionError("it was written again")


def test_what_was_written_is_found_with_its_schema() -> None:
    kept_sql.kept(question, ("a", 1, (True, None)), lambda: ("select 1", SCHEMA))
    assert kept_sql.kept(question, ("a", 1, (True, None)), never) == ("select 1", SCHEMA)


def test_what_many_ask_at_once_is_written_once() -> None:
    written: list[int] = []

    def write() -> kept_sql.Written:
        written.append(1)
        sleep(0.05)
        return "select 1", None

    with ThreadPoolExecutor(4) as threads:
        answers = [threads.submit(kept_sql.kept, question, (), write) for _ in range(4)]
    assert {answer.result() for answer in answers} == {("select 1", None)}
    assert len(written) == 1


def test_other_options_are_another_question() -> None:
    kept_sql.kept(question, (1,), lambda: ("select 1", None))
    assert kept_sql.kept(question, (2,), lambda: ("select 2", None)) == ("select 2", None)
    assert kept_sql.kept(question, (True,), lambda: ("select 3", None)) == ("select 3", None)


def test_options_without_a_name_of_their_own_are_not_kept(kept_in: Path) -> None:
    kept_sql.kept(question, (object(),), lambda: ("select 1", None))
    assert not kept_in.exists()


def test_changed_code_is_written_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    kept_sql.kept(question, (), lambda: ("select 1", None))
    monkeypatch.setattr(kept_sql, "_code", lambda package: "other")
    assert kept_sql.kept(question, (), lambda: ("select 2", None)) == ("select 2", None)


@pytest.mark.parametrize("spoilt", [b"", b"{", b'{"sql": 1}', b"[]", b'{"sql": "x", "schema": "!!"}'])
def test_a_spoilt_file_is_written_anew(kept_in: Path, spoilt: bytes) -> None:
    kept_sql.kept(question, (), lambda: ("select 1", SCHEMA))
    (path,) = kept_in.glob("*/*.json")
    path.write_bytes(spoilt)
    assert kept_sql.kept(question, (), lambda: ("select 2", SCHEMA)) == ("select 2", SCHEMA)


def test_what_code_of_long_ago_wrote_goes_when_new_code_writes(kept_in: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept_sql.kept(question, (), lambda: ("select 1", None))
    (old,) = kept_in.iterdir()
    os.utime(old, (0, 0))
    monkeypatch.setattr(kept_sql, "_code", lambda package: "other")
    kept_sql.kept(question, (), lambda: ("select 2", None))
    (new,) = kept_in.iterdir()
    assert new != old


def test_a_folder_that_cannot_be_written_to_is_no_reason_to_fail(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    kept_sql.keep_in(tmp_path / "file")
    assert kept_sql.kept(question, (), lambda: ("select 1", None)) == ("select 1", None)
