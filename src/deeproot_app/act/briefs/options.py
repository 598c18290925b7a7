"""What may be offered in a case, and what those who work on it were asked: what stands now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q

from deeproot_app.act.models import AgreedOption, OptionQuestion
from deeproot_app.record.models import Member

WORD_HOLDS: Final = timedelta(days=7)
"""So long an answer without options ("nothing may be offered") is an answer; then support is asked anew."""


@dataclass(frozen=True)
class Agreed:
    """One thing that may be offered, and the names of those who may offer it; none: whoever read the brief."""

    option: AgreedOption
    by: list[str]


def in_force(customers: Sequence[str], cases: Sequence[str], now: datetime) -> dict[str, list[Agreed]]:
    """What may be offered at ``now`` in each of these cases, in the order in which it was agreed. Two queries."""
    rows = AgreedOption.objects.filter(customer__in=customers, case_id__in=cases, withdrawn_at__isnull=True)
    stands = list(rows.filter(Q(until__isnull=True) | Q(until__gt=now), agreed_at__lte=now).order_by("pk"))
    called = names(one for row in stands for one in row.offered_by)
    found: dict[str, list[Agreed]] = {}
    for row in stands:
        found.setdefault(row.case_id, []).append(Agreed(row, [called.get(one, one) for one in row.offered_by]))
    return found


def names(members: Iterable[str]) -> dict[str, str]:
    """What these members are called; no query for none."""
    wanted = sorted(set(members))
    return dict(Member.objects.filter(pk__in=wanted).values_list("member_id", "name")) if wanted else {}


def asked(
    customers: Sequence[str], cases: Sequence[str], now: datetime
) -> dict[str, tuple[list[OptionQuestion], OptionQuestion | None]]:
    """Of each of these cases the questions that wait, and the last answer that still is one. One query."""
    rows = OptionQuestion.objects.filter(customer__in=customers, case_id__in=cases, withdrawn_at__isnull=True)
    rows = rows.filter(Q(answered_at__isnull=True) | Q(answered_at__gt=now - WORD_HOLDS)).filter(asked_at__lte=now)
    found: dict[str, tuple[list[OptionQuestion], OptionQuestion | None]] = {}
    for row in rows.order_by("answered_at", "pk"):
        waiting, last = found.get(row.case_id, ([], None))
        if row.answered_at is None:
            found[row.case_id] = ([*waiting, row], last)
        else:
            found[row.case_id] = (waiting, row)
    return found
