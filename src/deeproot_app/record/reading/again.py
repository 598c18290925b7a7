"""Read texts again with a newer reader: first what would change, then the change. What people decided stays."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Q

from deeproot_app.base import jobs
from deeproot_app.record.models import Proposal, Text
from deeproot_app.record.reading import rules, step, unread
from deeproot_app.record.reading.block import Block
from deeproot_app.record.reading.step import Tell

EXAMPLES: Final = 5
"""Examples of each change of each label."""
CHANGES: Final = ("new", "gone", "other")


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
    """What `read_again` would change, without changing anything. It costs as much as reading."""
    inforce = rules.in_force()
    which = Q(read_by__isnull=False) if everything else unread.older(inforce.version)
    found, whole, after = Compared(), unread.count(which), 0
    while numbers := unread.numbers(which, after):
        after = numbers[-1]
        messages = unread.messages(Q(pk__in=numbers))
        for message in messages:
            message.read_by = 0  # its labels are read anew, whoever read them
        before = {message.interaction_id: dict(message.labels) for message in messages}
        _compare(step.read_block(messages, inforce), before, found)
        found.texts += len(messages)
        tell(found.texts, whole, f"compared {found.texts:,} of {whole:,} texts")
    return found


def _compare(block: Block, labels: dict[str, dict[str, Any]], found: Compared) -> None:
    here = labels.keys()
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
