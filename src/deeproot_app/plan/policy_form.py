"""The limits of the contact policy as a form, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django import forms

from deeproot.plan.policy import Frequency, Hours, Limits
from deeproot.plan.policy.limits import FREQUENCY, HOURS

NAMES: Final = {
    "email": "E-mail",
    "call": "Calls",
    "sms": "SMS",
    "chat": "Chat",
    "meeting": "Meetings",
    "": "All together",
}
DAYS: Final = (("0123456", "every day"), ("01234", "Monday to Friday"), ("012345", "Monday to Saturday"))
BASES: Final = (
    ("customer", "They are customers of ours, or consented"),
    ("bought", "They bought from us or have a contract on record, or consented"),
    ("consent", "They consented, each of them"),
    ("none", "It is enough that they did not object"),
)


class PolicyForm(forms.Form):
    """Hours and frequency of each channel, and the other limits."""

    basis = forms.ChoiceField(label="Marketing by mail, SMS and telephone rests on", choices=BASES)
    basis_after_leaving_days = forms.FloatField(
        label="Days for which having been a customer still counts", min_value=0, max_value=36_500
    )
    gifts = forms.IntegerField(
        label="Gifts that a pitch needs since the last one", min_value=0, max_value=100,
        help_text="Value, care and thanks.",
    )  # fmt: skip
    survey_rest_days = forms.FloatField(label="Days between two surveys", min_value=0, max_value=3_650)
    briefed_hours = forms.FloatField(
        label="Hours for which a word among us counts as a brief", min_value=0, max_value=8_760
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for channel in HOURS:
            name = NAMES[channel]
            self.fields[f"{channel}_start"] = forms.CharField(label=f"{name} from", required=False, max_length=5)
            self.fields[f"{channel}_end"] = forms.CharField(label=f"{name} until", required=False, max_length=5)
            self.fields[f"{channel}_days"] = forms.ChoiceField(label=f"{name} on", choices=DAYS, required=False)
        for channel in FREQUENCY:
            name, key = NAMES[channel], channel or "all"
            self.fields[f"{key}_most"] = forms.IntegerField(
                label=f"{name}: at most", min_value=0, max_value=1_000, required=False
            )
            self.fields[f"{key}_within"] = forms.FloatField(
                label=f"{name}: in so many days", min_value=0.01, max_value=365, required=False
            )

    def hours(self) -> list[dict[str, Any]]:
        """The fields of each channel's hours."""
        return [
            {"name": NAMES[one], "start": self[f"{one}_start"], "end": self[f"{one}_end"], "days": self[f"{one}_days"]}
            for one in HOURS
        ]

    def frequency(self) -> list[dict[str, Any]]:
        """The fields of each channel's frequency."""
        keys = [(one, one or "all") for one in FREQUENCY]
        return [{"name": NAMES[one], "most": self[f"{key}_most"], "within": self[f"{key}_within"]} for one, key in keys]

    def others(self) -> list[forms.BoundField]:
        """The other limits."""
        return [self[name] for name in self.base_fields]


def initial(limits: Limits) -> dict[str, Any]:
    """Limits as the form shows them."""
    found: dict[str, Any] = {name: getattr(limits, name) for name in PolicyForm.base_fields}
    for channel in HOURS:
        hours = limits.hours.get(channel)
        if isinstance(hours, Hours):
            found[f"{channel}_start"], found[f"{channel}_end"] = _clock(hours.start), _clock(hours.end)
            found[f"{channel}_days"] = "".join(map(str, sorted(hours.days)))
    for channel in FREQUENCY:
        limit = limits.frequency.get(channel)
        if isinstance(limit, Frequency):
            found[f"{channel or 'all'}_most"], found[f"{channel or 'all'}_within"] = limit.most, limit.days
    return found


def document(cleaned: Mapping[str, Any], changed: Mapping[str, Any]) -> dict[str, Any]:
    """What a form says, as it is kept; what the form does not show (limits of personas) stays."""
    hours = {
        channel: {"start": cleaned[f"{channel}_start"], "end": cleaned[f"{channel}_end"],
                  "days": [int(day) for day in cleaned[f"{channel}_days"] or "0123456"]}
        if cleaned[f"{channel}_start"] and cleaned[f"{channel}_end"] else None
        for channel in HOURS
    }  # fmt: skip
    frequency = {
        channel: {"most": cleaned[f"{channel or 'all'}_most"], "days": cleaned[f"{channel or 'all'}_within"]}
        if cleaned[f"{channel or 'all'}_most"] is not None and cleaned[f"{channel or 'all'}_within"] else None
        for channel in FREQUENCY
    }  # fmt: skip
    others = {name: cleaned[name] for name in PolicyForm.base_fields}
    return {**changed, "hours": hours, "frequency": frequency, **others}


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
