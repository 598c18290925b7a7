"""Who could speak for us, and why we think so: the facts of a customer that make an ambassador of them."""

from __future__ import annotations

from typing import Final

from deeproot.measure.loyalty.found import Fact, Loyalty

REASONS: Final = ("referral", "reference", "public_praise", "promoter", "praise", "good_mark")
"""Facts that speak for it, the strongest first. A warm tone alone is none: it is the machine's reading."""


def reasons(one: Loyalty) -> tuple[Fact, ...]:
    """The facts that speak for a customer as an ambassador, the strongest first; none where they are no candidate.

    A candidate is a customer now, speaks well of us (a fact of :data:`REASONS`), and speaks ill of us in no part:
    neither advocacy nor attitude is low.
    """
    if one.staying.state == "left" or "low" in (one.advocacy.level, one.attitude.level):
        return ()
    found = {fact.name: fact for part in (one.advocacy, one.attitude) for fact in part.facts}
    return tuple(found[name] for name in REASONS if name in found)


def strength(one: Loyalty) -> int:
    """How strongly it speaks: the ranks of the reasons added up, 6 for a referral to 1 for a good mark; 0: none."""
    return sum(len(REASONS) - REASONS.index(fact.name) for fact in reasons(one))
