"""The journey as a document: what the command prints, what a stored map holds, and what pages read."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

import deeproot
from deeproot_app.base.elements.words import counted
from deeproot_app.understand.journey.models import JourneyRow
from deeproot_app.understand.source import opened

if TYPE_CHECKING:
    from deeproot.understand.journey.beside import Beside, Difference
    from deeproot.understand.journey.precursors import Precursors
    from deeproot.understand.journey.shapes import Journey, Part, Touchpoint

READ = ("customers", "interactions", "cases", "subscriptions", "purchases")
EDGES = 60
"""The commonest pairs of steps that a document holds."""
TOUCHPOINTS = 30
"""Of a stage, in what is stored: those that most customers come to."""


def code() -> str:
    """What reckoned it: the version of Deeproot, and of the reckoning."""
    from deeproot.understand.journey import VERSION

    return f"deeproot {deeproot.__version__}, journey {VERSION}"


def drawn(as_of: datetime, persona: str | None = None) -> dict[str, Any]:
    """The journey of all customers, or those of a persona, with what comes before leaving."""
    from deeproot.understand.journey.journey import journey
    from deeproot.understand.journey.precursors import precursors

    with opened() as source:
        tables = source.everything(*READ)
        return document(journey(tables, as_of, persona), precursors(tables, as_of, persona))


def with_rows(as_of: datetime, persona: str | None) -> tuple[dict[str, Any], list[JourneyRow]]:
    """The document to be stored, and the latest rows behind each of its touchpoints."""
    from deeproot.understand.journey.evidence import latest
    from deeproot.understand.journey.journey import journey
    from deeproot.understand.journey.precursors import precursors

    with opened() as source:
        tables = source.everything(*READ)
        told = document(journey(tables, as_of, persona), precursors(tables, as_of, persona))
        behind = latest(tables, as_of, persona)
    for stage in told["stages"]:
        del stage["touchpoints"][TOUCHPOINTS:]
    here = {one["node"] for stage in told["stages"] for one in stage["touchpoints"]}
    rows = [
        JourneyRow(
            node=node, which=which, customer_id=row.customer_id, row_id=row.id, at=row.at, sentiment=row.sentiment,
            days=row.days,
        )
        for node, which, row in behind
        if node in here
    ]  # fmt: skip
    return told, rows


def beside(date: datetime, as_of: datetime, persona: str | None = None) -> dict[str, Any]:
    """The journey before a date and after. Raises ValueError where the date is not a day before ``as_of``."""
    from deeproot.understand.journey.beside import before_and_after

    with opened() as source:
        return compared(before_and_after(source.everything(*READ), date, as_of, persona))


def document(found: Journey, before: Precursors) -> dict[str, Any]:
    """A journey as JSON has it."""
    return {
        "as_of": found.as_of.isoformat(),
        "persona": found.persona,
        "code": code(),
        "customers": found.customers,
        "steps": found.steps,
        "ties": asdict(found.ties) | {"share": found.ties.share},
        "says": says(found),
        "thresholds": {"people": found.people_too_many, "doors": found.doors_too_many},
        "courses": [asdict(one) for one in found.courses],
        "stages": [_stage(part, found) for part in found.parts],
        "edges": [asdict(one) for one in found.edges[:EDGES]],
        "precursors": {
            **{name: getattr(before, name) for name in ("left", "stayed", "tested", "lead_days", "window_days")},
            "says": before.says,
            "found": [{**asdict(one), "says": one.says} for one in before.found],
        },
    }


def says(found: Journey) -> str:
    """What it is drawn from, in a few words. How much of the order is a convention stands under `ties`."""
    if not found.steps:
        return "Nothing is recorded of them yet: there is no journey to draw."
    course = found.courses[0]
    through = " → ".join(part.name for name in course.stages for part in found.parts if part.stage == name)
    return (
        f"{counted(found.steps, 'step')} of {counted(found.customers, 'customer')}. The commonest course is {through}: "
        f"{course.share:.1%} of them."
    )


def _stage(part: Part, found: Journey) -> dict[str, Any]:
    own = sorted(found.of(part.stage), key=lambda one: (-one.customers, one.node))
    return {
        **asdict(part),
        "name": part.name,
        "rule": part.rule,
        "too_many": part.too_many,
        "says": stage_says(part),
        "touchpoints": [touchpoint(one) for one in own],
    }


def stage_says(part: Part) -> str:
    """How many were there, how long, and by which way."""
    way = part.ways[0] if part.ways else None
    common = f" The commonest of {counted(part.ways_there_are, 'way')} has {way.share:.1%} of the stays." if way else ""
    length = f"{counted(round(part.steps), 'step')} and {counted(round(part.days), 'day')} (medians)"
    return f"{counted(part.customers, 'customer')} in {counted(part.stays, 'stay')} of {length}.{common}"


def touchpoint(one: Touchpoint) -> dict[str, Any]:
    """A touchpoint as JSON has it, with its words."""
    told = {**asdict(one), "says": one.says, "by": one.step.by, "step": one.step._asdict()}
    return told | {"dead_end": {**asdict(one.dead_end), "share": one.dead_end.share}}


def compared(found: Beside) -> dict[str, Any]:
    """Before beside after as JSON has it."""
    return {
        "at": found.at,
        "before": {"customers": found.before.customers, "steps": found.before.steps, "days": found.before.window_days},
        "after": {"customers": found.after.customers, "steps": found.after.steps, "days": found.after.window_days},
        "changed": [
            {
                "node": one.node,
                "stage": one.touchpoint.stage,
                "says": one.touchpoint.says,
                "before": touchpoint(one.before) if one.before else None,
                "after": touchpoint(one.after) if one.after else None,
                "share": _difference(one.share),
                "felt": _difference(one.felt),
            }
            for one in found.changed
        ],
    }


def _difference(one: Difference | None) -> dict[str, Any] | None:
    return None if one is None else asdict(one)
