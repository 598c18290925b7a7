"""What a person says of a belief, of a goal in the customer's own metric, and of a step of the success plan."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from deeproot_app.base.fields import LocalMoment, in_zone
from deeproot_app.desk.known import HORIZONS, LABELS
from deeproot_app.record import beliefs
from deeproot_app.record.identity.people import people
from deeproot_app.record.models import Belief, Customer, Interaction, Member, Step
from deeproot_app.record.success import goals, steps
from deeproot_app.record.success.plan import GoalNow

LINES = forms.Textarea(attrs={"rows": 2})
WHEN = [("", "not said"), *HORIZONS.items()]


class SayBelief(forms.Form):
    """What is held, in whose words."""

    about = forms.ChoiceField(label="What it is about", choices=list(LABELS.items()))
    text = forms.CharField(label="In one sentence", max_length=beliefs.LONGEST, widget=LINES)
    horizon = forms.ChoiceField(label="For when", required=False, choices=WHEN)
    metric = forms.CharField(
        label="Measured how", required=False, max_length=300, help_text="For a goal: in their own metric, not in ours."
    )
    until = LocalMoment(label="Until", required=False)
    evidence = forms.ChoiceField(label="Which words of theirs say so", required=False)

    def __init__(self, zone: ZoneInfo, said: list[Interaction], data: Any = None, **more: Any) -> None:
        self.hard = more.pop("hard", None)
        super().__init__(data, **more)
        in_zone(self, zone)
        field: Any = self.fields["evidence"]
        field.choices = [("", "none: we only assume so"), *((row.pk, _told(row)) for row in said)]
        if not said:
            del self.fields["evidence"]
        about: Any = self.fields["about"]
        if self.hard is not None:
            names = ("capacity",) if self.hard else tuple(name for name in LABELS if name != "capacity")
            about.choices = [(name, LABELS[name]) for name in names]
        if self.hard:
            self.fields["about"].widget = forms.HiddenInput()
            self.fields["about"].initial = "capacity"
            self.fields["until"].required = True
            del self.fields["horizon"], self.fields["metric"]
        else:
            del self.fields["until"]

    def said(self) -> dict[str, Any]:
        """What `beliefs.add` takes."""
        given = self.cleaned_data
        return {
            "about": given["about"],
            "text": given["text"],
            "horizon": given.get("horizon") or None,
            "metric": given.get("metric") or None,
            "until": given.get("until"),
            "evidence": [given["evidence"]] if given.get("evidence") else [],
        }


def _told(row: Interaction) -> str:
    text = getattr(row, "text", None)
    words = " ".join(((text.body or text.subject or "") if text else "").split())
    return f"{row.happened_at:%Y-%m-%d} {row.channel}: {words[:90]}"


class EditBelief(forms.Form):
    """A belief, to be said otherwise."""

    about = forms.ChoiceField(label="What it is about", choices=list(LABELS.items()))
    text = forms.CharField(label="In one sentence", max_length=beliefs.LONGEST, widget=LINES)
    horizon = forms.ChoiceField(label="For when", required=False, choices=WHEN)
    metric = forms.CharField(label="Measured how", required=False, max_length=300)

    @classmethod
    def of(cls, belief: Belief, data: Any = None) -> EditBelief:
        told = {name: getattr(belief, name) or "" for name in ("about", "text", "horizon", "metric")}
        return cls(data, initial=told)

    def said(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {**given, "horizon": given["horizon"] or None, "metric": given["metric"] or None}


class AimForm(forms.Form):
    """What a goal comes to."""

    value = forms.FloatField(label="The figure to reach", required=False)
    unit = forms.CharField(label="In what", required=False, max_length=goals.UNIT, help_text="Such as % or hours.")
    by_at = LocalMoment(label="By when", required=False)
    shared = forms.BooleanField(label="They see this goal in the plan that we share", required=False)
    note = forms.CharField(
        label="A note among us", required=False, max_length=goals.LONGEST, widget=LINES, help_text="They never see it."
    )

    @classmethod
    def of(cls, goal: GoalNow | None, zone: ZoneInfo, data: Any = None, **more: Any) -> AimForm:
        row = goal.target if goal else None
        told = {name: getattr(row, name) for name in ("value", "unit", "by_at", "note")} if row else {}
        form = cls(data, initial={**told, "shared": bool(row and row.shared_at)}, **more)
        in_zone(form, zone)
        return form

    def said(self) -> goals.Aim:
        given = self.cleaned_data
        return goals.Aim(given["unit"], given["value"], given["by_at"], given["shared"], given["note"])


class MeasureForm(forms.Form):
    """How their metric stands."""

    value = forms.FloatField(label="It stands at")
    at = LocalMoment(label="As of", required=False)
    note = forms.CharField(label="A note among us", required=False, max_length=goals.LONGEST)

    def __init__(self, zone: ZoneInfo, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        in_zone(self, zone)


class StepForm(forms.Form):
    """One step: what, who, by when."""

    text = forms.CharField(label="What is to be done", max_length=steps.LONGEST, widget=LINES)
    who = forms.ChoiceField(label="Who does it")
    due_at = LocalMoment(label="By when", required=False)
    goal = forms.ChoiceField(label="For which goal", required=False)
    shared = forms.BooleanField(
        label="They see it",
        required=False,
        initial=True,
        help_text="A step of ours that they see, with a day, is a promise.",
    )
    note = forms.CharField(
        label="A note among us", required=False, max_length=steps.LONGEST, widget=LINES, help_text="They never see it."
    )

    def __init__(
        self, customer: Customer, goals_: list[GoalNow], zone: ZoneInfo, data: Any = None, **more: Any
    ) -> None:
        super().__init__(data, **more)
        in_zone(self, zone)
        choosing: dict[str, Any] = self.fields
        ours = [(f"us:{one.pk}", one.name) for one in Member.objects.order_by("name")]
        theirs = [(f"them:{one.contact.pk}", str(one.contact)) for one in people(customer)]
        choosing["who"].choices = [
            ("us:", "one of us"), ("them:", "the customer"), ("Of us", ours), ("Of theirs", theirs),
        ]  # fmt: skip
        choosing["goal"].choices = [("", "none"), *((one.belief.pk, one.belief.text[:90]) for one in goals_)]

    @classmethod
    def of(
        cls, step: Step, due: datetime | None, customer: Customer, goals_: list[GoalNow], zone: ZoneInfo
    ) -> StepForm:
        person = step.member_id if step.whose == "us" else step.contact_id
        told = {
            "text": step.text, "who": f"{step.whose}:{person or ''}", "due_at": due, "goal": step.goal_id or "",
            "shared": step.shared, "note": step.note,
        }  # fmt: skip
        return cls(customer, goals_, zone, initial=told)

    def said(self, due: datetime | None = None) -> steps.Said:
        """What is said; a minute that was left alone stays to the second as it was (``due``)."""
        given = self.cleaned_data
        whose, _, person = given["who"].partition(":")
        at = given["due_at"]
        if due is not None and at == due.replace(second=0, microsecond=0):
            at = due
        return steps.Said(
            given["text"], whose, given["goal"] or None,
            person if whose == "us" else None, person if whose == "them" else None, at, given["shared"], given["note"],
        )  # fmt: skip
