"""Fields of forms that know who reads them: moments in the reader's own zone."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone


class LocalMoment(forms.DateTimeField):
    """A moment that the reader sees and gives in their own zone, to the minute."""

    zone = ZoneInfo("UTC")

    def __init__(self, **more: Any) -> None:
        widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
        super().__init__(widget=widget, **more)

    def prepare_value(self, value: Any) -> Any:
        with timezone.override(self.zone):
            return super().prepare_value(value)

    def to_python(self, value: Any) -> Any:
        with timezone.override(self.zone):
            return super().to_python(value)


def in_zone(form: forms.Form, zone: ZoneInfo) -> None:
    """Let the moments of a form be given in the reader's ``zone``, and say so."""
    for field in form.fields.values():
        if isinstance(field, LocalMoment):
            field.zone = zone
            field.help_text = f"In your zone, {zone.key.replace('_', ' ')}."
