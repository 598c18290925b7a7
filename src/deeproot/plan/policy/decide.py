"""May this touch be, now? Every reason against it, with the fact that triggered it and when it will lift."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from deeproot.plan.policy.kinds import kind_of
from deeproot.plan.policy.limits import Limits
from deeproot.plan.policy.rest import held_out, low_capacity, open_case, out_of_balance, recently_surveyed, too_soon
from deeproot.plan.policy.shapes import ALLOWED, Facts, Rule, Touch, Verdict
from deeproot.plan.policy.when import quiet_hours
from deeproot.plan.policy.words import do_not_contact, no_consent, objected


def decide(touch: Touch, facts: Facts, limits: Limits, at: datetime) -> Verdict:
    """The gate: whether ``touch`` may be at ``at`` (aware), and if not, every reason.

    Pure: the same facts, limits and moment give the same verdict. Raises ValueError for a kind that is no touch's.
    """
    kind = kind_of(touch)
    found = tuple([reason for rule in RULES[kind] if (reason := rule(touch, kind, facts, limits, at)) is not None])
    return Verdict(False, found) if found else ALLOWED


def decide_all(touches: Sequence[Touch], facts: Sequence[Facts], limits: Limits, at: datetime) -> list[Verdict]:
    """The verdicts on many touches, each with its facts; in their order."""
    return [decide(touch, known, limits, at) for touch, known in zip(touches, facts, strict=True)]


ANY: Final = (objected, do_not_contact)
GUARDED: Final = (*ANY, no_consent, open_case)
GIVEN: Final = (*GUARDED, held_out, too_soon, quiet_hours)
RULES: Final[dict[str, tuple[Rule, ...]]] = {
    "answer": (*ANY, open_case, quiet_hours),
    "holding": (*ANY, open_case, quiet_hours),
    "admin": (*ANY, open_case, quiet_hours),
    "value": GIVEN,
    "care": GIVEN,
    "appreciation": GIVEN,
    "renewal": GIVEN,
    "miss_you": GIVEN,
    "pitch": (*GUARDED, low_capacity, held_out, out_of_balance, too_soon, quiet_hours),
    "survey": (*GUARDED, low_capacity, held_out, recently_surveyed, too_soon, quiet_hours),
}
"""Which rules a kind of touch must pass, the gravest first (docs/policy.md tells why)."""
