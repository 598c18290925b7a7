"""What runs in the background: retention and value are brought up to date, and their charts drawn."""

from __future__ import annotations

from deeproot_app.base import clock, jobs
from deeproot_app.measure.judged import charts, reckon


@jobs.task
def reckon_measures() -> bool:
    """Bring the stored retention and value up to date; whether there was anything to do."""
    if not reckon.bring_up_to_date(clock.now()):
        return False
    charts.draw_beforehand()
    return True


@jobs.task
def reckon_past(day: str) -> None:
    """Reckon retention as of the end of a past day, for who asked."""
    reckon.past(day)
