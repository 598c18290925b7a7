"""Rewards as documents and as a file: the shapes that the command line and the export promise."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import Any, Final

from deeproot_app.act.appreciation.amounts import MICROS
from deeproot_app.act.models import Reward, RewardEntry, RewardProposal, RewardRule
from deeproot_app.base import clock
from deeproot_app.record.safe import safe

COLUMNS: Final = (
    "entry_id", "customer_id", "customer", "kind", "points", "at", "why", "good_until", "of_entry_id", "gift_id",
    "actor",
)  # fmt: skip


def entry(row: RewardEntry) -> dict[str, Any]:
    """One line of the ledger."""
    leader = row.customer.leader
    return {
        "entry_id": row.pk, "customer_id": leader.pk, "customer": leader.name, "kind": row.kind, "points": row.points,
        "at": row.at, "why": row.why, "good_until": row.good_until, "of_entry_id": row.of_id, "gift_id": row.gift_id,
        "actor": row.actor,
    }  # fmt: skip


def rule(row: RewardRule) -> dict[str, Any]:
    """One rule."""
    every = row.every_years if row.occasion == RewardRule.Occasion.YEARS else None
    return {"occasion": row.occasion, "points": row.points, "every_years": every, "begins": row.begins}


def reward(row: Reward) -> dict[str, Any]:
    """Something that points buy."""
    return {
        "reward_id": row.pk, "name": row.name, "points": row.points, "cost": row.cost_micros / MICROS,
        "currency": row.currency or None,
    }  # fmt: skip


def proposal(row: RewardProposal) -> dict[str, Any]:
    """Points that wait for a yes."""
    return {
        "proposal_id": row.pk, "customer_id": row.customer.leader.pk, "customer": row.customer.leader.name,
        "occasion": row.occasion, "why": row.why, "points": row.points, "at": row.at,
    }  # fmt: skip


class _Echo:
    """What a csv writer writes to: gives each line back."""

    def write(self, line: str) -> str:
        return line


def lines(rows: Iterable[RewardEntry]) -> Iterator[str]:
    """The ledger as comma-separated values, moments in UTC (ISO 8601). No spreadsheet runs a cell of it."""
    writer = csv.writer(_Echo(), lineterminator="\r\n")
    yield writer.writerow(COLUMNS)
    for row in rows:
        told = entry(row)
        yield writer.writerow([_cell(told[name]) for name in COLUMNS])


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, int):
        return str(value)
    return safe(value) if isinstance(value, str) else clock.written(value)
