"""The two minutes before a contact: open cases and what may be offered in them, promises, their last words, beliefs.

The cost follows what is shown, not how long the story is: each part is read from the end of an index.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q, QuerySet

from deeproot_app.act.briefs import options
from deeproot_app.act.briefs.options import Agreed
from deeproot_app.act.models import CallAttempt, OptionQuestion
from deeproot_app.plan.models import Item
from deeproot_app.record import case_names
from deeproot_app.record.models import Belief, Case, Customer, Interaction, Promise
from deeproot_app.understand.promises import DUE

STALE_AFTER: Final = timedelta(days=180)
LAST: Final = 6
"""How many of the last things that passed are shown."""
WORDS: Final = 2
"""So many of their last messages are quoted."""
CASES: Final = 20
"""More open cases than anybody reads of before a call."""
ORDER: Final = ("capacity", "pain", "need", "goal", "gain", "strength", "origin")
"""What to know first."""


@dataclass(frozen=True)
class OpenCase:
    """A case that they live through now: what passed in it last, what may be offered, and what support was asked."""

    case: Case
    passed: list[Interaction]
    """The last in it, the latest first."""
    options: list[Agreed] = field(default_factory=list)
    """What may be offered now."""
    waiting: list[OptionQuestion] = field(default_factory=list)
    """Questions to those who work on it that nobody answered yet."""
    answer: OptionQuestion | None = None
    """What they last answered in words, where nothing may be offered."""

    @property
    def speak_first(self) -> bool:
        """Nobody said what may be offered: speak to support first."""
        return not self.options and self.answer is None


@dataclass(frozen=True)
class Held:
    """What we believe, and on what it rests."""

    belief: Belief
    assumed: bool
    """No interaction says so."""
    stale: bool
    """Not confirmed for half a year."""


@dataclass(frozen=True)
class Brief:
    """What one should know before the telephone rings at their place."""

    cases: list[OpenCase]
    silent: list[Case]
    """Closed by us, and never confirmed by them; these and the open ones with what they are ``about``."""
    promises: list[Promise]
    """Open ones, the longest due first; each with ``due`` and ``overdue``."""
    words: list[Interaction]
    """Their own last words, the latest first."""
    last: list[Interaction]
    """What passed last, but for what already stands under the open cases and their last words."""
    beliefs: list[Held]
    items: list[Item]
    """What else is on Today for them."""
    calls: list[CallAttempt]
    """What came of the last calls."""

    @property
    def speak_first(self) -> bool:
        """Whether in some open case nobody said yet what may be offered."""
        return any(case.speak_first for case in self.cases)

    @property
    def capacity(self) -> list[Held]:
        """The hard times they are in."""
        return [held for held in self.beliefs if held.belief.about == "capacity"]


def brief(customer: Customer, now: datetime, items: Sequence[Item] = ()) -> Brief:
    """The brief of one customer at ``now``. About a dozen queries, however long the story."""
    ids = customer.ids
    mine = Case.objects.filter(customer__in=ids, opened_at__lte=now)
    open_now = mine.filter(Q(closed_at__isnull=True) | Q(closed_at__gt=now))
    closed = mine.filter(closed_at__lte=now, confirmed_at__isnull=True).order_by("-closed_at")
    lived, silent = list(open_now.select_related("owner").order_by("opened_at")[:CASES]), list(closed[:3])[::-1]
    case_names.named([*lived, *silent], ids)
    cases = _known(lived, ids, now)
    words = list(_passed(ids, now).filter(direction="in").exclude(text__body="")[:WORDS])
    told = [row.pk for case in cases for row in case.passed] + [row.pk for row in words]
    return Brief(
        cases=cases,
        silent=silent,
        promises=_promises(ids, now),
        words=words,
        last=list(_passed(ids, now).exclude(pk__in=told)[:LAST]),
        beliefs=_beliefs(ids, now),
        items=list(items),
        calls=list(_tried(ids)[:3]),
    )


def _known(cases: list[Case], ids: list[str], now: datetime) -> list[OpenCase]:
    """Each case with its last words, and with what was agreed and asked."""
    if not cases:
        return []
    names = [case.pk for case in cases]
    passed: dict[str, list[Interaction]] = {name: [] for name in names}
    rows = Interaction.objects.filter(case_id__in=names, customer__in=ids, happened_at__lte=now, automatic=False)
    for row in rows.select_related("text", "member", "contact").order_by("-happened_at", "-interaction_id")[:200]:
        if len(passed[str(row.case_id)]) < 3:
            passed[str(row.case_id)].append(row)
    agreed, asked = options.in_force(ids, names, now), options.asked(ids, names, now)
    return [OpenCase(case, passed[case.pk], agreed.get(case.pk, []), *asked.get(case.pk, ([], None))) for case in cases]


def _promises(ids: list[str], now: datetime) -> list[Promise]:
    still = Promise.objects.filter(customer__in=ids, kept_at__isnull=True, withdrawn_at__isnull=True, made_at__lte=now)
    found: list[Promise] = list(still.annotate(due=DUE).select_related("member").order_by("due", "made_at")[:20])
    for promise in found:
        promise.overdue = promise.due is not None and promise.due <= now  # type: ignore[attr-defined]
    return found


def _passed(ids: list[str], now: datetime) -> QuerySet[Interaction]:
    rows = Interaction.objects.filter(customer__in=ids, happened_at__lte=now, automatic=False)
    rows = rows.exclude(channel="usage").exclude(direction="internal", kind="brief")
    return rows.select_related("text", "member", "contact").order_by("-happened_at", "-interaction_id")


def _beliefs(ids: list[str], now: datetime) -> list[Held]:
    holds = Belief.objects.filter(Q(until__isnull=True) | Q(until__gt=now), customer__in=ids, from_at__lte=now)
    found = [
        Held(row, not row.evidence, (row.confirmed_at or row.from_at) < now - STALE_AFTER)
        for row in holds.order_by("-from_at")[:60]
    ]
    return sorted(found, key=lambda held: (_place(held.belief.about), held.assumed, held.stale))[:16]


def _place(about: str) -> int:
    return ORDER.index(about) if about in ORDER else len(ORDER)


def _tried(ids: list[str]) -> QuerySet[CallAttempt]:
    tried = CallAttempt.objects.filter(call__customer__in=ids, undone_at__isnull=True)
    return tried.select_related("member", "call").order_by("-at", "-id")


def case_open(customer: Customer, now: datetime) -> bool:
    """Whether they live through a case now."""
    cases = Case.objects.filter(Q(closed_at__isnull=True) | Q(closed_at__gt=now), customer__in=customer.ids)
    return cases.filter(opened_at__lte=now).exists()
