"""Notices as mail: soon after, at most one an hour about one thread, and never twice; seen on a page they do not leave.

That a mail was told is written, and committed, before it is handed over, as in the mornings (`follow_up.mornings`).
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from deeproot_app.act.follow_up import tell
from deeproot_app.act.models import Notice, NoticeMail, NoticeWish, SendingAccount
from deeproot_app.act.notes import words
from deeproot_app.base import access, address, audit, clock, jobs
from deeproot_app.base.models import User
from deeproot_app.record.models import Customer, Text

log = logging.getLogger("deeproot.notices")
BETWEEN: Final = timedelta(hours=1)
"""Between two mails to one of us about one thread."""
LATE: Final = timedelta(hours=24)
"""What nobody could be told of for so long stands on their pages, and is no news any more."""
MOST: Final = 2_000
WISHES: Final = {"reply": "replies", "mention": "mentions", "handover": "mentions"}
"""By which wish a notice is told; all others by `questions`."""
SHOWN: Final = 400


@jobs.task
def mail_notices() -> int:
    """Tell by mail what nobody saw yet; how many mails. The rest of a thread waits until its hour is over."""
    by, now = tell.account(), clock.now()
    if by is None:
        return 0
    rows = Notice.objects.filter(_wanted(), seen_at__isnull=True, mailed_at__isnull=True, at__gt=now - LATE)
    rows = rows.filter(user__is_active=True)
    found: dict[tuple[int, str], list[Notice]] = {}
    for row in rows.select_related("user", "customer", "question", "mending").order_by("pk")[:MOST]:
        found.setdefault((row.user_id, row.thread), []).append(row)
    return sum(_tell(by, some[0].user, thread, some, now) for (_, thread), some in found.items())


def _wanted() -> Q:
    """What they want to be told of by mail; everything, where they never said."""
    wished = Q()
    for wish in ("replies", "mentions", "questions"):
        whats = [what for what in Notice.What if WISHES.get(what, "questions") == wish]
        wished &= ~Q(what__in=whats, user__in=NoticeWish.objects.filter(**{wish: False}).values("user"))
    return wished


def _tell(by: SendingAccount, user: User, thread: str, some: list[Notice], now: datetime) -> int:
    """One mail about one thread; the same moment by another worker, or within the hour, it is none."""
    if not _may_see(user, some):
        return 0
    before = _claim(user, thread, some, now)
    if before is None:
        return 0
    said = letter(user, some, _texts(some))
    answer = tell.tell_colleague(by, user, f"notice {thread} {now.isoformat()}", words.subject(some[-1]), said)
    if answer.what in ("later", "slow_down"):
        _give_back(user, thread, some, before)
        log.warning("a notice waits: %s", answer.says)
        return 0
    if answer.what == "refused":
        log.warning("a notice to user %s was refused: %s %s", user.pk, answer.code, answer.says)
    return 1


def _may_see(user: User, some: list[Notice]) -> bool:
    customers = {row.customer_id for row in some if row.customer_id}
    seen = access.customers(user, Customer.objects.filter(pk__in=customers)) if customers else None
    return seen is None or seen.count() == len(customers)


def _claim(user: User, thread: str, some: list[Notice], now: datetime) -> datetime | None:
    """Write that they are told; give when they were before, or None where it is somebody else's, or too soon."""
    with transaction.atomic():
        never = now - LATE
        mail, _ = NoticeMail.objects.get_or_create(user=user, thread=thread, defaults={"last_at": never})
        if not NoticeMail.objects.filter(pk=mail.pk, last_at__lte=now - BETWEEN).update(last_at=now):
            return None
        Notice.objects.filter(pk__in=[row.pk for row in some]).update(mailed_at=now)
        audit.write(access.COMMAND_LINE, "notice.tell", user, notices=len(some))
    return mail.last_at


def _give_back(user: User, thread: str, some: list[Notice], before: datetime) -> None:
    """Nothing of the mail was taken, for sure: the next run tries again."""
    with transaction.atomic():
        NoticeMail.objects.filter(user=user, thread=thread).update(last_at=before)
        Notice.objects.filter(pk__in=[row.pk for row in some]).update(mailed_at=None)


def _texts(some: Iterable[Notice]) -> dict[str, Text]:
    wanted = [row.interaction_id for row in some if row.interaction_id]
    return {row.interaction_id: row for row in Text.objects.filter(interaction__in=wanted)}


def letter(user: User, some: list[Notice], texts: dict[str, Text]) -> str:
    """The words of the mail: each notice, its words, and the way to it."""
    parts = [f"Hello{f' {user.name}' if user.name else ''},"]
    for row in some:
        said = _quoted(words.words(row, texts.get(row.interaction_id)))
        parts.append("\n".join(filter(None, [f"{words.subject(row)}.", said, address.of(words.where(row))])))
    parts.append(f"Of what you are told by mail: {address.of(reverse('act:notice_wish'))}")
    return "\n\n".join(parts) + "\n"


def _quoted(said: str) -> str:
    plain = " ".join(said.split())
    return f"  “{plain if len(plain) <= SHOWN else plain[: SHOWN - 1] + '…'}”" if plain else ""
