# ruff: noqa: E501 - the files are shown as they are written
"""Tests of exports as other companies' systems write them: recognised by their headers, read right without a word."""

from __future__ import annotations

import pytest

from deeproot_app.record.arrow import arrow_tables
from deeproot_app.record.conftest import Load, counts

HUBSPOT = (
    "Record ID,First Name,Last Name,Email,Phone Number,Job Title,Company Name,Contact owner,Lead Status,Lifecycle Stage,"
    "Create Date,Original Source,Associated Company IDs\n"
    "101,Pat,Moe,Pat@birch.example,'+47 22 33 44 55,Baker,Birch Bakery,Ada Lund,,Customer,2024-03-01 10:15,Direct,9001;9002\n"
    "102,Kim,,kim@birch.example,,,Birch Bakery,Ada Lund,,Customer,2024-03-02 10:15,Direct,9001\n"
    "103,Sam,Ek,sam@home.example,,,,,,Lead,2024-03-03 10:15,Direct,\n"
)
ZENDESK = (
    '"Summation column","Id","Requester","Requester id","Requester external id","Requester email","Requester domain",'
    '"Submitter","Assignee","Group","Subject","Tags","Status","Priority","Via","Ticket type","Created at","Updated at",'
    '"Assigned at","Organization","Due date","Initially assigned at","Solved at","Resolution time"\n'
    "1,35436,Pat Moe,11,,pat@birch.example,birch.example,Pat Moe,Ada Lund,Support,Where is my order?,a b,Solved,High,Mail,"
    "Question,2025-01-02 10:00:00,2025-01-03 12:00:00,2025-01-02 10:05:00,Birch Bakery,,2025-01-02 10:05:00,"
    "2025-01-03 12:00:00,26\n"
    "1,35437,Sam Ek,12,,sam@home.example,home.example,Sam Ek,Ada Lund,Support,The oven is broken,,Open,Normal,Web form,"
    "Problem,2025-01-04 10:00:00,2025-01-04 10:00:00,,-,,,,\n"
)
STRIPE_PAYMENTS = (
    "id,Created date (UTC),Amount,Amount Refunded,Currency,Captured,Converted Amount,Converted Currency,Description,Fee,"
    "Mode,Status,Statement Descriptor,Customer ID,Customer Description,Customer Email,Card ID,Invoice ID,Transfer\n"
    "ch_1,2025-02-01 09:30,49.00,0.00,usd,true,49.00,usd,,1.72,Live,Paid,,cus_A,Birch Bakery,pat@birch.example,card_1,,\n"
    "ch_2,2025-02-02 09:30,1250.50,0.00,eur,true,1250.50,eur,,9,Live,Refunded,,cus_B,,sam@home.example,card_2,,\n"
    "ch_3,2025-02-03 09:30,49.00,0.00,usd,false,49.00,usd,,0,Live,Failed,,cus_A,Birch Bakery,pat@birch.example,card_1,,\n"
)
STRIPE_INVOICES = (
    "id,Amount Due,Billing,Closed,Currency,Customer,Date (UTC),Due Date (UTC),Number,Paid,Subscription,Subtotal,Tax,"
    "Tax Percent,Total,Amount Paid,Status\n"
    "in_1,120.00,charge_automatically,true,eur,cus_A,2025-02-01 00:00,,A-1,true,sub_1,100.00,20.00,20,120.00,120.00,paid\n"
    "in_2,120.00,charge_automatically,false,eur,cus_A,2025-03-01 00:00,,A-2,false,sub_1,100.00,20.00,20,120.00,0.00,open\n"
)
INTERCOM = (
    "message_id,message_body,message_type,message_created_at,message_author_type,message_author_id,message_author_user_id,"
    "message_author_name,message_author_email,message_author_companies,conversation_tags,conversation_id,"
    "conversation_state,conversation_created_at,conversation_first_response_at,conversation_closed_at,app_id,app_name\n"
    "m0,We are closed today.,comment,2017-11-14 21:45:09,bot,b1,,Bot,,,,conv-1,closed,,,,a,App\n"
    "m1,How do I add a colleague?,comment,2017-11-14 21:45:08,user,u1,,Pat Moe,pat@birch.example,Birch Bakery,,conv-1,closed,,,,a,App\n"
    "m2,Go to Settings and press Invite.,comment,2017-11-14 22:10:00,admin,9,,Ada Lund,ada@oakfield.example,,,conv-1,closed,,,,a,App\n"
)
SHOPIFY = (
    "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,Shipping,"
    "Taxes,Total,Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,Lineitem price,"
    "Billing Name,Billing Country,Id\n"
    "#1001,pat@birch.example,paid,2025-05-01 10:00:00 -0400,fulfilled,2025-05-02 10:00:00 -0400,yes,USD,90.00,10.00,0.00,"
    "100.00,,0.00,Standard,2025-05-01 09:59:00 -0400,1,Oven,60.00,Pat Moe,US,5001\n"
    "#1001,pat@birch.example,,,,,,,,,,,,,,2025-05-01 09:59:00 -0400,3,Tray,10.00,,,\n"
    "#1002,sam@home.example,voided,,,,no,USD,5.00,0.00,0.00,5.00,,0.00,,2025-05-03 09:59:00 -0400,1,Mug,5.00,Sam Ek,SE,5002\n"
)
pytestmark = pytest.mark.django_db


