"""The forms of events."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms

from deeproot_app.act.events.guests import GROUPS
from deeproot_app.act.events.planned import About
from deeproot_app.act.models import Event
from deeproot_app.record.models import Member


def naive(label: str) -> forms.DateTimeField:
    """A day and an hour, as the clock at the event shows it."""
    widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
    return forms.DateTimeField(label=label, widget=widget)


class EventForm(forms.Form):
    """When, where, for how many."""

    title = forms.CharField(label="Title", max_length=200)
    kind = forms.ChoiceField(label="What it is to those who come", choices=Event.Kind.choices)
    says = forms.CharField(
        label="What it is about", required=False, max_length=5_000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Those who are invited read it, as you write it here.",
    )  # fmt: skip
    starts_at = naive("Begins")
    ends_at = naive("Ends")
    timezone = forms.CharField(
        label="In which zone", max_length=64, widget=forms.TextInput(attrs={"list": "zones"}),
        help_text="Everybody is told the hour in this zone; their calendars turn it into their own.",
    )  # fmt: skip
    place = forms.CharField(label="Place", required=False, max_length=300)
    link = forms.URLField(
        label="Address at which it is joined", required=False, max_length=1_000, assume_scheme="https",
        help_text="Shown to those who said that they come.",
    )  # fmt: skip
    capacity = forms.IntegerField(label="Places", required=False, min_value=1, max_value=1_000_000)
    remind_hours = forms.IntegerField(
        label="Remind the guests so many hours before", required=False, min_value=1, max_value=336, initial=24,
        help_text="Who was invited and did not say no, once. Empty: nobody is reminded.",
    )  # fmt: skip
    host = forms.ModelChoiceField(
        Member.objects.order_by("name"), label="Who invites", required=False, empty_label="the organisation"
    )

    zones = sorted(available_timezones())

    @classmethod
    def of(cls, event: Event, data: Any = None) -> EventForm:
        """The form with what is known of an event."""
        zone = ZoneInfo(event.timezone)
        begins = {
            name: getattr(event, name)
            for name in ("title", "kind", "says", "timezone", "place", "link", "capacity", "remind_hours")
        }
        moments = {name: _shown(getattr(event, name), zone) for name in ("starts_at", "ends_at")}
        return cls(data, initial=begins | moments | {"host": event.host_id})

    def about(self) -> About:
        """What was filled in, its hours by the clock of the event's zone; only for a form that is valid."""
        told = dict(self.cleaned_data)
        host: Member | None = told.pop("host")
        return About(**told, host_id=host.pk if host else None)

    def clean(self) -> dict[str, Any]:
        """Read the hours in the zone of the event."""
        told = super().clean() or self.cleaned_data
        if (name := told.get("timezone")) not in available_timezones():
            self.add_error("timezone", f"{name!r} is no time zone; write it as Europe/Berlin.")
            return told
        for field in ("starts_at", "ends_at"):
            if told.get(field) is not None:
                told[field] = told[field].replace(tzinfo=ZoneInfo(name))
        return told


def _shown(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).strftime("%Y-%m-%dT%H:%M")


class AskForm(forms.Form):
    """Who is put on the list."""

    group = forms.ChoiceField(label="Who", required=False, choices=list(GROUPS.items()))
    named = forms.CharField(
        label="Addresses, or customers by name", required=False, max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 5}), help_text="One on a line.",
    )  # fmt: skip


class CameForm(forms.Form):
    """Who came."""

    file = forms.FileField(label="A file", required=False)
    names = forms.CharField(
        label="Names or addresses", required=False, max_length=500_000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="One on a line, or the list of your webinar's program as comma-separated values.",
    )  # fmt: skip
    others_absent = forms.BooleanField(label="All others did not come", required=False, initial=True)
