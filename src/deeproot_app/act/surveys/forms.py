"""The forms of surveys: what is said of one, one question, whom to ask."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import Any, Final

from django import forms

from deeproot_app.act.models import Question, Survey
from deeproot_app.act.surveys import wording, written
from deeproot_app.act.surveys.questions import Put
from deeproot_app.act.surveys.whom import GROUPS
from deeproot_app.act.surveys.written import About
from deeproot_app.base.public import LANGUAGES
from deeproot_app.plan.programmes.form import Condition
from deeproot_app.record.models import Member

ROWS: Final = 3
"""Conditions of an audience that the form has room for."""
SAYS: Final = {
    "subject": "Subject of the mail",
    "asks": "Words of the mail",
    "intro": "Above the questions",
    "thanks": "Once they answered",
}


def _area(label: str, rows: int = 2, longest: int = written.LONGEST, says: str = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=False, max_length=longest, widget=widget, help_text=says)


def _in_words(told: dict[str, Any], name: str) -> wording.Words:
    return {code: told[f"{name}_{code}"].strip() for code in LANGUAGES if told.get(f"{name}_{code}", "").strip()}


class TemplateForm(forms.Form):
    """What a survey begins as."""

    template = forms.ChoiceField(
        label="Begin with", widget=forms.RadioSelect,
        choices=[(name, f"{one.title} — {one.says}") for name, one in wording.TEMPLATES.items()],
    )  # fmt: skip
    title = forms.CharField(
        label="What you call it", required=False, max_length=200, help_text="Customers do not read it."
    )


class SurveyForm(forms.Form):
    """What is said of a survey beside its questions."""

    title = forms.CharField(label="What you call it", max_length=200)
    kind = forms.ChoiceField(
        label="Its score", choices=Survey.Kind.choices, help_text="The mark of its first question of this kind."
    )
    language = forms.ChoiceField(label="Language where there are no words in theirs", choices=list(LANGUAGES.items()))
    link_days = forms.IntegerField(label="Days that a link is good", min_value=1, max_value=366)
    host = forms.ModelChoiceField(
        Member.objects.order_by("name"), label="Who asks", required=False,
        empty_label="whoever looks after the customer",
    )  # fmt: skip

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        for code in LANGUAGES:
            self.fields[f"subject_{code}"] = forms.CharField(label=SAYS["subject"], required=False, max_length=200)
            for name in ("asks", "intro", "thanks"):
                self.fields[f"{name}_{code}"] = _area(SAYS[name])

    @classmethod
    def of(cls, survey: Survey, data: Any = None) -> SurveyForm:
        """The form with what is said of a survey."""
        begins = {name: getattr(survey, name) for name in ("title", "kind", "language", "link_days")}
        words = {f"{name}_{code}": getattr(survey, name).get(code, "") for name in SAYS for code in LANGUAGES}
        return cls(data, initial=begins | words | {"host": survey.host_id})

    @property
    def languages(self) -> list[tuple[str, str, list[Any]]]:
        """The words of each language together: its code, its name, its fields."""
        return [(code, name, [self[f"{part}_{code}"] for part in SAYS]) for code, name in LANGUAGES.items()]

    def about(self) -> About:
        """What was filled in; only for a form that is valid."""
        told = self.cleaned_data
        host: Member | None = told["host"]
        words = {name: _in_words(told, name) for name in SAYS}
        plain = {name: told[name] for name in ("title", "kind", "language", "link_days")}
        said: dict[str, Any] = plain | words
        return About(**said, host_id=host.pk if host else None)


class QuestionForm(forms.Form):
    """One question: its words in each language, and after which answer it is asked."""

    kind = forms.ChoiceField(label="How it is answered", choices=Question.Kind.choices)
    required = forms.BooleanField(label="It must be answered", required=False)
    after = forms.ChoiceField(label="Asked", required=False)
    least = forms.IntegerField(label="where that mark is at least", required=False, min_value=0, max_value=10)
    most = forms.IntegerField(label="and at most", required=False, min_value=0, max_value=10)
    one_of = forms.MultipleChoiceField(
        label="where they chose one of these", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="None marked: whatever they chose.",
    )  # fmt: skip

    def __init__(self, survey: Survey, question: Question | None, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        self.survey, self.question = survey, question
        earlier = survey.questions.order_by("place")
        self.earlier = list(earlier.filter(place__lt=question.place) if question else earlier)
        choosing: dict[str, Any] = self.fields
        choosing["after"].choices = [("", "always"), *((str(one.pk), self._called(one)) for one in self.earlier)]
        choosing["one_of"].choices = [
            (f"{one.pk}:{of['id']}", f"{one.place}: {wording.said(of['words'], survey.language)}")
            for one in self.earlier
            for of in one.choices
        ]
        for code in LANGUAGES:
            self.fields[f"words_{code}"] = _area("The question", says="{us} stands for your company’s name.")
            self.fields[f"low_{code}"] = forms.CharField(label="The lowest mark means", required=False, max_length=100)
            self.fields[f"high_{code}"] = forms.CharField(
                label="The highest mark means", required=False, max_length=100
            )
            self.fields[f"choices_{code}"] = _area("Answers to choose from", 5, says="One on a line.")

    def _called(self, one: Question) -> str:
        return f"after question {one.place}: {wording.said(one.words, self.survey.language)[:80]}"

    @classmethod
    def of(cls, survey: Survey, question: Question | None, data: Any = None) -> QuestionForm:
        """The form with a question as it is; empty for a new one."""
        if question is None:
            return cls(survey, None, data, initial={"kind": Question.Kind.TEXT})
        begins: dict[str, Any] = {name: getattr(question, name) for name in ("kind", "required", "least", "most")}
        begins["after"] = str(question.only_after_id or "")
        begins["one_of"] = [f"{question.only_after_id}:{one}" for one in question.one_of]
        for code in LANGUAGES:
            ends = question.ends.get(code, ["", ""])
            lines = [one["words"].get(code, "") for one in question.choices]
            begins |= {f"words_{code}": question.words.get(code, ""), f"choices_{code}": "\n".join(lines)}
            begins |= {f"low_{code}": ends[0], f"high_{code}": ends[-1]}
        return cls(survey, question, data, initial=begins)

    @property
    def languages(self) -> list[tuple[str, str, list[Any]]]:
        """The words of each language together: its code, its name, its fields."""
        parts = ("words", "low", "high", "choices")
        return [(code, name, [self[f"{part}_{code}"] for part in parts]) for code, name in LANGUAGES.items()]

    def put(self) -> Put:
        """What was filled in; only for a form that is valid."""
        told = self.cleaned_data
        after = int(told["after"]) if told["after"] else None
        chosen = [one.partition(":") for one in told["one_of"]]
        ends = {
            code: [told[f"low_{code}"].strip(), told[f"high_{code}"].strip()]
            for code in LANGUAGES
            if told[f"low_{code}"].strip() or told[f"high_{code}"].strip()
        }
        return Put(
            kind=told["kind"], words=_in_words(told, "words"), required=told["required"], ends=ends,
            choices=self._choices(), only_after=after, least=told["least"], most=told["most"],
            one_of=[of for pk, _, of in chosen if pk == told["after"]],
        )  # fmt: skip

    def _choices(self) -> list[dict[str, Any]]:
        """The answers, each with its words in every language by its line; those that stood there keep their ids."""
        lines = {code: self.cleaned_data[f"choices_{code}"].strip().splitlines() for code in LANGUAGES}
        there = [one["id"] for one in self.question.choices] if self.question else []
        fresh = (f"c{number}" for number in count(1) if f"c{number}" not in there)
        found = []
        for place in range(max(map(len, lines.values()))):
            words = {code: of[place].strip() for code, of in lines.items() if place < len(of) and of[place].strip()}
            if words:
                found.append({"id": there[place] if place < len(there) else next(fresh), "words": words})
        return found


class AskForm(forms.Form):
    """Whom to ask."""

    group = forms.ChoiceField(label="Who", required=False, choices=list(GROUPS.items()))
    everyone = forms.BooleanField(label="Everybody who has an address there, not one person only", required=False)
    named = forms.CharField(
        label="Addresses, or customers by name", required=False, max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 4}), help_text="One on a line.",
    )  # fmt: skip
    by_hand = forms.BooleanField(
        label="Send no mail: I hand their links over myself", required=False,
        help_text="For a letter, a word on the telephone, a code on the desk.",
    )  # fmt: skip
    joint = forms.ChoiceField(
        label="Customers of whom", required=False, choices=[("all", "all of these hold"), ("any", "any of these holds")]
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.conditions: Sequence[Condition] = [Condition(data, prefix=f"if-{place}") for place in range(ROWS)]

    def is_valid(self) -> bool:
        """Its conditions are asked too."""
        wrong = [row for row in self.conditions if not row.is_valid()]
        itself: bool = super().is_valid()
        return itself and not wrong

    @property
    def audience_given(self) -> bool:
        """Whether an audience is what was chosen."""
        return bool(self["group"].value() == "audience")

    def audience(self) -> dict[str, Any] | None:
        """The condition that was described; None where none was."""
        found = [one for row in self.conditions if (one := row.condition()) is not None]
        if not found:
            return None
        return found[0] if len(found) == 1 else {self.cleaned_data["joint"] or "all": found}
