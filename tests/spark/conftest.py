"""One cluster and one session on it for all tests of Spark."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.spark.cluster import Cluster, NoSpark, cluster, session_on


@pytest.fixture(scope="session")
def workers() -> Iterator[Cluster]:
    try:
        with cluster() as started:
            yield started
    except NoSpark as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def spark(workers: Cluster) -> Iterator[Any]:
    session = session_on(workers)
    yield session
    session.stop()
