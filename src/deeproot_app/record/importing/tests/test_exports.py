"""Tests of the exports of other systems, each built to its documentation: recognised by the header, read right."""

from __future__ import annotations

import random
import shutil
from pathlib import Path
from typing import Any

import pytest

from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.errors import UserError
from deeproot_app.record.arrow import arrow_tables
from deeproot_app.record.conftest import Load, counts
from deeproot_app.record.importing import undo
from deeproot_app.record.importing.paths import import_paths
from deeproot_app.record.importing.plan import Options
from deeproot_app.record.importing.refused import unpacked
from deeproot_app.record.importing.report import FileReport
from deeproot_app.record.models import Batch, Contact, Customer, Identity, RawBlock, Text

FIXTURES = Path(__file__).parent / "fixtures"
MEMBERS = "member_id,name,email\nm1,Ada Lund,ada@oakfield.example\n"
TABLES = ("customers", "contacts", "cases", "interactions", "purchases")
pytestmark = pytest.mark.django_db


def rows(table: str) -> list[dict[str, Any]]:
    """The rows of a table, as the library reads them, in the order of their first column."""
    return sorted(arrow_tables(tables=[table])[table].to_pylist(), key=lambda row: str(next(iter(row.values()))))


def one(table: str, **given: object) -> dict[str, Any]:
    return next(row for row in rows(table) if all(row[name] == value for name, value in given.items()))


def take(load: Load, *names: str, **options: Any) -> list[FileReport]:
    """Import fixtures, each by itself, in the order given."""
    return [
        load({f"export-{at}{Path(name).suffix}": (FIXTURES / name).read_bytes()}, **options).files[0]
        for at, name in enumerate(names)
    ]


@pytest.fixture
def people(load: Load) -> None:
    load({"members.csv": MEMBERS})
    load({"customers.csv": "customer_id,name\nc1,Birch Bakery\n"})
    contacts = "p1,c1,Pat,pat@birch.example\np2,c1,Kim,kim@birch.example\n"
    load({"contacts.csv": f"contact_id,customer_id,name,email\n{contacts}"})


def test_hubspot_comes_whole_companies_people_deals_and_tickets(load: Load) -> None:
    load({"members.csv": MEMBERS})
    reports = take(load, "hubspot-companies.csv", "hubspot-contacts.csv", "hubspot-deals.csv", "hubspot-tickets.csv")
    assert [one.table for one in reports] == ["customers", "contacts", "purchases", "interactions"]
    assert [one.refused for one in reports] == [0, 0, 0, 0], [one.refused_file for one in reports]
    assert [one("customers", customer_id=name)["owner"] for name in ("9001", "9002")] == ["m1", "m1"], (
        "by name, by address"
    )
    pat = one("contacts", contact_id="hubspot-101")
    assert (pat["customer_id"], pat["phone"]) == ("9001", "+47 22 33 44 55")
    assert Identity.objects.get(contact="hubspot-101").value == "+47 99 88 77 66"
    assert one("customers", customer_id="103")["name"] == "sam@home.example"
    assert any("1 people have unsubscribed from all e-mail" in note for note in reports[1].notes)
    bought = {row["purchase_id"]: row for row in rows("purchases")}
    assert set(bought) == {"hubspot-7001", "hubspot-7003"}, "what was won"
    assert (bought["hubspot-7001"]["customer_id"], bought["hubspot-7003"]["customer_id"]) == ("9001", "103")
    assert str(bought["hubspot-7003"]["happened_at"]) == "2025-12-24 15:30:00"
    case = one("cases", case_id="hubspot-5001")
    assert (case["customer_id"], case["owner"], case["severity"]) == ("9001", "m1", "High")
    asked = one("interactions", interaction_id="hubspot:ticket-5001")
    assert (asked["channel"], asked["contact_id"], asked["needs_answer"]) == ("email", "hubspot-101", True)


def test_deals_without_a_currency_are_refused_with_the_column_that_is_missing(load: Load) -> None:
    text = (FIXTURES / "hubspot-deals.csv").read_text().replace("Currency", "Curr")
    with pytest.raises(UserError, match="by its header it is hubspot_deals, and lacks the column Currency"):
        load({"deals.csv": text})


