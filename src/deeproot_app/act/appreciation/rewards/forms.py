"""The forms of rewards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from deeproot_app.act.appreciation.forms import amount, day, offer
from deeproot_app.act.appreciation.give import CHANNELS
from deeproot_app.act.appreciation.rewards.terms import MOST
from deeproot_app.act.models import Reward, RewardRule
from deeproot_app.record.models import Contact


def points(label: str, least: int = 1, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=least, max_value=MOST, **more)


class RuleForm(forms.Form):
    """What points are given for."""

    occasion = forms.ChoiceField(label="What for", choices=RewardRule.Occasion.choices)
    points = points("Points")
    every_years = forms.IntegerField(
        label="Each so many years", min_value=1, max_value=100, initial=1, help_text="Of “Years with us” only."
    )
    begins = day("From")

    def __init__(self, data: Any = None, *, fixed: bool = False, **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["begins"].help_text = "What happened before that day earns nothing."
        self.fields["occasion"].disabled = fixed


class RewardForm(forms.Form):
    """What points buy."""

    name = forms.CharField(label="What they get", max_length=200)
    points = points("Points")
    cost = amount("What it costs us", required=False)
    currency = forms.RegexField(
        r"^[A-Za-z]{3}$", label="In", required=False,
        help_text="Three letters, such as EUR (ISO 4217). Paid from the budget in that currency.",
    )  # fmt: skip


class TermsForm(forms.Form):
    """How long points are good, how many may be given."""

    months_good = forms.IntegerField(
        label="Points are good for so many months", required=False, min_value=1, max_value=240,
        help_text="Of points that are given from now on. Empty: for ever.",
    )  # fmt: skip
    points_a_year = forms.IntegerField(
        label="Points that may be given in a year", required=False, min_value=0, max_value=2_000_000_000,
        help_text="Earned and granted together, in a year of your organisation's calendar. Empty: any number.",
    )  # fmt: skip


class RedeemForm(forms.Form):
    """What a customer takes for their points."""

    reward_id = forms.ChoiceField(label="What they take")
    contact_id = forms.ChoiceField(label="To whom", required=False)
    channel = forms.ChoiceField(label="How it reaches them", choices=list(CHANNELS.items()))
    words = forms.CharField(
        label="Your words", required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="What the mail says, or what stands on the card. The customer's story keeps it.",
    )  # fmt: skip
    reason = forms.CharField(
        label="Why it may be all the same, if the contact policy says no", required=False, max_length=500
    )
    beyond = forms.CharField(label="Why it may cost more than is left", required=False, max_length=1_000)
    key = forms.RegexField(r"^[0-9a-f]{24}$", widget=forms.HiddenInput)

    def __init__(self, people: Sequence[Contact], rewards: Iterable[Reward], data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        offer(self, "contact_id", [*((one.pk, str(one)) for one in people), ("", "all of them")])
        offer(self, "reward_id", [(str(one.pk), f"{one.name}, for {one.points:,} points") for one in rewards])


class LineForm(forms.Form):
    """A line written by hand."""

    points = points("Points", -MOST, help_text="Below zero only to correct what was given wrongly.")
    why = forms.CharField(label="Why", max_length=2_000, help_text="It stands in the ledger for good.")
    correction = forms.BooleanField(
        label="It corrects the ledger", required=False,
        help_text="Else it is granted, and counts into what may be given in a year.",
    )  # fmt: skip
    line_key = forms.RegexField(r"^[0-9a-f]{24}$", widget=forms.HiddenInput)


class ReferForm(forms.Form):
    """Whom a customer brought us."""

    brought = forms.CharField(label="Whom they brought us", max_length=500, help_text="The customer's name or id.")
