"""The board of a map: stages and touchpoints as people arrange and fill them. Each change gives another board."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from deeproot.understand.journey.words import STAGES
from deeproot_app.base.errors import UserError

Board = dict[str, Any]
ROWS: Final = {
    "does": "What the customer does",
    "sees": "What they see",
    "feels_says": "What they feel",
    "pains": "Pains",
    "gains": "Gains",
    "people": "Our people",
    "ideas": "Ideas",
}
"""The rows that people fill in, in order; what is measured stands between them."""
A_STAGE: Final = 5
"""Touchpoints of a stage that the record puts on a new map: those that most customers come to."""
LEAST_SHARE: Final = 0.05
"""Of the stage's customers, for a touchpoint to be put there."""
STAGE_SHARE: Final = 0.02
"""Of all customers, for a stage to stand on a new map."""
MOST: Final = 60
LONGEST: Final = 600
LONGEST_NAME: Final = 80


def from_record(measured: Mapping[str, Any]) -> Board:
    """The board of a new map: the stages that customers are in, with what most of them come to there.

    Where nothing is recorded, all stages, empty, to be filled by hand."""
    there = [one for one in measured["stages"] if one["customers"] >= STAGE_SHARE * measured["customers"]]
    if not there:
        return {"stages": [{"key": key, "name": name, "touchpoints": []} for key, name in STAGES.items()]}
    return {"stages": [_stage(one) for one in there]}


def _stage(one: Mapping[str, Any]) -> dict[str, Any]:
    most = [row for row in one["touchpoints"] if row["customers"] >= max(1, LEAST_SHARE * one["customers"])][:A_STAGE]
    ordered = sorted(most, key=lambda row: (row["days_in"], row["node"]))
    return {"key": one["stage"], "name": one["name"], "touchpoints": [from_node(row) for row in ordered]}


def from_node(row: Mapping[str, Any]) -> dict[str, Any]:
    """A touchpoint as the record knows it; what people say of it is empty."""
    return {
        "key": f"{row['stage']}-{row['node']}",
        "node": row["node"],
        "name": row["says"],
        "feels": None,
    } | dict.fromkeys(ROWS, "")


