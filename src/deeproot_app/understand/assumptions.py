"""What we know of customers and what we only assume: how much, of what, and what is worth asking next.

A belief is assumed as in the measure `assumed_share`: nothing that the customer said is its evidence, or nobody
confirmed it for 180 days.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Case, Count, F, FloatField, Max, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce

from deeproot.tables import TABLES
from deeproot_app.base import access
from deeproot_app.record.models import Belief
from deeproot_app.record.reading.proposing import ALIKE, stems

STALE_AFTER: Final = timedelta(days=180)
ABOUT: Final = TABLES["beliefs"].column("about").words
ASKED: Final = ("need", "pain", "goal", "gain", "strength", "origin")
"""What one may ask about; hard times are told, not asked for."""
NEARNESS: Final = {"now": 3, "quarter": 2}
"""How much nearer than some day, or no day, its horizon is."""
TEXTS: Final = 200
"""Among so many assumptions, those with most points, what says the same is put together."""
RULE: Final = (
    "Points: what the customer is worth beside a typical one (1 where it is not known), times 3 for “now”, 2 for “this "
    "quarter”, 1 otherwise, times 2 where they never said it, 1 where it was only not "
    "confirmed for half a year; summed over all that is held so of current customers, most points first."
)


@dataclass(frozen=True)
class Known:
    """How many beliefs hold, and of how many we only assume so."""

    held: int = 0
    unsaid: int = 0
    """Without evidence."""
    stale: int = 0
    """With evidence, but not confirmed for half a year."""

    @property
    def assumed(self) -> int:
        return self.unsaid + self.stale

    @property
    def known(self) -> int:
        return self.held - self.assumed

    @property
    def share(self) -> float | None:
        """The share that is assumed; null where nothing is held."""
        return self.assumed / self.held if self.held else None

    def __add__(self, other: Known) -> Known:
        return Known(self.held + other.held, self.unsaid + other.unsaid, self.stale + other.stale)


@dataclass
class Ask:
    """An assumption that is worth asking about."""

    about: str
    text: str
    points: float
    customers: int
    near: int
    unsaid: int
    """How many of them never said it."""
    belief_id: str
    """One of the beliefs that say so."""
    example: str = ""
    """A customer of whom it is held."""
    value: dict[str, int] = field(default_factory=dict)
    """What is at stake with those customers in each currency, in millionths."""
    others: list[str] = field(default_factory=list)
    """The same in other words."""

    @property
    def horizon(self) -> str:
        return {3: "now", 2: "quarter"}.get(self.near, "some_day")


NEVER: Final = Q(evidence=[])
UNTOLD: Final = Value(1.0, output_field=FloatField())


def holding(now: datetime) -> QuerySet[Belief]:
    """The beliefs that hold at ``now``, each with ``last``, when it was last confirmed, else since when it holds."""
    said = Case(When(confirmed_at__lte=now, then=F("confirmed_at")))
    rows = Belief.objects.filter(Q(until__isnull=True) | Q(until__gt=now), from_at__lte=now)
    return rows.annotate(last=Coalesce(said, F("from_at")))


def assumed(now: datetime) -> Q:
    """Which of the beliefs of `holding` are only assumed."""
    return NEVER | Q(last__lt=now - STALE_AFTER)


def of_customers(
    actor: access.Actor, now: datetime, persona: str = "", ids: Collection[str] | None = None
) -> QuerySet[Belief]:
    """The beliefs that hold of customers whom the actor may see: all, of a persona, or under these ids."""
    rows = holding(now).filter(customer__isnull=False)
    rows = rows.filter(customer__persona=persona) if persona else rows
    rows = rows if ids is None else rows.filter(customer__in=list(ids))
    return access.customers(actor, rows, "customer")


def known(rows: QuerySet[Belief], now: datetime) -> dict[str, Known]:
    """How much of these beliefs is known, by what they are about, in the order of `ABOUT`. One query."""
    stale = Q(last__lt=now - STALE_AFTER) & ~NEVER
    counted = rows.order_by().values("about").annotate(
        held=Count("pk"), unsaid=Count("pk", filter=NEVER), stale=Count("pk", filter=stale)
    )  # fmt: skip
    found = {row["about"]: Known(row["held"], row["unsaid"], row["stale"]) for row in counted}
    return {about: found[about] for about in ABOUT if about in found}


def together(parts: Iterable[Known]) -> Known:
    """All of them as one."""
    return sum(parts, Known())


def worth_asking(
    actor: access.Actor, now: datetime, persona: str = "", ids: Collection[str] | None = None, limit: int = 10
) -> list[Ask]:
    """The assumptions that are worth asking about next, by RULE. Two queries; those of one text count as one."""
    rows = of_customers(actor, now, persona, ids).filter(assumed(now), about__in=ASKED)
    rows = rows.filter(Q(customer__left_at__isnull=True) | Q(customer__left_at__gt=now))
    told = rows.order_by().values("about", "text").annotate(
        points=Sum(_points()),
        customers=Count("customer", distinct=True),
        near=Max(_near()),
        unsaid=Count("customer", filter=NEVER, distinct=True),
        belief_id=Max("pk"),
        example=Max("customer__name"),
    ).order_by("-points", "about", "text")  # fmt: skip
    asks = _same_together([Ask(**row) for row in told[:TEXTS]])
    first = sorted(asks, key=lambda ask: (-ask.points, ask.about, ask.text))[:limit]
    _at_stake(rows, first)
    return first


def _near() -> Case:
    return Case(*(When(horizon=name, then=Value(near)) for name, near in NEARNESS.items()), default=Value(1))


def _points() -> Case:
    """Of one belief: worth x nearness x doubt."""
    worth = Coalesce(F("customer__understanding__value_weight"), UNTOLD)
    return Case(When(NEVER, then=worth * _near() * 2.0), default=worth * _near() * 1.0, output_field=FloatField())


def _same_together(asks: list[Ask]) -> list[Ask]:
    """Those that say the same in other words, as one, under the words that have most points."""
    heads: list[tuple[Ask, set[str]]] = []
    for ask in asks:
        words = stems(ask.text)
        head = next((one for one, of in heads if one.about == ask.about and _alike(of, words)), None)
        if head is None:
            heads.append((ask, words))
            continue
        head.others.append(ask.text)
        head.points += ask.points
        head.near = max(head.near, ask.near)
    return [one for one, _ in heads]


def _alike(one: set[str], other: set[str]) -> bool:
    least = min(len(one), len(other))
    return least > 1 and len(one & other) >= ALIKE * least


def _at_stake(rows: QuerySet[Belief], asks: list[Ask]) -> None:
    """Fill in how many customers each is held of, each counted once, and what is at stake with them."""
    if not asks:
        return
    whose = {(ask.about, text): ask for ask in asks for text in (ask.text, *ask.others)}
    told = rows.filter(text__in={text for _, text in whose}).order_by().values_list(
        "about", "text", "customer", "evidence", "customer__understanding__currency",
        "customer__understanding__value_at_stake_micros",
    )  # fmt: skip
    of: dict[int, dict[str, tuple[bool, str, int]]] = {}
    for about, text, customer, evidence, currency, micros in told.iterator(2_000):
        if ask := whose.get((about, text)):
            customers = of.setdefault(id(ask), {})
            unsaid = not evidence or customers.get(str(customer), (False, "", 0))[0]
            customers[str(customer)] = (unsaid, currency or "", int(micros or 0))
    for ask in asks:
        customers = of.get(id(ask), {})
        ask.customers, ask.unsaid = len(customers), sum(unsaid for unsaid, _, _ in customers.values())
        for _, currency, micros in customers.values():
            if currency and micros:
                ask.value[currency] = ask.value.get(currency, 0) + micros


def to_ask(customers: Collection[str], now: datetime) -> dict[str, Belief]:
    """For each of these customers the assumption that is worth asking about first, where there is one. One query.

    ``customers`` are ids of rows that the asker sees. By RULE: what they never said before what is stale, the nearest
    first, the oldest first.
    """
    if not customers:
        return {}
    rows = holding(now).filter(assumed(now), about__in=ASKED, customer__in=list(customers))
    ranked = rows.annotate(points=_nearly_points()).order_by("-points", F("last").asc(), "pk")
    found: dict[str, Belief] = {}
    for row in ranked[:2_000]:
        found.setdefault(str(row.customer_id), row)
    return found


def _nearly_points() -> Case:
    """The points of a belief beside others of the same customer."""
    return Case(When(NEVER, then=_near() * 2), default=_near() * 1)
