"""The sample company's people are on board: a newcomer on their path, our own product used, two candidates."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.core.files.uploadedfile import SimpleUploadedFile

from deeproot_app.act.habits import choosing
from deeproot_app.act.hiring import candidates, scoring
from deeproot_app.act.team import away, first_weeks, own_use, reckon
from deeproot_app.base import clock
from deeproot_app.base.models import User
from deeproot_app.cli._sample.journeys import _form
from deeproot_app.record import beliefs
from deeproot_app.record.models import Belief, Customer
from deeproot_app.understand.journey import walks
from deeproot_app.understand.journey.models import JourneyMap

DAY: Final = timedelta(days=1)
USED: Final = (
    (3, "To cancel a trial from the portal", "Looked for the button for a quarter of an hour.", -2,
        "It is in the contract, under “other”.", "Show it where the plan is shown, with what is lost by it."),
    (9, "To ask support a question by mail, late on a Friday", "An answer that said when I would get an answer.", 1, "",
        ""),
    (16, "To read the invoice as somebody who pays it", "Three numbers, none of them the one of our order.", -1,
        "The order number is missing.", "Print the customer’s own order number first."),
    (27, "To set the portal up on a phone", "It worked, once the text was larger.", 0, "Small print in the first step.",
        ""),
    (41, "To follow the welcome mail, link by link", "Four links, one of them to a page that is gone.", -1,
        "The second link.", ""),
    (58, "To call the hotline and wait", "Two minutes, and she knew my last case.", 2, "", ""),
)  # fmt: skip
"""(days ago, tried, what it was like, felt, in the way, idea)"""
CANDIDATES: Final = (("Robin Ashdown", "Support", 6), ("Noor Lindqvist", "Customer success", -2))
ASKED: Final = ("listening", "promises", "holding", "mistake", "covering", "silence")
SCORED: Final = (((3, 4, 3, 3, 2, 4), (3, 3, 3, 1, 3, 4)), ((4, 3, 3, 4, 3, 3), ()))
NOTED: Final = (
    "Told the customer on the same day, and changed the template it came from.",
    "Spoke of the template at length. I did not hear what the customer was told, or when.",
)


def load(until: datetime) -> int:
    """Let them take part, as of that moment; return how many of them there are. Deterministic."""
    users = list(User.objects.filter(is_active=True).exclude(member_id="").order_by("pk"))
    if len(users) < 6:
        return 0
    User.objects.filter(pk__in=[user.pk for user in users]).update(date_joined=until - 400 * DAY)
    newcomer = users[-1]
    User.objects.filter(pk=newcomer.pk).update(date_joined=until - 12 * DAY)
    newcomer.refresh_from_db()
    _first_steps(newcomer)
    _walk(users[2])
    _use(users, until)
    _interview(users, until)
    day = until.date()
    away.say(users[3], users[3], day - timedelta(days=10), day - timedelta(days=3))
    return reckon.bring_up_to_date(clock.now())


def _first_steps(user: User) -> None:
    """Two letters, a belief, a habit: the rest is still to come."""
    rows = Customer.objects.filter(left_at=None, merged_into=None).order_by("since", "pk")[:2]
    for row in rows:
        first_weeks.read_letter(user, row)
    held = Belief.objects.filter(customer__left_at=None, customer__isnull=False, about="need", until=None)
    belief = held.exclude(evidence=[]).order_by("pk").first()
    if belief is not None:
        beliefs.confirm(user, belief.pk)
    choosing.choose(user, "thank_one", user=user)


def _walk(user: User) -> None:
    """One more walk of the map, by a colleague."""
    if of := JourneyMap.objects.filter(removed_at=None).order_by("pk").first():
        walk = walks.begin(user, of)
        walks.note(user, walk, 1, "Nobody says who is there for me from now on.", -1, [])
        walks.end(user, walk)


def _use(users: list[User], until: datetime) -> None:
    """Entries by five of us, one with a picture; their ideas stand on the map."""
    of = JourneyMap.objects.filter(removed_at=None).order_by("pk").first()
    walk = of.walks.order_by("pk").first() if of else None
    for place, (days, tried, like, felt, hindered, idea) in enumerate(USED):
        user = users[place % 5]
        shots = [SimpleUploadedFile("the form.png", _form())] if place == 2 else []
        said = own_use.Said(until.date() - timedelta(days=days), tried, felt, like, hindered)
        row = own_use.write(user, said, shots)
        if idea and of and walk:
            own_use.idea(user, row.pk, of, walk.steps[0]["key"], idea, users[1])


def _interview(users: list[User], until: datetime) -> None:
    """One candidate whom two have interviewed; one whose first interviewer has still to hand in."""
    for (name, role, days), scored in zip(CANDIDATES, SCORED, strict=True):
        row = candidates.make(users[1], name, role, until.date() - timedelta(days=days), users[2:4][::-1], ASKED)
        if days < 0:
            candidates.add_interviewer(users[1], row.pk, users[0])
        for user, scores in zip(users[2:4], scored, strict=True):
            if scores:
                given = dict(zip(ASKED, scores, strict=True))
                noted = {"mistake": NOTED[int(given["mistake"] < 3)]}
                scoring.keep(user, row.pk, given, noted, hand_in=True)