def test_a_day_that_may_be_two_days_is_refused(load: Load) -> None:
    text = (FIXTURES / "hubspot-deals.csv").read_text().replace("12/24/2025", "03/04/2025")
    report = load({"companies.csv": (FIXTURES / "hubspot-companies.csv").read_text(), "deals.csv": text}).files[1]
    assert "may mean two days" in Path(report.refused_file or "").read_text()


def test_salesforce_comes_whole_and_what_was_merged_is_one_that_keeps_answering(load: Load) -> None:
    reports = take(load, "salesforce-accounts.csv", "salesforce-contacts.csv", "salesforce-cases.csv")
    assert [one.refused for one in reports] == [0, 0, 0], [one.refused_file for one in reports]
    assert [row["customer_id"] for row in rows("customers")] == ["0015g00000NEW01AAA", "0035g00000SAM01AAA"]
    old = Customer.objects.get(pk="0015g00000OLD01AAA")
    assert old.merged_into_id == "0015g00000NEW01AAA"
    assert not Customer.objects.filter(name="Never Mind").exists(), "deleted, and merged into nothing"
    first = one("interactions", interaction_id="salesforce:5005g00000CASE1AAA")
    assert (first["customer_id"], first["contact_id"]) == ("0015g00000NEW01AAA", "0035g00000PAT01AAA"), (
        "by the ids that were given up"
    )
    assert Contact.objects.get(pk="0035g00000PAT01AAA").name == "Pat Moe"
    assert {row["case_id"] for row in rows("cases")} == {
        "salesforce-5005g00000CASE1AAA",
        "salesforce-5005g00000CASE2AAA",
    }
    notes = " ".join(reports[1].notes)
    assert "1 people have opted out of e-mail (HasOptedOutOfEmail)" in notes
    assert "1 people do not want to be called (DoNotCall)" in notes
    assert any("1 ids were merged into others" in note for note in reports[0].notes)


def test_salesforce_undone_and_imported_again_is_the_same(load: Load) -> None:
    take(load, "salesforce-accounts.csv", "salesforce-contacts.csv")
    before = [rows("customers"), rows("contacts")]
    for batch in Batch.objects.order_by("-id"):
        undo.undo(batch, COMMAND_LINE)
    assert not Customer.objects.exists()
    take(load, "salesforce-accounts.csv", "salesforce-contacts.csv")
    after = [rows("customers"), rows("contacts")]
    assert before == after


@pytest.mark.parametrize("name", ["zendesk-export.ndjson", "zendesk-page.json"])
def test_zendesk_tickets_come_as_json(load: Load, name: str) -> None:
    [report] = take(load, name)
    assert counts(report)[4] == 0, report
    solved = one("cases", case_id="zendesk-35436")
    assert (str(solved["closed_at"]), solved["customer_id"], solved["severity"]) == (
        "2025-01-03 12:00:00",
        "77",
        "high",
    )
    first = one("interactions", interaction_id="zendesk:35436")
    assert (first["channel"], first["contact_id"], first["thread_id"]) == ("email", "11", "zendesk-35436")
    assert Text.objects.get(interaction_id="zendesk:35436").body == "Hello, where is my order?\n\nPat"
    rated = one("interactions", interaction_id="zendesk:rating-35436")
    assert (rated["channel"], rated["score"], rated["score_kind"]) == ("survey", 5.0, "csat")
    assert one("interactions", interaction_id="zendesk:35437")["customer_id"] == "12"
    assert ("custom_fields", ['[{"id": "360001", "value": "oven"}]']) in report.left_behind
    again = load({"again.ndjson": (FIXTURES / "zendesk-export.ndjson").read_bytes() + b"\n"}).files[0]
    assert (again.created, again.updated) == (0, 0)


