"""What programmes do by themselves: take in whom they are for, and go on with who is in them."""

from __future__ import annotations

from deeproot_app.act.programmes.entering import enter
from deeproot_app.act.programmes.going_on import go_on
from deeproot_app.base import clock, jobs
from deeproot_app.plan.models import Programme


@jobs.task
def take_in() -> int:
    """Let customers enter all programmes that run; gives how many did."""
    running = Programme.objects.filter(state=Programme.State.RUNNING).order_by("programme_id")
    return sum(enter(programme, clock.now()) for programme in running.values_list("pk", flat=True))


@jobs.task
def take_steps() -> int:
    """Do what is due in all programmes that run; gives how many customers were looked at."""
    return go_on(clock.now())
