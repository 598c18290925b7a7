"""The pages of calls, as a browser asks for them."""

from __future__ import annotations

import pytest
from django.urls import reverse

from deeproot_app.act.calls import begin, listed
from deeproot_app.act.models import Call, CallDraft, CallScript
from deeproot_app.base.models import User
from deeproot_app.conftest import AS_OF, Browser, SmallRecord
from deeproot_app.plan.models import Item
from deeproot_app.record import consent
from deeproot_app.record.models import Belief, Consent, Contact, Interaction, Promise

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_of")]


@pytest.fixture
def owed(small_record: SmallRecord) -> Item:
    Contact.objects.filter(pk="p-birch").update(phone="+47 23 00 00 01")
    return item("owed", "c-birch", "promise_overdue", subject="pr-1", evidence=["pr-1", "mail:c-birch-11"])


def item(key: str, customer: str, reason: str, **more: object) -> Item:
    return Item.objects.create(
        key=key, customer_id=customer, member_id="m-ada", reason=reason, order=key, headline="We owe them an invoice.",
        next_step="Say when it comes.", as_of=AS_OF, first_seen_at=AS_OF, **more,
    )  # fmt: skip


def test_a_reason_of_today_stands_on_the_list_without_anything_being_written(
    owed: Item, member: User, client_of: Browser
) -> None:
    page = client_of(member).get(reverse("act:calls"))
    assert "We owe them an invoice." in page.content.decode()
    assert 'href="tel:+4723000001"' in page.content.decode()
    assert not Call.objects.exists()


def test_a_reason_that_is_answered_in_writing_is_no_call(small_record: SmallRecord, member: User) -> None:
    item("asked", "c-birch", "unanswered")
    assert listed.call_list(member, AS_OF).now == []
    item("asked-2", "c-cedar", "unanswered", offer={"channel": "call", "resource_id": None, "draft": ""})
    assert listed.call_list(member, AS_OF).barred == [], "its offer says call, but nobody knows a number"
    Contact.objects.filter(pk="p-cedar").update(phone="+4723000002")
    assert [entry.customer.pk for entry in listed.call_list(member, AS_OF).now] == ["c-cedar"]


def test_a_customer_stands_on_the_list_once_however_many_reasons_there_are(owed: Item, member: User) -> None:
    item("silent", "c-birch", "silence_too_long")
    begin.by_hand(member, "c-birch", "Ask about the ovens")
    found = listed.call_list(member, AS_OF)
    assert [entry.customer.pk for entry in found.now] == ["c-birch"]
    assert set(found.now[0].also) == {"promise_overdue", "silence_too_long"}


def test_whose_hours_end_first_is_called_first(owed: Item, member: User) -> None:
    Contact.objects.filter(pk="p-cedar").update(phone="+49301", timezone="Asia/Dubai")
    Contact.objects.filter(pk="p-dune").update(phone="+49302", timezone="Pacific/Auckland")
    item("a", "c-cedar", "silence_too_long")
    item("b", "c-dune", "silence_too_long")
    found = listed.call_list(member, AS_OF)
    assert [entry.customer.pk for entry in found.now] == ["c-cedar", "c-birch"], "in Dubai it is four in the afternoon"
    assert [entry.customer.pk for entry in found.later] == ["c-dune"], "in Auckland it is midnight"


def test_a_wrong_number_is_not_offered_again(owed: Item, member: User, client_of: Browser) -> None:
    call = begin.from_item(member, "owed")
    sent = {"outcome": "wrong_number", "contact_id": "p-birch", "kind": "care", "after": 0}
    assert client_of(member).post(reverse("act:call_log", args=[call.pk]), sent).status_code == 302
    page = client_of(member).get(reverse("act:call", args=[call.pk])).content.decode()
    assert "No number of theirs is known" in page


def test_the_brief_opens_by_a_press_and_not_by_looking(owed: Item, member: User, client_of: Browser) -> None:
    client = client_of(member)
    call = begin.from_item(member, "owed")
    page = client.get(reverse("act:call", args=[call.pk])).content.decode()
    assert "Can the ovens be serviced" not in page and not Interaction.objects.filter(kind="brief").exists()
    answer = client.post(reverse("act:call_begin"), {"item": "owed"}, follow=True)
    assert "Can the ovens be serviced" in answer.content.decode()
    assert Interaction.objects.filter(kind="brief", member="m-ada").count() == 1


def test_what_is_typed_is_there_again_when_the_page_was_lost(owed: Item, member: User, client_of: Browser) -> None:
    client = client_of(member)
    call = begin.from_item(member, "owed")
    typed = {"said": "They close the books on Friday <b>", "their_minutes": "8", "our_minutes": "2", "need_0": "Books"}
    part = client.post(reverse("act:call_keep", args=[call.pk]), typed, headers={"HX-Request": "true"})
    assert "Kept" in part.content.decode() and "80" in part.content.decode()
    page = client_of(member).get(reverse("act:call", args=[call.pk])).content.decode()
    assert "They close the books on Friday &lt;b&gt;" in page and 'value="Books"' in page


def test_each_of_us_has_a_draft_of_their_own(owed: Item, member: User, manager: User, client_of: Browser) -> None:
    call = begin.from_item(member, "owed")
    client_of(member).post(reverse("act:call_keep", args=[call.pk]), {"said": "Mine"})
    client_of(manager).post(reverse("act:call_keep", args=[call.pk]), {"said": "Also mine"})
    assert CallDraft.objects.count() == 2