def rows(table: str) -> list[dict[str, object]]:
    return arrow_tables(tables=[table])[table].to_pylist()


def one(table: str, **given: object) -> dict[str, object]:
    return next(row for row in rows(table) if all(row[name] == value for name, value in given.items()))


def test_hubspot_contacts_come_with_their_companies(load: Load) -> None:
    report = load({"hubspot-crm-exports-all-contacts-2025-01-05.csv": HUBSPOT}).files[0]
    assert (report.table, counts(report)) == ("contacts", (3, 3, 0, 0, 0))
    assert {(row["customer_id"], row["name"], row["kind"]) for row in rows("customers")} == {
        ("9001", "Birch Bakery", "organisation"),
        ("103", "Sam Ek", "person"),
    }
    pat, kim = one("contacts", contact_id="hubspot-101"), one("contacts", contact_id="hubspot-102")
    assert (pat["name"], pat["email"], pat["phone"]) == ("Pat Moe", "pat@birch.example", "+47 22 33 44 55")
    assert (kim["name"], kim["customer_id"]) == ("Kim", "9001")


def test_zendesk_tickets_become_cases_and_what_the_customer_wrote(load: Load) -> None:
    report = load({"tickets.csv": ZENDESK}).files[0]
    assert (report.table, counts(report)) == ("interactions", (2, 2, 0, 0, 0))
    solved, opened = one("cases", case_id="zendesk-35436"), one("cases", case_id="zendesk-35437")
    assert str(solved["closed_at"]) == "2025-01-03 12:00:00"
    assert (opened["closed_at"], opened["customer_id"]) == (None, "sam@home.example")
    assert one("customers", customer_id="Birch Bakery")["kind"] == "organisation"
    assert one("contacts", email="pat@birch.example")["name"] == "Pat Moe"
    first = one("interactions", interaction_id="zendesk:35436")
    assert (first["channel"], first["direction"], first["needs_answer"]) == ("email", "in", True)
    assert first["contact_id"] == "email:pat@birch.example"
    assert one("interactions", interaction_id="zendesk:35437")["channel"] == "case"


def test_stripe_payments_that_were_paid_become_purchases(load: Load) -> None:
    report = load({"unified_payments.csv": STRIPE_PAYMENTS}).files[0]
    assert (report.table, counts(report)) == ("purchases", (2, 2, 0, 0, 0))
    assert {(row["customer_id"], row["amount"], row["currency"]) for row in rows("purchases")} == {
        ("cus_A", 49.0, "USD"),
        ("cus_B", 1250.5, "EUR"),
    }
    assert one("customers", customer_id="cus_A")["name"] == "Birch Bakery"
    assert "1 rows were left aside, as the mapping says." in report.notes


def test_stripe_invoices_that_were_paid_become_purchases(load: Load) -> None:
    report = load({"invoices.csv": STRIPE_INVOICES}).files[0]
    assert (report.table, counts(report)) == ("purchases", (1, 1, 0, 0, 0))
    assert one("purchases", purchase_id="in_1")["amount"] == 120.0


def test_what_we_answered_in_intercom_belongs_to_the_customer_of_its_conversation(load: Load) -> None:
    report = load({"messages.csv": INTERCOM}).files[0]
    assert (report.table, counts(report)) == ("interactions", (3, 3, 0, 0, 0))
    asked, told, bot = (one("interactions", interaction_id=f"intercom:m{number}") for number in (1, 2, 0))
    assert {row["customer_id"] for row in (asked, told, bot)} == {"Birch Bakery"}
    assert [row["direction"] for row in (asked, told, bot)] == ["in", "out", "out"]
    assert (asked["needs_answer"], asked["contact_id"]) == (True, "email:pat@birch.example")
    assert (bot["automatic"], told["automatic"]) == (True, False)
    assert told["member_id"] == "email:ada@oakfield.example"
    assert one("members", member_id="email:ada@oakfield.example")["name"] == "Ada Lund"


def test_paid_shopify_orders_become_purchases_once_each(load: Load) -> None:
    report = load({"orders_export_1.csv": SHOPIFY}).files[0]
    assert (report.table, counts(report)) == ("purchases", (1, 1, 0, 0, 0))
    bought = one("purchases", purchase_id="5001")
    assert (bought["customer_id"], bought["amount"], str(bought["happened_at"])) == (
        "pat@birch.example", 100.0, "2025-05-01 14:00:00",
    )  # fmt: skip
    assert one("customers", customer_id="pat@birch.example")["country"] == "US"


@pytest.mark.parametrize("content", [HUBSPOT, ZENDESK, STRIPE_PAYMENTS, STRIPE_INVOICES, INTERCOM, SHOPIFY])
def test_the_same_export_again_changes_nothing(load: Load, content: str) -> None:
    first = load({"export.csv": content}).files[0]
    again = load({"export (1).csv": content + "\n"}).files[0]
    assert (again.created, again.updated, again.refused) == (0, 0, 0)
    assert again.unchanged == first.created


def test_a_row_of_a_thread_that_nobody_is_known_of_is_refused(load: Load) -> None:
    report = load({"messages.csv": INTERCOM.replace("user,u1", "admin,u1")}).files[0]
    assert report.refused == 3
