"""Spark says of hostile records what DuckDB says: every figure, every row behind it, every scenario, the company."""

from __future__ import annotations

from datetime import datetime
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from deeproot.engines import Tables, open_tables
from deeproot.understand import company, evidence, figures, scenarios
from deeproot.understand.experience import BY_ID
from deeproot.understand.moment import DAY
from deeproot_app.understand import company as by_channel
from deeproot_app.understand import questions
from tests.reckoning.asked import agree, arrow
from tests.reckoning.batches import Batch

pytestmark = pytest.mark.spark
NOW = datetime.fromisoformat("2026-03-31T12:00:00.000001")
RECORDS = 50
ALL = tuple(BY_ID)


class Reckoned(NamedTuple):
    figures: pa.Table
    evidence: dict[str, dict[str, list[evidence.Row]]]


@pytest.fixture(scope="module")
def batch() -> Batch:
    return Batch(NOW, RECORDS, start=2026)


@pytest.fixture(scope="module")
def here(batch: Batch) -> Tables:
    return open_tables(arrow(batch.whole))


@pytest.fixture(scope="module")
def there(batch: Batch, spark: Any, tmp_path_factory: pytest.TempPathFactory) -> Tables:
    folder: Path = tmp_path_factory.mktemp("record")
    for name, table in arrow(batch.whole).items():
        pq.write_table(table, folder / f"{name}.parquet")
    return open_tables(folder, spark=spark)


@pytest.fixture(scope="module")
def reckoned(batch: Batch, there: Tables) -> Reckoned:
    """What Spark says, asked once: a question has its price there, however few rows it is about."""
    shown = evidence.evidence_of(there, NOW, sorted(batch.ours), ids=ALL)
    return Reckoned(figures.figures(there, NOW, ids=ALL), shown)


def test_every_figure_is_the_same_to_the_last_digit(here: Tables, reckoned: Reckoned) -> None:
    found = by_customer(figures.figures(here, NOW, ids=ALL))
    assert len(found) > RECORDS
    assert by_customer(reckoned.figures) == found


def by_customer(table: pa.Table) -> dict[str, dict[str, Any]]:
    return {row["customer_id"]: row for row in table.to_pylist()}


def test_every_figure_opens_to_the_same_rows_in_the_same_order(batch: Batch, here: Tables, reckoned: Reckoned) -> None:
    assert reckoned.evidence == evidence.evidence_of(here, NOW, sorted(batch.ours), ids=ALL)


def test_the_same_scenarios_are_found(here: Tables, reckoned: Reckoned) -> None:
    found = scenarios.findings(here, NOW)
    assert len(found) > RECORDS
    limits = scenarios.limits_of({})
    theirs = scenarios.found(scenarios.meet(reckoned.figures, limits), reckoned.evidence, limits)
    assert [one.customer_id for one in theirs] == [one.customer_id for one in found]
    assert theirs == found


def test_the_company_and_its_groups_are_the_same(here: Tables, there: Tables) -> None:
    found = company.company(here, NOW, by="persona")
    theirs = company.company(there, NOW, by="persona")
    assert theirs.keys() == found.keys()
    for persona, own in found.items():
        for name, figure in own.items():
            assert all(map(agree, theirs[persona][name], figure)), (persona, name, theirs[persona][name], figure)


def test_what_a_turn_asks_beside_the_measures_is_the_same(here: Tables, there: Tables) -> None:
    told = {"told": [(figures.micros(NOW), 365 * DAY)], "asked": [("c",)]}
    for question, options in ((questions.standing, ()), (questions.gaps, ()), (questions.next_change, (DAY, DAY, DAY))):
        ours, theirs = (sorted(map(str, t.reckon(question, *options, **told).to_pylist())) for t in (here, there))
        assert theirs == ours, question.__name__
    few = by_channel.BY_CHANNEL[:3]
    mine, other = (
        sorted(t.reckon(by_channel.by_channel, few, **told).to_pylist(), key=itemgetter("channel"))
        for t in (here, there)
    )
    assert other == mine
