"""What was said around a message: in its own thread, else with this customer."""

from __future__ import annotations

from typing import Final, NamedTuple

from django.db.models import Q, QuerySet

from deeproot_app.record.models import Interaction

NEAR: Final = 2


class Around(NamedTuple):
    """The nearest messages before and after one, each in their order."""

    before: list[Interaction]
    after: list[Interaction]


def around(message: Interaction, near: int = NEAR) -> Around:
    """The nearest messages of its thread, or of its case. Two queries; none for a message that stands alone."""
    if message.thread_id is None and message.case_id is None:
        return Around([], [])
    at, pk = message.happened_at, message.pk
    same = Q(thread_id=message.thread_id) if message.thread_id is not None else Q(case_id=message.case_id)
    rows: QuerySet[Interaction] = (
        Interaction.objects.filter(same, customer_id=message.customer_id)
        .exclude(direction="internal")
        .select_related("text", "member", "contact")
    )
    past = Q(happened_at__gt=at) | Q(happened_at=at, pk__gt=pk)
    gone = Q(happened_at__lt=at) | Q(happened_at=at, pk__lt=pk)
    before = rows.filter(gone, happened_at__lte=at).order_by("-happened_at", "-pk")[:near]
    after = rows.filter(past, happened_at__gte=at).order_by("happened_at", "pk")[:near]
    return Around(list(before)[::-1], list(after))
