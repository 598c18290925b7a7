"""The forms of base: people, the organisation, one's own settings."""

from __future__ import annotations

from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

from deeproot_app.base import domains, members
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import Organisation, User

REGIONS = ("Africa/", "America/", "Antarctica/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
"""Zones are named by region and town; the older names for the same zones are not offered."""


def zones(empty: str) -> list[tuple[str, str]]:
    """Every time zone, after one that means "none of our own"; without an ``empty`` only the zones."""
    names = sorted(name for name in available_timezones() if name.startswith(REGIONS) or name == "UTC")
    return ([("", empty)] if empty else []) + [(name, name.replace("_", " ")) for name in names]


class MemberField(forms.ChoiceField):
    """One of the record's members, or nobody."""

    def __init__(self, **settings: object) -> None:
        super().__init__(
            choices=lambda: [("", "Nobody: they never talk to customers"), *_choices()],
            label="In the record they are",
            required=False,
            help_text="What this member owns and promised is then theirs on Today.",
            **settings,  # type: ignore[arg-type]
        )


def _choices() -> list[tuple[str, str]]:
    return [(m.member_id, f"{m.name} · {m.email}") for m in members.known()]


ROLES = (
    (User.Role.VIEWER, "Viewer: sees everything, changes nothing but their own settings and views"),
    (User.Role.MEMBER, "Member: handles what is theirs on Today, and changes promises"),
    (User.Role.MANAGER, "Manager: handles anyone's, imports, exports, undoes, and sees the audit trail"),
    (User.Role.ADMINISTRATOR, "Administrator: adds people, gives roles, changes the organisation"),
)


class AddPerson(forms.Form):
    """Somebody new."""

    email = forms.EmailField(label="E-mail", help_text="The name they sign in with. No mail is sent.")
    name = forms.CharField(label="Name", max_length=200, required=False)
    role = forms.ChoiceField(label="Role", choices=ROLES, initial=User.Role.MEMBER, widget=forms.RadioSelect)
    member_id = MemberField()


class ChangeRole(forms.Form):
    """Another role for somebody."""

    role = forms.ChoiceField(label="Role", choices=ROLES, widget=forms.RadioSelect)


class BeMember(forms.Form):
    """Which member somebody is."""

    member_id = MemberField()


class Own(forms.Form):
    """One's own settings."""

    name = forms.CharField(label="Name", max_length=200, required=False)
    timezone = forms.ChoiceField(
        label="Time zone", required=False, help_text="The zone in which you are told the time."
    )
    theme = forms.ChoiceField(
        label="Light or dark",
        required=False,
        choices=User._meta.get_field("theme").flatchoices,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: object, organisation: Organisation, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["timezone"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = zones(f"As the organisation: {organisation.timezone.replace('_', ' ')}")


class OrganisationForm(forms.Form):
    """What is true of the whole organisation."""

    name = forms.CharField(label="Name", max_length=200, required=False)
    timezone = forms.ChoiceField(
        label="Time zone",
        choices=lambda: zones(""),
        help_text="Times without an offset in an imported file are in this zone; its day is the day of Today.",
    )
    country = forms.CharField(
        label="Country",
        required=False,
        validators=[RegexValidator(r"^[A-Za-z]{2}$", "Give its two letters, such as SE.")],
        help_text="Its two letters, such as SE.",
    )
    domains = forms.CharField(
        label="Our mail domains",
        required=False,
        max_length=2_000,
        help_text="Such as oakfield.example, with commas between. Who writes from them is one of us, unless they are a "
        "customer's contact; the domains of your people's own addresses count anyway.",
    )
    members_see = forms.ChoiceField(
        label="Members see",
        choices=Organisation._meta.get_field("members_see").flatchoices,
        widget=forms.RadioSelect,
        help_text="Viewers, managers and administrators see every customer.",
    )

    def clean_domains(self) -> list[str]:
        given = str(self.cleaned_data["domains"]).replace(";", ",").replace(" ", ",").replace("\n", ",")
        try:
            return domains.ours(given.split(","))
        except UserError as wrong:
            raise ValidationError(wrong.message) from None

    def clean_country(self) -> str:
        return str(self.cleaned_data["country"]).upper()
