"""What one of us owes today: promises overdue and due, what was escalated to them, low marks, questions, calls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from deeproot_app.act.models import Call, Notice, OptionQuestion
from deeproot_app.plan.models import WAITING, Item
from deeproot_app.record.models import Promise
from deeproot_app.understand.promises import DUE


@dataclass
class Owed:
    """One colleague's day."""

    overdue: list[Promise] = field(default_factory=list)
    """The longest first; each with ``due``."""
    due: list[Promise] = field(default_factory=list)
    """Due until the end of the day."""
    escalated: list[Item] = field(default_factory=list)
    """Promises of others that have waited for so long that they concern this one too."""
    marks: list[Item] = field(default_factory=list)
    """Low marks that were given in surveys, with nobody in touch since."""
    asked: list[OptionQuestion] = field(default_factory=list)
    """What colleagues ask: what may be offered while a case is open."""
    calls: list[Call] = field(default_factory=list)
    habits: list[str] = field(default_factory=list)
    """The habits to be reminded of, in words."""

    def __bool__(self) -> bool:
        return bool(self.overdue or self.due or self.escalated or self.marks or self.asked or self.calls or self.habits)


def owed(until: Mapping[str, datetime], now: datetime) -> dict[str, Owed]:
    """What each of these members owes by the end of their day (member -> that moment). Four queries, however many."""
    found = {member: Owed() for member in until}
    last = max(until.values(), default=now)
    still = Promise.objects.filter(member__in=list(found), kept_at__isnull=True, withdrawn_at__isnull=True)
    rows = still.filter(made_at__lte=now).annotate(due=DUE).filter(due__lte=last)
    for promise in rows.select_related("customer__merged_into").order_by("due", "promise_id"):
        member = str(promise.member_id)
        if promise.due > until[member]:
            continue
        mine = found[member]
        (mine.overdue if promise.due <= now else mine.due).append(promise)
    low = Q(reason="low_mark", member__in=list(found)) & (Q(snoozed_until=None) | Q(snoozed_until__lte=now))
    items = Item.objects.filter(WAITING, Q(escalated_to__in=list(found)) | low).select_related("customer", "member")
    for item in items.order_by("order"):
        if item.reason == "low_mark":
            found[str(item.member_id)].marks.append(item)
        else:
            found[str(item.escalated_to_id)].escalated.append(item)
    told = Notice.objects.filter(user__member_id__in=list(found), what=Notice.What.ASKED)
    told = told.filter(question__answered_at__isnull=True, question__withdrawn_at__isnull=True)
    for notice in told.select_related("question__customer__merged_into", "user").order_by("pk"):
        if notice.question is not None:
            found[notice.user.member_id].asked.append(notice.question)
    waiting = Call.objects.filter(state=Call.State.WAITING, member__in=list(found)).select_related("customer")
    for call in waiting.order_by("not_before", "pk"):
        member = str(call.member_id)
        if call.not_before is None or call.not_before <= until[member]:
            found[member].calls.append(call)
    return found


def escalated_to(promise: Promise) -> Item | None:
    """The item of Today by which an overdue promise concerns somebody else too; None where it does not."""
    items = Item.objects.filter(reason="promise_overdue", subject=promise.pk, gone_at__isnull=True, settled=False)
    return items.filter(escalated_to__isnull=False).select_related("escalated_to").first()
