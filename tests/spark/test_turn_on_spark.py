"""A turn on Spark stores what a turn on DuckDB stores."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from deeproot_app import loop
from deeproot_app.cli import main
from deeproot_app.record.snapshot import choice, where
from deeproot_app.record.snapshot.tests import cast
from deeproot_app.understand import company
from deeproot_app.understand.engine import OnSpark
from deeproot_app.understand.models import FindingCount, Turn
from deeproot_app.understand.source import opened
from tests.spark.cluster import Cluster
from tests.test_turn import T, quiet, what_is_stored

pytestmark = [pytest.mark.spark, pytest.mark.django_db]


class TakenBack(Exception):
    """Undoes what was stored."""


def stored() -> tuple[Any, ...]:
    """What a turn leaves behind: of each customer, and of the company."""
    counts = FindingCount.objects.order_by("day", "group", "scenario")
    turn = Turn.objects.latest("pk")
    return (
        what_is_stored(),
        list(counts.values_list("day", "group", "scenario", "customers", "of", "at_stake")),
        (turn.customers, turn.findings, turn.items),
    )


def test_the_command_stores_the_same_from_spark_as_from_duckdb(
    small_record: Any, spark: Any, workers: Cluster, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # More of the same, at a price: `test_agrees.py` has the company's figures and its groups.
    monkeypatch.setattr(company, "MONTHS_BEFORE", 0)
    monkeypatch.setattr(company, "_figures", lambda tables, as_of: [])
    with pytest.raises(TakenBack), transaction.atomic():
        loop.turn(T, tell=quiet)
        ours = stored()
        raise TakenBack
    assert not Turn.objects.exists()
    assert main(["turn", "--engine", "spark", "--master", workers.master, "--as-of", f"{T:%Y-%m-%dT%H:%MZ}"]) == 0
    assert "3 customers understood" in capsys.readouterr().err
    assert Turn.objects.get().engine == "spark"
    theirs = stored()
    assert len(ours[1]) > 12
    for mine, other in zip(ours, theirs, strict=True):
        assert other == mine
    loop.turn(T + timedelta(minutes=5), tell=quiet)
    assert Turn.objects.latest("pk").customers == 0  # DuckDB goes on where Spark ended


@pytest.mark.django_db(transaction=True)
def test_the_files_of_a_large_record_are_read_where_they_lie(
    spark: Any, workers: Cluster, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path
) -> None:
    settings.HOME = tmp_path
    monkeypatch.setattr(choice, "_ours_alone", lambda: False)
    monkeypatch.setattr(choice, "SMALL", 0)
    monkeypatch.setattr(where, "ROWS_A_BUCKET", 16)
    monkeypatch.setattr(OnSpark, "blocks_at_once", 1)
    monkeypatch.setattr("deeproot_app.understand.source.ROWS_A_BLOCK", 60)
    ids = cast.fill(30)
    found = []
    with opened(OnSpark(workers.master)) as read:
        for block, tables in read.blocks(ids):
            rows = tables.reckon(whose, told=[], asked=[]).to_pylist()
            assert sorted({row["customer_id"] for row in rows}) == sorted(block)
            found.append(len(rows))
        everything = read.everything().reckon(whose, told=[], asked=[]).num_rows
    assert len(found) > 1
    assert sum(found) == everything == 90


def whose(source: Any) -> Any:
    return source.read("interactions", "customer_id")
