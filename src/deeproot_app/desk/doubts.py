"""Which items of Today may be settled already, for all that waits in Review for a person's word?"""

from __future__ import annotations

from collections.abc import Iterable

from deeproot_app.plan.models import Item
from deeproot_app.record.models import Proposal

PROMISED = ("promise_overdue", "promise_due")


def maybe_kept(items: Iterable[Item]) -> dict[str, Proposal]:
    """By an item's key: the last message that may have kept the promise it is about. One query at most.

    The item stays in the list, for nobody has said so yet; it tells of the message, and leads to it.
    """
    of_promise = {item.subject: item.key for item in items if item.reason in PROMISED}
    if not of_promise:
        return {}
    waiting = Proposal.objects.filter(
        promise_id__in=of_promise, sort=Proposal.Sort.OUTCOME, state=Proposal.State.WAITING, value__outcome="delivers"
    )
    return {of_promise[row.promise_id]: row for row in waiting.order_by("made_at", "id")}
