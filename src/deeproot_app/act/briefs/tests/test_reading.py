"""Having read the brief: the gate lets one through, and nobody asks "is everything OK?" without a clue."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from deeproot.plan.policy import Touch
from deeproot_app import loop
from deeproot_app.act.briefs import reading
from deeproot_app.act.briefs.brief import brief
from deeproot_app.base.errors import NotAllowed
from deeproot_app.base.models import Organisation, User
from deeproot_app.conftest import AS_OF, Browser, SmallRecord
from deeproot_app.plan import gate
from deeproot_app.record import acted
from deeproot_app.record.models import Belief, Case, Interaction
from deeproot_app.understand.models import Finding

pytestmark = pytest.mark.usefixtures("as_of")
NOON = AS_OF - timedelta(hours=2)


@pytest.fixture
def case(small_record: SmallRecord) -> Case:
    """Birch Bakery lives through a case of Cleo's."""
    return Case.objects.create(
        case_id="k-2", customer=small_record.birch, opened_at=AS_OF - timedelta(days=2), owner_id="m-cleo"
    )


def is_all_well(member: User, at: str) -> None:
    """Ada asks how they are, an hour before the record is looked at."""
    with transaction.atomic():
        acted.record(
            member, interaction_id=f"call:{at}", customer_id="c-birch", channel="call", direction="out", kind="care",
            happened_at=AS_OF - timedelta(hours=1), member_id="m-ada", body="Is everything all right?",
        )  # fmt: skip


def without_a_clue() -> bool:
    loop.turn(AS_OF, tell=lambda *_: None)
    return Finding.objects.filter(customer="c-birch", scenario="ok_without_a_clue").exists()


def test_a_call_without_the_brief_is_made_without_a_clue(case: Case, member: User) -> None:
    is_all_well(member, "blind")
    assert without_a_clue()


def test_a_call_after_the_brief_is_not(case: Case, member: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEEPROOT_NOW", NOON.isoformat())
    reading.open_brief(member, case.customer)
    monkeypatch.setenv("DEEPROOT_NOW", AS_OF.isoformat())
    is_all_well(member, "informed")
    assert not without_a_clue()


def test_the_gate_lets_the_briefed_through_for_a_day(case: Case, member: User) -> None:
    touch = Touch("c-birch", None, "m-ada", "call", "care")
    assert "open_case" in gate.decide([touch], AS_OF)[0].ids
    reading.open_brief(member, case.customer)
    assert "open_case" not in gate.decide([touch], AS_OF)[0].ids
    assert "open_case" in gate.decide([touch], AS_OF + timedelta(days=2))[0].ids


def test_it_is_recorded_once_a_day_by_a_press_and_never_by_looking(
    case: Case, member: User, client_of: Browser
) -> None:
    browser = client_of(member)
    page = browser.get("/brief/c-birch/").content.decode()
    assert "Brief me" in page and "Can the ovens be serviced" not in page and "A case is open" in page
    assert not Interaction.objects.filter(kind="brief").exists()
    for _ in range(2):
        answer = browser.post("/brief/c-birch/read/", follow=True)
    assert "Speak to support first" in answer.content.decode()
    opened = Interaction.objects.get(kind="brief")
    assert (opened.direction, opened.member_id, opened.happened_at) == ("internal", "m-ada", AS_OF)


def test_a_viewer_gets_in_touch_with_nobody_and_reads_it_without_a_trace(
    case: Case, viewer: User, client_of: Browser
) -> None:
    assert "Can the ovens be serviced" in client_of(viewer).get("/brief/c-birch/").content.decode()
    with pytest.raises(NotAllowed):
        reading.open_brief(viewer, case.customer)


def test_it_quotes_their_last_words_and_tells_evidence_from_assumption(case: Case) -> None:
    for name, evidence in (("known", ["mail:c-birch-5"]), ("guessed", [])):
        Belief.objects.create(
            belief_id=name, customer=case.customer, about="need", text=name, from_at=AS_OF - timedelta(days=3),
            evidence=evidence,
        )  # fmt: skip
    found = brief(case.customer, AS_OF)
    assert [row.pk for row in found.words] == ["mail:c-birch-5", "mail:c-birch-12"]
    assert {held.belief.text: held.assumed for held in found.beliefs} == {"known": False, "guessed": True}


def test_its_queries_do_not_grow_with_the_story(case: Case) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            brief(case.customer, AS_OF)
        return len(captured)

    few = asked()
    for n in range(40):
        Case.objects.create(case_id=f"k-{n + 10}", customer=case.customer, opened_at=AS_OF - timedelta(days=n + 1))
        Interaction.objects.create(
            interaction_id=f"mail:{n}", customer=case.customer, happened_at=AS_OF - timedelta(hours=n), channel="email",
            direction="in", case_id="k-2",
        )  # fmt: skip
    assert asked() <= few <= 14


def test_a_brief_of_a_customer_whom_one_may_not_see_does_not_exist(
    case: Case, stranger: User, client_of: Browser
) -> None:
    Organisation(pk=1, members_see="own").save()
    browser = client_of(stranger)
    assert browser.get("/brief/c-birch/").status_code == 404
    assert browser.post("/brief/c-birch/read/").status_code == 404
    assert not Interaction.objects.filter(kind="brief").exists()
