"""The routes of beliefs and of success plans, for the walk over every route."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.tests.walk import OWN_CUSTOMER, Route, Sample
from deeproot_app.conftest import AS_OF
from deeproot_app.record import beliefs, same_beliefs
from deeproot_app.record.models import Belief, Change, Step
from deeproot_app.record.success import goals, steps

MISSING = 999_999_999_999_999_999_999
BELIEF = Sample("need-birch", "need-dune")
GOAL = Sample("goal-birch", "goal-dune")


def of_step(name: str) -> Any:
    return lambda: Step.objects.get(customer=f"c-{name}").pk


def of_change(table: str, row: Any) -> Any:
    return lambda: Change.objects.filter(table=table, row_id=row() if callable(row) else row).latest("pk").pk


STEP = Sample(of_step("birch"), of_step("dune"), MISSING)
CHANGED = Sample(of_change("beliefs", "need-birch"), of_change("beliefs", "need-dune"), MISSING)
MERGED = Sample(of_change("belief_merges", "same-birch"), of_change("belief_merges", "same-dune"), MISSING)
PLANNED = Sample(
    of_change("progress", lambda: reading("birch")), of_change("progress", lambda: reading("dune")), MISSING
)


def reading(name: str) -> str:
    return str(Belief.objects.get(pk=f"goal-{name}").progress.get().pk)


OF_CUSTOMER = {"customer": OWN_CUSTOMER}
ACT_ON_BELIEF = Route("member", {"belief": BELIEF}, looks=False)
ACT_ON_GOAL = Route("member", {"belief": GOAL}, looks=False)
ACT_ON_STEP = Route("member", {"step": STEP}, looks=False)

ROUTES = {
    "desk:beliefs": Route("viewer", acts=False),
    "desk:belief_add": Route("member", looks=False),
    "desk:belief_undo": Route("member", {"change": CHANGED}, looks=False),
    "desk:belief_separate": Route("member", {"change": MERGED}, looks=False),
    "desk:belief": Route("viewer", {"belief": BELIEF}, acts=False),
    "desk:belief_confirm": ACT_ON_BELIEF,
    "desk:belief_edit": ACT_ON_BELIEF,
    "desk:belief_end": ACT_ON_BELIEF,
    "desk:belief_merge": ACT_ON_BELIEF,
    "desk:belief_ask": Route("manager", {"belief": BELIEF}, looks=False),
    "desk:customer_beliefs": Route("viewer", OF_CUSTOMER, acts=False),
    "desk:success": Route("viewer", OF_CUSTOMER, acts=False),
    "desk:success_shared": Route("viewer", OF_CUSTOMER, acts=False),
    "desk:success_goal": Route("member", OF_CUSTOMER, looks=False),
    "desk:success_step": Route("member", OF_CUSTOMER, looks=False),
    "desk:goal_aim": ACT_ON_GOAL,
    "desk:goal_measure": ACT_ON_GOAL,
    "desk:step": Route("viewer", {"step": STEP}, lowest_to_act="member"),
    "desk:step_done": ACT_ON_STEP,
    "desk:step_drop": ACT_ON_STEP,
    "desk:plan_undo": Route("member", {"change": PLANNED}, looks=False),
}


def prepare() -> None:
    """A need, two that are one, a measured goal and a step: of a customer of Ada's and of one of Cleo's."""
    for name in ("birch", "dune"):
        say = f"mail:c-{name}-{5 if name == 'birch' else 200}"
        for kind, text, more in (
            ("need", "Ovens that can be serviced on a Sunday", {"evidence": [say], "horizon": "now"}),
            ("same", "A quiet dough mixer", {}),
            ("kept", "The mixer must be quiet", {}),
            ("goal", "Less bread thrown away", {"metric": "loaves a day"}),
        ):
            Belief.objects.create(
                belief_id=f"{kind}-{name}", customer_id=f"c-{name}", about="goal" if kind == "goal" else "need",
                text=text, from_at=AS_OF - timedelta(days=300), **more,
            )  # fmt: skip
        beliefs.confirm(COMMAND_LINE, f"need-{name}")
        same_beliefs.merge(COMMAND_LINE, f"same-{name}", f"kept-{name}")
        goals.aim(
            COMMAND_LINE, f"goal-{name}", goals.Aim("loaves", 10.0, AS_OF + timedelta(days=90), True, "Ask again.")
        )
        goals.measure(COMMAND_LINE, f"goal-{name}", 40.0, AS_OF - timedelta(days=20))
        steps.add(COMMAND_LINE, f"c-{name}", steps.Said("Send the baking plan", goal_id=f"goal-{name}"))
