"""The path of a newcomer's first weeks: six steps, each recognised by what the record or the trail says they did.

Whoever joined within a quarter has one, without a row of it: it is put aside by a row, and taken up by one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.urls import reverse

from deeproot_app.act.models import ChosenHabit, FirstWeeks, TeamWeek
from deeproot_app.base import access, audit, clock
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import Audit, User
from deeproot_app.record.models import Belief, Customer, Interaction, Proposal
from deeproot_app.understand.journey.models import JourneyMap, JourneyWalk

LASTS: Final = timedelta(days=91)
ACT: Final = "note.write"
"""Who may do this may do every step of it: members and above."""
LETTER: Final = "letter.read"
LETTERS: Final = 3
CONVERSATIONS: Final = 5
BELIEFS: Final = 2
BRIEF_FOR: Final = timedelta(hours=24)
TRAIL: Final = 2_000
SPOKEN: Final = ("call", "meeting")


@dataclass(frozen=True)
class Step:
    """One step of the path."""

    id: str
    title: str
    says: str
    """Why, and how it is recognised."""
    done: int
    of: int
    href: str
    does: str
    """On the button that leads there."""

    @property
    def is_done(self) -> bool:
        return self.done >= self.of


@dataclass(frozen=True)
class Path:
    """Somebody's first weeks."""

    begins: datetime
    ends: datetime
    steps: list[Step]

    @property
    def done(self) -> int:
        return sum(step.is_done for step in self.steps)

    @property
    def says(self) -> str:
        return f"{self.done} of {len(self.steps)} steps"

    @property
    def next(self) -> Step | None:
        return next((step for step in self.steps if not step.is_done), None)


def begins(user: access.Actor, now: datetime) -> datetime | None:
    """Since when somebody's path is open; None where it is not."""
    if not isinstance(user, User) or not user.member_id or not access.allows(user, ACT):
        return None
    return _begins(user, FirstWeeks.objects.filter(user=user).first(), now)


def _begins(user: User, row: FirstWeeks | None, now: datetime) -> datetime | None:
    since = (row.begins_at if row else None) or user.date_joined
    return since if now < since + LASTS and not (row and row.dismissed_at) else None


def path(user: User, now: datetime) -> Path | None:
    """The path, as far as it is walked; None where somebody has none. A dozen queries."""
    since = begins(user, now)
    if since is None:
        return None
    trail = list(
        Audit.objects.filter(user=user, at__gte=since, act__in=("interaction.record", "belief.confirm", LETTER))
        .order_by("pk").values_list("act", "about_id", "detail")[:TRAIL]
    )  # fmt: skip
    decided = list(
        Proposal.objects.filter(decided_by=user, decided_at__gte=since, state__in=Proposal.DECIDED).values_list(
            "interaction_id", "sort", "state", "belief_id"
        )[:TRAIL]
    )
    recorded = [about for act, about, detail in trail if act == "interaction.record"]
    mine = list(
        Interaction.objects.filter(pk__in=recorded).values_list("pk", "customer_id", "happened_at", "channel", "kind")
    )
    steps = [
        _walk(user, since),
        _letters(user, {about for act, about, _ in trail if act == LETTER}),
        _conversations(user, since, {row[0] for row in decided} | {row[0] for row in mine if row[3] in SPOKEN}),
        _beliefs({about for act, about, _ in trail if act == "belief.confirm"}, decided),
        _habit(user, since),
        _brief(user, [(row[1], row[2]) for row in mine if row[4] == "brief"]),
    ]
    return Path(since, since + LASTS, steps)


def _walk(user: User, since: datetime) -> Step:
    walks = JourneyWalk.objects.filter(by=user, ended_at__gte=since, notes__isnull=False)
    there = JourneyMap.objects.filter(removed_at=None).order_by("pk").values_list("pk", flat=True).first()
    href = reverse("understand:map", args=[there]) if there else reverse("understand:maps")
    says = "Go step by step through what a customer goes through, to the end, and note what you see and feel."
    return Step("walk", "Walk the journey as a customer", says, int(walks.exists()), 1, href, "Open a map")


def _letters(user: User, read: set[str]) -> Step:
    """The letters are those of customers they look after, else of any they may see, whom they have not read yet."""
    mine = access.customers(user, Customer.objects.filter(merged_into=None, left_at=None).exclude(pk__in=read))
    others = mine.exclude(owner=user.member_id).order_by("since", "pk")
    one = mine.filter(owner=user.member_id).order_by("since", "pk").first() or others.first()
    href = reverse("desk:letter", args=[one.pk]) if one else reverse("desk:customers")
    says = "What a customer lived through with us, told from their side. Below each letter you say that you read it."
    return Step(
        "letters", "Read three customers’ letters", says, min(len(read), LETTERS), LETTERS, href, "Read a letter"
    )


