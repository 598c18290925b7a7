"""Which item of the library goes with a reason to reach out? One made for what this customer needs, never given before.

How well an item serves a need is told by whoever asks (``Serving``): this room knows no texts. Needs of now come
first, then of this quarter, then of some day; within a horizon those with evidence before assumptions. An item made
for the customer's persona comes before a better one made for others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from deeproot.plan.choose import FARTHEST, HORIZONS

if TYPE_CHECKING:
    from deeproot.plan.facts import Facts, Row

GIVING: Final = ("hollow_miss_you", "heard_only_at_renewal", "asked_never_given", "silence_too_long")
"""The reasons that are answered by giving something; the others by an answer, a word, or an ear."""
IN_HARD_TIMES: Final = frozenset({"offer"})
"""Kinds of resource that are not for a customer who has nothing to give."""


class Served(NamedTuple):
    """An item that serves a need: how well (0 to 1), and why, in words."""

    resource_id: str
    score: float
    why: tuple[str, ...]
    kind: str = ""
    personas: tuple[str, ...] = ()
    """Those it is made for; none: for all."""


Serving = Callable[[Sequence[str]], Sequence[Sequence[Served]]]
"""For each need in words, the items that serve it, the best first."""


@dataclass(frozen=True, slots=True)
class Offer:
    """An item for a customer, and why just this one."""

    resource_id: str
    belief_id: str
    need: str
    horizon: str | None
    assumed: bool
    """Whether the need is only assumed: no interaction says so."""
    why: tuple[str, ...]
    score: float

    def as_json(self) -> dict[str, Any]:
        """As it is stored with an item of the day's list."""
        return {
            "resource_id": self.resource_id, "belief_id": self.belief_id, "need": self.need, "horizon": self.horizon,
            "assumed": self.assumed, "why": list(self.why), "score": self.score,
        }  # fmt: skip


def offers(facts: Facts, customers: Sequence[str], serving: Serving) -> dict[str, Offer]:
    """The item for each of these customers for whom there is one, at ``facts.as_of``."""
    needs = {customer: nearest(facts.needs[customer]) for customer in customers if customer in facts.needs}
    texts = list(dict.fromkeys(need["text"] for own in needs.values() for need in own))
    served = dict(zip(texts, serving(texts), strict=True)) if texts else {}
    found = {customer: _offer(facts, customer, own, served) for customer, own in needs.items()}
    return {customer: offer for customer, offer in found.items() if offer is not None}


def nearest(needs: Sequence[Row]) -> list[Row]:
    """Needs by horizon, then those with evidence, then the latest confirmed."""
    return sorted(needs, key=lambda n: (HORIZONS.get(n["horizon"], FARTHEST), n["assumed"], -n["said"], n["belief_id"]))


def _offer(facts: Facts, customer: str, needs: Sequence[Row], served: Mapping[str, Sequence[Served]]) -> Offer | None:
    persona, given = facts.customers.get(customer, {}).get("persona"), facts.given.get(customer, frozenset())
    hard = customer in facts.hard_times
    for need in needs:
        open_ = [one for one in served[need["text"]] if one.resource_id not in given]
        open_ = [one for one in open_ if not (hard and one.kind in IN_HARD_TIMES)]
        if open_:
            best = min(open_, key=lambda one: (not _suits(one, persona), -one.score, one.resource_id))
            return Offer(
                best.resource_id,
                need["belief_id"],
                need["text"],
                need["horizon"],
                need["assumed"],
                best.why,
                best.score,
            )
    return None


def _suits(one: Served, persona: str | None) -> bool:
    return not one.personas or persona in one.personas
