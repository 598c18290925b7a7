"""What was missed, and what was found where nothing is: for rules' authors, never of a voice that is to stay blind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from deeproot.sample import Company

from .held import KEPT, KINDS, OVERDUE, PROMISES, Both

BEFORE: Final = 6
"""So many messages of the thread before it are told."""


def misses(found: Mapping[str, Both], told: Company, rules: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """One for each element of a row that is in one of its two sets alone; of a kind read amiss one, not two."""
    threads = _threads(told)
    rows, proposed = {row["interaction_id"]: row for row in told.tables["interactions"]}, _proposed()
    for name, both in found.items():
        for key, expected, read in sorted(_amiss(name, both, told), key=str):
            fault = {"row": name, "fault": "missed" if expected not in (None, False) else "false"}
            fault |= {"expected": expected, "read": read}
            if name == OVERDUE:
                yield {**fault, "customer_id": key, "promises": _promises(key, told)}
            else:
                yield {**fault, **_message(rows[key], told, rules, threads), "proposed": proposed.get(key, [])}


def _amiss(name: str, both: Both, told: Company) -> Iterator[tuple[str, Any, Any]]:
    """The id, what was expected and what was read; None for nothing."""
    missed, false = both.true - both.read, both.read - both.true
    if name in (PROMISES, KEPT):
        yield from ((one, _day(due), None) for one, due in missed)
        yield from ((one, None, _day(due)) for one, due in false)
    elif name in KINDS.values():
        read = dict(both.read)
        yield from ((one, kind, read.get(one)) for one, kind in missed)
    else:
        yield from ((one, True, None) for one in missed)
        yield from ((one, None, True) for one in false)


def _day(moment: Any) -> str:
    return str(moment.isoformat(timespec="minutes"))


def _message(
    row: Mapping[str, Any], told: Company, rules: Mapping[str, str], threads: Mapping[str, list[Any]]
) -> dict[str, Any]:
    one = row["interaction_id"]
    subject, body = told.texts.get(one, ("", ""))
    before = threads.get(row["thread_id"] or "", [])
    place = next((at for at, other in enumerate(before) if other["interaction_id"] == one), 0)
    return {
        "interaction_id": one,
        "customer_id": row["customer_id"],
        "at": _day(row["happened_at"]),
        "rule": rules.get(body),
        "language": told.truth["texts"].get(one, {}).get("language"),
        "kind": row["kind"],
        "asks": row["needs_answer"],
        "direction": row["direction"],
        "channel": row["channel"],
        "personal": row["personal"],
        "subject": subject,
        "text": body,
        "promises": [
            f"{each['text']} ({each['due_at']})" for each in told.truth["texts"].get(one, {}).get("promises", ())
        ],
        "before": [_turn(other, told, rules) for other in before[max(0, place - BEFORE) : place]],
    }


def _proposed() -> dict[str, list[dict[str, Any]]]:
    """What was read in each message, with the words it rests on and the reasons."""
    from deeproot_app.record.models import Proposal

    told = ("sort", "value", "words", "reasons", "confidence", "state")
    found: dict[str, list[dict[str, Any]]] = {}
    for row in Proposal.objects.order_by("id").iterator():
        found.setdefault(row.interaction_id, []).append({name: getattr(row, name) for name in told})
    return found


def _turn(row: Mapping[str, Any], told: Company, rules: Mapping[str, str]) -> dict[str, Any]:
    body = told.texts.get(row["interaction_id"], ("", ""))[1]
    return {
        "at": _day(row["happened_at"]),
        "direction": row["direction"],
        "kind": row["kind"],
        "rule": rules.get(body),
        "text": body,
    }


def _threads(told: Company) -> dict[str, list[Any]]:
    threads: dict[str, list[Any]] = {}
    for row in sorted(told.tables["interactions"], key=lambda row: (row["happened_at"], row["interaction_id"])):
        if row["thread_id"]:
            threads.setdefault(row["thread_id"], []).append(row)
    return threads


def _promises(customer: str, told: Company) -> dict[str, list[dict[str, Any]]]:
    """The customer's promises that are not kept: those that are true, and those that were read, with their texts."""
    from deeproot_app.record.models import Promise

    true = [row for row in told.tables["promises"] if row["customer_id"] == customer and not row["kept_at"]]
    read = Promise.objects.filter(customer_id=customer, kept_at=None, withdrawn_at=None)
    return {
        "true": [{"text": row["text"], "due": _day(row["due_at"]), "made_in": row["made_in"]} for row in true],
        "read": [
            {
                "text": row.text,
                "due": row.due_at and _day(row.due_at),
                "made_in": row.made_in,
                "message": told.texts.get(row.made_in, ("", ""))[1],
            }
            for row in read
        ],
    }
