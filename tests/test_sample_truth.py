"""What the sample says it tells is what the library finds in it: the truth of every customer, scenario for scenario."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from deeproot.engines import open_tables
from deeproot.sample import Company, company, large, write
from deeproot.understand.scenarios import SCENARIOS, findings

NOW = datetime(2026, 6, 30, 9, 30)


def found_in(folder: Path, until: datetime) -> dict[str, dict[str, set[str]]]:
    """customer -> scenario -> evidence, as the library finds it in the files."""
    by: dict[str, dict[str, set[str]]] = defaultdict(dict)
    for finding in findings(open_tables(folder), until):
        by[finding.customer_id][finding.scenario] = set(finding.evidence)
    return by


def true_of(told: Company) -> dict[str, dict[str, set[str]]]:
    return {
        who: {scenario["id"]: set(scenario["evidence"]) for scenario in one["scenarios"]}
        for who, one in told.truth["customers"].items()
        if one["scenarios"]
    }


@pytest.mark.parametrize(("seed", "days"), [(7, 0), (7, 3), (2, 100), (5, 406)])
def test_the_library_finds_what_the_sample_tells_and_nothing_else(seed: int, days: int, tmp_path: Path) -> None:
    until = NOW + timedelta(days=days)
    told = company(seed=seed, until=until)
    write(told, tmp_path, as_="parquet")
    found, true = found_in(tmp_path, until), true_of(told)
    assert {who: set(scenarios) for who, scenarios in found.items()} == {who: set(one) for who, one in true.items()}
    assert {scenario for one in true.values() for scenario in one} == {scenario.id for scenario in SCENARIOS}


EXACT = (
    "hollow_miss_you",
    "ok_without_a_clue",
    "pitched_in_hard_times",
    "complaint_went_silent",
    "all_great_nothing_asked",
)


def test_the_evidence_found_is_the_evidence_told(tmp_path: Path) -> None:
    told = company(until=NOW)
    write(told, tmp_path, as_="parquet")
    found = found_in(tmp_path, NOW)
    for who, one in true_of(told).items():
        for scenario in set(one) & set(EXACT):
            assert one[scenario] <= found[who][scenario], (who, scenario)


def test_the_large_record_is_food_for_every_scenario(tmp_path: Path) -> None:
    large(tmp_path, customers=4_000, interactions_per_customer=40, until=NOW)
    met = {scenario for one in found_in(tmp_path, NOW).values() for scenario in one}
    assert met >= {scenario.id for scenario in SCENARIOS} - {"heard_only_at_renewal"}
