"""The page of the contact policy: limits are changed by an administrator, and their effect is told before."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from deeproot.plan.policy import Frequency, Limits
from deeproot_app.base.models import Audit, User
from deeproot_app.conftest import SmallRecord, say
from deeproot_app.plan.gate import limits
from deeproot_app.plan.policy_form import PolicyForm, initial

pytestmark = pytest.mark.django_db
Clients = Callable[[User | None], Client]


def given(**changed: object) -> dict[str, object]:
    return {name: value for name, value in {**initial(limits.in_force()), **changed}.items() if value is not None}


def test_the_form_gives_the_limits_it_was_given(db: None) -> None:
    form = PolicyForm(given())
    assert form.is_valid(), form.errors
    from deeproot_app.plan.policy_form import document

    assert limits.read(document(form.cleaned_data, {})) == limits.in_force()


def test_an_administrator_changes_the_limits_and_others_only_see_them(
    small_record: SmallRecord, administrator: User, manager: User, client_of: Clients
) -> None:
    assert client_of(manager).get("/policy/").status_code == 200
    assert client_of(manager).post("/policy/", given(gifts=1)).status_code == 403
    assert client_of(administrator).post("/policy/", given(gifts=1, sms_most="")).status_code == 302
    assert limits.in_force().gifts == 1
    assert "sms" not in limits.in_force().frequency


def test_limits_that_are_none_are_told_on_the_form(administrator: User, client_of: Clients) -> None:
    answer = client_of(administrator).post("/policy/", given(email_start="20:00", email_end="08:00"))
    assert answer.status_code == 422
    assert "must begin before they end" in answer.content.decode()
    assert limits.changed() == {}


def test_the_effect_of_limits_is_shown_before_they_are_saved(
    small_record: SmallRecord, administrator: User, client_of: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEEPROOT_NOW", small_record.as_of.isoformat())
    for days in (1, 2, 3):
        say(small_record.birch, "m-ada", days, "out", "value", f"News {days}", "Something for you.")
    page = client_of(administrator).post("/policy/", given(email_most=1, email_start="15:00", **{"try": "1"}))
    assert page.context["past"].refused == {"quiet_hours": 3, "too_soon": 2}
    assert limits.changed() == {}


def test_a_persona_has_limits_of_its_own_which_can_be_changed_and_taken_away(
    small_record: SmallRecord, administrator: User, client_of: Clients
) -> None:
    ours = client_of(administrator)
    row = {"persona_0_name": "Founder", "persona_0_channel": "email", "persona_0_most": 1, "persona_0_within": 30}
    more = {"persona_1_name": "Founder", "persona_1_channel": "", "persona_1_most": 2, "persona_1_within": 60}
    assert ours.post("/policy/", given(**row, **more)).status_code == 302
    assert limits.in_force().frequency_of("Founder", "email") == Frequency(1, 30)
    assert limits.in_force().frequency_of("Founder", "") == Frequency(2, 60)
    assert limits.in_force().frequency_of("Other", "email") == Limits().frequency["email"]
    assert Audit.objects.filter(act="policy.change").get().detail["now"]["personas"]["Founder"]["email"]["most"] == 1
    page = ours.get("/policy/").content.decode()
    assert 'name="persona_0_name" value="Founder"' in page
    shown = {name: value for name, value in given().items() if not name.startswith("persona_")}
    assert ours.post("/policy/", shown | row).status_code == 302
    assert dict(limits.in_force().personas) == {"Founder": {"email": Frequency(1, 30)}}
    assert ours.post("/policy/", shown | row | dict.fromkeys(row, "")).status_code == 302
    assert dict(limits.in_force().personas) == {}


def test_half_a_limit_of_a_persona_and_the_same_twice_are_told(administrator: User, client_of: Clients) -> None:
    half = client_of(administrator).post("/policy/", given(persona_0_name="Founder", persona_0_most=1))
    assert (half.status_code, "Say for which persona" in half.content.decode()) == (422, True)
    row = {"name": "Founder", "channel": "email", "most": 1, "within": 30}
    twice = {f"persona_{number}_{part}": value for number in (0, 1) for part, value in row.items()}
    answer = client_of(administrator).post("/policy/", given(**twice))
    assert (answer.status_code, "has a limit for E-mail already" in answer.content.decode()) == (422, True)
    assert limits.changed() == {}
