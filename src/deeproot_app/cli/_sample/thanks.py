"""Thanks of the sample company: a budget, gifts and rewards out of it, one event over and one to come."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Final

from django.db import transaction

from deeproot_app.act.appreciation import budgets
from deeproot_app.act.appreciation.give import Given, give
from deeproot_app.act.events import answering, attending, guests, inviting, planned
from deeproot_app.act.models import Event, Guest, Sending
from deeproot_app.act.outbox import settling
from deeproot_app.act.outbox.course import step
from deeproot_app.base import access
from deeproot_app.base.errors import UserError
from deeproot_app.cli._sample import people, rewards
from deeproot_app.record.models import Contact, Customer, Member

GIFTS: Final = (
    ("A handwritten card", "They have been with us for years", 3, "2.50"),
    ("A box of apples from next door", "They told somebody about us", 9, "18"),
    ("Coffee for the team", "They were patient with us in May", 16, "24.90"),
    ("A book about gardens", "They gave us frank words", 30, "21"),
)
SAYS: Final = (
    "",
    "Looking forward to it.",
    "I will try.",
    "We are away that week.",
    "I may be a few minutes late.",
    "",
)
ANSWERS: Final = ("yes", "yes", "maybe", "no", "yes", "")


def load(until: datetime) -> int:
    """Give and hold, up to that moment; return how many gifts and guests there are. Deterministic; nothing is sent."""
    day = budgets.today(until)
    first, last = day.replace(month=1, day=1), day.replace(month=12, day=31)
    budgets.keep(people.manager(), f"Thank-yous {day.year}", "EUR", "500", first, last)
    host = Member.objects.order_by("member_id").first()
    given = _gifts(until, host)
    about = planned.About(
        title="Shorter queues at the counter", starts_at=_at(until, 12), ends_at=_at(until, 12) + timedelta(minutes=45),
        timezone="Europe/Berlin", says="Three of our customers show what they changed, and what it took.",
        link="https://meet.example.org/shorter-queues", capacity=40, remind_hours=24, host_id=host.pk if host else None,
    )  # fmt: skip
    coming = planned.make(people.manager(), about)
    _ask(coming, 24, 0)
    _invite(coming, until - timedelta(days=3))
    _answer(coming)
    there = given + coming.guests.count() + _over(about, until)
    return there + rewards.load(until)


def _gifts(until: datetime, host: Member | None) -> int:
    begins = datetime.combine(budgets.today(until).replace(month=1, day=1), time(12), UTC)
    rows = access.customers(people.manager(), Customer.objects.filter(left_at=None, merged_into=None))
    left = list(enumerate(GIFTS))
    for row in rows.order_by("since", "pk"):
        if not left:
            break
        number, (what, why, ago, cost) = left[0]
        at = max(until - timedelta(days=ago), min(begins, until))
        giver = row.owner_id or (host.pk if host else "")
        given = Given(
            f"{number:024x}", row.pk, what, why, "letter", member_id=giver, cost=Decimal(cost),
            currency="EUR", at=at, words="Thank you. It is good to have you with us.",
        )  # fmt: skip
        with suppress(UserError):  # somebody else gets it, where the contact policy stood against it
            give(people.of(row.owner_id), given)
            left.pop(0)
    return len(GIFTS) - len(left)


def _at(until: datetime, days: int) -> datetime:
    """Two in the afternoon, so many days later, by universal time."""
    return datetime.combine((until + timedelta(days=days)).date(), time(14), UTC)


def _ask(event: Event, some: int, after: int) -> None:
    rows = Contact.objects.filter(merged_into=None, customer__left_at=None).exclude(email=None).exclude(email="")
    guests.add(people.manager(), event, guests.Found(list(rows.order_by("pk")[after : after + some])))


def _invite(event: Event, at: datetime) -> None:
    """Their invitations, as if they had left at that moment; whom the gate keeps them from got none."""
    inviting.invite(people.manager(), event)
    State = Sending.State  # noqa: N806 - a class
    rows = list(Sending.objects.filter(occasion=f"event:{event.pk}", state__in=(State.QUEUED, State.WAITING)))
    for row in rows:
        row.state, row.next_at, row.queued_at, row.handed_at, row.settled_at = State.SENT, None, at, at, at
        row.says, row.reasons, row.course = "", [], [step(at, State.SENT, "simulated")]
    Sending.objects.bulk_update(
        rows, ["state", "next_at", "queued_at", "handed_at", "settled_at", "says", "reasons", "course"]
    )
    with transaction.atomic():
        settling.record_sent(rows, {})


def _answer(event: Event) -> None:
    for number, row in enumerate(event.guests.filter(sending__state=Sending.State.SENT).order_by("pk")):
        if said := ANSWERS[number % len(ANSWERS)]:
            answering.answer(row.pk, said, SAYS[number % len(SAYS)])


def _over(about: planned.About, until: datetime) -> int:
    """An evening that was: planned as if it were to come, then moved to when it was, with who came."""
    evening = replace(
        about, title="An evening for those who were with us from the start", kind=Event.Kind.APPRECIATION, link="",
        says="Supper, and no slides.", place="The old orchard", capacity=None,
    )  # fmt: skip
    event = planned.make(people.manager(), evening)
    _ask(event, 12, 24)
    begins = _at(until, -9)
    _invite(event, begins - timedelta(days=12))
    Event.objects.filter(pk=event.pk).update(starts_at=begins, ends_at=begins + timedelta(hours=3))
    event.refresh_from_db()
    rows = list(event.guests.order_by("pk"))
    Guest.objects.filter(pk__in=[row.pk for row in rows[:9]]).update(
        answer="yes", answered_at=begins - timedelta(days=5)
    )
    attending.mark(people.manager(), event, {row.pk: number < 7 for number, row in enumerate(rows[:9])})
    return len(rows)
