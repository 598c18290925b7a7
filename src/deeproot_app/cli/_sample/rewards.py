"""Rewards of the sample company: rules, what points buy, some given and spent, some that wait for a yes."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from deeproot_app.act.appreciation import budgets
from deeproot_app.act.appreciation.rewards import catalogue, proposing, redeeming, rules, terms
from deeproot_app.act.appreciation.rewards.redeeming import Wish
from deeproot_app.act.models import RewardRule
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.errors import UserError

LEFT: Final = 9
"""So many proposals wait for a yes."""
SPENT: Final = 4


def load(until: datetime) -> int:
    """Give points for this year's occasions, up to that moment; return how many lines were given."""
    day = budgets.today(until)
    first = day.replace(month=1, day=1)
    terms.keep(COMMAND_LINE, 24, 100_000)
    rules.keep(COMMAND_LINE, RewardRule.Occasion.YEARS, 200, first)
    rules.keep(COMMAND_LINE, RewardRule.Occasion.MADE_GOOD, 50, first)
    rules.keep(COMMAND_LINE, RewardRule.Occasion.EVENT, 100, first)
    rules.keep(COMMAND_LINE, RewardRule.Occasion.REFERRAL, 500, first)
    tea = catalogue.keep(COMMAND_LINE, "A box of tea", 200, "9.50", "EUR")
    catalogue.keep(COMMAND_LINE, "An hour of advice", 800)
    proposing.propose(until)
    asked = list(proposing.waiting(COMMAND_LINE).order_by("at", "pk").values_list("pk", flat=True))
    given = proposing.approve(COMMAND_LINE, asked[: max(0, len(asked) - LEFT)])
    rich = dict.fromkeys(row.customer_id for row in given if row.points >= tea.points)
    for number, customer in enumerate(list(rich)[:SPENT]):
        _spend(Wish(f"{0xBEE + number:024x}", customer, tea.pk, words="Thank you for staying with us."))
    return len(given)


def _spend(wish: Wish) -> None:
    """Spend points as anybody would; whom the contact policy keeps us from, now, keeps them."""
    try:
        redeeming.redeem(COMMAND_LINE, wish)
    except UserError:
        return