def touchpoints(board: Board) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Every touchpoint with its stage, in order."""
    for stage in board.get("stages", ()):
        for one in stage["touchpoints"]:
            yield stage, one


def find(board: Board, key: str) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """A touchpoint and its stage, by its key."""
    return next(((stage, one) for stage, one in touchpoints(board) if one["key"] == key), None)


def changed(board: Board, key: str, said: Mapping[str, Any]) -> Board:
    """The board with other words at a touchpoint. Raises UserError where there is none."""
    made = copy.deepcopy(board)
    _, one = _found(made, key)
    one.update({name: said[name] for name in ("name", "feels", *ROWS) if name in said})
    return made


def added(board: Board, stage_key: str, name: str, node: int | None = None) -> Board:
    """The board with a touchpoint more, at the end of a stage. Raises UserError where it cannot be."""
    made = copy.deepcopy(board)
    stage = next((one for one in made["stages"] if one["key"] == stage_key), None)
    if stage is None:
        raise UserError("There is no such stage on the map any more.")
    if sum(1 for _ in touchpoints(made)) >= MOST:
        raise UserError(f"A map holds up to {MOST} touchpoints; take one away first.")
    key = f"{stage_key}-{node}" if node is not None else f"{stage_key}-own-{_next(made)}"
    if find(made, key):
        raise UserError("It is on the map already.")
    stage["touchpoints"].append(
        {"key": key, "node": node, "name": name[:LONGEST_NAME], "feels": None} | dict.fromkeys(ROWS, "")
    )
    return made


def _next(board: Board) -> int:
    own = [one["key"].rpartition("-")[2] for _, one in touchpoints(board) if "-own-" in one["key"]]
    return max((int(number) for number in own if number.isdigit()), default=0) + 1


def removed(board: Board, key: str) -> Board:
    """The board without a touchpoint. Raises UserError where there is none."""
    made = copy.deepcopy(board)
    stage, one = _found(made, key)
    stage["touchpoints"].remove(one)
    return made


def moved(board: Board, key: str, by: int) -> Board:
    """The board with a touchpoint one place earlier (-1) or later (1) in its stage, or at the edge, the next stage."""
    made = copy.deepcopy(board)
    stage, one = _found(made, key)
    own, place = stage["touchpoints"], stage["touchpoints"].index(one)
    if 0 <= place + by < len(own):
        own.insert(place + by, own.pop(place))
        return made
    order = made["stages"].index(stage) + by
    if not 0 <= order < len(made["stages"]):
        raise UserError("It stands at the edge of the map already.")
    own.remove(one)
    made["stages"][order]["touchpoints"].insert(0 if by > 0 else len(made["stages"][order]["touchpoints"]), one)
    return made


def named(board: Board, stage_key: str, name: str) -> Board:
    """The board with another name for a stage. Raises UserError where there is none."""
    made = copy.deepcopy(board)
    stage = next((one for one in made["stages"] if one["key"] == stage_key), None)
    if stage is None:
        raise UserError("There is no such stage on the map any more.")
    stage["name"] = name[:LONGEST_NAME]
    return made


def _found(board: Board, key: str) -> tuple[dict[str, Any], dict[str, Any]]:
    if (found := find(board, key)) is None:
        raise UserError("There is no such touchpoint on the map any more.")
    return found


def left_out(board: Board, measured: Mapping[str, Any], most: int = 20) -> list[dict[str, Any]]:
    """What customers come to that is not on the map, what most of them come to first."""
    here = {one["key"] for _, one in touchpoints(board)}
    every = (row for stage in measured.get("stages", ()) for row in stage["touchpoints"])
    rows = [row for row in every if f"{row['stage']}-{row['node']}" not in here]
    return sorted(rows, key=lambda row: (-row["customers"], row["node"]))[:most]


def differences(old: Board, new: Board) -> list[tuple[str, str, str, str]]:
    """What was changed between two boards: (touchpoint, row, before, after)."""
    before = {one["key"]: (stage, one) for stage, one in touchpoints(old)}
    after = {one["key"]: (stage, one) for stage, one in touchpoints(new)}
    found: list[tuple[str, str, str, str]] = []
    for key in [*before, *(key for key in after if key not in before)]:
        found += _differences(before.get(key), after.get(key))
    stages = {one["key"]: one["name"] for one in old.get("stages", ())}
    renamed = [one for one in new.get("stages", ()) if stages.get(one["key"], one["name"]) != one["name"]]
    return [*((stages[one["key"]], "Stage", stages[one["key"]], one["name"]) for one in renamed), *found]


Placed = tuple[dict[str, Any], dict[str, Any]]


def _differences(old: Placed | None, new: Placed | None) -> list[tuple[str, str, str, str]]:
    if old is None or new is None:
        there = (new or old or ({}, {"name": ""}))[1]["name"]
        return [(there, "Touchpoint", "" if old is None else "on the map", "" if new is None else "on the map")]
    (was_in, was), (is_in, now) = old, new
    words = {"name": "Name", **ROWS, "feels": "Feels (assumed)"}
    rows = [(now["name"], label, _said(was.get(name)), _said(now.get(name))) for name, label in words.items()]
    rows += [(now["name"], "Stage", was_in["key"], is_in["key"])]
    return [row for row in rows if row[2] != row[3]]


def _said(value: Any) -> str:
    return "" if value is None else str(value)


def measured_of(measured: Mapping[str, Any]) -> dict[int, dict[str, Any]]:
    """What is measured of each touchpoint, by its node."""
    return {row["node"]: row for stage in measured.get("stages", ()) for row in stage["touchpoints"]}


def stage_order(keys: Sequence[str]) -> list[str]:
    """Stages in the order of the journey."""
    order = list(STAGES)
    return sorted(keys, key=lambda key: order.index(key) if key in order else len(order))
