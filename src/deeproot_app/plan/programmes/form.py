"""A programme as a form: rows of conditions and steps, made into a definition, and back where a form can show it.

The form writes what most programmes are: conditions that all hold or of which any does, each perhaps turned round, and
steps in a row, each perhaps done only where one condition holds. What is deeper is written as JSON.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms

from deeproot.plan.programme.audience import ABOUT
from deeproot.plan.programme.facts import NUMBERS, TEXTS
from deeproot.plan.programme.steps import STRATA, TOUCHES
from deeproot.understand.experience import MEASURES
from deeproot.understand.scenarios import SCENARIOS

SPARE: Final = 2
"""Empty rows that stand below the filled ones."""
MOST: Final = 60
WHAT: Final = (
    ("", "choose …"),
    ("Who they are", [(f"of:{name}", words) for name, words in TEXTS.items() if name != "customer_id"]),
    ("How it stands", [(f"of:{name}", words) for name, words in NUMBERS.items()]),
    ("They live through", [(f"lives:{one.id}", one.title) for one in SCENARIOS]),
    ("What we hold about them", [(f"holds:{name}", f"a {name}") for name in ABOUT]),
    ("Their figures", [(f"of:{one.id}", one.question) for one in MEASURES]),
)
NAMES: Final = (
    {one.id: one.question for one in MEASURES} | {one.id: one.title for one in SCENARIOS} | dict(TEXTS) | dict(NUMBERS)
)
DOES: Final = (
    ("", "choose …"),
    ("email", "Send a mail"),
    ("survey", "Ask them a survey"),
    ("call", "Have them called"),
    ("task", "Have one of us do something"),
    ("wait", "Wait"),
)
KINDS: Final = (
    ("care", "care: how are you"),
    ("value", "value: something that helps"),
    ("appreciation", "appreciation: thank you"),
    ("pitch", "pitch: something to buy"),
    ("renewal", "renewal"),
    ("admin", "admin: what they must know"),
)


class Condition(forms.Form):
    """One condition; an empty row is none."""

    what = forms.ChoiceField(choices=WHAT, required=False, label="What")
    turned = forms.BooleanField(required=False, label="not")
    says = forms.CharField(max_length=500, required=False, label="is, or says")
    at_least = forms.FloatField(required=False, label="at least")
    at_most = forms.FloatField(required=False, label="at most")

    def condition(self) -> dict[str, Any] | None:
        """What it says; None for an empty row."""
        sort, _, name = self.cleaned_data["what"].partition(":")
        if not sort:
            return None
        said = self.cleaned_data["says"].strip()
        found: dict[str, Any] = {sort: name}
        if sort == "of" and name in TEXTS:
            found["is"] = [word.strip() for word in said.split(",") if word.strip()]
        elif sort == "of":
            bounds = {bound: self.cleaned_data[bound] for bound in ("at_least", "at_most")}
            found |= {bound: value for bound, value in bounds.items() if value is not None}
        elif sort == "holds" and said:
            found["says"] = said
        return {"not": found} if self.cleaned_data["turned"] else found


def row_of(condition: Mapping[str, Any]) -> dict[str, Any] | None:
    """How a form shows a condition; None where it cannot."""
    turned = "not" in condition
    inner = condition["not"] if turned else condition
    sort = next((name for name in ("of", "lives", "holds") if name in inner), None)
    if sort is None or "horizon" in inner:
        return None
    said = ", ".join(inner["is"]) if "is" in inner else inner.get("says", "")
    bounds = {bound: inner.get(bound) for bound in ("at_least", "at_most")}
    return {"what": f"{sort}:{inner[sort]}", "turned": turned, "says": said, **bounds}


class Step(Condition):
    """One step, and the condition under which it is done; an empty row is none."""

    do = forms.ChoiceField(choices=DOES, required=False, label="Do")
    text = forms.CharField(
        max_length=500, required=False, label="Which template, which survey, why a call, or what to do",
        widget=forms.TextInput(attrs={"list": "templates"}),
    )  # fmt: skip
    kind = forms.ChoiceField(choices=KINDS, required=False, label="Kind")
    resource = forms.CharField(
        max_length=300, required=False, label="Item of the library",
        widget=forms.TextInput(attrs={"list": "resources"}),
    )  # fmt: skip
    days = forms.FloatField(required=False, label="Days", min_value=0)
    approve = forms.BooleanField(required=False, initial=True, label="a person says yes first")

    def step(self, name: str) -> dict[str, Any] | None:
        """What is done; None for an empty row."""
        given, do = self.cleaned_data, self.cleaned_data["do"]
        if not do:
            return None
        if do == "wait":
            return {"id": name, "do": do, "days": given["days"]}
        found: dict[str, Any] = {"id": name, "do": do, TOUCHES[do]: given["text"].strip()}
        if do == "email":
            found["kind"] = given["kind"] or "care"
            found |= {"resource": given["resource"].strip()} if given["resource"].strip() else {}
        return found if do == "task" else found | {"approve": given["approve"]}


class About(forms.Form):
    """What a programme is called and for, whom it takes in and lets go."""

    name = forms.CharField(max_length=200, label="Name")
    goal = forms.CharField(
        max_length=2_000, required=False, label="What is it to change?", widget=forms.Textarea(attrs={"rows": 2})
    )
    joint = forms.ChoiceField(choices=[("all", "all of these hold"), ("any", "any of these holds")], initial="all")
    share = forms.FloatField(
        min_value=0, max_value=90, initial=10, label="Held out, in percent",
        help_text="Chosen by chance, and left as they would have been: what they do shows what the programme does.",
    )  # fmt: skip
    strata = forms.MultipleChoiceField(
        choices=[(name, TEXTS.get(name, name)) for name in STRATA], required=False, label="The same share of each",
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    on_reply = forms.BooleanField(required=False, initial=True, label="They leave when they write or ring us up")
    when_gone = forms.BooleanField(required=False, initial=True, label="They leave when the reason is gone")
    after_days = forms.FloatField(min_value=1, max_value=1098, initial=90, label="They leave after so many days")
    raw = forms.CharField(required=False, strip=False)

    def as_json(self) -> None:
        """Only its name and goal are asked for here; all else stands in `raw`."""
        for name, field in self.fields.items():
            field.required = name in ("name", "raw")


class ProgrammeForm:
    """The whole form: its parts, each with its rows."""

    def __init__(
        self, data: Any = None, definition: Mapping[str, Any] | None = None, raw: bool = False, **about: str
    ) -> None:
        """``raw``: it is written as JSON; so it is where a form cannot show it."""
        shown = rows_of(definition) if definition is not None else ([], [], {})
        self.simple = shown is not None
        conditions, steps, more = shown or ([], [], {})
        self.about = About(data, initial={**more, **about})
        self.conditions = _rows(Condition, "if", data, conditions)
        self.steps = _rows(Step, "step", data, steps)
        if raw or not self.simple:
            self.about.as_json()

    @property
    def parts(self) -> list[forms.Form]:
        return [self.about, *self.conditions, *self.steps]

    def is_valid(self) -> bool:
        return not [part for part in self.parts if not part.is_valid()]

    def definition(self) -> dict[str, Any]:
        """What was written, as a definition; not checked yet beyond each field."""
        given = self.about.cleaned_data
        found = [one for row in self.conditions if (one := row.condition()) is not None]
        return {
            "audience": found[0] if len(found) == 1 else {given["joint"]: found},
            "holdout": {"share": round(given["share"] / 100, 6), "strata": given["strata"]},
            "leave": {name: given[name] for name in ("on_reply", "when_gone", "after_days")},
            "steps": list(_steps(self.steps)),
        }


def _rows(kind: type[Any], prefix: str, data: Any, filled: Sequence[Mapping[str, Any]]) -> list[Any]:
    if data is not None:
        count = sum(name.startswith(f"{prefix}-") and name.endswith("-what") for name in data)
        rows = min(count, MOST)
        empty = [] if count >= MOST else [f"{prefix}-{rows + place}" for place in range(SPARE)]
        return [
            *(kind(data, prefix=f"{prefix}-{place}") for place in range(rows)),
            *(kind({}, prefix=one) for one in empty),
        ]
    return [kind(prefix=f"{prefix}-{place}", initial=row) for place, row in enumerate([*filled, *[{}] * SPARE])]


def _steps(rows: Sequence[Step]) -> Any:
    """The steps, each with the branch that leads past it before it, where it has a condition."""
    filled = [row for row in rows if row.cleaned_data["do"]]
    for place, row in enumerate(filled):
        condition = row.condition()
        if condition is not None:
            past = (
                f"{'only' if filled[place + 1].condition() else 'step'}-{place + 2}"
                if place + 1 < len(filled)
                else "end"
            )
            yield {
                "id": f"only-{place + 1}",
                "do": "branch",
                "if": condition,
                "then": f"step-{place + 1}",
                "else": past,
            }
        yield row.step(f"step-{place + 1}")


# Back into a form -------------------------------------------------------------------------------------------------


def rows_of(
    definition: Mapping[str, Any],
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], dict[str, Any]] | None:
    """Conditions, steps and the rest as a form shows them; None where only JSON can."""
    audience = definition["audience"]
    joint = next((name for name in ("all", "any") if name in audience), "all")
    conditions = [row_of(one) for one in audience.get(joint, [audience])]
    steps = _step_rows(definition["steps"])
    if None in conditions or steps is None:
        return None
    holdout, leave = definition.get("holdout", {}), definition.get("leave", {})
    more = {"joint": joint, "share": round(holdout.get("share", 0.1) * 100, 6), "strata": holdout.get("strata", [])}
    return [one for one in conditions if one], steps, more | dict(leave)


def _step_rows(steps: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]] | None:
    found: list[dict[str, Any]] = []
    only: dict[str, Any] | None = {}
    for place, step in enumerate(steps):
        if step["do"] == "branch":
            after = steps[place + 2]["id"] if place + 2 < len(steps) else "end"
            leads = place + 1 < len(steps) and step["then"] == steps[place + 1]["id"] and step.get("else") == after
            only = row_of(step["if"]) if leads and not only else None
            if only is None:
                return None
            continue
        text = step.get(TOUCHES.get(step["do"], ""), "")
        row = {name: step.get(name) for name in ("do", "kind", "resource", "days")}
        found.append({**(only or {}), **row, "text": text, "approve": step.get("approve", True)})
        only = {}
    return found
