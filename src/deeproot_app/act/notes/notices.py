"""Telling one of us something, once: on their pages at once, by mail soon after. What was told is told only to its own.

A notice holds no words of the record: it leads to them, so that what is erased there is nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.db.models import Q, QuerySet

from deeproot_app.act.models import Mending, Notice, OptionQuestion
from deeproot_app.act.notes.mailing import mail_notices
from deeproot_app.base import access, clock, jobs
from deeproot_app.base.models import User
from deeproot_app.record.models import Customer

LONGEST: Final = 400


def tell(
    users: Iterable[User],
    what: Notice.What,
    key: str,
    customer: Customer | None,
    *,
    thread: str = "",
    interaction_id: str = "",
    question: OptionQuestion | None = None,
    mending: Mending | None = None,
    actor: access.Actor | None = None,
) -> None:
    """Have these users told, in the transaction at hand; who was told of ``key`` already is not told again.

    Mails about one ``thread`` (default: the key) leave once an hour at most.
    """
    now, by = clock.now(), str(actor or "")[:254]
    tell_all(
        Notice(
            user=user, what=what, key=key, thread=thread or key, customer=customer, interaction_id=interaction_id,
            question=question, mending=mending, actor=by, at=now,
        )
        for user in users
    )  # fmt: skip


def tell_all(told: Iterable[Notice]) -> None:
    """The same, of notices as they are to be; two statements, however many."""
    rows = list(told)
    for row in rows:
        row.key, row.thread = row.key[:LONGEST], row.thread[:LONGEST]
    Notice.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    if rows:
        jobs.enqueue(mail_notices, key="mail notices")


def settle(question: OptionQuestion, now: datetime) -> None:
    """What a question asked for is there: nobody is told of it any more."""
    Notice.objects.filter(question=question, what=Notice.What.ASKED, seen_at__isnull=True).update(seen_at=now)


def of_user(user: access.Actor) -> QuerySet[Notice]:
    """What this user was told, of customers whom they (still) may see; with the customer."""
    rows = Notice.objects.filter(user=user if isinstance(user, User) else None)
    if not access.sees_all(user):
        mine = access.customers(user, Customer.objects.all()).values("pk")
        rows = rows.filter(Q(customer__isnull=True) | Q(customer__in=mine))
    return rows.select_related("customer", "question", "mending")


def unseen(user: access.Actor) -> int:
    """How many a user did not see yet, for the badge."""
    if not isinstance(user, User):
        return 0
    return of_user(user).filter(seen_at__isnull=True).count()


def see(user: User, *, only: int | None = None) -> int:
    """Say that a user saw what they were told, or one of it; how many that were."""
    access.require(user, "self.change")
    rows = Notice.objects.filter(user=user, seen_at__isnull=True)
    return (rows.filter(pk=only) if only else rows).update(seen_at=clock.now())
