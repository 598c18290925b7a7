"""The forms of the journey's pages."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.core.validators import MaxLengthValidator

from deeproot_app.base.models import User
from deeproot_app.understand.journey import board as boards
from deeproot_app.understand.journey.models import LONGEST_NAME, JourneyIdea
from deeproot_app.understand.journey.walks import FELT

FEELS: Final = [
    ("", "We do not say"),
    ("1", "Very good"),
    ("0.5", "Good"),
    ("0", "Neither"),
    ("-0.5", "Bad"),
    ("-1", "Very bad"),
]
HELP: Final = {
    "does": "What they have to do here, step by step.",
    "sees": "What is before their eyes: a page, a mail, a form, a face.",
    "feels_says": "In their words, if you have any.",
    "people": "Who of us takes part, seen or unseen.",
}


class TouchpointForm(forms.Form):
    """What people say of one touchpoint."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    name = forms.CharField(label="Touchpoint", max_length=boards.LONGEST_NAME)
    feels = forms.ChoiceField(label="How it feels, as we assume", choices=FEELS, required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for name, label in boards.ROWS.items():
            self.fields[name] = forms.CharField(
                label=label,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
                help_text=HELP.get(name, ""),
                validators=[MaxLengthValidator(boards.LONGEST)],
            )

    def said(self) -> dict[str, Any]:
        told = dict(self.cleaned_data)
        told.pop("version")
        return told | {"feels": float(told["feels"]) if told["feels"] else None}

    def upon(self, number: int) -> TouchpointForm:
        """The same words, to be saved over another version."""
        form = TouchpointForm({**self.cleaned_data, "version": number})
        form.is_valid()
        return form

    @classmethod
    def of(cls, one: dict[str, Any], number: int) -> TouchpointForm:
        feels = one.get("feels")
        shown = "" if feels is None else f"{feels:g}"
        return cls(initial={**one, "feels": shown, "version": number})


class MapForm(forms.Form):
    """A new map."""

    persona = forms.ChoiceField(label="Of whom", required=False)
    name = forms.CharField(label="Called", max_length=LONGEST_NAME, required=False)

    def __init__(self, personas: list[str], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        chosen = self.fields["persona"]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = [("", "All customers"), *((one, one) for one in personas)]


class Pictures(forms.FileField):
    """Several pictures, or none."""

    widget = forms.ClearableFileInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = data if isinstance(data, list | tuple) else [data]
        return [super(Pictures, self).clean(one, initial) for one in files if one]


class Several(forms.ClearableFileInput):
    allow_multiple_selected = True


class NoteForm(forms.Form):
    """What is seen and felt at one step of a walk."""

    saw = forms.CharField(
        label="What do you see, what do you have to do?", required=False, widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4_000,
    )  # fmt: skip
    felt = forms.TypedChoiceField(
        label="How does it feel?", required=False, coerce=int, empty_value=None, widget=forms.RadioSelect,
        choices=[(str(value), words.capitalize()) for value, words in FELT.items()],
    )  # fmt: skip
    pictures = Pictures(
        label="Pictures", required=False, widget=Several(attrs={"accept": "image/png,image/jpeg"}),
        help_text="PNG or JPEG, up to 8 MB each, six a step. Where and by what they were taken is cut out.",
    )  # fmt: skip
    idea = forms.CharField(
        label="An idea that would make it better", required=False, max_length=1_000,
        help_text="It is put on the map, for somebody to see to.",
    )  # fmt: skip


class IdeaForm(forms.ModelForm):  # type: ignore[type-arg]
    """How far an idea is, and who sees to it."""

    class Meta:
        model = JourneyIdea
        fields = ("state", "owner")

    def __init__(self, *args: Any, owners: list[tuple[Any, str]] | None = None, **more: Any) -> None:
        """``owners``: choices that were read once for many such forms."""
        super().__init__(*args, **more)
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ModelChoiceField)
        owner.queryset = User.objects.filter(is_active=True).order_by("name", "email")
        owner.required = False
        if owners is not None:
            owner.choices = owners


def owners() -> list[tuple[Any, str]]:
    """Whoever may see to an idea."""
    people = User.objects.filter(is_active=True).order_by("name", "email")
    return [("", "Nobody yet"), *((one.pk, str(one)) for one in people)]
