"""The day's list as it is stored: what a turn found, with what people decided about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef

from deeproot.plan import rank
from deeproot.plan.today import Item as Found
from deeproot_app.plan.gate.today import judged
from deeproot_app.plan.models import Decision, Item
from deeproot_app.record.identity.groups import ever_one
from deeproot_app.understand import bulk

COLUMNS = (
    *("key", "customer_id", "member_id", "suggested_id", "escalated_to_id", "reason", "subject", "order"),
    *("headline", "next_step", "due_at", "waiting_since", "value_at_stake_micros", "currency"),
    *("evidence", "facts", "offer", "policy", "as_of", "first_seen_at", "gone_at", "settled", "snoozed_until"),
)
DECIDED = ("item_id", "verdict", "until", "to_member_id", "facts")
SETTLING = (Decision.Verdict.DONE, Decision.Verdict.DISMISSED)


@dataclass(frozen=True)
class Standing:
    """Where an item stands after what was decided about it."""

    settled: bool = False
    snoozed_until: datetime | None = None
    to_member: str | None = None


def standing(facts: Iterable[str], decisions: Sequence[Mapping[str, Any]]) -> Standing:
    """Where an item with these facts stands after its decisions (verdict, until, to_member_id, facts), oldest first.

    What was decided holds for the facts there were: one new fact, and the item is back. Who it was handed over to
    keeps it.
    """
    own, found = set(facts), Standing()
    for decision in decisions:
        if decision["verdict"] == Decision.Verdict.HANDED_OVER:
            found = Standing(False, None, decision["to_member_id"])
        elif own <= set(decision["facts"]):
            settled = decision["verdict"] in SETTLING
            found = Standing(settled, None if settled else decision["until"], found.to_member)
    return found


def refresh(customers: Sequence[str], found: Iterable[Found], as_of: datetime) -> int:
    """Bring the stored items of these customers in line with those ``found`` at ``as_of``; return how many there are.

    Belongs in the transaction that stores what they follow from. An item whose reason is gone is kept only where
    somebody decided about it.
    """
    items = {item.key: item for item in found}
    there = _locked(customers)
    before = formerly(items.values())
    decided = carried(_decisions(customers) | _decisions_about(list(before)), before)
    stands = {key: standing(item.facts, decided.get(key, ())) for key, item in items.items()}
    whose = [(item, stands[key].to_member or item.member_id) for key, item in items.items()]
    says = judged(whose, as_of)
    rows = (_row(item, stands[item.key], policy, as_of) for (item, _), policy in zip(whose, says, strict=True))
    bulk.upsert(Item, COLUMNS, rows, key=("key",), keep=("first_seen_at",))
    _take_away([key for key in there if key not in items], as_of)
    return len(items)


def formerly(found: Iterable[Found]) -> dict[str, str]:
    """For each item the keys that it has under the other ids its customer ever had: {that key: its own}."""
    items = list(found)
    others = ever_one({item.customer_id for item in items})
    return {
        rank.key(other, item.reason, item.subject): item.key
        for item in items
        for other in others.get(item.customer_id, ())
    }


def carried(decided: Mapping[str, list[dict[str, Any]]], before: Mapping[str, str]) -> dict[str, list[dict[str, Any]]]:
    """The decisions about each item, with those made while its customer was known by another id, oldest first.

    They were made about the same reason and subject, and hold for the same facts, whoever was merged since.
    """
    found = {key: list(own) for key, own in decided.items()}
    for former, key in before.items():
        found.setdefault(key, []).extend(decided.get(former, ()))
    return {key: sorted(own, key=lambda row: row["id"]) for key, own in found.items()}


def _locked(customers: Sequence[str]) -> list[str]:
    """The items there are, held until the transaction ends: nobody decides about one while it is written."""
    keys: list[str] = []
    for part in _parts(customers):
        rows = Item.objects.filter(customer_id__in=part, gone_at__isnull=True).select_for_update()
        keys += rows.order_by("key").values_list("key", flat=True)
    return keys


def _decisions(customers: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    return _standing("item__customer_id__in", customers)


def _decisions_about(keys: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    return _standing("item_id__in", keys)


def _standing(condition: str, names: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for part in _parts(names):
        rows = Decision.objects.filter(**{condition: part}, undone_at__isnull=True).order_by("id")
        for row in rows.values("id", *DECIDED):
            found.setdefault(row["item_id"], []).append(dict(row))
    return found


def _row(item: Found, now: Standing, policy: dict[str, Any], as_of: datetime) -> tuple[Any, ...]:
    return (
        *(item.key, item.customer_id, now.to_member or item.member_id, item.member_id, item.escalated_to),
        *(item.reason, item.subject[:300], item.order, item.headline, item.next_step, item.due_at, item.waiting_since),
        *(item.value_micros, item.currency, item.evidence, item.facts, item.offer, policy),
        *(as_of, as_of, None, now.settled, now.snoozed_until),
    )


def _take_away(keys: Sequence[str], as_of: datetime) -> None:
    for part in _parts(keys):
        gone = Item.objects.filter(pk__in=part)
        gone.filter(~Exists(Decision.objects.filter(item=OuterRef("pk")))).delete()
        gone.update(gone_at=as_of)


def _parts(names: Sequence[str], size: int = 500) -> Iterator[Sequence[str]]:
    return (names[place : place + size] for place in range(0, len(names), size))