def test_a_call_is_logged_and_taken_back_with_what_was_typed(owed: Item, member: User, client_of: Browser) -> None:
    client = client_of(member)
    call = begin.from_item(member, "owed")
    keep, log = (reverse(f"act:call_{name}", args=[call.pk]) for name in ("keep", "log"))
    typed = {
        "outcome": "reached", "contact_id": "p-birch", "kind": "holding", "said": "It holds up their books.",
        "their_minutes": "8", "our_minutes": "2", "need_0": "Close the books", "about_0": "need",
        "promise": "Send the invoice", "promise_due": "2026-07-01T12:00", "became": "put_off",
        "new_due": "2026-07-01T12:00", "settles": "on", "after": "0",
    }  # fmt: skip
    client.post(keep, typed)
    answer = client.post(log, typed, follow=True)
    assert "is logged" in answer.content.decode() and "Undo" in answer.content.decode()
    assert Promise.objects.count() == 2 and Belief.objects.count() == 1 and not CallDraft.objects.exists()
    attempt = call.tried.get()
    client.post(reverse("act:call_undo", args=[attempt.pk]))
    assert Promise.objects.count() == 1 and not Belief.objects.exists()
    assert CallDraft.objects.get().fields["said"] == "It holds up their books."


def test_a_report_that_cannot_be_is_refused_on_the_same_page_with_all_that_was_typed(
    owed: Item, member: User, client_of: Browser
) -> None:
    call = begin.from_item(member, "owed")
    sent = {"outcome": "call_back", "contact_id": "p-birch", "kind": "care", "said": "Busy", "after": "0"}
    answer = client_of(member).post(reverse("act:call_log", args=[call.pk]), sent)
    assert answer.status_code == 422
    assert "a moment that is still to come" in answer.content.decode() and "Busy" in answer.content.decode()


def test_an_own_script_stands_before_the_one_that_came_with_the_program(
    owed: Item, member: User, client_of: Browser
) -> None:
    client = client_of(member)
    sent = {"name": "Ours", "reasons": ["promise_overdue"], "text": "# Begin\nHello {contact}\n> Yes -> Nowhere"}
    answer = client.post(reverse("act:script_add"), sent)
    assert answer.status_code == 422 and "there is no such step" in answer.content.decode()
    client.post(reverse("act:script_add"), sent | {"text": "# Begin\nHello {contact}, from us.\nIt is {due} today."})
    call = begin.from_item(member, "owed")
    page = client.get(reverse("act:call", args=[call.pk])).content.decode()
    assert "Hello Pat of Birch Bakery, from us." in page
    CallScript.objects.update(
        text="# Begin\nHello {me}\nSince {silent_days} days\nOf {promise}", reasons=["case_brief"]
    )
    assert "Hello Ada" not in client.get(reverse("act:call", args=[call.pk])).content.decode()


def test_a_call_put_there_by_hand_is_taken_off_and_back(owed: Item, member: User, client_of: Browser) -> None:
    client = client_of(member)
    add = f"{reverse('act:call_add')}?customer=c-birch"
    assert client.get(add).status_code == 200
    client.post(add, {"because": "Ask about the ovens", "contact_id": "p-birch"})
    call = Call.objects.get()
    client.post(reverse("act:call_drop", args=[call.pk]))
    assert Call.objects.get().state == "dropped"
    client.post(reverse("act:call_put_back", args=[call.pk]))
    assert Call.objects.get().state == "waiting"


def test_outside_their_hours_the_number_is_no_link_until_somebody_says_why(
    owed: Item, member: User, client_of: Browser
) -> None:
    Contact.objects.filter(pk="p-birch").update(timezone="Pacific/Auckland")
    client = client_of(member)
    call = begin.from_item(member, "owed")
    page = client.get(reverse("act:call", args=[call.pk])).content.decode()
    assert "tel:" not in page and "Outside their hours" in page
    overrule = reverse("act:call_overrule", args=[call.pk])
    assert "tel:" not in client.post(overrule, {"reason": " "}, follow=True).content.decode()
    assert "tel:" in client.post(overrule, {"reason": "They asked for it"}, follow=True).content.decode()


def test_who_objected_is_never_a_link(owed: Item, member: User, client_of: Browser) -> None:
    consent.objected(member, customer_id="c-birch", purpose="all")
    call = begin.from_item(member, "owed")
    assert "tel:" not in client_of(member).get(reverse("act:calls")).content.decode()
    client = client_of(member)
    answer = client.post(reverse("act:call_overrule", args=[call.pk]), {"reason": "I insist"}, follow=True)
    assert "tel:" not in answer.content.decode() and "Nobody can decide otherwise" in answer.content.decode()


def test_who_says_in_a_call_that_they_want_no_more_is_not_called_again_even_when_the_call_is_undone(
    owed: Item, member: User, client_of: Browser
) -> None:
    client = client_of(member)
    call = begin.from_item(member, "owed")
    sent = {"outcome": "reached", "contact_id": "p-birch", "kind": "care", "objects": "on", "after": "0"}
    client.post(reverse("act:call_log", args=[call.pk]), sent)
    client.post(reverse("act:call_undo", args=[call.tried.get().pk]))
    assert Consent.objects.get().channel == "call"
    assert "tel:" not in client.get(reverse("act:call", args=[call.pk])).content.decode()
