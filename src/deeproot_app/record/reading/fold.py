"""What became of a promise: everything that was said of it, one after the other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from deeproot_app.record.models import Promise, Proposal
from deeproot_app.record.reading.promises import moment


@dataclass(frozen=True, order=True)
class Told:
    """One message's word about a promise."""

    at: datetime
    interaction_id: str
    outcome: str
    new_due: datetime | None = field(default=None, compare=False)
    by_person: bool = field(default=False, compare=False)

    @classmethod
    def of(cls, proposal: Proposal) -> Told:
        said = proposal.says
        by_person = proposal.is_decided
        return cls(proposal.made_at, proposal.interaction_id, said["outcome"], moment(said.get("new_due")), by_person)

    @classmethod
    def of_words(cls, proposal: Proposal) -> Told | None:
        """What words alone told of it, whatever the way the thread went on says beside them."""
        if proposal.is_decided or "alone" not in proposal.value:
            return cls.of(proposal) if proposal.holds else None
        alone = proposal.value["alone"]
        if alone is None:
            return None
        return cls(proposal.made_at, proposal.interaction_id, alone, moment(proposal.value.get("alone_due")))


@dataclass
class Standing:
    """Where a promise stands."""

    kept_in: str | None = None
    kept_at: datetime | None = None
    withdrawn_at: datetime | None = None
    holding: list[str] = field(default_factory=list)
    moved_to: datetime | None = None
    by_person: bool = False
    """Whether a person said that it was kept."""

    @classmethod
    def of(cls, promise: Promise) -> Standing:
        """As it is recorded."""
        return cls(
            promise.kept_in, promise.kept_at, promise.withdrawn_at, list(promise.holding or ()), promise.moved_to, True
        )

    @property
    def settled(self) -> bool:
        return self.kept_at is not None or self.withdrawn_at is not None

    @property
    def values(self) -> dict[str, Any]:
        """Its columns of a promise."""
        return {
            "kept_in": self.kept_in,
            "kept_at": self.kept_at,
            "withdrawn_at": self.withdrawn_at,
            "holding": self.holding,
            "moved_to": self.moved_to,
        }

    def after(self, told: Told, due_at: datetime | None) -> Standing:
        """Where it stands once that was said, too.

        A holding reply counts while the promise is open; it moves the due moment only where it came in time. The
        customer's word that nothing is solved opens it again, save what a person said was kept.
        """
        match told.outcome:
            case "delivers" | "confirms" if not self.settled:
                self.kept_in, self.kept_at, self.by_person = told.interaction_id, told.at, told.by_person
            case "withdraws" if not self.settled:
                self.withdrawn_at = told.at
            case "holding" if not self.settled:
                self.holding = [*self.holding, told.interaction_id]
                due = self.moved_to or due_at
                if told.new_due is not None and (due is None or told.at <= due):
                    self.moved_to = told.new_due
            case "not_solved" if self.kept_at is not None and (told.by_person or not self.by_person):
                self.kept_in = self.kept_at = None
        return self


def standing(due_at: datetime | None, told: Iterable[Told], before: tuple[datetime, str] | None = None) -> Standing:
    """Where a promise stands after all that was told of it; or only what was told ``before`` a message."""
    stands = Standing()
    for each in sorted(told):
        if before is None or (each.at, each.interaction_id) < before:
            stands = stands.after(each, due_at)
    return stands


def settle(promise: Promise, stands: Standing) -> None:
    """Write down on a promise where it stands."""
    for name, value in stands.values.items():
        setattr(promise, name, value)
