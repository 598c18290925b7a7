"""What a support case is about, where people read of it: told by the message that began it, never by its id alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from deeproot_app.record.models import Case, Customer, Interaction

Ids = Sequence[str] | QuerySet[Any]
"""Ids of customers, or the question for them."""


def began(cases: Sequence[Case], ids: Ids) -> dict[str, Interaction]:
    """The message that began each case, with its words, by the case's id. One query, or none without a case.

    ``ids`` are the customer's. What is automatic, or among us, began nothing; a case of which nothing else is recorded
    is absent.
    """
    if not cases:
        return {}
    passed = Interaction.objects.filter(customer__in=ids, automatic=False, direction__in=("in", "out", "both"))
    first = passed.filter(case_id=OuterRef("case_id")).order_by("happened_at", "interaction_id").values("pk")[:1]
    told = Case.objects.filter(pk__in=[one.pk for one in cases]).values(first=Subquery(first))
    rows = Interaction.objects.filter(pk__in=told).select_related("text")
    return {str(row.case_id): row for row in rows}


def named(cases: Iterable[Case], ids: Ids) -> list[Case]:
    """The same cases, each with ``about``: the subject of what began it, empty where none is recorded. One query."""
    found = list(cases)
    known = began(found, ids)
    for case in found:
        case.about = subject(known.get(case.pk))
    return found


def of_ids(names: Iterable[str | None], customers: Iterable[Customer]) -> dict[str, Case]:
    """The cases of these ids, by id, each with ``about``: those of these customers, under whichever of their ids.

    Whoever asks has seen to it that the reader may see the customers. Two queries at most, however many rows.
    """
    wanted, whose = {name for name in names if name}, {one.merged_into_id or one.pk for one in customers}
    if not wanted:
        return {}
    ids = Customer.objects.filter(Q(pk__in=whose) | Q(merged_into__in=whose)).values("pk")
    return {case.pk: case for case in named(Case.objects.filter(pk__in=wanted, customer__in=ids), ids)}


def called(case: Case, day: Callable[[datetime], str]) -> str:
    """A named case within a sentence: by what it is about, else by the day it was opened, as ``day`` writes it."""
    return f"“{case.about}”" if case.about else f"the support case of {day(case.opened_at)}"


def subject(row: Interaction | None) -> str:
    """The subject of an interaction on one line; empty where it has none."""
    text = getattr(row, "text", None)
    return " ".join(text.subject.split()) if text else ""
