"""What a support case is about, where people read of it: told by the message that began it, never by its id alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import OuterRef, Subquery

from deeproot_app.record.models import Case, Interaction


def began(cases: Sequence[Case], ids: Sequence[str]) -> dict[str, Interaction]:
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


def named(cases: Iterable[Case], ids: Sequence[str]) -> list[Case]:
    """The same cases, each with ``about``: the subject of what began it, empty where none is recorded. One query."""
    found = list(cases)
    known = began(found, ids)
    for case in found:
        case.about = subject(known.get(case.pk))
    return found


def subject(row: Interaction | None) -> str:
    """The subject of an interaction on one line; empty where it has none."""
    text = getattr(row, "text", None)
    return " ".join(text.subject.split()) if text else ""
