"""Rewards of the sample company: rules, what points buy, some given and spent, some that wait for a yes."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from deeproot_app.act.appreciation import budgets
from deeproot_app.act.appreciation.rewards import catalogue, proposing, redeeming, rules, terms
from deeproot_app.act.appreciation.rewards.redeeming import Wish
from deeproot_app.act.models import RewardRule
from deeproot_app.base.errors import UserError
from deeproot_app.cli._sample import people

LEFT: Final = 9
"""So many proposals wait for a yes."""
SPENT: Final = 4


def load(until: datetime) -> int:
    """Give points for this year's occasions, up to that moment; return how many lines were given."""
    day = budgets.today(until)
    first = day.replace(month=1, day=1)
    by = people.manager()
    terms.keep(by, 24, 100_000)
    rules.keep(by, RewardRule.Occasion.YEARS, 200, first)
    rules.keep(by, RewardRule.Occasion.MADE_GOOD, 50, first)
    rules.keep(by, RewardRule.Occasion.EVENT, 100, first)
    rules.keep(by, RewardRule.Occasion.REFERRAL, 500, first)
    tea = catalogue.keep(by, "A box of tea", 200, "9.50", "EUR")
    catalogue.keep(by, "An hour of advice", 800)
    proposing.propose(until)
    asked = list(proposing.waiting(by).order_by("at", "pk").values_list("pk", flat=True))
    given = proposing.approve(by, asked[: max(0, len(asked) - LEFT)])
    rich = dict.fromkeys(row.customer_id for row in given if row.points >= tea.points)
    for number, customer in enumerate(list(rich)[:SPENT]):
        _spend(Wish(f"{0xBEE + number:024x}", customer, tea.pk, words="Thank you for staying with us."))
    return len(given)


def _spend(wish: Wish) -> None:
    """Spend points as anybody would; whom the contact policy keeps us from, now, keeps them."""
    try:
        redeeming.redeem(people.manager(), wish)
    except UserError:
        return
