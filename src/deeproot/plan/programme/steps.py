"""The steps of a programme, as they are written, and their check.

A definition is JSON:

    {"audience": CONDITION,
     "holdout": {"share": 0.1, "strata": ["persona"]},
     "leave": {"on_reply": true, "when_gone": true, "after_days": 90},
     "steps": [
        {"id": "guide",  "do": "email",  "template": "guide-for-need", "resource": "first-report", "approve": true},
        {"id": "pause",  "do": "wait",   "days": 5},
        {"id": "heard",  "do": "branch", "if": CONDITION, "then": "thanks"},
        {"id": "how",    "do": "survey", "survey": "3"},
        {"id": "ring",   "do": "call",   "because": "Ask how it helped"},
        {"id": "thanks", "do": "task",   "text": "Thank them in person"}]}

Steps follow each other as they stand; a branch goes on at ``then`` where its condition is true, and at ``else`` (or
with the step after it) where it is not, or where that is not known. A branch only leads forward, so that everybody
comes to an end.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from deeproot.plan.programme.audience import Condition, NotReadable, check

TOUCHES: Final[Mapping[str, str]] = {"email": "template", "survey": "survey", "call": "because", "task": "text"}
"""What reaches a customer, or has one of us do something for them, and the one thing that each needs.

A task is done by a person, who says when it is: it always waits for their word."""
MAY: Final[Mapping[str, tuple[str, ...]]] = {
    "email": ("template", "resource", "kind", "approve"),
    "survey": ("survey", "approve"),
    "call": ("because", "approve"),
    "task": ("text",),
    "wait": ("days",),
    "branch": ("if", "then", "else"),
}
LONGEST_WAIT: Final = 366


@dataclass(frozen=True, slots=True)
class Step:
    """One step; ``what`` is a template, a survey, the reason for a call, or a task."""

    id: str
    do: str
    what: str = ""
    resource: str | None = None
    kind: str | None = None
    approve: bool = True
    """Whether a person says yes before it happens."""
    wait: timedelta = timedelta()
    condition: Condition | None = None
    then: int = 0
    otherwise: int = 0
    """Places of steps where a branch goes on."""


@dataclass(frozen=True, slots=True)
class Leave:
    """When somebody leaves before the end."""

    on_reply: bool = True
    """They wrote or rang: from here on people speak with them."""
    when_gone: bool = True
    """They are known to be outside the audience: the reason is gone."""
    after: timedelta = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Programme:
    """A definition that was checked."""

    audience: Condition
    steps: tuple[Step, ...]
    holdout: float = 0.1
    strata: tuple[str, ...] = ()
    leave: Leave = field(default_factory=Leave)

    @property
    def touches(self) -> int:
        """The most touches that anybody can get."""
        return sum(step.do in TOUCHES for step in self.steps)


STRATA: Final = ("persona", "country", "kind", "owner", "team")
PARTS: Final = ("audience", "holdout", "leave", "steps")


def read(definition: Any, measures: Sequence[str], scenarios: Sequence[str]) -> Programme:
    """The programme that a definition describes; raises NotReadable, which says where it describes none."""
    told = _object(definition, "the definition", PARTS)
    for part in ("audience", "steps"):
        if part not in told:
            raise NotReadable(f"{part} is missing")
    check(told["audience"], measures, scenarios)
    holdout = _object(told.get("holdout", {}), "holdout", ("share", "strata"))
    return Programme(
        audience=told["audience"],
        steps=_steps(told["steps"], measures, scenarios),
        holdout=_number(holdout.get("share", 0.1), "holdout.share", 0, 0.9),
        strata=_strata(holdout.get("strata", [])),
        leave=_leave(_object(told.get("leave", {}), "leave", ("on_reply", "when_gone", "after_days"))),
    )


def _leave(told: Mapping[str, Any]) -> Leave:
    days = _number(told.get("after_days", 90), "leave.after_days", 1, 3 * 366)
    on_reply = _truth(told.get("on_reply", True), "leave.on_reply")
    return Leave(on_reply, _truth(told.get("when_gone", True), "leave.when_gone"), timedelta(days=days))


def _strata(told: Any) -> tuple[str, ...]:
    if not isinstance(told, list) or any(one not in STRATA for one in told):
        raise NotReadable(f"holdout.strata: a list of any of {', '.join(STRATA)}")
    return tuple(dict.fromkeys(told))


def _steps(told: Any, measures: Sequence[str], scenarios: Sequence[str]) -> tuple[Step, ...]:
    if not isinstance(told, list) or not told:
        raise NotReadable("steps: a list of at least one step")
    ids = [_id(one, place) for place, one in enumerate(told)]
    twice = next((name for name in ids if ids.count(name) > 1), None)
    if twice:
        raise NotReadable(f"steps: two are called {twice!r}; each needs an id of its own")
    return tuple(_step(one, place, ids, measures, scenarios) for place, one in enumerate(told))


def _id(told: Any, place: int) -> str:
    name = told.get("id") if isinstance(told, Mapping) else None
    if not isinstance(name, str) or not name.strip():
        raise NotReadable(f"steps[{place}]: an object with an 'id' of its own")
    return name


def _step(told: Any, place: int, ids: list[str], measures: Sequence[str], scenarios: Sequence[str]) -> Step:
    where, do = f"steps[{place}] ({ids[place]})", told.get("do")
    if do not in MAY:
        raise NotReadable(f"{where}.do: one of {', '.join(MAY)}; not {do!r}")
    _object(told, where, ("id", "do", *MAY[do]))
    if do == "wait":
        days = _number(told.get("days"), f"{where}.days", 0, LONGEST_WAIT)
        return Step(ids[place], do, wait=timedelta(days=days), approve=False)
    if do == "branch":
        return _branch(told, where, place, ids, measures, scenarios)
    what = told.get(TOUCHES[do])
    if not isinstance(what, str) or not what.strip():
        raise NotReadable(f"{where}.{TOUCHES[do]}: which one, as text")
    approve = _truth(told.get("approve", True), f"{where}.approve") or do == "task"
    return Step(ids[place], do, what, told.get("resource"), told.get("kind"), approve)


def _branch(
    told: Mapping[str, Any], where: str, place: int, ids: list[str], measures: Sequence[str], scenarios: Sequence[str]
) -> Step:
    check(told.get("if"), measures, scenarios, f"{where}.if")
    then = _ahead(told.get("then"), f"{where}.then", place, ids)
    otherwise = _ahead(told["else"], f"{where}.else", place, ids) if "else" in told else place + 1
    return Step(ids[place], "branch", condition=told["if"], then=then, otherwise=otherwise, approve=False)


def _ahead(name: Any, where: str, place: int, ids: list[str]) -> int:
    """The place of a step that stands later; "end" is the place after the last."""
    if name == "end" and "end" not in ids:
        return len(ids)
    if name not in ids:
        raise NotReadable(f"{where}: there is no step {name!r}")
    if ids.index(name) <= place:
        raise NotReadable(f"{where}: {name!r} stands before it; a branch only leads forward, or nobody came to an end")
    return ids.index(name)


def _object(told: Any, where: str, may: Sequence[str]) -> Mapping[str, Any]:
    if not isinstance(told, Mapping):
        raise NotReadable(f"{where}: an object with {', '.join(may)}")
    unknown = next((name for name in told if name not in may), None)
    if unknown is not None:
        raise NotReadable(f"{where}: {unknown!r} is not known there; there may be {', '.join(may)}")
    return told


def _number(told: Any, where: str, least: float, most: float) -> float:
    if isinstance(told, bool) or not isinstance(told, int | float) or not least <= told <= most:
        raise NotReadable(f"{where}: a number from {least:g} to {most:g}, not {told!r}")
    return float(told)


def _truth(told: Any, where: str) -> bool:
    if not isinstance(told, bool):
        raise NotReadable(f"{where}: true or false, not {told!r}")
    return told
