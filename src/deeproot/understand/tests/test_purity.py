"""The library computes, and nothing else: no web framework, no network; and importing it costs next to nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SRC = Path(__file__).parents[3]
RUN = """
import sys
import deeproot as dr
heavy = {"ibis", "pandas", "duckdb", "pyarrow", "numpy", "polars"}
import deeproot.engines, deeproot.understand.figures, deeproot.understand.evidence, deeproot.understand.scenarios
import deeproot.understand.company, deeproot.understand.experience, deeproot.understand.rows
assert not heavy & set(sys.modules), sorted(heavy & set(sys.modules))
import pandas as pd
frame = pd.DataFrame({"interaction_id": ["m:1"], "customer_id": ["a"], "happened_at": ["2026-06-01"],
                      "channel": ["email"], "direction": ["out"], "kind": ["miss_you"]})
record = dr.open(interactions=frame)
record.experience("2026-06-30")
record.company("2026-06-30")
record.evidence("a", "heard_from_us", "2026-06-30")
assert list(record.scenarios("2026-06-30").scenario) == ["hollow_miss_you"]
banned = {"django", "requests", "httpx", "aiohttp", "celery", "deeproot_app", "polars", "pyspark"}
assert not banned & set(sys.modules), sorted(banned & set(sys.modules))
"""


def test_it_reads_and_reckons_without_django_or_network_and_is_imported_at_no_cost() -> None:
    done = subprocess.run(
        [sys.executable, "-c", RUN], env={"PYTHONPATH": str(SRC)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
