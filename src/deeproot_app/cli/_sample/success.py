"""Success plans of the sample company: goals in the customers' own metrics, how far they are, and who does what."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from deeproot_app.cli._sample import people
from deeproot_app.record import beliefs
from deeproot_app.record.models import Belief, Customer
from deeproot_app.record.success import goals, steps

PLANS: Final = 8
DAY: Final = timedelta(days=1)
METRICS: Final = {
    "No device past its date at any audit": ("devices past their date", "devices", (14, 9, 5, 3), 0.0),
    "No lost freezer this year": ("freezers lost", "freezers", (2, 1), 0.0),
    "Pass the next accreditation visit without a major finding": ("major findings in the visit", "findings", (4, 2), 0),
    "All projects without paper by the end of the year": ("share of projects without paper", "%", (35, 60, 80), 100.0),
    "Report results within 24 hours of receipt": ("share of results within 24 hours", "%", (70, 78, 84), 95.0),
}
"""The sample's goals: metric, unit, how it stood each time somebody asked, and the figure to reach."""
OURS: Final = (
    ("Go through their list together on the telephone", 9),
    ("Write down how others did it, on one page", 16),
)
THEIRS: Final = "Name who counts it at their place, and how"
PERSONA: Final = ("need", "An answer before the end of the working day, whatever it is")
"""What is held of a persona as such, and only assumed."""


def load(until: datetime) -> int:
    """Agree plans with some customers who have a goal, as of that moment; return how many."""
    rows = Belief.objects.filter(about="goal", text__in=list(METRICS), customer__left_at__isnull=True)
    rows = rows.filter(customer__isnull=False).exclude(evidence=[]).select_related("customer")
    made: set[str] = set()
    for goal in rows.order_by("customer", "-from_at", "pk"):
        if str(goal.customer_id) not in made and len(made) < PLANS:
            _plan(goal, until, len(made))
            made.add(str(goal.customer_id))
    named = Customer.objects.exclude(persona=None).order_by("persona").values_list("persona", flat=True).first()
    if named:
        beliefs.add(people.manager(), None, *PERSONA, persona=named, horizon="quarter")
    return len(made)


def _plan(goal: Belief, until: datetime, number: int) -> None:
    metric, unit, stood, target = METRICS[goal.text]
    assert goal.customer is not None
    owner = goal.customer.owner_id
    by = people.of(owner)
    if not goal.metric:
        beliefs.edit(by, goal.pk, goal.about, goal.text, goal.horizon, metric)
    note = "They had hoped for more by now." if number % 3 == 0 else ""
    goals.aim(by, goal.pk, goals.Aim(unit, float(target), until + 120 * DAY, number % 4 != 3, note))
    for place, value in enumerate(stood):
        goals.measure(by, goal.pk, float(value), until - (len(stood) - place) * 30 * DAY)
    for text, days in OURS[: 1 + number % 2]:
        due = until + (days + number) * DAY
        steps.add(by, goal.customer.pk, steps.Said(text, "us", goal.pk, owner, None, due))
    steps.add(by, goal.customer.pk, steps.Said(THEIRS, "them", goal.pk, due_at=until + 12 * DAY))
    within = steps.Said("Find out whether somebody else there decides", "us", goal.pk, owner, shared=False)
    done = steps.add(by, goal.customer.pk, within)
    if number % 2:
        steps.done(by, int(done.row_id))
