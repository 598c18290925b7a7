"""What was read from the messages of a story, and who says so: for whoever finds that it is not so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from deeproot_app.record.models import Interaction, Proposal
from deeproot_app.record.review import words

By = Literal["read", "given", "person"]
LABELS = (Proposal.Sort.KIND, Proposal.Sort.NEEDS_ANSWER)
SAYS: dict[By, str] = {"read": "read from its words", "given": "as it was imported", "person": "said by one of us"}


@dataclass(frozen=True)
class Label:
    """One label of a message: what it says, and who says so."""

    says: str
    by: By
    sure: float | None
    """How sure the reading is; None where it was not read."""

    @property
    def by_says(self) -> str:
        return SAYS[self.by]


@dataclass
class Read:
    """What is known of one message besides its words."""

    message: Interaction
    kind: Label
    asks: Label
    proposals: list[tuple[Proposal, str, str, str]] = field(default_factory=list)
    """Each with its line, what became of it, and the tone of that."""

    @property
    def kinds(self) -> list[tuple[str, str]]:
        """What a person may say that it is."""
        return words.kinds_for(self.message.direction)


def read_of(messages: Iterable[Interaction]) -> dict[str, Read]:
    """What was read of each message that has words, by its id. One query."""
    with_words = {row.pk: row for row in messages if getattr(row, "text", None) and row.text.body}
    rows = Proposal.objects.filter(interaction_id__in=with_words).exclude(state=Proposal.State.OVERTAKEN)
    of_message: dict[str, list[Proposal]] = {}
    for row in rows.select_related("customer").order_by("rank", "place"):
        of_message.setdefault(row.interaction_id, []).append(row)
    return {pk: _read(message, of_message.get(pk, [])) for pk, message in with_words.items()}


def _read(message: Interaction, rows: list[Proposal]) -> Read:
    said = {row.sort for row in rows if row.sort in LABELS and row.is_decided}
    asks = words.ASKS if message.direction == "in" else words.OURS_ASKS
    return Read(
        message,
        _label(message, "kind", words.kind(message.kind), said),
        _label(message, "needs_answer", asks[message.needs_answer], said),
        [(row, words.line(row), *words.VERDICTS[row.state]) for row in rows if row.sort not in LABELS],
    )


def _label(message: Interaction, name: str, says: str, said: set[str]) -> Label:
    if name in said:
        return Label(says, "person", None)
    sure = (message.read_from_text or {}).get(name)
    return Label(says, "given" if sure is None else "read", sure)
