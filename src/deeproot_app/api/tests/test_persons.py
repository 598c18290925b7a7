"""A person's data by the API: taken out with the right to, by a scope that no wider one spans; never erased."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deeproot_app.api.models import Answered
from deeproot_app.api.rest.urls import made
from deeproot_app.api.tests.conftest import Program
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.models import Audit, User
from deeproot_app.base.own_link import MASK
from deeproot_app.base.tests.test_own_link import TOKEN
from deeproot_app.conftest import AS_OF, SmallRecord
from deeproot_app.record.models import Interaction, Text
from deeproot_app.record.person.taken import take

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]
SCOPE = ["persons:export"]


def test_it_is_what_the_files_hold_and_is_audited(
    small_record: SmallRecord, manager: User, program: Programs, tmp_path: Path
) -> None:
    take(COMMAND_LINE, "p-birch", tmp_path / "out")
    answer = program(manager, SCOPE).post("persons/export", {"who": "p-birch"})
    assert answer.status_code == 200
    told = answer.json()
    files = json.loads((tmp_path / "out" / "data.json").read_text())
    files.pop("base.Audit", None), told["data"].pop("base.Audit", None)
    assert told["data"] == files and files
    assert told["person"]["contacts"] == ["p-birch"] and told["taken_out_at"] == "2026-06-30T12:00:00Z"
    row = Audit.objects.filter(act="person.export").latest("pk")
    assert (row.user, row.about_id) == (manager, "p-birch")


def test_a_link_of_their_own_is_not_handed_to_whoever_takes_it_out(
    small_record: SmallRecord, manager: User, program: Programs
) -> None:
    words = f"Tell us: https://roots.example/answer/{TOKEN}/"
    Text.objects.filter(interaction__customer_id="c-birch").update(body=words)
    answer = program(manager, SCOPE).post("persons/export", {"who": "p-birch"})
    told = json.dumps(answer.json())
    assert MASK in told and TOKEN not in told


def test_no_wider_scope_spans_it_and_it_takes_a_manager(
    small_record: SmallRecord, manager: User, member: User, administrator: User, program: Programs
) -> None:
    for asks in (program(manager), program(administrator, ["read", "write", "record:read"]), program(member, SCOPE)):
        assert asks.post("persons/export", {"who": "p-birch"}).status_code == 403
    assert not Audit.objects.filter(act="person.export").exists()
    assert program(administrator, SCOPE).get("customers").status_code == 403, "and it spans nothing else"


def test_whoever_is_nobody_here_is_told_so_and_an_organisation_is_no_person(
    small_record: SmallRecord, manager: User, program: Programs
) -> None:
    asks = program(manager, SCOPE)
    for who in ("nobody-at-all", "c-birch"):
        assert asks.post("persons/export", {"who": who}).status_code == 409
    assert asks.post("persons/export", {"who": ""}).status_code == 422
    assert asks.post("persons/export", {"who": "p-birch", "erase": True}).status_code == 422


def test_its_answer_is_not_kept_to_be_given_again(small_record: SmallRecord, manager: User, program: Programs) -> None:
    answer = program(manager, SCOPE).post("persons/export", {"who": "p-birch"}, key="k")
    assert answer.status_code == 422 and "Idempotency-Key" in answer.json()["detail"]
    assert not Answered.objects.exists()


def test_nobody_is_erased_by_a_program() -> None:
    paths = made()["paths"]
    names = [*paths, *(one["operationId"] for some in paths.values() for one in some.values())]
    assert not [name for name in names if "eras" in name.lower()]


def test_much_about_a_person_costs_as_many_queries_as_little(
    small_record: SmallRecord, manager: User, program: Programs
) -> None:
    asks = program(manager, SCOPE)

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert asks.post("persons/export", {"who": "p-birch"}).status_code == 200
        return len(seen)

    queries()
    few = queries()
    Interaction.objects.bulk_create(
        Interaction(
            interaction_id=f"chat:{n}", customer_id="c-birch", contact_id="p-birch", happened_at=AS_OF,
            channel="chat", direction="in",
        )
        for n in range(50)
    )  # fmt: skip
    assert queries() == few
