"""What runs in the background: loyalty is brought up to date, and its chart drawn."""

from __future__ import annotations

from deeproot_app.base import clock, jobs, plots
from deeproot_app.measure.loyalty import charts, reckon


@jobs.task
def reckon_loyalty() -> int:
    """Bring stored loyalty up to date; of how many it was reckoned."""
    done = reckon.bring_up_to_date(clock.now())
    if done:
        plots.pictures(charts.parts(charts.counts()))
    return done
