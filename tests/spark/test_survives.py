"""A cluster loses a worker in the midst of a job, and says the same."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import pyarrow as pa
import pytest

from deeproot.engines import open_tables
from deeproot.understand.figures import figures
from tests.reckoning.asked import arrow
from tests.reckoning.batches import Batch
from tests.spark.cluster import Cluster, until

pytestmark = pytest.mark.spark
NOW = datetime.fromisoformat("2024-03-01T00:00:00")


def test_a_worker_killed_in_the_midst_of_a_job_changes_no_figure(spark: Any, workers: Cluster) -> None:
    given = arrow(Batch(NOW, 50, start=77).whole)
    there = open_tables(given, spark=spark)
    assert executors(spark) == 2
    before = next_stage(spark)
    with ThreadPoolExecutor(1) as aside:
        answer = aside.submit(figures, there, NOW)
        until(lambda: next_stage(spark) > before + 10 or answer.done(), "the job does not begin")
        assert not answer.done()
        workers.kill(workers.workers.pop(0))
        killed_at = time.monotonic()
        until(lambda: executors(spark) == 1 or answer.done(), "the dead worker is not missed")
        assert not answer.done(), "the job was over before the worker was missed"
        found = answer.result(timeout=300)
    print(f"the job went on for {time.monotonic() - killed_at:.0f} s after the worker was killed")  # noqa: T201
    workers.workers.append(workers.add_worker())
    assert told(found) == told(figures(open_tables(given), NOW))
    until(lambda: executors(spark) == 2, "the new worker is not used")


def told(found: pa.Table) -> dict[str, dict[str, Any]]:
    return {row["customer_id"]: row for row in found.to_pylist()}


def executors(spark: Any) -> int:
    """How many work for us; the driver is listed among them."""
    return len(spark._jsc.sc().statusTracker().getExecutorInfos()) - 1


def next_stage(spark: Any) -> int:
    """How many stages were begun; what the earlier ones shuffled lies on the workers."""
    return int(spark._jsc.sc().dagScheduler().nextStageId())
