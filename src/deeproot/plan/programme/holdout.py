"""Who is held out of a programme: by the hash of customer, programme and salt; the same share in each stratum.

Within a stratum the customers that enter together stand in the order of their hashes, and a systematic sample of them
is held out (Cochran 1977, *Sampling Techniques*, 8.1): each with exactly the planned probability, and of n together
share x n, rounded up or down. Whoever is assigned stays so: an assignment is stored before the first touch, and asked
for, never drawn again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from math import floor
from typing import Final, Literal

from deeproot.plan.programme.facts import Known

Arm = Literal["treated", "holdout"]
WHOLE: Final = 2**64


def draw(*words: str) -> float:
    """A number from 0 (included) to 1 (not), the same for the same words: their SHA-256, first 64 bits."""
    told = "\x1f".join(f"{len(word)}:{word}" for word in words)
    return int.from_bytes(hashlib.sha256(told.encode()).digest()[:8], "big") / WHOLE


def stratum(names: Sequence[str], known: Known) -> str:
    """Whom a customer is like, before anything is done, by the texts of these ``names``."""
    return "\x1f".join(known.texts.get(name) or "" for name in names)


def assign(strata: Mapping[str, str], programme_id: str, salt: str, share: float) -> dict[str, Arm]:
    """The arm of each customer that enters now.

    ``strata`` maps customer_id to its stratum (customers alike before anything is done); ``share`` is the part to be
    held out. Raises ValueError for a share below 0, or of 1 and more.
    """
    if not 0 <= share < 1:
        raise ValueError(f"a hold-out is a share from 0 up to, not including, 1; not {share}")
    together: dict[str, list[str]] = {}
    for customer, stratum in strata.items():
        together.setdefault(stratum, []).append(customer)
    found: dict[str, Arm] = {}
    for stratum, customers in together.items():
        found |= _sampled(sorted(customers), stratum, programme_id, salt, share)
    return found


def _sampled(customers: list[str], stratum: str, programme_id: str, salt: str, share: float) -> dict[str, Arm]:
    """The customer at place k is held out where the count of whole numbers grows from k x share + u to the next."""
    start = draw(salt, programme_id, stratum, *customers)
    ordered = sorted(customers, key=lambda one: (draw(salt, programme_id, one), one))
    return {
        one: "holdout" if floor((place + 1) * share + start) > floor(place * share + start) else "treated"
        for place, one in enumerate(ordered)
    }
