"""What the ledger of referrals does by itself: whoever was named and is a customer now, is tied to the referral."""

from __future__ import annotations

from deeproot_app.act.ambassadors import referrals
from deeproot_app.base import clock, jobs


@jobs.task
def link_referrals() -> int:
    """Tie those who were named to the customers that they became."""
    return referrals.link(clock.now())
