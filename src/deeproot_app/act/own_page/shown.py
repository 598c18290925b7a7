"""What stands on somebody's page. All of it is chosen here: what is not named stays among us.

They see what passed between us and *them*: words of mails and chats that they wrote or got, never a colleague's; that
we talked, never what we noted of it. Promises, cases and the plan are the whole customer's. Nothing that we think of
them (beliefs, marks, risk, notes, briefs, who leads what) is read at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import QueryDict

from deeproot_app.act.models import OwnPage
from deeproot_app.base import keyset
from deeproot_app.record import case_names
from deeproot_app.record.models import Case, Contact, Customer, Interaction, Promise
from deeproot_app.record.success.shared import Shared, shared_with

A_PAGE: Final = 20
PROMISES: Final = 100
CASES: Final = 50
LOOK_BACK: Final = timedelta(days=365)
"""What was settled longer ago than that is not told any more."""
WRITTEN: Final = ("email", "chat", "letter", "sms", "survey")
"""Of these they know every word: they wrote them, or we wrote to them. Of a call we keep what we noted."""
THEIRS: Final = (*WRITTEN, "call", "meeting", "event", "purchase", "case")
"""What one of them takes part in knowingly. Product use and what they said in public are not told back to them."""
SAID_HERE: Final = "page:"
"""Where the ids of what was said on the page begin; its subject is for us."""


@dataclass(frozen=True)
class Passed:
    """One thing that passed between them and us."""

    at: datetime
    channel: str
    theirs: bool
    """Whether it came from them."""
    who: str
    """Who of us took part; empty where it is not known."""
    subject: str
    body: str


@dataclass(frozen=True)
class Promised:
    """One promise of ours, as it stands."""

    id: str
    text: str
    who: str
    made_at: datetime
    due_at: datetime | None
    kept_at: datetime | None
    state: str
    """`open`, `overdue`, `kept`, `late`."""


@dataclass(frozen=True)
class Worked:
    """One case of theirs."""

    id: str
    about: str
    """The subject of the message that began it; empty where that was not written by them, or to them."""
    opened_at: datetime
    closed_at: datetime | None
    confirmed_at: datetime | None
    who: str

    @property
    def state(self) -> str:
        """`open`; `closed`: they did not say whether it is solved; `solved`: they did."""
        if self.confirmed_at is not None:
            return "solved"
        return "closed" if self.closed_at is not None else "open"


@dataclass(frozen=True)
class Fact:
    """One thing that we hold to be so of them, and that they may correct."""

    field: str
    value: str
    corrected: str = ""
    """What they said instead, while it waits for us."""


@dataclass(frozen=True)
class Page:
    """The whole page at one moment."""

    facts: list[Fact]
    promises: list[Promised]
    cases: list[Worked]
    plan: Shared
    story: keyset.Page[Interaction]
    passed: list[Passed]


FIELDS: Final = ("name", "email", "phone", "timezone")
"""What of a contact they may correct."""


def page(own: OwnPage, now: datetime, query: QueryDict) -> Page:
    """What somebody sees of their page at ``now``. The number of queries does not grow with the story."""
    customer = own.contact.customer.leader
    story = keyset.page(_story(own.contact, customer, now), ("-happened_at", "-interaction_id"), query, A_PAGE)
    return Page(
        facts(own), promises(customer, now), cases(own.contact, now), shared_with(customer, now), story,
        [_passed(row) for row in story.rows],
    )  # fmt: skip


def facts(own: OwnPage) -> list[Fact]:
    """What we hold of the person, each with their own correction while nobody decided it."""
    waiting = dict(own.words.filter(about="fact", taken=None).order_by("at", "pk").values_list("field", "said"))
    return [Fact(name, str(getattr(own.contact, name) or ""), waiting.get(name, "")) for name in FIELDS]


def promises(customer: Customer, now: datetime) -> list[Promised]:
    """Our promises to them that are open, or were settled within a year: what is due first, first."""
    rows = (
        Promise.objects.filter(customer__in=customer.ids, withdrawn_at=None, made_at__lte=now)
        .filter(Q(kept_at=None) | Q(kept_at__gt=now - LOOK_BACK))
        .select_related("member")
        .annotate(due=Coalesce("moved_to", "due_at"))
        .order_by("kept_at", "due", "promise_id")
    )
    found = [_promised(row, now) for row in rows[:PROMISES]]
    return sorted(found, key=lambda one: one.kept_at is not None)


def _promised(row: Promise, now: datetime) -> Promised:
    due = row.moved_to or row.due_at
    if row.kept_at is not None:
        state = "late" if due is not None and row.kept_at > due else "kept"
    else:
        state = "overdue" if due is not None and due < now else "open"
    return Promised(row.pk, row.text, _name(row.member), row.made_at, due, row.kept_at, state)


def cases(contact: Contact, now: datetime) -> list[Worked]:
    """Their cases that are open, that they have not confirmed, or that were settled within a year; open ones first."""
    customer = contact.customer.leader
    held = (
        Case.objects.filter(customer__in=customer.ids, opened_at__lte=now)
        .filter(Q(closed_at=None) | Q(closed_at__gt=now - LOOK_BACK))
        .select_related("owner")
        .order_by("-opened_at", "case_id")[:CASES]
    )
    rows, mine = list(held), _ids(contact)
    began = case_names.began(rows, customer.ids)
    about = {key: case_names.subject(row) for key, row in began.items() if row.contact_id in mine and _known(row)}
    found = [
        Worked(row.pk, about.get(row.pk, ""), row.opened_at, row.closed_at, row.confirmed_at, _name(row.owner))
        for row in rows
    ]
    return sorted(found, key=lambda one: ("open", "closed", "solved").index(one.state))


def _known(row: Interaction) -> bool:
    """Whether they know its subject: it was written, by them or to them."""
    return row.channel in (*WRITTEN, "case") and row.direction != "both"


def _ids(contact: Contact) -> list[str]:
    return [contact.pk, *Contact.objects.filter(merged_into=contact.pk).values_list("pk", flat=True)]


def _story(contact: Contact, customer: Customer, now: datetime) -> QuerySet[Interaction]:
    return (
        Interaction.objects.filter(customer__in=customer.ids, contact__in=_ids(contact), happened_at__lte=now)
        .filter(direction__in=("in", "out", "both"), channel__in=THEIRS, automatic=False)
        .select_related("text", "member")
    )


def _passed(row: Interaction) -> Passed:
    text = getattr(row, "text", None) if row.channel in WRITTEN and row.direction != "both" else None
    subject, body = (text.subject, text.body) if text else ("", "")
    subject = "" if row.pk.startswith(SAID_HERE) else subject
    return Passed(row.happened_at, row.channel, row.direction == "in", _name(row.member), subject, body)


def _name(member: object) -> str:
    return str(member) if member is not None else ""
