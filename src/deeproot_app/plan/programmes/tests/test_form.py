"""Tests of the form of a programme: what it shows is what it writes."""

from __future__ import annotations

from typing import Any

import pytest

from deeproot_app.plan.programmes.define import read_definition
from deeproot_app.plan.programmes.form import ProgrammeForm, rows_of

DEFINITION: dict[str, Any] = {
    "audience": {
        "any": [
            {"of": "persona", "is": ["Founder", "Owner"]},
            {"not": {"of": "silent_days", "at_most": 60.0}},
            {"lives": "hollow_miss_you"},
            {"holds": "need", "says": "report"},
        ]
    },
    "holdout": {"share": 0.2, "strata": ["persona"]},
    "leave": {"on_reply": True, "when_gone": False, "after_days": 45.0},
    "steps": [
        {"id": "step-1", "do": "email", "template": "guide", "kind": "value", "resource": "first", "approve": True},
        {"id": "step-2", "do": "wait", "days": 5.0},
        {
            "id": "only-3",
            "do": "branch",
            "if": {"of": "open_cases", "at_most": 0.0},
            "then": "step-3",
            "else": "step-4",
        },
        {"id": "step-3", "do": "call", "because": "Ask how it helped", "approve": False},
        {"id": "step-4", "do": "task", "text": "Thank them"},
    ],
}


def sent(form: ProgrammeForm) -> dict[str, Any]:
    """What a browser sends of a form as it is shown."""
    data: dict[str, Any] = {}
    for part in form.parts:
        for bound in part:
            value = bound.value()
            if value is not False and value not in (None, "", []):
                data[bound.html_name] = value
            elif bound.name == "what":
                data[bound.html_name] = ""
    return data


def test_what_is_shown_and_sent_back_unchanged_says_the_same() -> None:
    read_definition(DEFINITION)
    shown = ProgrammeForm(definition=DEFINITION, name="Check in")
    assert shown.simple
    back = ProgrammeForm(sent(shown))
    assert back.is_valid(), [part.errors for part in back.parts]
    assert back.definition() == DEFINITION
    read_definition(back.definition())


def test_a_condition_by_itself_stands_alone() -> None:
    alone = {**DEFINITION, "audience": {"lives": "hollow_miss_you"}}
    back = ProgrammeForm(sent(ProgrammeForm(definition=alone, name="x")))
    assert back.is_valid()
    assert back.definition()["audience"] == {"lives": "hollow_miss_you"}


def test_the_last_step_may_have_its_condition() -> None:
    steps = [{"id": "only-1", "do": "branch", "if": {"lives": "hollow_miss_you"}, "then": "step-1", "else": "end"}]
    only = {**DEFINITION, "steps": [*steps, {"id": "step-1", "do": "task", "text": "Thank them"}]}
    back = ProgrammeForm(sent(ProgrammeForm(definition=only, name="x")))
    assert back.is_valid()
    assert back.definition()["steps"] == only["steps"]


@pytest.mark.parametrize(
    "changed",
    [
        {"audience": {"all": [{"any": [{"lives": "hollow_miss_you"}]}]}},
        {"audience": {"holds": "need", "horizon": "now"}},
        {"steps": [{"id": "b", "do": "branch", "if": {"lives": "hollow_miss_you"}, "then": "end"}]},
    ],
)
def test_what_a_form_cannot_show_is_left_to_json(changed: dict[str, Any]) -> None:
    told = {**DEFINITION, **changed}
    read_definition(told)
    assert rows_of(told) is None
    assert not ProgrammeForm(definition=told, name="x").simple
