"""The sample company keeps two habits: a team a weekly one, and the first of its people a daily one."""

from __future__ import annotations

from datetime import datetime, timedelta

from deeproot_app.act.habits import choosing, reckon
from deeproot_app.base.models import User
from deeproot_app.cli._sample import people

WEEKS = 8


def load(until: datetime) -> int:
    """Take them up as if eight weeks ago; return how many. Deterministic."""
    begins = until.date() - timedelta(weeks=WEEKS)
    first = User.objects.filter(is_active=True).exclude(member_id="").order_by("pk").first()
    if first is None:
        return 0
    made = [choosing.choose(first, "ask_one_question", user=first, begins=begins)]
    if team := choosing.team_of(first):
        made.append(choosing.choose(people.manager(), "gift_before_asking", team=team, begins=begins))
    return reckon.bring_up_to_date(until, made)
