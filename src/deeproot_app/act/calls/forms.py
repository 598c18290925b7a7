"""The form of a call: one screen, each field reached by the keyboard, nothing asked that need not be known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from zoneinfo import ZoneInfo

from django import forms

from deeproot.tables import TABLES
from deeproot_app.act.calls.report import Need, Outcome, Report
from deeproot_app.act.calls.whom import Reachable
from deeproot_app.base.fields import LocalMoment, in_zone

NEEDS: Final = 3
"""So many needs can be written down; more belong on the customer's page."""
KINDS: Final = (
    ("care", "To ask how they are"), ("value", "To give something of use"), ("answer", "To answer them"),
    ("holding", "To say how a promise stands"), ("appreciation", "To thank them"), ("admin", "Paperwork"),
    ("renewal", "To renew the contract"), ("pitch", "To offer something"), ("miss_you", "To say that we miss them"),
)  # fmt: skip
SEEMED: Final = (
    ("", "cannot say"), ("-1", "very unhappy"), ("-0.5", "unhappy"), ("0", "neither"), ("0.5", "happy"),
    ("1", "very happy"),
)  # fmt: skip
ABOUT: Final = (
    ("need", "Need"), ("pain", "Pain"), ("goal", "Goal"), ("gain", "Gain"), ("strength", "What they value about us"),
    ("origin", "Why they chose us"), ("capacity", "Hard times"),
)  # fmt: skip
HORIZONS: Final = {"now": "now", "quarter": "this quarter", "some_day": "some day"}
BECAME: Final = (("", "It stands as it stood"), ("kept", "Kept with this call"), ("put_off", "Put off, to a new day"))


def minutes(label: str) -> forms.FloatField:
    widget = forms.NumberInput(attrs={"step": "0.5", "min": "0", "inputmode": "decimal"})
    return forms.FloatField(label=label, required=False, min_value=0, max_value=1_440, widget=widget)


def words(label: str, most: int, rows: int = 0, **attributes: str) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, **attributes}) if rows else forms.TextInput(attrs=attributes)
    return forms.CharField(label=label, required=False, max_length=most, widget=widget)


class CallForm(forms.Form):
    """What came of one attempt."""

    outcome = forms.ChoiceField(label="What came of it?", choices=Outcome.choices, widget=forms.RadioSelect)
    contact_id = forms.ChoiceField(label="Whom you spoke to", required=False)
    kind = forms.ChoiceField(label="What the call was for", choices=KINDS)
    said = words("What was said", 20_000, rows=5)
    their_minutes = minutes("They talked, minutes")
    our_minutes = minutes("We talked, minutes")
    asked = forms.BooleanField(label="We asked an open question", required=False)
    seemed = forms.TypedChoiceField(
        label="How they seemed", required=False, choices=SEEMED, coerce=float, empty_value=None
    )
    voice = words("Voice", 1_000, placeholder="slow, sighed twice, laughed at the end …")
    expression = words("Expression", 1_000, placeholder="on video: frowned at the price …")
    became = forms.ChoiceField(label="The promise it was about", required=False, choices=BECAME)
    new_due = LocalMoment(label="Put off to", required=False)
    promise = words("What we promised", 2_000, rows=2)
    promise_due = LocalMoment(label="By when", required=False)
    call_back_at = LocalMoment(label="Call back at", required=False)
    next_at = LocalMoment(label="We speak next at", required=False)
    at = LocalMoment(label="When it was, if not now", required=False)
    objects = forms.BooleanField(label="They do not want to be called any more", required=False)
    settles = forms.BooleanField(label="Today is done with it", required=False, initial=True)
    after = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, zone: ZoneInfo, people: Sequence[Reachable], data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        self.people = list(people)
        self._offer("contact_id", [(one.contact_id, one.name) for one in people] or [("", "not known")])
        known = TABLES["beliefs"].column("horizon").words
        for number in range(NEEDS):
            self.fields[f"need_{number}"] = words("What they said, in their words", 2_000)
            self.fields[f"about_{number}"] = forms.ChoiceField(label="It is a", required=False, choices=ABOUT)
            horizons = [("", "no matter"), *((name, HORIZONS.get(name, name)) for name in known)]
            self.fields[f"horizon_{number}"] = forms.ChoiceField(label="When", required=False, choices=horizons)
        in_zone(self, zone)
        for field in self.fields.values():
            if isinstance(field, LocalMoment):
                field.help_text = ""

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    @property
    def needs(self) -> list[tuple[forms.BoundField, forms.BoundField, forms.BoundField]]:
        """The rows of needs: the words, what it is, its horizon."""
        return [(self[f"need_{n}"], self[f"about_{n}"], self[f"horizon_{n}"]) for n in range(NEEDS)]

    def report(self) -> Report:
        """What was filled in; only for a form that is valid."""
        told = self.cleaned_data
        chosen = {name: told[name] for name in Report.__dataclass_fields__ if name in told}
        heard = [
            Need(told[f"about_{n}"] or "need", told[f"need_{n}"], told[f"horizon_{n}"] or None)
            for n in range(NEEDS)
            if told[f"need_{n}"].strip()
        ]
        phone = next((one.phone for one in self.people if one.contact_id == told["contact_id"]), "")
        return Report(**chosen | {"contact_id": told["contact_id"] or None, "needs": heard, "phone": phone})
