"""The form that connects a source: what its channel asks for, field by field."""

from __future__ import annotations

from typing import Any, Final

from django import forms

from deeproot_app.channels.shapes import Setting
from deeproot_app.record.arrivals import connecting, offers
from deeproot_app.record.arrivals.offers import Answers, Offer
from deeproot_app.record.models import Connection

PREFIX: Final = "s_"
"""Before the names of a channel's own settings, that none is mistaken for the connection's name."""
LONG: Final = ("mapping", "authority")
"""Settings of several lines."""


class ConnectForm(forms.Form):
    """A name, and what the channel asks for."""

    def __init__(self, *args: Any, offer: Offer, kept: Connection | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer, self.kept = offer, kept
        self.answers = Answers()
        if kept is None:
            self.fields["name"] = forms.CharField(
                label="Name",
                max_length=60,
                help_text="What you call it here, such as “Support mailbox”. It cannot be changed later.",
            )
        for setting in offer.settings:
            self.fields[PREFIX + setting.name] = _field(setting, kept)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if self.kept is None and "name" in found and (why := connecting.wrong_name(found["name"].strip())):
            self.add_error("name", why)
        given = {setting.name: self._given(setting, found) for setting in self.offer.settings}
        self.answers = offers.answers(self.offer, given, self.kept)
        for name, why in self.answers.wrong.items():
            if PREFIX + name not in self.errors:
                self.add_error(PREFIX + name if PREFIX + name in self.fields else None, why)
        return found

    def _given(self, setting: Setting, found: dict[str, Any]) -> str:
        value = found.get(PREFIX + setting.name, "")
        return ("yes" if value else "no") if setting.kind == "yes" else str(value or "")


def _field(setting: Setting, kept: Connection | None) -> forms.Field:
    initial = kept.settings.get(setting.name, "") if kept and setting.kind != "secret" else setting.default
    common: dict[str, Any] = {
        "label": setting.label,
        "help_text": setting.help,
        "required": setting.required and setting.kind not in ("secret", "yes"),
        "initial": initial,
    }
    if setting.kind == "choice":
        empty = [] if setting.required else [("", "–")]
        return forms.ChoiceField(choices=[*empty, *setting.choices], **common)
    if setting.kind == "yes":
        return forms.BooleanField(**common | {"initial": initial == "yes"})
    if setting.kind == "secret":
        return _secret(setting, kept, common)
    widget: forms.Widget = forms.TextInput()
    if setting.kind == "number":
        widget = forms.TextInput(attrs={"inputmode": "numeric"})
    if setting.name in LONG:
        widget = forms.Textarea(attrs={"rows": 8, "spellcheck": "false"})
    return forms.CharField(max_length=offers.LONGEST, widget=widget, strip=False, **common)


def _secret(setting: Setting, kept: Connection | None, common: dict[str, Any]) -> forms.Field:
    """A secret is never shown: of one that is kept an empty field says that it stays."""
    common["required"] = setting.required and kept is None and not setting.made
    if kept is not None:
        common["help_text"] = f"{setting.help} Left empty, the present one stays.".strip()
    elif setting.made:
        common["help_text"] = f"{setting.help} Left empty, one is made and shown once.".strip()
    widget = forms.PasswordInput(attrs={"autocomplete": "new-password"}, render_value=False)
    return forms.CharField(max_length=offers.LONGEST, widget=widget, **common | {"initial": ""})
