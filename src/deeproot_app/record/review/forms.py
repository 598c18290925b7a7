"""What a person may change of a proposal before it is so, each sort by its own form."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django import forms

from deeproot_app.base.fields import LocalMoment, in_zone
from deeproot_app.record.models import Proposal
from deeproot_app.record.review import words

LONGEST: Final = 2_000


class Edit(forms.Form):
    """The value of a proposal, shown to be corrected."""

    def __init__(self, proposal: Proposal, zone: ZoneInfo, data: Any = None) -> None:
        self.proposal = proposal
        super().__init__(data, initial=self.begins_with(), prefix="edit")
        in_zone(self, zone)

    def begins_with(self) -> dict[str, Any]:
        return self.proposal.says

    def value(self) -> dict[str, Any]:
        """The whole value as corrected."""
        return {**self.proposal.says, **self.changed()}

    def changed(self) -> dict[str, Any]:
        return dict(self.cleaned_data)

    def moment(self, name: str) -> datetime | None:
        """The moment given; to the second as it was where its minute was left alone."""
        given, before = self.cleaned_data.get(name), words.moment_of(self.proposal)
        same = before is not None and given == before.replace(second=0, microsecond=0)
        return before if same else given


class EditPromise(Edit):
    text = forms.CharField(label="What was promised", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2}))
    due_at = LocalMoment(label="By when")

    def begins_with(self) -> dict[str, Any]:
        return {"text": words.quoted(self.proposal), "due_at": words.moment_of(self.proposal)}

    def changed(self) -> dict[str, Any]:
        due = self.moment("due_at")
        assert due is not None
        return {"text": self.cleaned_data["text"], "due_at": due.isoformat(), "vague": False}


class EditOutcome(Edit):
    outcome = forms.ChoiceField(label="What it means for the promise", choices=list(words.OUTCOMES.items()))
    new_due = LocalMoment(label="New date, where it is put off", required=False)

    def begins_with(self) -> dict[str, Any]:
        return {"outcome": self.proposal.says.get("outcome"), "new_due": words.moment_of(self.proposal)}

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("outcome") == "holding" and not found.get("new_due") and "new_due" not in self.errors:
            self.add_error("new_due", "Say until when it is put off.")
        return found

    def changed(self) -> dict[str, Any]:
        due = self.moment("new_due") if self.cleaned_data["outcome"] == "holding" else None
        return {"outcome": self.cleaned_data["outcome"], "new_due": due.isoformat() if due else None}


class EditBelief(Edit):
    about = forms.ChoiceField(label="What it is about", choices=list(words.ABOUT.items()))
    text = forms.CharField(label="In which words", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2}))
    horizon = forms.ChoiceField(
        label="For when", required=False, choices=[("", "not said"), *((k, v) for k, v in words.HORIZONS.items())]
    )
    metric = forms.CharField(label="Measured how", required=False, max_length=300)

    def changed(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {**given, "horizon": given["horizon"] or None, "metric": given["metric"] or None}


class EditKind(Edit):
    kind = forms.ChoiceField(label="What it is")

    def __init__(self, proposal: Proposal, zone: ZoneInfo, data: Any = None) -> None:
        super().__init__(proposal, zone, data)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = words.kinds_for(proposal.interaction.direction)


class EditNeedsAnswer(Edit):
    needs_answer = forms.TypedChoiceField(
        label="Does it want an answer?",
        choices=[("yes", words.ASKS[True]), ("no", words.ASKS[False])],
        coerce=lambda given: given == "yes",
    )

    def begins_with(self) -> dict[str, Any]:
        return {"needs_answer": "yes" if self.proposal.says.get("needs_answer", True) else "no"}


FORMS: Final[dict[str, type[Edit]]] = {
    Proposal.Sort.PROMISE: EditPromise,
    Proposal.Sort.OUTCOME: EditOutcome,
    Proposal.Sort.BELIEF: EditBelief,
    Proposal.Sort.KIND: EditKind,
    Proposal.Sort.NEEDS_ANSWER: EditNeedsAnswer,
}


def edit(proposal: Proposal, zone: ZoneInfo, data: Any = None) -> Edit:
    """The form that corrects a proposal, filled with what it says, or bound to ``data``."""
    return FORMS[proposal.sort](proposal, zone, data)
