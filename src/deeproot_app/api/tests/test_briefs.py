"""Working as one by the API: the brief, what may be offered, notes among us."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse

from deeproot_app.act.models import Notice
from deeproot_app.api.tests.conftest import Program
from deeproot_app.base.models import Organisation, User
from deeproot_app.conftest import AS_OF, SmallRecord
from deeproot_app.record.models import Case, Interaction

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]


def told(answer: HttpResponse) -> Any:
    """What an answer says."""
    assert answer.status_code in (200, 201), answer.content
    return json.loads(answer.content)


@pytest.fixture(autouse=True)
def case(small_record: SmallRecord) -> Case:
    return Case.objects.create(
        case_id="k/2", customer=small_record.birch, opened_at=AS_OF - timedelta(days=2), owner_id="m-cleo"
    )


def test_a_program_reads_the_brief_asks_and_gets_what_may_be_offered(
    member: User, stranger: User, program: Programs
) -> None:
    asks, support = program(member, ["briefs:read", "briefs:write"]), program(stranger, ["briefs:write"])
    seen = told(asks.get("customers/c-birch/brief"))
    assert seen["speak_to_support_first"] and seen["policy"]["call"]["reasons"] == ["open_case"]
    assert not Interaction.objects.filter(kind="brief").exists(), "looking writes nothing"
    question = told(asks.post("questions", {"case_id": "k/2", "words": "What may I offer?"}))
    sent = {
        "case_id": "k/2",
        "options": ["A month free"],
        "offered_by": ["m-ada"],
        "question_id": question["question_id"],
    }
    [option] = told(support.post("options", sent))
    assert support.post("options", sent).status_code == 409, "it was answered already"
    seen = told(asks.post("customers/c-birch/brief"))
    assert seen["open_cases"][0]["may_be_offered"] == [option] and not seen["speak_to_support_first"]
    assert seen["policy"]["call"]["allowed"] and Interaction.objects.filter(kind="brief", member="m-ada").exists()


def test_a_note_is_written_and_a_handover_told(member: User, stranger: User, program: Programs) -> None:
    asks = program(member)
    note = told(asks.post("notes", {"customer_id": "c-birch", "body": "@Cleo knows.", "case_id": "k/2"}))
    assert (note["kind"], note["version"], note["case_id"]) == ("note", 1, "k/2")
    told(asks.post("notes", {"customer_id": "c-birch", "body": "Yours now.", "to": stranger.email}))
    assert sorted(row.what for row in Notice.objects.filter(user=stranger)) == ["handover", "mention"]


def test_what_is_not_theirs_does_not_exist_and_a_narrow_token_is_refused(
    member: User, stranger: User, program: Programs
) -> None:
    assert program(member, ["briefs:read"]).post("customers/c-birch/brief").status_code == 403
    assert program(member, ["record:read"]).get("customers/c-birch/brief").status_code == 403
    Organisation(pk=1, members_see="own").save()
    asks = program(stranger)
    assert asks.get("customers/c-birch/brief").status_code == 404
    assert asks.post("customers/c-birch/brief").status_code == 404
    assert asks.post("questions", {"case_id": "k/2", "words": "?"}).status_code == 404
    assert asks.post("notes", {"customer_id": "c-birch", "body": "Hello"}).status_code == 404
    assert program(member).post("notes", {"customer_id": "c-birch", "body": "x", "to": "no@body"}).status_code == 409
