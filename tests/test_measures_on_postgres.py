"""The same expressions give the same figures on PostgreSQL: nothing in them is DuckDB's own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

import ibis
import pytest

from deeproot.engines import Tables, open_tables
from deeproot.understand import company, evidence, figures, scenarios
from deeproot.understand.experience import BY_ID
from deeproot.understand.tests.scenes import NOW, together
from deeproot.understand.tests.test_measures import SCENES
from deeproot_app.base.tests.postgres import NoServer, server

pytestmark = pytest.mark.postgres
ALL = tuple(BY_ID)
CUSTOMERS = [scene.id for scene in SCENES]


@pytest.fixture(scope="module")
def here() -> Tables:
    return open_tables(together(SCENES))


@pytest.fixture(scope="module")
def there() -> Iterator[Tables]:
    try:
        with server() as url:
            connection = ibis.postgres.connect(**address(url))
            rows = {name: connection.create_table(f"their_{name}", table) for name, table in together(SCENES).items()}
            yield open_tables(rows)
            connection.disconnect()
    except NoServer as missing:
        pytest.skip(str(missing))


def address(url: str) -> dict[str, Any]:
    at = urlsplit(url)
    own = {"host": at.hostname, "port": at.port, "user": at.username, "password": unquote(at.password or "")}
    return own | {"database": at.path.lstrip("/")}


def rounded(row: dict[str, Any]) -> dict[str, Any]:
    return {name: round(cell, 9) if isinstance(cell, float) else cell for name, cell in row.items()}


def test_the_figures_are_the_same(here: Tables, there: Tables) -> None:
    def told(tables: Tables) -> dict[str, Any]:
        return {row["customer_id"]: rounded(row) for row in figures.figures(tables, NOW, ids=ALL).to_pylist()}

    assert told(there) == told(here)


def test_they_open_to_the_same_rows(here: Tables, there: Tables) -> None:
    assert evidence.evidence_of(there, NOW, CUSTOMERS) == evidence.evidence_of(here, NOW, CUSTOMERS)


def test_the_same_scenarios_are_found(here: Tables, there: Tables) -> None:
    assert scenarios.findings(there, NOW) == scenarios.findings(here, NOW)


def test_the_company_is_the_same(here: Tables, there: Tables) -> None:
    def told(tables: Tables) -> dict[str, Any]:
        return {name: rounded(figure._asdict()) for name, figure in company.company(tables, NOW).items()}

    assert told(there) == told(here)