@pytest.mark.parametrize("language", ["de", "en", "fr", "es"])
def test_explore_is_known_in_four_languages(load: Load, language: str) -> None:
    load({"members.csv": MEMBERS})
    [report] = take(load, f"zendesk-explore-{language}.csv")
    assert (report.table, report.refused) == ("cases", 0), report
    case = one("cases", case_id="zendesk-35436")
    assert (str(case["opened_at"])[:10], str(case["closed_at"])[:10]) == ("2025-01-02", "2025-01-03")
    assert case["owner"] == ("m1" if language in ("de", "en") else None)
    assert Text.objects.get(interaction_id="zendesk:35436").subject


def test_stripe_customers_come_in_each_of_their_layouts(load: Load) -> None:
    reports = take(load, "stripe-customers.csv", "stripe-customers-older.csv", "stripe-migration.csv")
    assert [one.refused for one in reports] == [0, 0, 0]
    assert str(one("customers", customer_id="cus_A")["since"]) == "2024-02-01 09:30:00"
    assert one("contacts", contact_id="cus_JeGmWqYRVUNu44")["email"] == "test@birch.example"
    assert ("crm_id (metadata)", ["9001"]) in reports[0].left_behind


@pytest.mark.parametrize("name", ["stripe-migration.csv", "stripe-customers-older.csv"])
def test_card_numbers_are_neither_read_nor_kept(load: Load, name: str) -> None:
    [report] = take(load, name)
    kept = [text for block in RawBlock.objects.all() for _, text in unpacked(bytes(block.data))]
    assert kept
    assert not any("4242424242424242" in text for text in kept)
    assert "4242424242424242" not in str(report.as_json())


def test_stripe_subscriptions_are_the_terms_that_run(load: Load) -> None:
    [report] = take(load, "stripe-subscriptions.csv")
    assert counts(report) == (2, 2, 0, 0, 0), report
    runs, ended = one("subscriptions", subscription_id="sub_1"), one("subscriptions", subscription_id="sub_2")
    assert (runs["period_months"], runs["amount"], str(runs["renews_at"])) == (1, 49.0, "2026-04-01 09:30:00")
    assert (ended["renews_at"], str(ended["cancelled_at"]), str(ended["ends_at"])) == (
        None, "2025-11-01 08:00:00", "2026-02-02 09:30:00",
    )  # fmt: skip


def test_shopify_customers_come_in_both_layouts(load: Load) -> None:
    new, old = take(load, "shopify-customers.csv", "shopify-customers-older.csv")
    assert (counts(new), counts(old)) == ((2, 2, 0, 0, 0), (1, 0, 0, 1, 0)), (new, old)
    pat = one("contacts", contact_id="pat@birch.example")
    assert (pat["name"], pat["phone"]) == ("Pat Moe", "+4799887766")
    assert one("customers", customer_id="+4711223344")["name"] == "+4711223344", "one without a name"
    assert Identity.objects.get(contact="pat@birch.example", type="external").value == "6543210987654"
    assert any("1 people do not accept e-mail marketing" in note for note in new.notes)
    assert any(name.startswith("Birth date") for name, _ in new.left_behind)


@pytest.mark.parametrize(
    ("name", "contact"),
    [
        ("chatwoot-contacts.csv", "7"),
        ("listmonk-subscribers.csv", "f9a6d5d0-1f1b-4a0e-8f6e-2f9a6d5d01f1"),
        ("dittofeed-users.csv", "u1"),
    ],
)
def test_contacts_of_open_source_neighbours_come_in(load: Load, name: str, contact: str) -> None:
    [report] = take(load, name, mapping="dittofeed_users" if "dittofeed" in name else None)
    assert (report.table, report.refused) == ("contacts", 0), report
    assert one("contacts", contact_id=contact)["email"] == "pat@birch.example"


