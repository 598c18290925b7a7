"""Loyalty as it is stored and shown; candidates with why and why not now; what the referred brought."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from deeproot_app.act.ambassadors import asking, referrals
from deeproot_app.act.ambassadors.referrals import Told
from deeproot_app.act.models import AmbassadorAsk, Referral, Sending
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.models import Organisation, User
from deeproot_app.conftest import AS_OF, Browser, SmallRecord, say
from deeproot_app.measure.loyalty import brought, listed, reckon
from deeproot_app.measure.models import CustomerLoyalty, Reckoned
from deeproot_app.record import changes
from deeproot_app.record.models import Customer, Promise, Purchase, RecordSequence, Subscription

pytestmark = pytest.mark.django_db


@pytest.fixture
def glad(as_of: datetime, small_record: SmallRecord) -> SmallRecord:
    """Birch praised us; our promise to them is kept, and four gifts went before."""
    Promise.objects.filter(pk="pr-1").update(kept_at=AS_OF - timedelta(days=8))
    for day in (60, 58, 56, 54):
        say(small_record.birch, "m-ada", day, "out", "value", "A guide", "Here is a guide to shorter queues.")
    say(small_record.birch, None, 3, "in", "praise", "Well done", "You are the best supplier we ever had.")
    return small_record


def touch(customer: Customer) -> None:
    with transaction.atomic():
        changes.touched([customer.pk], RecordSequence.take())


def test_everybody_is_reckoned_once_a_day_and_who_changed_in_between(glad: SmallRecord) -> None:
    assert reckon.bring_up_to_date(AS_OF) == 3
    row = CustomerLoyalty.objects.get(pk="c-birch")
    assert (row.attitude, row.advocacy, row.staying, row.is_right) == ("middling", "unknown", "stays", True)
    assert row.facts["praise"]["evidence"] == ["mail:c-birch-3"]
    assert reckon.bring_up_to_date(AS_OF) == 0
    say(glad.cedar, None, 1, "in", "praise", "Thanks", "You helped us a lot.")
    touch(glad.cedar)
    assert reckon.bring_up_to_date(AS_OF) == 1
    assert CustomerLoyalty.objects.get(pk="c-cedar").attitude == "low"
    assert reckon.bring_up_to_date(AS_OF + timedelta(days=1)) == 3


def test_a_referral_makes_an_advocate_within_the_next_reckoning_and_taken_back_none(glad: SmallRecord) -> None:
    reckon.bring_up_to_date(AS_OF)
    row = referrals.refer(COMMAND_LINE, Told("c-birch", "c-cedar"))
    assert reckon.bring_up_to_date(AS_OF) == 1
    stored = CustomerLoyalty.objects.get(pk="c-birch")
    assert (stored.advocacy, stored.facts["referral"]["evidence"]) == ("high", [f"referral:{row.pk}"])
    referrals.take_back(COMMAND_LINE, row.pk)
    reckon.bring_up_to_date(AS_OF)
    assert CustomerLoyalty.objects.get(pk="c-birch").advocacy == "unknown"


def test_customers_that_are_one_are_reckoned_as_one(glad: SmallRecord) -> None:
    reckon.bring_up_to_date(AS_OF)
    Customer.objects.filter(pk="c-birch").update(merged_into="c-cedar")
    touch(glad.birch)
    reckon.bring_up_to_date(AS_OF)
    assert set(CustomerLoyalty.objects.values_list("pk", flat=True)) == {"c-cedar", "c-dune"}
    assert CustomerLoyalty.objects.get(pk="c-cedar").facts["praise"]["n"] == 1
    Customer.objects.filter(pk="c-birch").update(merged_into=None)
    touch(glad.birch)
    touch(glad.cedar)
    reckon.bring_up_to_date(AS_OF)
    assert "praise" not in CustomerLoyalty.objects.get(pk="c-cedar").facts
    assert CustomerLoyalty.objects.get(pk="c-birch").facts["praise"]["n"] == 1


def test_the_page_tells_the_parts_apart_from_staying_and_is_narrowed(
    glad: SmallRecord, viewer: User, client_of: Browser
) -> None:
    client = client_of(viewer)
    assert "Nothing is reckoned yet" in client.get("/loyalty/").content.decode()
    reckon.bring_up_to_date(AS_OF)
    page = client.get("/loyalty/").content.decode()
    assert "Birch Bakery" in page and "Cedar Clinic" in page and "<svg" in page
    low = client.get("/loyalty/?attitude=low").content.decode()
    assert "Cedar Clinic" in low and "Birch Bakery" not in low
    assert "Cedar Clinic" in client.get("/loyalty/?attitude=nonsense").content.decode()
    assert client.get("/loyalty/?chart=loyalty&as=csv").content.decode().startswith("Part,Level,Customers")


def test_one_customers_page_opens_to_what_was_said_and_says_why_not_now(
    glad: SmallRecord, member: User, client_of: Browser
) -> None:
    client = client_of(member)
    page = client.get("/loyalty/of/c-birch/").content.decode()
    assert "Well done" in page and "mail%3Ac-birch-3" in page and "the right moment" in page
    Promise.objects.filter(pk="pr-1").update(kept_at=None)
    page = client.get("/loyalty/of/c-birch/").content.decode()
    assert "not now" in page and "We owe them a promise that is overdue" in page
    Organisation(pk=1, members_see="own").save()
    assert client.get("/loyalty/of/c-dune/").status_code == 404


def test_a_candidate_is_asked_with_one_click_and_a_letter_and_answers(
    glad: SmallRecord, member: User, client_of: Browser
) -> None:
    reckon.bring_up_to_date(AS_OF)
    client = client_of(member)
    page = client.get("/loyalty/ambassadors/?now=1").content.decode()
    assert "Birch Bakery" in page and "/loyalty/favours/ask/?customer=c-birch" in page
    address = "/loyalty/favours/ask/?customer=c-birch"
    drafted = client.get(address)
    assert "[What they told us" in drafted.content.decode()
    form = drafted.context["form"].initial
    wrong = client.post(address, form | {"favour": "recommend"})
    assert wrong.status_code == 422 and "Still to be said" in wrong.content.decode()
    sent = client.post(address, form | {"favour": "recommend", "text": "Do you know somebody we could help?"})
    assert sent.headers["Location"] == "/loyalty/favours/"
    row = AmbassadorAsk.objects.get()
    assert (row.state, Sending.objects.get().kind) == ("asked", "pitch")
    client.post(f"/loyalty/favours/{row.pk}/answer/", {"state": "yes"})
    page = client.get("/loyalty/favours/").content.decode()
    assert "said yes" in page and "/thanks/give/?customer=c-birch" in page


@pytest.mark.parametrize(("language", "words"), [("de", "Eine Bitte"), ("fr", "Un service"), ("es", "Un favor")])
def test_the_letter_is_drafted_in_four_languages(
    glad: SmallRecord, member: User, client_of: Browser, language: str, words: str
) -> None:
    page = client_of(member).get(f"/loyalty/favours/ask/?customer=c-birch&language={language}").content.decode()
    assert words in page


def test_the_page_says_why_the_gate_and_the_moment_are_against_it(
    glad: SmallRecord, member: User, client_of: Browser
) -> None:
    page = client_of(member).get("/loyalty/favours/ask/?customer=c-cedar").content.decode()
    assert "It is not the moment" in page and "Nothing good happened lately" in page


def test_what_the_referred_paid_is_told_in_each_currency_and_of_whom_one_sees(
    glad: SmallRecord, member: User, client_of: Browser
) -> None:
    for name, currency in (("cedar", "EUR"), ("dune", "NOK")):
        Purchase.objects.create(
            purchase_id=name, customer_id=f"c-{name}", happened_at=AS_OF, amount_micros=10**8, currency=currency,
            recorded_seq=1,
        )  # fmt: skip
        referrals.refer(COMMAND_LINE, Told("c-birch", f"c-{name}"))
    term = {"customer_id": "c-cedar", "amount_micros": 5 * 10**7, "currency": "EUR", "period_months": 12}
    for name, days in (("begun", -10), ("to-come", 10)):
        Subscription.objects.create(
            subscription_id=name, starts_at=AS_OF + timedelta(days=days), recorded_seq=1, **term
        )
    found = brought.brought(COMMAND_LINE, AS_OF)
    assert (found.told, found.came, found.by_ambassador) == (2, 2, (("c-birch", 2),))
    assert found.paid == (("EUR", 15 * 10**7), ("NOK", 10**8))
    Organisation(pk=1, members_see="own").save()
    assert brought.brought(member, AS_OF).paid == (("EUR", 15 * 10**7),)
    page = client_of(member).get("/loyalty/referrals/").content.decode()
    assert "a customer whom somebody else looks after" in page and "Dune Travel" not in page


def test_the_comparison_is_reckoned_anew_where_other_customers_are_referred(glad: SmallRecord) -> None:
    brought.bring_up_to_date(AS_OF, anew=False)
    row = Reckoned.objects.get(what="referred")
    assert row.document["referred"]["customers"] == 0 and row.document["cause_claimed"] is False
    referrals.refer(COMMAND_LINE, Told("c-birch", "c-cedar"))
    brought.bring_up_to_date(AS_OF, anew=False)
    again = Reckoned.objects.get(what="referred").document
    assert (again["referred"]["customers"], again["others"]["customers"], again["referred"]["stayed"]) == (1, 2, None)


def test_a_referral_is_written_on_a_page_and_taken_back_and_put_back(
    glad: SmallRecord, member: User, client_of: Browser
) -> None:
    client = client_of(member)
    given = {"customer": "birch bakery", "brought": "Cedar Clinic", "how": "newcomer", "day": "2026-05-01"}
    assert client.post("/loyalty/referrals/add/", given | {"customer": "Nobody"}).status_code == 422
    assert client.post("/loyalty/referrals/add/", given).headers["Location"] == "/loyalty/referrals/"
    row = Referral.objects.get()
    assert (row.customer_id, row.brought_id, f"{row.at:%Y-%m-%d}") == ("c-birch", "c-cedar", "2026-05-01")
    client.post(f"/loyalty/referrals/{row.pk}/take-back/")
    assert "No referral is written down yet" in client.get("/loyalty/referrals/").content.decode()
    client.post(f"/loyalty/referrals/{row.pk}/put-back/")
    assert "Cedar Clinic" in client.get("/loyalty/referrals/").content.decode()


def test_the_rewards_page_writes_into_the_same_ledger(glad: SmallRecord, member: User, client_of: Browser) -> None:
    answer = client_of(member).post("/thanks/rewards/of/c-birch/refer/", {"brought": "Cedar Clinic"})
    assert answer.status_code == 302
    assert Referral.objects.get().brought_id == "c-cedar"


def test_the_customers_page_says_it_in_one_line(glad: SmallRecord, viewer: User, client_of: Browser) -> None:
    reckon.bring_up_to_date(AS_OF)
    page = client_of(viewer).get("/customers/c-birch/about/").content.decode()
    assert "Engagement middling, advocacy unknown, attitude middling" in page


def test_candidates_cost_the_same_queries_however_many_there_are(
    glad: SmallRecord, viewer: User, client_of: Browser
) -> None:
    client = client_of(viewer)

    def counted() -> int:
        client.get("/loyalty/ambassadors/")
        with CaptureQueriesContext(connection) as captured:
            client.get("/loyalty/ambassadors/")
        return len(captured)

    reckon.bring_up_to_date(AS_OF)
    few = counted()
    for customer in (glad.cedar, glad.dune):
        for day in (2, 4, 6):
            say(customer, None, day, "in", "praise", "Thanks", "You helped us a lot.")
        touch(customer)
    reckon.bring_up_to_date(AS_OF)
    assert listed.candidates(COMMAND_LINE).count() == 3
    assert counted() <= few


def test_what_was_asked_is_seen_by_whom_it_is_theirs_to_see(
    glad: SmallRecord, stranger: User, client_of: Browser
) -> None:
    asking.ask(COMMAND_LINE, asking.Favour("k", "c-birch", "p-birch", "recommend", subject="S", text="Would you?"))
    reckon.bring_up_to_date(AS_OF)
    Organisation(pk=1, members_see="own").save()
    for address in ("/loyalty/", "/loyalty/ambassadors/", "/loyalty/favours/"):
        assert "Birch Bakery" not in client_of(stranger).get(address).content.decode()
