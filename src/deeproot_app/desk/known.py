"""What we believe of customers as pages show it: each with the words that say so, and what waits for a word."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from deeproot_app.base import access
from deeproot_app.record.models import Belief, Change, Customer, Interaction, Proposal
from deeproot_app.record.reading import decide
from deeproot_app.record.review import forms
from deeproot_app.record.same_beliefs import MERGES
from deeproot_app.understand import assumptions

QUOTES: Final = 2
"""So many of the words that say so are shown beside each; all of them on its own page."""
WAITING: Final = 5
MOST: Final = 100
SOON: Final = timedelta(days=14)
"""So long before hard times end, and after, one is reminded."""
LABELS: Final = {
    "need": "What they need",
    "pain": "What hurts them",
    "gain": "What they would gain",
    "goal": "What they want to reach",
    "strength": "What they value about us",
    "origin": "Why they chose us",
    "capacity": "Hard times",
}
HORIZONS: Final = {"now": "now", "quarter": "this quarter", "some_day": "some day"}


@dataclass(frozen=True)
class Quote:
    """Words that say so."""

    row: Interaction
    words: str
    exact: bool
    """The very words; else the beginning of what was said."""


@dataclass(frozen=True)
class Held:
    """A belief, and on what it rests."""

    belief: Belief
    unsaid: bool
    stale: bool
    quotes: list[Quote]
    more: int
    """How many pieces of evidence more there are."""

    @property
    def label(self) -> str:
        return LABELS.get(self.belief.about, self.belief.about)

    @property
    def horizon(self) -> str:
        return HORIZONS.get(self.belief.horizon or "", "")


@dataclass(frozen=True)
class Waiting:
    """What was read of their words and waits for a yes or no."""

    proposal: Proposal
    label: str
    form: forms.Edit


def held(rows: Iterable[Belief], now: datetime, quotes: int = QUOTES) -> list[Held]:
    """These beliefs (of `assumptions.holding`), with the first words that say so. Two queries."""
    beliefs = list(rows)
    shown = {one.pk: list(one.evidence or ())[-quotes:] for one in beliefs}
    said = quoted(shown)
    return [
        Held(
            one,
            not one.evidence,
            (one.confirmed_at or one.from_at) < now - assumptions.STALE_AFTER,
            said[one.pk],
            max(len(one.evidence or ()) - quotes, 0),
        )
        for one in beliefs
    ]


def quoted(evidence: dict[str, list[str]]) -> dict[str, list[Quote]]:
    """For each belief the words of its evidence that is recorded: the very ones, where the reading marked them."""
    ids = {one for some in evidence.values() for one in some}
    if not ids:
        return {pk: [] for pk in evidence}
    rows = Interaction.objects.select_related("text", "member", "contact").in_bulk(list(ids))
    read = Proposal.objects.filter(interaction__in=list(rows), sort=Proposal.Sort.BELIEF)
    words = {(row.belief_id, row.interaction_id): row.words for row in read.order_by("pk") if row.holds}
    return {
        pk: [_quote(rows[one], words.get((pk, one))) for one in some if one in rows] for pk, some in evidence.items()
    }


def _quote(row: Interaction, words: Sequence[dict[str, Any]] | None) -> Quote:
    if words:
        return Quote(row, " … ".join(str(each.get("text", "")) for each in words), True)
    text = getattr(row, "text", None)
    return Quote(row, (text.body or text.subject or "") if text else "", False)


def by_about(rows: Sequence[Held], without: Sequence[str] = ()) -> list[tuple[str, str, list[Held]]]:
    """Name, label and beliefs of each kind that there is one of, in the order of `LABELS`."""
    found = [(name, label, [one for one in rows if one.belief.about == name]) for name, label in LABELS.items()]
    return [(name, label, some) for name, label, some in found if some and name not in without]


def waiting(actor: access.Actor, customer: Customer) -> list[Waiting]:
    """The first of what was read of their words and waits, the latest first. One query."""
    rows = Proposal.objects.filter(
        customer__in=customer.ids, sort=Proposal.Sort.BELIEF, state=Proposal.State.WAITING
    ).select_related("interaction", "customer")
    found = []
    for row in rows.order_by("-made_at", "-id")[:WAITING]:
        form = forms.EditBelief(row, ZoneInfo("UTC"))
        form.auto_id = f"read-{row.pk}-%s"
        found.append(Waiting(row, LABELS.get(str(row.value.get("about")), "They say"), form))
    return found if access.allows(actor, "record.see") else []


def may_decide(actor: access.Actor) -> bool:
    """Whether the actor may say yes or no to what was read."""
    return access.allows(actor, decide.ACT)


def ended(customer: Customer, now: datetime) -> list[Belief]:
    """What held of them and holds no more, the last first."""
    rows = Belief.objects.filter(customer__in=customer.ids, until__lte=now)
    return list(rows.order_by("-until", "pk")[:20])


def put_together(customer: Customer) -> list[tuple[Belief, Change]]:
    """The beliefs of theirs that are shown as another, each with the change that takes that back. Two queries."""
    rows = list(
        Belief.every.filter(customer__in=customer.ids, merged_into__isnull=False)
        .select_related("merged_into")
        .order_by("pk")[:20]
    )
    made = Change.objects.filter(table=MERGES, row_id__in=[row.pk for row in rows]).order_by("pk") if rows else []
    last = {change.row_id: change for change in made}
    return [(row, last[row.pk]) for row in rows if row.pk in last]


def beginning(customer: Customer) -> list[Interaction]:
    """The first words of theirs that are recorded: what one reads when telling why they chose us."""
    rows = Interaction.objects.filter(customer__in=customer.ids, direction="in", automatic=False)
    rows = rows.exclude(channel__in=("usage", "purchase")).select_related("text", "member", "contact")
    return list(rows.order_by("happened_at", "interaction_id")[:2])


def last_words(customer: Customer, most: int = 20) -> list[Interaction]:
    """What they said lately, from which evidence is chosen."""
    rows = Interaction.objects.filter(customer__in=customer.ids, direction__in=("in", "both"), automatic=False)
    rows = rows.exclude(channel__in=("usage", "purchase")).select_related("text", "member", "contact")
    return list(rows.order_by("-happened_at", "-interaction_id")[:most])