@pytest.mark.parametrize(
    ("name", "kind", "scores"),
    [
        ("delighted.csv", "nps", [9.0, 3.0]),
        ("typeform.csv", "nps", [10.0]),
        ("typeform-older.csv", "nps", [10.0]),
        ("surveymonkey.csv", "csat", [5.0]),
        ("surveymonkey-older.csv", "csat", [5.0]),
        ("formbricks.csv", "ces", [6.0]),
        ("formbricks-older.csv", "ces", [6.0]),
    ],
)
@pytest.mark.usefixtures("people")
def test_answers_to_surveys_are_what_customers_said(load: Load, name: str, kind: str, scores: list[float]) -> None:
    [report] = take(load, name)
    assert (report.table, report.refused) == ("interactions", 0), report
    found = sorted(rows("interactions"), key=lambda row: str(row["happened_at"]))
    assert [row["score"] for row in found] == scores
    assert {(row["channel"], row["direction"], row["score_kind"], row["contact_id"] is not None) for row in found} == {
        ("survey", "in", kind, True)
    }
    assert Text.objects.get(interaction_id=found[0]["interaction_id"]).body
    again = load({f"again-{name}": (FIXTURES / name).read_bytes() + b"\n"}, source=report.source).files[0]
    assert (again.created, again.updated) == (0, 0)


@pytest.mark.usefixtures("people")
def test_hubspots_scale_of_three_becomes_ours(load: Load) -> None:
    [report] = take(load, "hubspot-feedback.csv")
    assert counts(report) == (3, 3, 0, 0, 0), report
    found = {row["score_kind"]: row["score"] for row in rows("interactions")}
    assert found == {"csat": 1.0, "nps": 9.0, "ces": 6.0}


@pytest.mark.parametrize(
    "name", sorted(path.name for path in FIXTURES.iterdir() if path.suffix != ".md" and "dittofeed" not in path.name)
)
@pytest.mark.usefixtures("people")
def test_each_export_twice_changes_nothing_and_is_undone_whole(load: Load, name: str) -> None:
    if name.startswith("hubspot") and "feedback" not in name:
        take(load, "hubspot-companies.csv")
        take(load, "hubspot-contacts.csv")
    if name.startswith("salesforce"):
        take(load, "salesforce-accounts.csv", "salesforce-contacts.csv")
    before = {table: rows(table) for table in TABLES}
    raw = (FIXTURES / name).read_bytes()
    first = load({f"an export{Path(name).suffix}": raw}).files[0]
    assert first.refused == 0
    again = load({f"an export{Path(name).suffix}": raw + b"\n"}).files[0]
    assert (again.created, again.updated, again.refused) == (0, 0, 0)
    assert load({f"an export{Path(name).suffix}": raw}, dry_run=True).files[0].created == 0
    for report in (again, first):
        batch = Batch.objects.get(pk=report.batch)
        if batch.state == Batch.State.DONE and report.created + report.updated:
            undo.undo(batch, COMMAND_LINE)
    if first.created and not name.startswith(("hubspot-co", "salesforce-acc", "salesforce-con")):
        assert before == {table: rows(table) for table in before}


def test_the_files_of_a_folder_end_the_same_whatever_they_are_called(tmp_path: Path) -> None:
    ends = []
    every = [path for path in sorted(FIXTURES.iterdir()) if path.name.startswith(("hubspot", "salesforce"))]
    for seed in range(3):
        names = [f"{at:02}" for at in range(len(every))]
        random.Random(seed).shuffle(names)
        folder = tmp_path / str(seed)
        folder.mkdir()
        (folder / "members.csv").write_text(MEMBERS)
        for path, name in zip(every, names, strict=True):
            if "feedback" not in path.name:
                shutil.copy(path, folder / f"{name}{path.suffix}")
        report = import_paths([str(folder)], Options(), COMMAND_LINE)
        assert not report.refused, [one.error or one.refused_file for one in report.files]
        ends.append(
            [
                [{k: v for k, v in row.items() if k != "recorded_seq"} for row in rows(t)]
                for t in ("customers", "contacts", "cases", "interactions", "purchases")
            ]
        )
        for batch in Batch.objects.filter(state=Batch.State.DONE).order_by("-id"):
            undo.undo(batch, COMMAND_LINE)
    assert ends[0] == ends[1] == ends[2]


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """A row without the number of its recording, which tells the order of files."""
    return {name: value for name, value in row.items() if name != "recorded_seq"}
