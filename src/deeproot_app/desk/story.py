"""One customer's story in their order: what reached them, what they said, the silences between, promises, our gaps.

Read from the end backwards, a page at a time; the cost follows the page, not the customer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from deeproot.understand.silence import Silence, silences
from deeproot_app.record import case_names
from deeproot_app.record.models import Case, Coverage, Customer, Interaction, Promise, Purchase, Subscription

What = Literal[
    "interaction", "silence", "promise_due", "promise_kept", "promise_late", "case_opened", "case_closed",
    "case_confirmed", "renewal", "cancelled", "purchase", "gap", "came", "left",
]  # fmt: skip
PAGE = 40
AFTER = 8
"""How much of what came after an interaction is shown with it."""
SILENCE_DAYS = 30


@dataclass(frozen=True)
class Event:
    """One thing in the story, at its moment."""

    at: datetime
    what: What
    row: Any = None
    until: datetime | None = None
    """For a silence or a gap: its end."""
    says: dict[str, Any] = field(default_factory=dict)

    @property
    def days(self) -> float | None:
        return (self.until - self.at) / timedelta(days=1) if self.until else None


@dataclass(frozen=True)
class Page:
    """Some of the story in its order, and where the part before it ends."""

    events: list[Event]
    earlier: str | None
    """Cursor of what came before; None at the beginning."""


def story(customer: Customer, as_of: datetime, before: str | None = None, *, internal: bool = False) -> Page:
    """The last page of the story up to ``as_of``, or the page that ends before the cursor ``before``.

    ``internal`` adds our notes, handovers and briefs, which the customer never saw. A cursor that is no cursor is
    read as none. At most ten queries, however long the story.
    """
    cursor = _Cursor.read(before)
    rows = list(_interactions(customer, as_of, cursor, internal)[: PAGE + 1])
    more = len(rows) > PAGE
    rows = rows[:PAGE][::-1]
    end = cursor.at if cursor else as_of
    begin = rows[0].happened_at if more else None
    sources = frozenset(row.interaction_id.partition(":")[0] for row in rows)
    span = _Span(customer, begin, end, cursor is None, sources)
    events = _with_purchases(rows, span.purchases())
    for others in (
        span.silences(rows, as_of),
        span.promises(as_of),
        span.cases(),
        span.money(),
        span.gaps(),
        span.life(),
    ):
        events += others
    events.sort(key=lambda event: (event.at, event.what != "interaction"))
    return Page(events, _Cursor(rows[0].happened_at, rows[0].interaction_id).written() if more else None)


def ending_after(customer: Customer, as_of: datetime, interaction_id: str, *, internal: bool = False) -> str | None:
    """The cursor of a page that holds one interaction and some of what came after it.

    None where that is the last page, and for what is no interaction of theirs. Two queries.
    """
    row = Interaction.objects.filter(customer__in=customer.ids, pk=interaction_id).first()
    if row is None:
        return None
    past = Q(happened_at__gt=row.happened_at) | Q(happened_at=row.happened_at, interaction_id__gt=row.pk)
    later = _interactions(customer, as_of, None, internal).filter(past, happened_at__gte=row.happened_at).reverse()
    end = list(later.values_list("happened_at", "interaction_id")[AFTER : AFTER + 1])
    return _Cursor(*end[0]).written() if end else None


def _with_purchases(rows: list[Interaction], purchases: list[Purchase]) -> list[Event]:
    """What passed and what was bought; a purchase that is an interaction of the same moment too is told once."""
    bought: dict[datetime, list[Purchase]] = {}
    for purchase in purchases:
        bought.setdefault(purchase.happened_at, []).append(purchase)
    events = []
    for row in rows:
        same = bought.get(row.happened_at) if row.channel == "purchase" else None
        events.append(Event(row.happened_at, "interaction", row, says={"purchase": same.pop(0)} if same else {}))
    return events + [Event(at, "purchase", purchase) for at, left in bought.items() for purchase in left]


def _interactions(customer: Customer, as_of: datetime, cursor: _Cursor | None, internal: bool) -> QuerySet[Interaction]:
    found = Interaction.objects.filter(customer__in=customer.ids, happened_at__lte=as_of)
    if cursor:
        found = found.filter(Q(happened_at__lt=cursor.at) | Q(happened_at=cursor.at, interaction_id__lt=cursor.id))
    if not internal:
        found = found.exclude(direction="internal")
    return found.select_related("text", "member", "contact").order_by("-happened_at", "-interaction_id")


@dataclass(frozen=True)
class _Cursor:
    at: datetime
    id: str

    def written(self) -> str:
        return f"{self.at.isoformat()}~{self.id}"

    @classmethod
    def read(cls, text: str | None) -> _Cursor | None:
        at, _, id_ = (text or "").partition("~")
        try:
            moment = datetime.fromisoformat(at)
            return cls(moment.astimezone(UTC), id_) if moment.tzinfo and "\x00" not in id_ else None
        except (ValueError, OverflowError):
            return None


@dataclass(frozen=True)
class _Span:
    """What else happened to the customer between two moments of the page."""

    customer: Customer
    begin: datetime | None
    """None: from the very beginning."""
    end: datetime
    last: bool
    """The page is the last one: ``end`` belongs to it."""
    sources: frozenset[str]

    def holds(self, at: datetime) -> bool:
        if self.begin and at < self.begin:
            return False
        return at <= self.end if self.last else at < self.end

    def within(self, field: str) -> Q:
        found = Q(**{f"{field}__lte" if self.last else f"{field}__lt": self.end})
        return found & Q(**{f"{field}__gte": self.begin}) if self.begin else found

    def silences(self, rows: list[Interaction], as_of: datetime) -> Iterator[Event]:
        """The silences that begin on this page, with their cause, even where they end on the next."""
        after = [] if self.last else list(self._touches().filter(happened_at__gte=self.end).order_by("happened_at")[:1])
        found = silences(
            [_as_row(row) for row in [*rows, *after]],
            after[0].happened_at if after else as_of,
            since=self._silent_since(),
            promises=self._promises_as_rows(),
            subscriptions=Subscription.objects.filter(customer__in=self.customer.ids).values("starts_at", "renews_at"),
            gaps=[(gap.from_at, gap.to_at) for gap in self._gaps()],
            at_least_days=SILENCE_DAYS,
        )
        here = (each for each in found if self.holds(each.from_at))
        return (Event(each.from_at, "silence", until=each.to_at, says=_silence_says(each)) for each in here)

    def _silent_since(self) -> datetime | None:
        """The last touch before this page, so that the first row on it does not look like the first of all."""
        if self.begin is None:
            return self.customer.since
        before = self._touches().filter(happened_at__lt=self.begin).order_by("-happened_at").first()
        return before.happened_at if before else self.customer.since

    def _touches(self) -> QuerySet[Interaction]:
        return Interaction.objects.filter(
            customer__in=self.customer.ids, direction__in=["out", "both"], automatic=False
        )

    def _promises_as_rows(self) -> list[dict[str, Any]]:
        names = ("promise_id", "made_at", "due_at", "moved_to", "kept_at", "withdrawn_at")
        return list(Promise.objects.filter(customer__in=self.customer.ids).values(*names))

    def promises(self, as_of: datetime) -> Iterator[Event]:
        """A promise is told when it fell due unkept, and when it was kept."""
        found = Promise.objects.filter(customer__in=self.customer.ids).select_related("member")
        due = found.annotate(effective=Coalesce("moved_to", "due_at")).filter(withdrawn_at=None)
        for promise in due.filter(self.within("effective") | self.within("kept_at")):
            effective = promise.moved_to or promise.due_at
            kept_at = promise.kept_at if promise.kept_at and promise.kept_at <= as_of else None
            in_time = effective is None or (kept_at is not None and kept_at <= effective)
            if effective and self.holds(effective) and not in_time:
                yield Event(effective, "promise_due", promise)
            if kept_at and self.holds(kept_at):
                yield Event(kept_at, "promise_kept" if in_time else "promise_late", promise)

    def cases(self) -> Iterator[Event]:
        moments: dict[What, str] = {
            "case_opened": "opened_at",
            "case_closed": "closed_at",
            "case_confirmed": "confirmed_at",
        }
        anywhere = self.within("opened_at") | self.within("closed_at") | self.within("confirmed_at")
        found = Case.objects.filter(anywhere, customer__in=self.customer.ids).select_related("owner")
        for case in case_names.named(found, self.customer.ids):
            yield from self._moments(case, moments)

    def money(self) -> Iterator[Event]:
        anywhere = self.within("renews_at") | self.within("cancelled_at")
        for term in Subscription.objects.filter(anywhere, customer__in=self.customer.ids):
            yield from self._moments(term, {"renewal": "renews_at", "cancelled": "cancelled_at"})

    def purchases(self) -> list[Purchase]:
        found = Purchase.objects.filter(self.within("happened_at"), customer__in=self.customer.ids)
        return list(found.order_by("-happened_at", "purchase_id")[:PAGE])

    def _moments(self, row: Any, moments: dict[What, str]) -> Iterator[Event]:
        for what, name in moments.items():
            at: datetime | None = getattr(row, name)
            if at and self.holds(at):
                yield Event(at, what, row)

    def gaps(self) -> Iterator[Event]:
        for gap in self._gaps():
            if self.holds(gap.from_at):
                yield Event(gap.from_at, "gap", gap, until=gap.to_at)

    def _gaps(self) -> list[Coverage]:
        """Gaps of the sources that this page's interactions come from."""
        found = Coverage.objects.filter(source__in=self.sources, state="gap", from_at__lte=self.end)
        return list(found.filter(to_at__gte=self.begin) if self.begin else found)

    def life(self) -> Iterator[Event]:
        yield from self._moments(self.customer, {"came": "since", "left": "left_at"})


def _as_row(row: Interaction) -> dict[str, Any]:
    names = ("interaction_id", "happened_at", "direction", "automatic", "needs_answer", "kind", "channel")
    return {name: getattr(row, name) for name in names}


def _silence_says(each: Silence) -> dict[str, Any]:
    return {
        "cause": each.cause,
        "runs": each.runs,
        "ended_by": each.ended_by,
        "for_renewal": each.for_renewal,
        "evidence": each.evidence,
        "unknown_days": each.unknown_days,
    }