def _conversations(user: User, since: datetime, told: set[str]) -> Step:
    """What they reviewed or logged, and what the record says within the hour."""
    for row in TeamWeek.objects.filter(user=user, week__gte=since.date() - timedelta(days=6)):
        told |= {one for what, one in row.ways.get("listen", ()) if what == "interaction"}
    says = "Decide under Review what a text says, in its thread; or speak with customers yourself."
    n = min(len(told), CONVERSATIONS)
    return Step("listen", "Take in five conversations", says, n, CONVERSATIONS, reverse("review:review"), "Review")


def _beliefs(acts: set[str], decided: list[tuple[str, str, str, str]]) -> Step:
    worth = (Proposal.State.CONFIRMED, Proposal.State.EDITED)
    stand = set(Belief.every.filter(pk__in=acts, confirmed_at__isnull=False).values_list("pk", flat=True))
    stand |= {belief for _, sort, state, belief in decided if sort == Proposal.Sort.BELIEF and state in worth}
    says = "What they need, why they chose us: confirm it where their own words say so."
    href = reverse("desk:beliefs")
    return Step("beliefs", "Confirm two beliefs", says, min(len(stand), BELIEFS), BELIEFS, href, "See the beliefs")


def _habit(user: User, since: datetime) -> Step:
    taken = ChosenHabit.objects.filter(user=user, chosen_at__gte=since).exists()
    says = "One small thing that you will do steadily; the record tells on which days it was kept."
    return Step("habit", "Take up one habit", says, int(taken), 1, reverse("act:habits"), "Choose a habit")


def _brief(user: User, briefs: list[tuple[str, datetime]]) -> Step:
    """A brief, and within a day after it a call or meeting with the same customer."""
    held = any(
        Interaction.objects.filter(
            customer=customer, member=user.member_id, channel__in=SPOKEN, happened_at__range=(at, at + BRIEF_FOR)
        ).exists()
        for customer, at in briefs[-3:]
    )
    says = "Open the brief of a customer, then call or meet them within a day."
    return Step("brief", "Speak with a customer, briefed", says, int(held), 1, reverse("act:calls"), "See the calls")


@dataclass(frozen=True)
class Open:
    """Whose path is open, and what comes next on it."""

    user: User
    since: datetime


def open_paths(actor: access.Actor, now: datetime) -> list[Open]:
    """Whose path is open, by name. Raises NotAllowed for who leads nobody."""
    access.require(actor, "team.lead")
    said = {row.user_id: row for row in FirstWeeks.objects.all()}
    late = [pk for pk, row in said.items() if row.begins_at]
    lately = User.objects.filter(date_joined__gt=now - LASTS) | User.objects.filter(pk__in=late)
    rows = [
        (user, _begins(user, said.get(user.pk), now))
        for user in lately.filter(is_active=True).exclude(member_id="").order_by("name", "email")
        if access.allows(user, ACT)
    ]
    return [Open(user, since) for user, since in rows if since is not None]


def put_aside(user: User, *, back: bool = False) -> None:
    """Put one's own path aside; or, with ``back``, go on with it."""
    access.require(user, "self.change")
    with transaction.atomic():
        FirstWeeks.objects.update_or_create(user=user, defaults={"dismissed_at": None if back else clock.now()})
        audit.write(user, "team.first_weeks", user, aside=not back)


def take_up(user: User) -> None:
    """Walk the path by one's own wish, from now on. Raises UserError for whom the record does not know."""
    access.require(user, ACT)
    if not user.member_id:
        raise UserError("The record does not know which of us you are: an administrator says so under People.")
    with transaction.atomic():
        now = clock.now()
        FirstWeeks.objects.update_or_create(user=user, defaults={"begins_at": now, "dismissed_at": None})
        audit.write(user, "team.first_weeks", user, begins=True)


def asks(user: access.Actor, customer: Customer, now: datetime) -> bool | None:
    """Whether somebody on their path has read this customer's letter; None for whoever is on none."""
    since = begins(user, now)
    if since is None:
        return None
    return Audit.objects.filter(user=user.pk, act=LETTER, about_id=customer.pk, at__gte=since).exists()


def read_letter(user: access.Actor, customer: Customer) -> None:
    """Say that one has read a customer's letter; said twice it is one. Raises Http404 for one they may not see."""
    access.require(user, ACT)
    found = access.one(user, Customer.objects.all(), pk=customer.pk)
    if asks(user, found, clock.now()) is False:
        audit.write(user, LETTER, found)
