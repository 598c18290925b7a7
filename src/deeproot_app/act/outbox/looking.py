"""Look what became of mails: in what came back to us, and in the folders of what was sent.

A report that a mail could not be delivered makes it refused, also when it was thought sent. A copy of an uncertain
mail, an answer to it, or a report that it is still being tried, says that it was taken. A complaint is an objection.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from deeproot_app.act.models import Outbox, Sending
from deeproot_app.act.outbox import acts, rows
from deeproot_app.act.outbox.course import State, went_on
from deeproot_app.act.outbox.keys import interaction_id
from deeproot_app.act.outbox.suppressing import COMPLAINT, suppress
from deeproot_app.base import clock, jobs
from deeproot_app.channels.email import parse
from deeproot_app.channels.email.complained import Complaint, complaint
from deeproot_app.channels.email.headers import ids
from deeproot_app.channels.email.sending.answers import GONE
from deeproot_app.channels.shapes import Failed, Received
from deeproot_app.record.arrivals.keep import unpacked
from deeproot_app.record.models import Arrival, Interaction

OVERLAP: Final = timedelta(minutes=10)
"""What arrived within it is looked at again, should its transaction have ended after a later one's."""
AT_ONCE: Final = 200
HEAD: Final = 64 << 10
REPORTS: Final = (b"delivery-status", b"x-failed-recipients", b"feedback-report")
FOLLOWS: Final = re.compile(rb"^(?:in-reply-to|references):((?:[^\n]|\n[ \t])*)", re.IGNORECASE | re.MULTILINE)
LEFT: Final = (State.HANDING_OVER, State.UNCERTAIN, State.SENT)


@jobs.task
def look() -> dict[str, int]:
    """Look through what arrived since the last time; how many mails were settled, refused and complained about."""
    found = {"settled": 0, "refused": 0, "complained": 0}
    if Sending.objects.filter(state__in=LEFT).exists():
        for arrivals in _new():
            _look_at(arrivals, found)
    found["settled"] += _copies()
    return found


def _new() -> Iterator[list[Arrival]]:
    """What arrived by e-mail since the last time, some at a time; remembered once those were looked at."""
    looked = Outbox.get().looked
    known = {int(pk): datetime.fromisoformat(at) for pk, at in looked.get("seen", {}).items()}
    upto = datetime.fromisoformat(looked["upto"]) if "upto" in looked else _first()
    wanted = Arrival.objects.filter(connection__channel="email", arrived_at__gte=upto - OVERLAP).order_by("id")
    last = 0
    while some := list(wanted.filter(pk__gt=last)[:AT_ONCE]):
        yield [one for one in some if one.pk not in known]
        last, upto = some[-1].pk, max(upto, *(one.arrived_at for one in some))
        known |= {one.pk: one.arrived_at for one in some}
        known = {pk: at for pk, at in known.items() if at >= upto - OVERLAP}
        seen = {str(pk): at.isoformat() for pk, at in known.items()}
        Outbox.objects.update_or_create(pk=1, defaults={"looked": {"upto": upto.isoformat(), "seen": seen}})


def _first() -> datetime:
    """When the first mail of ours can have been answered."""
    first = Sending.objects.order_by("pk").values_list("queued_at", flat=True).first()
    return first or clock.now()


def _look_at(arrivals: Iterable[Arrival], found: dict[str, int]) -> None:
    raws = [unpacked(one) for one in arrivals]
    reports = [raw for raw in raws if any(sign in raw.lower() for sign in REPORTS)]
    for raw in reports:
        if (complained := complaint(raw)) is not None:
            found["complained"] += _complained(complained)
        elif isinstance(mail := parse(raw), Received) and mail.failed:
            found["refused"] += _failed(mail)
    answered = {one for raw in raws if raw not in reports for one in _follows(raw)}
    found["settled"] += _settle(answered, "an answer to it came")


def _follows(raw: bytes) -> list[str]:
    """The mails that one follows, by its headers."""
    head = raw[:HEAD].replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    return ids(one.decode("latin-1") for one in FOLLOWS.findall(head))


def _failed(report: Received) -> int:
    """Take a report of failure: its mail did not arrive, or is still being tried. Only of a mail that it gives back."""
    with transaction.atomic():
        named = Sending.objects.filter(message_id__in=report.parents[:1]).values_list("pk", flat=True)
        for row in rows.held(list(named), LEFT).values():
            told = next((one for one in report.failed if one.address == row.address or len(report.failed) == 1), None)
            if told is None:
                continue
            if told.delayed:
                _still_tried(row, told)
                return 0
            _came_back(row, told)
            return 1
    return 0


def _still_tried(row: Sending, told: Failed) -> None:
    if row.state == State.UNCERTAIN:
        acts.say_settled(row, arrived=True, words=f"a server has it, and still tries to deliver it: {told.says}")


def _came_back(row: Sending, told: Failed) -> None:
    now, words = clock.now(), f"it came back: {told.status} {told.says}".strip()
    row.state, row.code, row.says, row.settled_at, row.lease_until = State.REFUSED, told.status, words[:500], now, None
    row.course = went_on(row, now, State.REFUSED, words)
    rows.write([row], "state", "code", "says", "settled_at", "lease_until", "course")
    if told.status in GONE:
        suppress([(row, words)])


def _complained(told: Complaint) -> int:
    """Take a complaint: only one that names a mail of ours is believed."""
    with transaction.atomic():
        named = Sending.objects.filter(message_id=told.mail, complained_at=None).values_list("pk", flat=True)
        some = list(rows.held(list(named), LEFT).values()) if told.mail else []
        for row in some:
            row.complained_at = clock.now()
            row.course = went_on(row, row.complained_at, row.state, f"they complained about it ({told.kind})")
            rows.write([row], "complained_at", "course")
        suppress([(row, told.kind) for row in some], COMPLAINT)
    return len(some)


def _copies() -> int:
    """Settle uncertain mails of which a copy, or an answer in the conversation that they began, is recorded."""
    open_ = list(Sending.objects.filter(state=State.UNCERTAIN).values_list("message_id", flat=True))
    settled = 0
    for start in range(0, len(open_), AT_ONCE):
        by = {interaction_id(one): one for one in open_[start : start + AT_ONCE]}
        copies = Interaction.objects.filter(pk__in=by).values_list("pk", flat=True)
        settled += _settle({by[one] for one in copies}, "a copy of it is in the record")
        answers = Interaction.objects.filter(thread_id__in=by, direction="in", customer_id__in=_whose(by.values()))
        settled += _settle(
            {by[str(one)] for one in answers.values_list("thread_id", flat=True)}, "an answer to it came"
        )
    return settled


def _whose(messages: Iterable[str]) -> list[str]:
    named = Sending.objects.filter(message_id__in=list(messages), customer_id__isnull=False)
    return [str(one) for one in named.values_list("customer_id", flat=True)]


def _settle(messages: set[str], words: str) -> int:
    """Say of uncertain mails that they arrived."""
    with transaction.atomic():
        named = Sending.objects.filter(message_id__in=messages, state=State.UNCERTAIN).values_list("pk", flat=True)
        some = rows.held(list(named), (State.UNCERTAIN,)) if messages else {}
        for row in some.values():
            acts.say_settled(row, arrived=True, words=words)
    return len(some)
