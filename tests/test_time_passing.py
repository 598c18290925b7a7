"""Time alone changes what is understood only when a turn expects it: nothing is stored for longer than it is true."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from deeproot.engines import Tables, open_tables
from deeproot.plan import today
from deeproot.understand.experience import BY_ID
from deeproot_app.understand.reckon import Reckoned, reckon
from deeproot_app.understand.rules import Rules
from tests.reckoning.asked import frames
from tests.reckoning.random_records import drawn, together

T = datetime(2026, 6, 30, 12, tzinfo=UTC)
GROWING = ("longest_silence_days", "current_silence_days", "promise_delay_days", "record_gap_days")
"""Measures that grow with every instant; a turn reckons everybody anew each day for their sake."""
CHANGED: dict[str, dict[str, Any]] = {
    "silence_too_long": {"days": 20, "personas": {"founder": 7}},
    "promise_overdue": {"escalate_days": 3},
}


def told(tables: Tables, as_of: datetime) -> Reckoned:
    return reckon(tables, as_of, Rules(CHANGED, "Europe/Berlin", touches_known=True), typical={})


def seen(found: Reckoned) -> dict[str, Any]:
    """What is stored of each customer, apart from what grows by itself: figures, findings, reasons.

    Whether a finding rests on a gap follows the ledger, which turns watch by themselves (tests/test_turn.py).
    """
    stands: dict[str, Any] = {}
    for row in found.figures.to_pylist():
        kept = {name: (row[name], row[f"{name}_n"]) for name in BY_ID if name not in GROWING}
        stands[row["customer_id"]] = {"figures": kept, "findings": [], "items": []}
    for finding in found.findings:
        stands[finding.customer_id]["findings"].append((finding.scenario, sorted(finding.evidence)))
    for item in today.listed(found.facts, found.rules.plan, typical={}):
        same = (item.key, item.facts, item.member_id, item.escalated_to, tuple(item.policy["reasons"]), item.evidence)
        stands[item.customer_id]["items"].append(same)
    return stands


def moments_after(found: Reckoned) -> list[datetime]:
    """Moments at which something is expected of somebody, and some between."""
    expected = sorted({at for at in found.next_change.values() if at < T + timedelta(days=30)})
    some = expected[:: max(1, len(expected) // 3)]
    return sorted({*some, T + timedelta(microseconds=1), T + timedelta(hours=7), T + timedelta(days=9)})


@pytest.mark.parametrize("start", [1, 2])
def test_nothing_changes_before_the_moment_at_which_a_turn_expects_it(start: int) -> None:
    tables = open_tables(frames(together(drawn(T.replace(tzinfo=None), 120, start))))
    before = told(tables, T)
    stood = seen(before)
    for moment in moments_after(before):
        stands = seen(told(tables, moment))
        due = {customer for customer, at in before.next_change.items() if at <= moment}
        wrong = [c for c in stood.keys() | stands.keys() if c not in due and stood.get(c) != stands.get(c)]
        assert not wrong, (moment, wrong[0], stood.get(wrong[0]), stands.get(wrong[0]))
    assert any(at <= T + timedelta(days=9) for at in before.next_change.values())


def test_what_is_expected_does_happen_to_many() -> None:
    """Else a turn would reckon everybody all the time, and the test above could not fail."""
    tables = open_tables(frames(together(drawn(T.replace(tzinfo=None), 120, 3))))
    before = told(tables, T)
    soon = T + timedelta(hours=1)
    due = {customer for customer, at in before.next_change.items() if at <= soon}
    stood, stands = seen(before), seen(told(tables, soon))
    changed = {customer for customer in stood.keys() | stands.keys() if stood.get(customer) != stands.get(customer)}
    assert changed
    assert changed <= due
    assert len(due) < len(stood)
