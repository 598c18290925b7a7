"""Which needs nothing serves yet: by how many customers have them, and what is at stake with those.

What serves a need is stored by the turn that understands its customer. When the library changes, the needs are
compared anew, and only customers for whom that changes something are understood again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from django.db import transaction
from django.db.models import Q

from deeproot.plan.facts import Facts
from deeproot.plan.needs import WANTED
from deeproot.plan.offers import Served
from deeproot_app.base import jobs
from deeproot_app.plan.library.serving import Serves
from deeproot_app.plan.models.library import Fit
from deeproot_app.record import changes
from deeproot_app.record.models import Belief, RecordSequence
from deeproot_app.understand import bulk

COLUMNS: Final = ("belief_id", "customer_id", "of", "best", "served")
AT_ONCE: Final = 1_000


def look_up(facts: Facts, serves: Serves) -> None:
    """Compare all needs at once, before a transaction holds up other writers."""
    serves([need["text"] for own in facts.needs.values() for need in own])


def store(customers: Sequence[str], facts: Facts, serves: Serves) -> None:
    """Bring what is stored of these customers' needs in line with ``facts``. Belongs in the turn's transaction."""
    needs = [need for customer in customers for need in facts.needs.get(customer, ())]
    rows = [_row(need, best, serves) for need, best in zip(needs, serves([n["text"] for n in needs]), strict=True)]
    held = {row[0] for row in rows}
    for part in _parts(customers, 500):
        known = Fit.objects.filter(customer__in=part).values_list("belief_id", flat=True)
        for gone in _parts([one for one in known if one not in held], 500):
            Fit.objects.filter(pk__in=gone).delete()
    bulk.upsert(Fit, COLUMNS, rows, key=("belief_id",))


def _row(need: Mapping[str, Any], best: Sequence[Served], serves: Serves) -> tuple[Any, ...]:
    told = [[one.resource_id, one.score, list(one.why)] for one in best]
    return need["belief_id"], need["customer_id"], _of(need["text"], serves), told, bool(best)


def _of(text: str, serves: Serves) -> str:
    return hashlib.blake2b(f"{serves.shelf.of}\0{text}".encode(), digest_size=12).hexdigest()


@jobs.task
def match_anew() -> None:
    """Compare all needs with the library as it is now; what changes for a customer, the next turn finds."""
    serves = Serves()
    for block in _stale(serves):
        with transaction.atomic():
            changed = _matched(block, serves)
            if changed:
                changes.touched(changed, RecordSequence.take())


def match_later() -> None:
    """Have it done in the background: the library has just changed."""
    jobs.enqueue(match_anew, key="library:match")


def _stale(serves: Serves) -> Iterator[list[Fit]]:
    """The stored fits, a block at a time, by their key."""
    last = ""
    while block := list(Fit.objects.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        last = block[-1].pk
        yield block


def _matched(block: Sequence[Fit], serves: Serves) -> set[str]:
    """Store what serves these needs now; give the customers for whom it is something else than before."""
    texts = dict(Belief.objects.filter(pk__in=[fit.pk for fit in block]).values_list("belief_id", "text"))
    stale = [fit for fit in block if fit.pk in texts and fit.of != _of(texts[fit.pk], serves)]
    found = serves([texts[fit.pk] for fit in stale])
    changed: set[str] = set()
    for fit, best in zip(stale, found, strict=True):
        told = [[one.resource_id, one.score, list(one.why)] for one in best]
        if [one[0] for one in told] != [one[0] for one in fit.best]:
            changed.add(fit.customer_id)
        fit.best, fit.served, fit.of = told, bool(best), _of(texts[fit.pk], serves)
    Fit.objects.bulk_update(stale, ["best", "served", "of"], batch_size=200)
    return changed


def wanted() -> Q:
    """Beliefs that something of the library may serve."""
    return Q(about__in=WANTED, customer__isnull=False)


def _parts(names: Iterable[str], size: int) -> Iterator[list[str]]:
    listed = list(names)
    return (listed[place : place + size] for place in range(0, len(listed), size))
