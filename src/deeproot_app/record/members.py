"""Our own people as the record has them: which of them a user may be."""

from __future__ import annotations

from collections.abc import Iterator

from deeproot_app.base.members import Known
from deeproot_app.record.models import Member


def known() -> Iterator[Known]:
    """Every member, by name."""
    rows = Member.objects.order_by("name", "member_id").values_list("member_id", "name", "email")
    return (Known(*row) for row in rows.iterator())
