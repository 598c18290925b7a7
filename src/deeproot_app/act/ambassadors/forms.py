"""The forms of favours and referrals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from deeproot_app.act.ambassadors.asking import CHANNELS
from deeproot_app.act.appreciation.forms import offer
from deeproot_app.act.models import AmbassadorAsk, Referral
from deeproot_app.record.models import Contact


class FavourForm(forms.Form):
    """What is asked of a customer, of whom, how and in which words."""

    favour = forms.ChoiceField(label="What you ask", choices=AmbassadorAsk.Favour.choices)
    contact_id = forms.ChoiceField(label="Whom you ask")
    channel = forms.ChoiceField(
        label="How", choices=[(name, words.capitalize()) for name, words in CHANNELS.items()],
        help_text="By mail: the words leave as they stand here. Else: write down what you said once you said it.",
    )  # fmt: skip
    subject = forms.CharField(label="Subject", max_length=300, required=False)
    text = forms.CharField(label="Words", max_length=20_000, widget=forms.Textarea(attrs={"rows": 14}))
    key = forms.RegexField(r"^[0-9a-f]{24}$", widget=forms.HiddenInput)

    def __init__(self, people: Sequence[Contact], data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        offer(self, "contact_id", [(one.pk, f"{one} {one.email or ''}".strip()) for one in people])


class ReferralForm(forms.Form):
    """Who told whom of us."""

    customer = forms.CharField(label="Who told them of us", max_length=500, help_text="The customer’s name or id.")
    brought = forms.CharField(
        label="Who came", max_length=500, required=False,
        help_text="The customer’s name or id. Empty where they are none yet: say below who it is.",
    )  # fmt: skip
    name = forms.CharField(label="Their name", max_length=300, required=False)
    email = forms.EmailField(
        label="Their mail address", required=False,
        help_text="Whoever becomes a customer with it is tied to this referral by itself.",
    )  # fmt: skip
    how = forms.ChoiceField(
        label="How we know", choices=[one for one in Referral.How.choices if one[0] != Referral.How.FILE]
    )
    day = forms.DateField(
        label="When", required=False, widget=forms.DateInput(attrs={"type": "date"}), help_text="Empty: today."
    )
    note = forms.CharField(label="Note", max_length=2_000, required=False, widget=forms.Textarea(attrs={"rows": 2}))
