"""The same expressions give the same figures on PostgreSQL: nothing in them is DuckDB's own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

import ibis
import pytest

from deeproot.engines import Tables, open_tables
from deeproot.understand import company, evidence, figures, scenarios
from deeproot.understand.experience import BY_ID
from deeproot.understand.tests.scenes import NOW, together
from deeproot.understand.tests.test_measures import SCENES
from deeproot_app.base.tests.postgres import NoServer, server
from tests.reckoning.asked import arrow, zoned
from tests.reckoning.batches import Batch

pytestmark = pytest.mark.postgres
ALL = tuple(BY_ID)
RECORDS = 50


class Both(NamedTuple):
    """The same record on DuckDB and on PostgreSQL."""

    now: datetime
    here: Tables
    there: Tables
    customers: list[str]


@pytest.fixture(scope="module")
def connection() -> Iterator[Any]:
    try:
        with server() as url:
            theirs = ibis.postgres.connect(**address(url))
            theirs.raw_sql("set time zone 'Pacific/Kiritimati'").close()
            yield theirs
            theirs.disconnect()
    except NoServer as missing:
        pytest.skip(str(missing))


def scenes() -> tuple[datetime, dict[str, Any], dict[str, Any]]:
    given = together(SCENES)
    return NOW, given, given


def random_records() -> tuple[datetime, dict[str, Any], dict[str, Any]]:
    """Those that Spark is asked, too: hostile ids, moments on every edge, told to PostgreSQL in many zones."""
    batch = Batch(datetime.fromisoformat("2026-03-31T12:00:00.000001"), RECORDS, start=2026)
    return batch.as_of, arrow(batch.whole), zoned(batch.whole)


@pytest.fixture(scope="module", params=[scenes, random_records], ids=lambda given: given.__name__)
def both(request: pytest.FixtureRequest, connection: Any) -> Both:
    now, ours, theirs = request.param()
    called = request.param.__name__
    there = {name: connection.create_table(f"{called}_{name}", table) for name, table in theirs.items()}
    return Both(now, open_tables(ours), open_tables(there), ours["customers"]["customer_id"].to_pylist())


def address(url: str) -> dict[str, Any]:
    at = urlsplit(url)
    own = {"host": at.hostname, "port": at.port, "user": at.username, "password": unquote(at.password or "")}
    return own | {"database": at.path.lstrip("/")}


def rounded(row: dict[str, Any]) -> dict[str, Any]:
    return {name: round(cell, 9) if isinstance(cell, float) else cell for name, cell in row.items()}


def test_the_figures_are_the_same(both: Both) -> None:
    def told(tables: Tables) -> dict[str, Any]:
        return {row["customer_id"]: rounded(row) for row in figures.figures(tables, both.now, ids=ALL).to_pylist()}

    found = told(both.here)
    assert len(found) > RECORDS
    assert told(both.there) == found


def test_they_open_to_the_same_rows(both: Both) -> None:
    found = evidence.evidence_of(both.here, both.now, both.customers, ids=ALL)
    assert evidence.evidence_of(both.there, both.now, both.customers, ids=ALL) == found


def test_the_same_scenarios_are_found(both: Both) -> None:
    assert scenarios.findings(both.there, both.now) == scenarios.findings(both.here, both.now)


def test_the_company_is_the_same(both: Both) -> None:
    def told(tables: Tables) -> dict[str, Any]:
        return {name: rounded(figure._asdict()) for name, figure in company.company(tables, both.now).items()}

    assert told(both.there) == told(both.here)
