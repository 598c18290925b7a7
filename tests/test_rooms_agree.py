"""What rooms that know nothing of each other must nevertheless say alike."""

from __future__ import annotations

from deeproot.plan.reasons import REASONS
from deeproot.understand.scenarios import SCENARIOS


def test_every_scenario_is_a_reason_to_reach_out() -> None:
    assert {scenario.id for scenario in SCENARIOS} <= {*REASONS, "promise_forgotten"}
