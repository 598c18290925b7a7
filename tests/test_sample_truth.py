"""What the sample says it tells is what the library finds in it: the truth of every customer, scenario for scenario."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from deeproot.engines import open_tables
from deeproot.sample import Company, company, large, write
from deeproot.understand.scenarios import SCENARIOS, findings

NOW = datetime.fromisoformat("2026-06-30T09:30")


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


Seen = tuple[Company, dict[str, dict[str, set[str]]]]


def seen(folder: Path, seed: int, days: int, customers: int) -> Seen:
    told = company(seed=seed, customers=customers, until=NOW + timedelta(days=days))
    write(told, folder, as_="parquet")
    return told, found_in(folder, told.until)


@pytest.fixture(scope="module")
def standard(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    return seen(tmp_path_factory.mktemp("standard"), 7, 0, 240)


def assert_agreed(told: Company, found: dict[str, dict[str, set[str]]]) -> None:
    true = true_of(told)
    assert {who: set(scenarios) for who, scenarios in found.items()} == {who: set(one) for who, one in true.items()}
    assert {scenario for one in true.values() for scenario in one} == {scenario.id for scenario in SCENARIOS}


def test_the_library_finds_what_the_sample_tells_and_nothing_else(standard: Seen) -> None:
    assert_agreed(*standard)


@pytest.mark.parametrize(("seed", "days"), [(2, 101), (5, 406)])
def test_it_does_so_for_other_seeds_on_other_days_of_the_week(seed: int, days: int, tmp_path: Path) -> None:
    assert_agreed(*seen(tmp_path, seed, days, 100))


EXACT = (
    "hollow_miss_you",
    "ok_without_a_clue",
    "pitched_in_hard_times",
    "complaint_went_silent",
    "all_great_nothing_asked",
)


def test_the_evidence_found_is_the_evidence_told(standard: Seen) -> None:
    told, found = standard
    for who, one in true_of(told).items():
        for scenario in set(one) & set(EXACT):
            assert one[scenario] <= found[who][scenario], (who, scenario)


def test_the_large_record_is_food_for_every_scenario(tmp_path: Path) -> None:
    large(tmp_path, customers=2_000, interactions_per_customer=40, until=NOW)
    met = {scenario for one in found_in(tmp_path, NOW).values() for scenario in one}
    assert met >= {scenario.id for scenario in SCENARIOS} - {"heard_only_at_renewal"}
