"""Loyalty of the sample company: who told whom of us, whom we asked for a favour and what they said."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from deeproot_app.act.ambassadors import asking, referrals
from deeproot_app.act.ambassadors.asking import Favour
from deeproot_app.act.ambassadors.referrals import Told
from deeproot_app.act.appreciation.rewards import proposing
from deeproot_app.act.models import AmbassadorAsk
from deeproot_app.base import plots
from deeproot_app.base.errors import UserError
from deeproot_app.cli._sample import people
from deeproot_app.measure.loyalty import charts, listed, reckon
from deeproot_app.record import acted
from deeproot_app.record.models import Contact, Customer

BROUGHT: Final = 20
"""So many customers came by a word of others."""
WAIT: Final = 2
"""So many of the points for it wait for a yes."""
HOW: Final = ("newcomer", "newcomer", "ambassador", "by_hand")
NAMED: Final = (("Lena Vogt", "lena.vogt@brightwater.example"), ("Tom Adler", "tom@adler-optik.example"))
"""Who was told of us, and is no customer yet."""
ASKED: Final = (
    ("yes", 210, "recommend", "Gladly: she will bring it up at the next guild evening."),
    ("no", 120, "review", "Not in public; she would rather not."),
    ("yes", 75, "reference", "Anybody may call him."),
    ("none", 95, "recommend", ""),
)
TO_ASK: Final = 12
"""Of so many candidates one is asked now, the first whom the gate lets."""


def load(until: datetime) -> int:
    """Tell it, up to that moment; return how many referrals and favours there are. Deterministic; nothing is sent."""
    reckon.bring_up_to_date(until)
    loyal = list(
        listed.candidates(people.manager()).order_by("-strength", "customer_id").values_list("customer_id", flat=True)
    )
    there = _referrals(loyal, until)
    asked = _asked(loyal[1::5], until) + _ask_now()
    reckon.bring_up_to_date(until)
    plots.pictures(charts.parts(charts.counts()))
    return there + asked


def _referrals(loyal: list[str], until: datetime) -> int:
    """Newer customers were told of us by loyal ones who came before them."""
    newer = Customer.objects.filter(merged_into=None, since__gt=until - timedelta(days=900)).order_by("since")
    told = 0
    for number, row in enumerate(newer[::5][:BROUGHT]):
        since = row.since or until
        before = Customer.objects.filter(pk__in=loyal, since__lt=since - timedelta(days=60)).order_by("customer_id")
        who = before[(number * 7) % max(1, min(before.count(), 9)) :].first()
        if who is not None and who.pk != row.pk:
            at = since - timedelta(days=12 + number)
            referrals.refer(people.of(who.owner_id), Told(who.pk, row.pk, how=HOW[number % len(HOW)], at=at))
            told += 1
    for number, (name, email) in enumerate(NAMED[: len(loyal)]):
        at = until - timedelta(days=9 + 5 * number)
        referrals.refer(people.manager(), Told(loyal[number], name=name, email=email, how="ambassador", at=at))
        told += 1
    waiting = proposing.waiting(people.manager()).filter(occasion__startswith="referral:").order_by("at", "pk")
    proposing.approve(people.manager(), list(waiting.values_list("pk", flat=True))[:-WAIT])
    return told


def _asked(some: list[str], until: datetime) -> int:
    """Favours asked face to face, long ago: each answered in another way."""
    told = 0
    for (state, days, favour, note), customer in zip(ASKED, some, strict=False):
        rows = Contact.objects.filter(customer=customer).select_related("customer")
        contact = rows.order_by("contact_id").first()
        if contact is None:
            continue
        by = people.of(contact.customer.owner_id)
        at = until - timedelta(days=days)
        with transaction.atomic():
            row = AmbassadorAsk.objects.create(
                key=f"sample-{told}", customer_id=customer, contact=contact, favour=favour, channel="meeting",
                asked_at=at, asked_by=str(by), state=state, answered_at=at + timedelta(days=4), answered_by=str(by),
                note=note,
            )  # fmt: skip
            met = acted.record(
                by, interaction_id=f"deeproot:favour-{row.pk}", customer_id=customer, channel="meeting",
                direction="both", kind=asking.KIND, happened_at=at, contact_id=contact.pk, automatic=False,
                personal=True, needs_answer=False, subject=row.get_favour_display(), body=row.get_favour_display(),
            )  # fmt: skip
            row.interaction_id = met.pk
            row.save(update_fields=["interaction_id"])
        told += 1
    return told


def _ask_now() -> int:
    """Ask one of those for whom it is the moment, as anybody would; whom the gate keeps us from, is not asked."""
    for row in listed.candidates(people.manager(), right=True).order_by("-strength", "customer_id")[:TO_ASK]:
        contact = Contact.objects.filter(customer=row.customer_id).exclude(email=None).order_by("contact_id").first()
        if contact is None:
            continue
        with suppress(UserError):
            asking.ask(people.of(row.customer.owner_id), Favour(
                f"sample now {row.customer_id}", row.customer_id, contact.pk, "recommend", subject="A favour",
                text="Your kind words made us glad. Do you know somebody to whom we could be of use, too?",
                member_id=row.customer.owner_id or "",
            ))  # fmt: skip
            return 1
    return 0
