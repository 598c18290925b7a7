"""The forms of a brief: asking what may be offered, and saying so."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from deeproot_app.act.briefs.asking import LONGEST, MOST
from deeproot_app.base.fields import LocalMoment, in_zone
from deeproot_app.record.models import Member


class AskForm(forms.Form):
    """What one wants to know of those who work on a case."""

    case = forms.CharField(widget=forms.HiddenInput)
    words = forms.CharField(
        label="What do you want to know?", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        initial="I am about to get in touch with them. What may I offer, and what should I leave alone?",
    )  # fmt: skip


class AgreeForm(forms.Form):
    """What may be offered, by whom, and until when."""

    case = forms.CharField(widget=forms.HiddenInput)
    question = forms.IntegerField(widget=forms.HiddenInput, required=False)
    options = forms.CharField(
        label="What may be offered", required=False, max_length=LONGEST * MOST,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}), help_text="One option a line.",
    )  # fmt: skip
    offered_by = forms.ModelMultipleChoiceField(
        Member.objects.order_by("name"), label="By whom", required=False,
        widget=forms.SelectMultiple(attrs={"size": 4}),
        help_text="Nobody chosen: whoever read the brief.",
    )  # fmt: skip
    until = LocalMoment(label="Until when", required=False)
    words = forms.CharField(
        label="What else they should know", required=False, max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        help_text="Where nothing may be offered, say why.",
    )  # fmt: skip

    def __init__(self, zone: ZoneInfo, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        in_zone(self, zone)

    @property
    def told(self) -> dict[str, Any]:
        """What was given, as `asking.agree` takes it."""
        until: datetime | None = self.cleaned_data["until"]
        return {
            "texts": self.cleaned_data["options"].splitlines(),
            "words": self.cleaned_data["words"],
            "offered_by": [member.pk for member in self.cleaned_data["offered_by"]],
            "until": until,
            "question_id": self.cleaned_data["question"],
        }
