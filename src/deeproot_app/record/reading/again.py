"""Read texts again with a newer reader: first what would change, then the change. What people decided stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from django.db.models import Q

from deeproot_app.base import jobs
from deeproot_app.record.models import Interaction, Proposal, Text
from deeproot_app.record.reading import rules, step, unread
from deeproot_app.record.reading.block import Block
from deeproot_app.record.reading.side_by_side import readers
from deeproot_app.record.reading.step import Tell
from deeproot_app.record.reading.unread import Message

EXAMPLES: Final = 5
"""Examples of each change of each label."""
CHANGES: Final = ("new", "gone", "other")
Labels = dict[str, Any]
"""What a message is read as, by column."""


@dataclass
class Compared:
    """What a reading would change: ``labels`` counts new, gone and other readings of each sort."""

    texts: int = 0
    labels: dict[str, dict[str, int]] = field(default_factory=dict)
    examples: list[dict[str, Any]] = field(default_factory=list)
    """Of each change some: sort, change, interaction_id, before, after."""
    decided: int = 0
    """Proposals of these texts that people decided: they stay as they are."""

    def count(self, sort: str, change: str, interaction_id: str, before: Any, after: Any) -> None:
        counts = self.labels.setdefault(sort, dict.fromkeys(CHANGES, 0))
        counts[change] += 1
        if counts[change] <= EXAMPLES:
            self.examples.append(
                {"sort": sort, "change": change, "interaction_id": interaction_id, "before": before, "after": after}
            )


def read_again(tell: Tell = jobs.progress, *, everything: bool = False) -> int:
    """Read again what an older reader has read, or ``everything``; gives how many texts.

    Block by block: broken off, the next time goes on with what was left.
    """
    inforce = rules.in_force()
    if everything:
        Text.objects.filter(read_by__gte=inforce.version).update(read_by=0)
    return step.read_all(unread.older(inforce.version), inforce, tell)


def compare(tell: Tell = jobs.progress, *, everything: bool = False) -> Compared:
    """What `read_again` would change, without changing anything. It costs as much as reading, and is done the same way.

    Customer by customer, so that what is read of one message bears on the next as it will then.
    """
    inforce = rules.in_force()
    which = Q(read_by__isnull=False) if everything else unread.older(inforce.version)
    found, whole, walk = Compared(), unread.count(which), _Walk(which)
    with readers(whole) as who:
        for block in step.in_turn(walk.following, inforce, who):
            _compare(block, walk.labels_of(block), found)
            found.texts += len(block.messages)
            tell(found.texts, whole, f"compared {found.texts:,} of {whole:,} texts")
    return found


class _Walk:
    """Some texts, block by block, each once; and their labels as they are recorded."""

    def __init__(self, which: Q) -> None:
        self._which = which
        self._last: Message | None = None
        self._labels: dict[str, Labels] = {}

    def following(self, _: Sequence[Message]) -> list[Message]:
        """The next block. Nothing is written, so none waits for another."""
        messages = unread.after(self._which, self._last)
        for message in messages:
            message.read_by = 0  # its labels are read anew, whoever read them
            self._labels[message.interaction_id] = dict(message.labels)
        if messages:  # asked again after the last, there is still none
            self._last = replace(messages[-1])
        return messages

    def labels_of(self, block: Block) -> dict[str, Labels]:
        """The labels as recorded: of the block's messages, and of what was read before and is weighed again."""
        recorded = {message.interaction_id: self._labels.pop(message.interaction_id) for message in block.messages}
        if beside := block.labels.keys() - recorded.keys():
            rows = Interaction.objects.filter(pk__in=beside).values("pk", *unread.LABELS)
            recorded |= {row.pop("pk"): row for row in rows}
        return recorded


def _compare(block: Block, labels: dict[str, Labels], found: Compared) -> None:
    here = block.at_hand
    for row in block.proposals.new():
        found.count(row.sort, "new", row.interaction_id, None, row.value)
    for row in block.proposals.changed():
        was = block.proposals.before(row.key)
        if row.state == Proposal.State.OVERTAKEN:
            found.count(row.sort, "gone", row.interaction_id, was["value"], None)
        elif was["state"] == Proposal.State.OVERTAKEN:
            found.count(row.sort, "new", row.interaction_id, None, row.value)
        elif (was["value"], was["state"]) != (row.value, row.state):
            found.count(row.sort, "other", row.interaction_id, was["value"], row.value)
    found.decided += sum(row.is_decided and row.interaction_id in here for row in block.proposals.all.values())
    for message in block.labels.values():
        for name, value in message.labels.items():
            if labels[message.interaction_id][name] != value:
                found.count(name, "other", message.interaction_id, labels[message.interaction_id][name], value)
