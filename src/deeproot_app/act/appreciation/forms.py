"""The forms of giving and of budgets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final
from zoneinfo import ZoneInfo

from django import forms

from deeproot_app.act.appreciation.give import CHANNELS
from deeproot_app.base.fields import LocalMoment, in_zone
from deeproot_app.record.models import Contact

REASONS: Final = (
    "They have been with us for a year", "They told somebody about us", "They gave us frank words",
    "They were patient with us", "They helped another customer",
)  # fmt: skip
"""What gifts are often for: offered while one types."""


def amount(label: str, **more: Any) -> forms.DecimalField:
    widget = forms.NumberInput(attrs={"step": "0.01", "min": "0", "inputmode": "decimal"})
    return forms.DecimalField(label=label, min_value=0, max_digits=16, decimal_places=6, widget=widget, **more)


def day(label: str) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))


class GiftForm(forms.Form):
    """A thank-you or a gift to one customer."""

    what = forms.CharField(label="What you give", max_length=300, widget=forms.TextInput(attrs={"list": "gifts-given"}))
    why = forms.CharField(label="What for", max_length=2_000, widget=forms.TextInput(attrs={"list": "gift-reasons"}))
    contact_id = forms.ChoiceField(label="To whom", required=False)
    channel = forms.ChoiceField(label="How it reaches them", choices=list(CHANNELS.items()))
    subject = forms.CharField(label="Subject of the mail", max_length=300, required=False)
    words = forms.CharField(
        label="Your words", required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 7}),
        help_text="What the mail says, or what stands on the card. The customer's story keeps it.",
    )  # fmt: skip
    cost = amount("What it costs", required=False)
    currency = forms.ChoiceField(label="In", required=False)
    at = LocalMoment(label="When it was given, if that is past", required=False)
    reason = forms.CharField(
        label="Why it may be all the same, if the contact policy says no", required=False, max_length=500
    )
    beyond = forms.CharField(label="Why it may cost more than is left", required=False, max_length=1_000)
    key = forms.RegexField(r"^[0-9a-f]{24}$", widget=forms.HiddenInput)

    def __init__(
        self, zone: ZoneInfo, people: Sequence[Contact], currencies: Iterable[str], data: Any = None, **more: Any
    ) -> None:
        super().__init__(data, **more)
        offer(self, "contact_id", [*((one.pk, str(one)) for one in people), ("", "all of them")])
        offer(self, "currency", [(code, code) for code in dict.fromkeys(currencies)] or [("", "no budget pays now")])
        in_zone(self, zone)


class BudgetForm(forms.Form):
    """What gifts may cost from one day to another."""

    name = forms.CharField(label="Name", max_length=100)
    amount = amount("Amount")
    currency = forms.RegexField(r"^[A-Za-z]{3}$", label="Currency", help_text="Three letters, such as EUR (ISO 4217).")
    begins = day("From")
    ends = day("To, with this day")


def offer(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices
