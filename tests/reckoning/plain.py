"""Every measure and scenario reckoned a second time, in loops over lists of dictionaries.

Written from the rules of the measures alone, by somebody who had not seen the library's code, and kept
as plain as can be: where the two differ, one of them has misread the rules.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from statistics import fmean, median
from typing import Any

from tests.reckoning.life import Dict, Life, Record, effective_due, lives
from tests.reckoning.rows import MEASURES, Row, ledger, renewal_only_share, said_in_window, two_way_threads

Figure = float | None


def reduced(how: str, rows: list[Row]) -> Figure:
    """One figure from rows; null where there is none to give."""
    values = [row.value for row in rows]
    if how == "count":
        return float(len(rows))
    if how == "count_distinct":
        return float(len(set(values)))
    if how == "sum":
        return float(sum(values))
    if how == "difference":
        return difference(rows)
    if how == "ratio":
        weight = sum(row.weight for row in rows)
        return sum(values) / weight if weight else None
    one_of: dict[str, Callable[[list[float]], float]] = {"mean": fmean, "median": median, "max": max}
    return float(one_of[how](values)) if values else None


def difference(rows: list[Row]) -> Figure:
    lately = [row.value for row in rows if row.weight == 1.0]
    before = [row.value for row in rows if row.weight == 0.0]
    return fmean(lately) - fmean(before) if lately and before else None


def rows_of(record: Record, as_of: datetime, window_days: int = 365) -> dict[str, dict[str, list[Row]]]:
    """The rows of every measure of every customer that is reported."""
    found = lives(record, as_of, window_days)
    return {who: {name: rows(life) for name, (rows, _) in MEASURES.items()} for who, life in found.items()}


def measures(record: Record, as_of: datetime, window_days: int = 365) -> dict[str, dict[str, Figure]]:
    """Every measure of every customer that is reported."""
    return {who: figures(life) for who, life in lives(record, as_of, window_days).items()}


def figures(life: Life) -> dict[str, Figure]:
    found = {name: reduced(how, rows(life)) for name, (rows, how) in MEASURES.items()}
    if not ledger(life):
        found["record_gap_days"] = None  # no gap is known, and nothing else either
    return found


def evidence(record: Record, as_of: datetime) -> dict[str, dict[str, dict[str, Any]]]:
    """The rows behind every measure with their values; of the silences only the touches that ended the longest."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for who, mine in rows_of(record, as_of).items():
        found[who] = {name: {row.id: row.value for row in rows if row.id is not None} for name, rows in mine.items()}
        ended = ended_the_longest(mine["longest_silence_days"])
        found[who]["longest_silence_days"] = {k: v for k, v in found[who]["longest_silence_days"].items() if k in ended}
    return found


def ended_the_longest(silences: list[Row]) -> set[str]:
    """The touches that ended the longest silence, all of them when several are equal; not the one that still runs."""
    longest = max((row.value for row in silences), default=None)
    return {row.id for row in silences if row.value == longest and row.id is not None}


def company(record: Record, as_of: datetime) -> dict[str, Figure]:
    """Every measure over all customers that are reported."""
    every, each = rows_of(record, as_of), measures(record, as_of)
    found: dict[str, Figure] = {}
    for name, (_, how) in MEASURES.items():
        known = [figure for mine in each.values() if (figure := mine[name]) is not None]
        if how in ("count", "sum"):
            found[name] = sum(known) if known or how == "count" else None
        elif how in ("max", "count_distinct"):
            found[name] = median(known) if known else None
        else:
            found[name] = reduced(how, [row for mine in every.values() for row in mine[name]])
    return found


def scenarios(record: Record, as_of: datetime) -> dict[str, dict[str, bool]]:
    """Whether each scenario holds for each customer that is reported."""
    found = {}
    every = measures(record, as_of)
    for who, life in lives(record, as_of).items():
        m = every[who]
        found[who] = {
            "heard_only_at_renewal": at_least(m["renewal_only_share"], 0.8)
            and len(renewal_only_share(life)) >= 3
            and at_least(m["longest_silence_days"], 120),
            "hollow_miss_you": at_least(m["hollow_words"], 1),
            "ok_without_a_clue": at_least(m["uninformed_contacts"], 1),
            "too_many_touchpoints": (at_least(m["people_met"], 6) or at_least(m["channels_used"], 5))
            and at_least(m["explained_again"], 1),
            "pitched_in_hard_times": at_least(m["pitched_in_hard_times"], 1),
            "promise_forgotten": any(is_forgotten(life, promise) for promise in life.promises),
            "endless_loop": at_least(m["holding_loop"], 3),
            "complaint_went_silent": at_least(m["silent_complaints"], 1),
            "stopped_listening": m["listening_share"] is not None
            and m["listening_share"] < 0.5
            and conversations(life) >= 3,
            "all_great_nothing_asked": at_least(m["great_unprobed"], 1),
            "asked_never_given": at_least(m["asked_share"], 0.6) and at_least(m["heard_from_us"], 5),
            "assumptions_about_you": at_least(m["assumed_share"], 0.7),
        }
    return found


def shown_by(life: Life) -> dict[str, set[str | None]]:
    """The rows that show each scenario, where it holds."""
    rows = {name: of(life) for name, (of, _) in MEASURES.items()}
    return {
        "heard_only_at_renewal": {row.id for row in rows["renewal_only_share"] if row.value == 1.0}
        | ended_the_longest(rows["longest_silence_days"]),
        "hollow_miss_you": {row.id for row in rows["hollow_words"]},
        "ok_without_a_clue": {row.id for row in rows["uninformed_contacts"]},
        "too_many_touchpoints": {row.id for row in rows["explained_again"]},
        "pitched_in_hard_times": {row.id for row in rows["pitched_in_hard_times"]},
        "promise_forgotten": {promise["promise_id"] for promise in life.promises if is_forgotten(life, promise)},
        "endless_loop": {row.id for row in rows["holding_loop"] if row.value >= 3},
        "complaint_went_silent": {row.id for row in rows["silent_complaints"]},
        "stopped_listening": {row.id for row in rows["listening_share"]},
        "all_great_nothing_asked": {row.id for row in rows["great_unprobed"]},
        "asked_never_given": {row.id for row in rows["asked_share"] if row.value == 1.0},
        "assumptions_about_you": {row.id for row in rows["assumed_share"] if row.value == 1.0},
    }


def at_least(figure: Figure, threshold: float) -> bool:
    return figure is not None and figure >= threshold


def is_forgotten(life: Life, promise: Dict) -> bool:
    due = effective_due(promise)
    return due is not None and due <= life.t and promise["kept_at"] is None and promise["withdrawn_at"] is None


def conversations(life: Life) -> int:
    """The two-way threads, and each conversation outside them as one more."""
    threads = two_way_threads(life)
    single = [i for i in said_in_window(life) if i["direction"] == "both" and i["thread_id"] not in threads]
    return len(threads) + len(single)
