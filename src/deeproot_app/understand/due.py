"""Which customers a turn must understand anew: those of whom something was recorded, and those whose time has come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q

from deeproot_app.record import changes
from deeproot_app.record.identity.one import leaders
from deeproot_app.record.models import Customer, Interaction
from deeproot_app.understand import ledger
from deeproot_app.understand.ledger import Ledger
from deeproot_app.understand.models import Turn, Understanding
from deeproot_app.understand.rules import Rules

ROWS_A_BLOCK = 400_000
CUSTOMERS_A_BLOCK = 10_000
"""How much is read and reckoned at a time: what bounds the memory."""


@dataclass(frozen=True)
class Due:
    """What a turn has to do."""

    upto_seq: int
    ledger: Ledger
    customers: list[str]
    whole: bool
    """Every customer is due."""


def due(as_of: datetime, rules: Rules, last: Turn | None) -> Due:
    """The customers to reckon at ``as_of``, given the last turn that was done.

    A few index ranges where little changed: their cost follows the change. What an interrupted turn had already stored
    is not due again. A customer is also due on each new day of the organisation, because figures grow with time.
    """
    upto, told = changes.last(), ledger.ledger()
    if last is None:
        found = set(_never_or_before(as_of, rules))
    else:
        found = {*_recorded(last.upto_seq), *_timely(as_of, rules)}
        if last.rules != rules.name:
            found.update(_by_other_rules(rules))
        sources = {*ledger.changed(last.ledger, told), *ledger.begun(told, last.as_of, as_of)}
        found.update(ledger.customers_using(sorted(sources)))
    led = leaders()
    found = {led.get(customer, customer) for customer in found}
    return Due(upto, told, sorted(found), len(found) >= Customer.objects.count() - len(led) > 0)


def _never_or_before(as_of: datetime, rules: Rules) -> Iterable[str]:
    fresh = Q(understanding__as_of__gte=rules.day_begins(as_of), understanding__as_of__lte=as_of)
    fresh &= Q(understanding__rules=rules.name, understanding__upto_seq__gte=F("changed_seq"))
    return Customer.objects.exclude(fresh).values_list("customer_id", flat=True).iterator(5_000)


def _recorded(since: int) -> Iterable[str]:
    changed = Customer.objects.filter(changed_seq__gt=since)
    stale = Q(understanding__isnull=True) | Q(understanding__upto_seq__lt=F("changed_seq"))
    return changed.filter(stale).values_list("customer_id", flat=True).iterator(5_000)


def _timely(as_of: datetime, rules: Rules) -> Iterator[str]:
    """Whose next change has come, who was last reckoned on an earlier day, or for a later moment than this."""
    for due in (Q(next_change_at__lte=as_of), Q(as_of__lt=rules.day_begins(as_of)), Q(as_of__gt=as_of)):
        yield from Understanding.objects.filter(due).values_list("customer_id", flat=True).iterator(5_000)


def _by_other_rules(rules: Rules) -> Iterable[str]:
    return Understanding.objects.exclude(rules=rules.name).values_list("customer_id", flat=True).iterator(5_000)


def everyone() -> list[str]:
    """All customers, those that are several ids once."""
    found = Customer.objects.filter(merged_into__isnull=True)
    return list(found.order_by("customer_id").values_list("customer_id", flat=True))


def blocks(customers: list[str], at_once: int = 1) -> Iterator[list[str]]:
    """The customers in blocks of so many customers and interactions that each fits well into memory.

    ``at_once`` makes them so many times larger.
    """
    weights = _interactions_of(customers) if len(customers) > 1_000 else {}
    block: list[str] = []
    rows = 0
    for customer in customers:
        weight = weights.get(customer, 0)
        if block and (rows + weight > at_once * ROWS_A_BLOCK or len(block) >= at_once * CUSTOMERS_A_BLOCK):
            yield block
            block, rows = [], 0
        block.append(customer)
        rows += weight
    if block:
        yield block


def _interactions_of(customers: list[str]) -> dict[str, int]:
    """How many interactions each customer has: one pass over an index."""
    counted = Interaction.objects.order_by().values_list("customer_id").annotate(Count("interaction_id"))
    return dict(counted.iterator(5_000))
