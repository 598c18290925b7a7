"""One sample company for all tests of this room: it takes two seconds to tell."""

from __future__ import annotations

from datetime import datetime

import pytest

from deeproot.sample import Company, company

NOW = datetime.fromisoformat("2026-06-30T09:30")


@pytest.fixture(scope="session")
def told() -> Company:
    return company(until=NOW)


@pytest.fixture(scope="session")
def small() -> Company:
    return company(seed=3, customers=40, until=NOW)
