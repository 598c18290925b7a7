"""What had we written right before a customer wrote, and what right after? Words of ours that are not at hand."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING

from deeproot.read.parts import split
from deeproot_app.record.models import Text

if TYPE_CHECKING:
    from deeproot_app.record.reading.block import Passed


def answers(passed: Iterable[list[Passed]], at_hand: Collection[str]) -> dict[str, str]:
    """For each interaction of ours that stands right before a customer's message or right after: its new words.

    Those before messages at hand, and before what a message at hand replies to or follows; and replies to messages at
    hand that were read sooner than these. One query, where any is needed; ``passed`` holds the interactions of each
    customer in their order.
    """
    wanted = {number for some in passed for number in _beside(some, at_hand)} - set(at_hand)
    rows = Text.objects.filter(interaction_id__in=wanted).values_list("interaction_id", "body") if wanted else ()
    return {number: split(body).body for number, body in rows}


def _beside(passed: list[Passed], at_hand: Collection[str]) -> Iterator[str]:
    last: dict[str, Passed] = {}
    ours: dict[str, str | None] = {}
    """For each thread, and for each message of theirs in it: what we wrote right before."""
    for one in passed:
        if one.thread_id is None or one.automatic:
            continue
        before = last.get(one.thread_id)
        last[one.thread_id] = one
        if one.direction == "in":
            ours[one.interaction_id] = before.interaction_id if before and before.direction == "out" else None
        if one.interaction_id in at_hand:
            heard = (one, before) if before is not None else (one,)
            yield from (number for each in heard if (number := ours.get(each.interaction_id)) is not None)
        elif one.direction == "out" and before and before.direction == "in" and before.interaction_id in at_hand:
            yield one.interaction_id
