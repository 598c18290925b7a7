"""The limits of the contact policy as a form, and back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
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
PERSONA: Final = re.compile(r"persona_\d{1,3}_name")
EMPTY: Final = 2
"""So many rows of personas stand open to be filled in."""
MOST_PERSONAS: Final = 300
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
        for number in range(self._rows()):
            self._add_persona(number)
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

    def _rows(self) -> int:
        """How many rows of personas: those that are filled in, or were on the page, and a few more."""
        given = self.data if self.is_bound else self.initial
        numbers = [int(name[8:-5]) for name in given if PERSONA.fullmatch(name)]
        return min(max(numbers, default=-1) + 1 + (0 if self.is_bound else EMPTY), MOST_PERSONAS)

    def _add_persona(self, number: int) -> None:
        said = f"Persona {number + 1}"
        self.fields[f"persona_{number}_name"] = forms.CharField(
            label=said,
            max_length=300,
            required=False,
            widget=forms.TextInput(attrs={"list": "personas", "placeholder": "Persona"}),
        )
        self.fields[f"persona_{number}_channel"] = forms.ChoiceField(
            label=f"{said}: by which way", choices=[(one, NAMES[one]) for one in FREQUENCY], required=False
        )
        self.fields[f"persona_{number}_most"] = forms.IntegerField(
            label=f"{said}: at most", min_value=0, max_value=1_000, required=False
        )
        self.fields[f"persona_{number}_within"] = forms.FloatField(
            label=f"{said}: in so many days", min_value=0.01, max_value=365, required=False
        )

    def clean(self) -> dict[str, Any]:
        """A row of a persona is whole or empty, and none is there twice."""
        told = super().clean() or self.cleaned_data
        seen: set[tuple[str, str]] = set()
        for number, name, channel, most, within in _rows_of(told):
            if not name or most is None or not within:
                self.add_error(f"persona_{number}_name", "Say for which persona, how many at most, in how many days.")
            elif (name, channel) in seen:
                self.add_error(f"persona_{number}_name", f"{name} has a limit for {NAMES[channel]} already.")
            seen.add((name, channel))
        return told

    def personas(self) -> list[dict[str, Any]]:
        """The fields of each persona's own limits."""
        parts = ("name", "channel", "most", "within")
        numbers = [int(name[8:-5]) for name in self.fields if PERSONA.fullmatch(name)]
        return [{part: self[f"persona_{number}_{part}"] for part in parts} for number in numbers]

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
    own = [(name, channel, one) for name, of_it in sorted(limits.personas.items()) for channel, one in of_it.items()]
    for number, (name, channel, one) in enumerate(own[:MOST_PERSONAS]):
        row = {"name": name, "channel": channel, "most": one.most, "within": one.days}
        found |= {f"persona_{number}_{part}": value for part, value in row.items()}
    return found


def document(cleaned: Mapping[str, Any], changed: Mapping[str, Any]) -> dict[str, Any]:
    """What a form says, as it is kept; what the form does not show stays."""
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
    personas: dict[str, dict[str, Any]] = {}
    for _, name, channel, most, within in _rows_of(cleaned):
        personas.setdefault(name, {})[channel] = {"most": most, "days": within}
    return {**changed, "hours": hours, "frequency": frequency, "personas": personas, **others}


def _rows_of(told: Mapping[str, Any]) -> Iterator[tuple[int, str, str, Any, Any]]:
    """The rows of personas in which something stands."""
    for number in range(MOST_PERSONAS):
        name, most, within = (told.get(f"persona_{number}_{part}") for part in ("name", "most", "within"))
        if name or most is not None or within is not None:
            yield number, name or "", told.get(f"persona_{number}_channel") or "", most, within


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
