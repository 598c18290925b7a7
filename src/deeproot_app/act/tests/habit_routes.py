"""The routes of habits, for the walk over every route."""

from __future__ import annotations

from deeproot_app.act.models import ChosenHabit
from deeproot_app.base.tests.walk import Route, Sample
from deeproot_app.conftest import AS_OF

KEPT = Sample(lambda: ChosenHabit.objects.get(team="north", stopped_at=None).pk, unknown=999_999)
"""What teams keep, everybody sees; only their own people and managers change it."""
OF_HABIT = Route("member", {"habit": KEPT}, looks=False)

ROUTES = {
    "act:habits": Route("viewer", acts=False),
    "act:habit_choose": Route("member", looks=False),
    "act:habit_stop": OF_HABIT,
    "act:habit_resume": OF_HABIT,
}


def prepare() -> None:
    """A habit of Ada's team and one of Cleo's."""
    period = {"begins": "2026-06-29", "state": "kept", "by": ["m-ada"], "evidence": ["crm:1"]}
    for team in ("north", "south"):
        ChosenHabit.objects.create(
            habit="thank_one", team=team, begins=AS_OF.date(), chosen_at=AS_OF, actor="x", reckoned_at=AS_OF,
            course={"kept": 1, "n": 1, "streak": 1, "periods": [period]},
        )  # fmt: skip
