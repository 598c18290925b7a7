from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from deeproot import kept_sql
from deeproot.engines import duckdb_sql
from deeproot.understand.experience import BY_ID, MEASURES
from deeproot_app.conftest import AS_OF, SmallRecord
from deeproot_app.desk import evidence
from deeproot_app.understand import beforehand, live
from deeproot_app.understand.apps import kept_at


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Path]:
    """A folder of its own for written SQL, and a process that has written none."""
    before = kept_sql._folder
    kept_sql.keep_in(tmp_path)
    duckdb_sql.question_sql.cache_clear()
    yield tmp_path
    kept_sql.keep_in(before)
    duckdb_sql.question_sql.cache_clear()


@pytest.mark.django_db
@pytest.mark.any_database
def test_no_page_of_a_customer_writes_sql_once_it_was_asked_for_beforehand(
    small_record: SmallRecord, kept: Path
) -> None:
    assert beforehand.ask(AS_OF) == 3 + len(BY_ID)
    written = duckdb_sql.question_sql.cache_info().misses
    live.mirror(small_record.birch, AS_OF)
    for measure in MEASURES:
        evidence.behind(small_record.birch, measure.id, AS_OF)
    assert duckdb_sql.question_sql.cache_info().misses == written
    assert len(list(kept.glob("*/*.json"))) >= written


def test_sql_is_kept_with_the_caches_of_its_user_or_in_the_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    assert kept_at(tmp_path / "home") == tmp_path / "caches" / "deeproot" / "sql"
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert kept_at(tmp_path / "home") == tmp_path / "home" / "sql"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert kept_at(tmp_path / "home") == tmp_path / ".cache" / "deeproot" / "sql"
