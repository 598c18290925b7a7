"""Reading by the API: tables, pages, filters, results."""

from collections.abc import Callable
from datetime import datetime

import pytest

from deeproot.tables import TABLES
from deeproot_app import loop
from deeproot_app.api.tests.conftest import Program
from deeproot_app.base import access
from deeproot_app.base.models import Organisation, User
from deeproot_app.conftest import AS_OF, SmallRecord
from deeproot_app.record.identity.merge import merge, separate
from deeproot_app.record.models import Identity, Kind

Programs = Callable[..., Program]


@pytest.mark.parametrize("table", sorted(TABLES))
def test_every_table_is_read_with_its_own_columns(
    table: str, small_record: SmallRecord, viewer: User, program: Programs
) -> None:
    answer = program(viewer).get(table)
    assert answer.status_code == 200, answer.content
    page = answer.json()
    for row in page["data"]:
        assert set(TABLES[table].names) - set(row) == set()
    if table in ("customers", "contacts", "members", "interactions", "promises", "cases"):
        assert page["data"], "the small record has some"


def test_pages_follow_one_another_until_there_is_no_next(
    small_record: SmallRecord, viewer: User, program: Programs
) -> None:
    asks, seen, cursor = program(viewer), [], None
    while True:
        page = asks.get("interactions", limit=2, **({"cursor": cursor} if cursor else {})).json()
        seen += [row["interaction_id"] for row in page["data"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == 7


def test_what_changed_since_a_number_is_told_in_order_and_nothing_else(
    small_record: SmallRecord, viewer: User, program: Programs
) -> None:
    asks = program(viewer)
    whole = asks.get("interactions", updated_since=0).json()
    numbers = [row["recorded_seq"] for row in whole["data"]]
    assert numbers == sorted(numbers) and len(numbers) == 7
    later = asks.get("interactions", updated_since=numbers[3]).json()["data"]
    assert [row["recorded_seq"] for row in later] == numbers[4:]
    assert asks.get("interactions", updated_since=whole["upto"]).json()["data"] == []


def test_a_customers_interactions_come_in_their_order_and_can_be_cut_by_time(
    small_record: SmallRecord, viewer: User, program: Programs
) -> None:
    asks = program(viewer)
    page = asks.get("interactions", customer_id="c-birch", text="true").json()["data"]
    moments = [row["happened_at"] for row in page]
    assert moments == sorted(moments) and len(moments) == 4
    assert page[1]["text"]["subject"] == "Invoice"
    assert moments[0].endswith("Z")
    cut = asks.get("interactions", customer_id="c-birch", **{"from": moments[1], "to": moments[3]}).json()["data"]
    assert [row["happened_at"] for row in cut] == moments[1:3]
    refused = asks.get("interactions", **{"from": moments[1]})
    assert refused.status_code == 422 and "customer_id" in refused.json()["detail"]


def test_a_misspelt_filter_is_refused_and_not_passed_over(
    small_record: SmallRecord, viewer: User, program: Programs
) -> None:
    answer = program(viewer).get("interactions", customer="c-birch")
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert "There is no parameter 'customer' here" in answer.json()["detail"]


def test_ids_with_slashes_are_found(small_record: SmallRecord, viewer: User, program: Programs) -> None:
    small_record.birch.cases.create(case_id="a/b c", opened_at=AS_OF)
    assert program(viewer).get("cases/a%2Fb%20c").json()["case_id"] == "a/b c"


def test_members_kept_to_their_own_see_no_others(small_record: SmallRecord, member: User, program: Programs) -> None:
    Organisation(pk=1, members_see="own").save()
    asks = program(member)
    assert {row["customer_id"] for row in asks.get("customers").json()["data"]} == {"c-birch", "c-cedar"}
    assert {row["customer_id"] for row in asks.get("interactions").json()["data"]} == {"c-birch", "c-cedar"}
    assert {row["contact_id"] for row in asks.get("contacts").json()["data"]} == {"p-birch", "p-cedar"}
    foreign, unknown = asks.get("customers/c-dune"), asks.get("customers/c-nowhere")
    assert foreign.status_code == unknown.status_code == 404
    assert foreign.content == unknown.content


def test_the_mirror_of_a_customer_is_the_document_of_the_command(
    small_record: SmallRecord, viewer: User, program: Programs, capsys: pytest.CaptureFixture[str]
) -> None:
    from deeproot_app import cli

    answer = program(viewer).get("customers/c-birch/mirror", as_of=AS_OF.isoformat())
    assert answer.status_code == 200, answer.content
    assert cli.main(["mirror", "c-birch", "--as-of", AS_OF.isoformat(), "--json"]) == 0
    import json

    assert answer.json() == json.loads(capsys.readouterr().out)


def test_the_company_today_and_findings_are_told_as_the_last_turn_left_them(
    small_record: SmallRecord, viewer: User, program: Programs
) -> None:
    asks = program(viewer)
    assert asks.get("mirror").status_code == 409
    loop.turn(AS_OF, tell=lambda *_: None)
    mirror = asks.get("mirror").json()
    assert {"value", "unit", "n", "rows"} == set(mirror["measures"]["unanswered"])
    forgotten = next(one for one in mirror["scenarios"] if one["id"] == "promise_forgotten")
    assert forgotten["customers"] == ["c-birch"]
    findings = asks.get("findings", scenario="promise_forgotten").json()["data"]
    assert [row["customer_id"] for row in findings] == ["c-birch"]
    figures = asks.get("figures", customer_id="c-birch", limit=1000).json()["data"]
    assert {row["measure"] for row in figures} >= {"unanswered", "heard_from_us"}
    first = asks.get("today", limit=1).json()
    assert first["items"][0]["rank"] == 1 and first["next"]
    second = asks.get("today", limit=100, cursor=first["next"]).json()
    assert second["items"][0]["rank"] == 2
    assert {"rank", "customer_id", "reason", "headline", "due_at", "evidence", "offer", "policy"} <= set(
        second["items"][0]
    )


def test_the_story_is_told_with_its_words_and_silences(
    small_record: SmallRecord, viewer: User, program: Programs
) -> None:
    story = program(viewer).get("customers/c-birch/timeline").json()
    said = [event for event in story["data"] if event["what"] == "interaction"]
    assert [event["text"]["subject"] for event in said][1] == "Invoice"
    assert any(event["what"] == "silence" for event in story["data"])
    assert story["earlier"] is None


def test_promises_are_read_as_they_stand_now(small_record: SmallRecord, viewer: User, program: Programs) -> None:
    asks = program(viewer)
    (overdue,) = asks.get("promises", state="overdue").json()["data"]
    assert (overdue["state"], overdue["overdue"]) == ("open", True)
    assert asks.get("promises/pr-1").json() == overdue
    assert asks.get("promises", state="kept").json()["data"] == []


def test_a_moment_keeps_its_microseconds(small_record: SmallRecord, viewer: User, program: Programs) -> None:
    moment = AS_OF.replace(microsecond=123_457)
    small_record.birch.cases.create(case_id="k-9", opened_at=moment)
    told = program(viewer).get("cases/k-9").json()["opened_at"]
    assert datetime.fromisoformat(told) == moment


def test_whichever_id_of_a_merged_customer_is_asked_for_all_of_them_answer(
    small_record: SmallRecord, viewer: User, program: Programs
) -> None:
    asks = program(viewer)
    paths = ("interactions", "contacts", "identities", "promises", "customers")
    Identity.objects.create(contact_id="p-dune", type="phone", value="+4712345678", source="a test")
    apart = {path: _ids(asks, path, "c-birch") | _ids(asks, path, "c-dune") for path in paths}
    merge(access.COMMAND_LINE, Kind.CUSTOMER, "c-dune", "c-birch")
    loop.turn(AS_OF, tell=lambda *_: None)
    for path in paths:
        assert _ids(asks, path, "c-dune") == _ids(asks, path, "c-birch") == apart[path] != set()
    for path in ("figures", "findings", "today"):
        led, leads = asks.get(path, customer_id="c-dune").json(), asks.get(path, customer_id="c-birch").json()
        assert (led.get("data") or led["items"]) == (leads.get("data") or leads["items"]) != []
    for path in ("mirror", "timeline"):
        assert asks.get(f"customers/c-dune/{path}").json() == asks.get(f"customers/c-birch/{path}").json()


@pytest.mark.parametrize(
    ("kind", "table", "led", "leads"),
    [(Kind.CUSTOMER, "customers", "c-dune", "c-birch"), (Kind.CONTACT, "contacts", "p-dune", "p-birch")],
)
def test_a_row_that_another_leads_says_so_until_they_are_separate_again(
    kind: str, table: str, led: str, leads: str, small_record: SmallRecord, viewer: User, program: Programs
) -> None:
    asks = program(viewer)
    told = {row[f"{table[:-1]}_id"]: row["merged_into"] for row in asks.get(table).json()["data"]}
    assert set(told.values()) == {None}
    link = merge(access.COMMAND_LINE, kind, led, leads)
    assert asks.get(f"{table}/{led}").json()["merged_into"] == leads
    assert asks.get(f"{table}/{leads}").json()["merged_into"] is None
    separate(access.COMMAND_LINE, link.pk)
    assert asks.get(f"{table}/{led}").json()["merged_into"] is None


def _ids(asks: Program, path: str, customer: str) -> set[str]:
    rows = asks.get(path, customer_id=customer, limit=1000).json()["data"]
    return {str({name: value for name, value in row.items() if name != "merged_into"}) for row in rows}
