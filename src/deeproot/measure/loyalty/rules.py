"""What counts for which part of loyalty, and from where on a part is high or low. No other file knows the numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from deeproot.measure.loyalty.found import Fact, Level, PartName, Standing, StayingState

PARTS: Final[tuple[PartName, ...]] = ("engagement", "advocacy", "attitude")
LEVELS: Final[tuple[Level, ...]] = ("high", "middling", "low", "unknown")
STANDINGS: Final[tuple[Standing, ...]] = ("loyal", "between", "not_loyal", "unknown")
STAYINGS: Final[tuple[StayingState, ...]] = ("stays", "ends_soon", "new", "left", "unknown")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of fact: to which part it belongs, whether it speaks for it (1) or against it (-1), and its words."""

    part: PartName
    sign: int
    says: str


FACTS: Final[dict[str, Kind]] = {
    "use": Kind("engagement", 1, "used the product"),
    "event": Kind("engagement", 1, "came to an event"),
    "feedback": Kind("engagement", 1, "told us what they think"),
    "question": Kind("engagement", 1, "asked us something"),
    "reply": Kind("engagement", 1, "replied to us"),
    "referral": Kind("advocacy", 1, "brought us a customer"),
    "reference": Kind("advocacy", 1, "vouched for us"),
    "public_praise": Kind("advocacy", 1, "praised us in public"),
    "promoter": Kind("advocacy", 1, "would recommend us (9 or 10)"),
    "public_complaint": Kind("advocacy", -1, "complained in public"),
    "detractor": Kind("advocacy", -1, "would not recommend us (0 to 6)"),
    "praise": Kind("attitude", 1, "praised or thanked us"),
    "good_mark": Kind("attitude", 1, "gave a good mark"),
    "warm": Kind("attitude", 1, "wrote warmly"),
    "complaint": Kind("attitude", -1, "complained"),
    "low_mark": Kind("attitude", -1, "gave a low mark"),
    "cold": Kind("attitude", -1, "wrote coldly"),
}
"""In the order in which a page tells them. A row is one fact of a part, and may be one of another part too."""
TOLD: Final = ("referral", "reference")
"""Facts that no interaction says by itself: whoever reckons tells them."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From where on a part is high or low; a company may have its own."""

    engaged_months: int = 6
    """Engagement is high where something of theirs falls into at least so many of the window's 30-day months."""
    advocacy_facts: int = 2
    """Advocacy is high with so many facts for it, and at least so many times more than against; a referral or a
    reference makes it high by itself."""
    attitude_facts: int = 2
    """Attitude is high with so many good signs, of ..."""
    attitude_times: int = 3
    """... at least so many for each bad one."""
    warm: float = 0.3
    """Words are warm from this sentiment on, and cold from minus this on."""
    established_days: int = 365
    """Who has been with us for less is new: that they stay is not known yet."""
    soon_days: int = 90
    """A term that ends, or was cancelled and ends, within so many days ends soon."""


RULES: Final[dict[str, str]] = {
    "engagement": "High: something of theirs in at least {engaged_months} of the window's 30-day months. Middling: in"
    " one or more. Low: we were in touch, and nothing came from them. Unknown: nothing at all is recorded.",
    "advocacy": "High: a referral or a reference, or at least {advocacy_facts} facts for it, and none against or"
    " twice as many for it. Low: as many facts against as for it, or more. Middling: else. Unknown: no fact.",
    "attitude": "High: at least {attitude_facts} good signs, and {attitude_times} for each bad one. Low: as many bad"
    " signs as good ones, or more. Middling: else. Unknown: no sign.",
    "standing": "Loyal: at least two parts high, none low. Not loyal: a part low, and neither advocacy nor attitude"
    " high. Unknown: at most one part is known, and it is middling. Between: all else.",
    "staying": "Left: the day on which they left is past. Ends soon: the running term was cancelled, or ends within"
    " {soon_days} days and no later term is recorded."
    " Stays: with us for {established_days} days or more. New: for less.",
}


def engagement(facts: Sequence[Fact], months: int, rows: int, limits: Thresholds) -> Level:
    """The level of engagement; ``months``: in how many there was any, ``rows``: how much is recorded at all."""
    if not facts:
        return "low" if rows else "unknown"
    return "high" if months >= limits.engaged_months else "middling"


def advocacy(facts: Sequence[Fact], limits: Thresholds) -> Level:
    """The level of advocacy."""
    good, bad = _weighed(facts)
    if not good and not bad:
        return "unknown"
    if bad >= good:
        return "low"
    vouched = any(fact.name in TOLD for fact in facts)
    return "high" if (vouched or good >= limits.advocacy_facts) and good >= 2 * bad else "middling"


def attitude(facts: Sequence[Fact], limits: Thresholds) -> Level:
    """The level of attitude."""
    good, bad = _weighed(facts)
    if not good and not bad:
        return "unknown"
    if bad >= good:
        return "low"
    return "high" if good >= limits.attitude_facts and good >= limits.attitude_times * bad else "middling"


def _weighed(facts: Sequence[Fact]) -> tuple[int, int]:
    """How many rows speak for it, and how many against."""
    good = sum(fact.n for fact in facts if FACTS[fact.name].sign > 0)
    return good, sum(fact.n for fact in facts) - good


def standing(levels: Mapping[PartName, Level]) -> Standing:
    """What the three parts say together; staying is in none of them."""
    said = list(levels.values())
    if said.count("high") >= 2 and "low" not in said:
        return "loyal"
    if "low" in said and "high" not in (levels["advocacy"], levels["attitude"]):
        return "not_loyal"
    known = [level for level in said if level != "unknown"]
    return "unknown" if not known or known == ["middling"] else "between"


def told_rules(limits: Thresholds) -> dict[str, str]:
    """The rules in words, with the thresholds in force."""
    given = {name: getattr(limits, name) for name in Thresholds.__slots__}
    return {name: words.format(**given) for name, words in RULES.items()}
