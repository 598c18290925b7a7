"""What runs in the background: retention, value, proof and uplift are brought up to date, and charts drawn."""

from __future__ import annotations

from deeproot_app.base import clock, jobs
from deeproot_app.measure.judged import charts, programmes, reckon


@jobs.task
def reckon_measures() -> bool:
    """Bring what is stored of retention, value and programmes up to date; whether there was anything to do."""
    now = clock.now()
    of_money, of_programmes = reckon.bring_up_to_date(now), programmes.bring_up_to_date(now)
    if of_money:
        charts.draw_beforehand()
    return of_money or of_programmes


@jobs.task
def reckon_past(day: str) -> None:
    """Reckon retention as of the end of a past day, for who asked."""
    reckon.past(day)
