"""From a draft to a queued letter: whole, past the gate, once, and called back."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from django.db import transaction
from django.test import Client

from deeproot.plan.policy import Reason, Verdict
from deeproot_app import loop
from deeproot_app.act.drafts import spoken
from deeproot_app.act.drafts.draft import drafted
from deeproot_app.act.models import Sending, Voice
from deeproot_app.act.outbox import settling
from deeproot_app.base import clock
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.models import User
from deeproot_app.conftest import AS_OF, Browser, SmallRecord
from deeproot_app.plan import gate
from deeproot_app.plan.models import Item, Override
from deeproot_app.record import promises
from deeproot_app.record.models import Change, Contact, Interaction, Promise

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AS_OF)


@pytest.fixture
def says(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let the gate answer so."""

    def answer(*reasons: Reason) -> None:
        verdict = Verdict(not reasons, reasons)
        monkeypatch.setattr(gate, "decide", lambda touches, at, **_: [verdict for _ in touches])

    answer()
    return answer


def reason(lifts: int | None = None, overridable: bool = True) -> Reason:
    lifts_at = AS_OF + timedelta(hours=lifts) if lifts else None
    return Reason("too_soon", "Not so often.", "They heard from us yesterday.", lifts_at, overridable)


def given(page: str) -> dict[str, str]:
    """The fields of the letter as the page has them."""
    form = page[page.index('id="write"') :]
    told = {name: unescape(value) for name, value in re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', form)}
    for name in ("contact", "kind"):
        options = form[form.index(f'name="{name}"') :].partition("</select>")[0]
        chosen = re.search(r'value="([^"]*)" selected', options)
        told[name] = chosen.group(1) if chosen else ""
    text = re.search(r"<textarea[^>]*>(.*?)</textarea>", form, re.S)
    return told | {"text": unescape(text.group(1)) if text else ""}


def test_a_draft_speaks_in_the_colleagues_voice(small_record: SmallRecord, member: User) -> None:
    assert drafted(member, small_record.birch).text.startswith("Hello Pat of Birch Bakery,")
    spoken.set_voice(member, "m-ada", Voice.Address.FIRST, "Ada\nOakfield, north")
    text = drafted(member, small_record.birch, language="de").text
    assert text.startswith("Hallo Pat,")
    assert text.endswith("Freundliche Grüße\nAda\nOakfield, north")


def test_a_letter_goes_from_today_to_the_outbox_once_and_can_be_called_back(
    small_record: SmallRecord, member: User, client_of: Browser, says: Callable[..., None]
) -> None:
    loop.turn(AS_OF)
    item = Item.objects.filter(customer="c-birch", gone_at=None).order_by("order")[0]
    browser = client_of(member)
    assert f"/write/?item={item.key}" in browser.get("/").content.decode()
    page = browser.get("/write/", {"item": item.key}).content.decode()
    assert "It may go." in page
    letter = given(page) | {"settles": "yes"}
    refused = browser.post("/write/send/", letter)
    assert refused.status_code == 422
    assert "Still to be said" in refused.content.decode()
    assert not Sending.objects.exists()
    letter["text"] = "Hello Pat,\n\nhere is the corrected invoice.\n\nAda"
    for _ in range(2):
        assert browser.post("/write/send/", letter).status_code == 302
    sent = Sending.objects.get()
    assert (sent.state, sent.kind, sent.customer_id, sent.member_id) == ("queued", letter["kind"], "c-birch", "m-ada")
    item.refresh_from_db()
    assert item.settled
    browser.post(f"/write/{sent.pk}/undo/")
    sent.refresh_from_db()
    assert sent.state == "cancelled"


def test_what_the_gate_refuses_for_good_is_not_queued_without_a_reason_and_then_recorded(
    small_record: SmallRecord, member: User, client_of: Browser, says: Callable[..., None]
) -> None:
    says(reason())
    browser = client_of(member)
    page = browser.get("/write/", {"customer": "c-birch"}).content.decode()
    assert "They heard from us yesterday." in page
    letter = given(page) | {"subject": "A word", "text": "Hello."}
    assert browser.post("/write/send/", letter).status_code == 422
    assert not Sending.objects.exists()
    assert browser.post("/write/send/", letter | {"reason": "They rang and asked for it."}).status_code == 302
    assert Override.objects.get().reason == "They rang and asked for it."
    assert Sending.objects.get().override_id == Override.objects.get().pk


def test_an_objection_is_never_overruled(
    small_record: SmallRecord, member: User, client_of: Browser, says: Callable[..., None]
) -> None:
    says(reason(overridable=False))
    browser = client_of(member)
    page = browser.get("/write/", {"customer": "c-birch"}).content.decode()
    assert "Nobody can decide otherwise." in page
    assert 'name="reason"' not in page
    letter = given(page) | {"subject": "A word", "text": "Hello.", "reason": "All the same"}
    assert browser.post("/write/send/", letter).status_code == 422
    assert not Sending.objects.exists()
    assert not Override.objects.exists()


def test_the_verdict_is_told_as_one_chooses_and_changes_nothing(
    small_record: SmallRecord, member: User, client_of: Browser, says: Callable[..., None]
) -> None:
    says(reason(lifts=5))
    asked = {"customer": "c-birch", "kind": "pitch", "contact": "", "when": ""}
    page = client_of(member).get("/write/verdict/", asked).content.decode()
    assert "Not before" in page
    assert "It lifts" in page
    spoilt = client_of(member).get("/write/verdict/", asked | {"kind": "nonsense", "when": "never"})
    assert spoilt.status_code == 200


def test_a_letter_that_is_sent_later_waits_until_then(
    small_record: SmallRecord, member: User, client_of: Browser, says: Callable[..., None]
) -> None:
    browser = client_of(member)
    letter = given(browser.get("/write/", {"customer": "c-birch"}).content.decode())
    letter |= {"subject": "A word", "text": "Hello.", "when": "2026-07-03T09:00"}
    assert browser.post("/write/send/", letter).status_code == 302
    assert Sending.objects.get().next_at >= AS_OF + timedelta(days=2)  # type: ignore[operator]


def test_nobody_writes_to_whom_they_may_not_see_or_to_anothers_person(
    small_record: SmallRecord, member: User, client_of: Browser, says: Callable[..., None]
) -> None:
    from deeproot_app.base.models import Organisation

    Organisation(pk=1, members_see="own").save()
    browser = client_of(member)
    assert browser.get("/write/", {"customer": "c-dune"}).status_code == 404
    theirs = Contact.objects.filter(customer="c-dune").first()
    letter = {
        "customer": "c-birch",
        "kind": "care",
        "subject": "x",
        "text": "y",
        "contact": theirs.pk if theirs else "x",
    }
    assert browser.post("/write/send/", letter).status_code == 422
    assert not Sending.objects.exists()


def test_every_offer_of_the_list_has_its_draft(small_record: SmallRecord) -> None:
    from deeproot_app.act.drafts import of_items
    from deeproot_app.plan.library import change

    made = change.add(COMMAND_LINE, "Labels", "guide", needs=["labels"], state="ready").row_id
    change.add_edition(COMMAND_LINE, made, "de", "Etiketten", "Kurz.", "https://oakfield.example/de")
    offer = {"resource_id": made, "belief_id": "b", "need": "labels", "horizon": "now", "assumed": True, "why": ["x"]}
    items = [Item(key="a", customer_id="c-birch", member_id="m-ada", offer=offer), Item(key="b", customer_id="c-birch")]
    found = of_items.completed(items, AS_OF)
    assert found[1] is None
    assert found[0] is not None
    assert (found[0]["resource_id"], found[0]["channel"]) == (made, "email")
    assert "may be of use" in found[0]["draft"], "it is only assumed, and they never told us"
    assert "https://oakfield.example/de" in found[0]["draft"]
    assert found[0]["draft"].endswith("Ada Lund")


def test_a_new_template_may_begin_with_the_words_of_the_house(client_of: Browser, member: User) -> None:
    page = client_of(member).get("/write/templates/add/?occasion=promise&language=de").content.decode()
    assert "Was wir für den {{ promise_due }} versprochen haben" in unescape(page)
    nowhere = client_of(member).get("/write/templates/add/?occasion=promise&language=../de")
    assert nowhere.status_code == 200
    assert "promise_due" not in nowhere.content.decode().split("<form", 1)[-1].split("</form>")[0]


def test_a_message_in_the_story_is_answered_in_its_own_conversation(
    small_record: SmallRecord, member: User, viewer: User, client_of: Browser, says: Callable[..., None]
) -> None:
    says()
    asked = Interaction.objects.get(customer="c-birch", text__subject="Opening hours")
    Interaction.objects.filter(pk=asked.pk).update(thread_id="email:root@birch.example")
    Interaction.objects.create(
        interaction_id="email:asked@birch.example", customer=small_record.birch, contact_id="p-birch",
        happened_at=AS_OF - timedelta(days=1), channel="email", direction="in", kind="question",
        thread_id="email:root@birch.example", needs_answer=True,
    )  # fmt: skip
    story = unescape(client_of(member).get("/customers/c-birch/").content.decode())
    link = "/write/?customer=c-birch&reply=email%3Aasked%40birch.example"
    assert link in story
    looked = client_of(viewer).get("/customers/c-birch/").content.decode()
    assert "/write/?customer=c-birch&reply=" not in unescape(looked)
    letter = given(client_of(member).get(link).content.decode()) | {"subject": "Re: Sunday", "text": "Yes, we can."}
    assert (letter["reply"], letter["kind"]) == ("email:asked@birch.example", "answer")
    assert client_of(member).post("/write/send/", letter).status_code == 302
    sent = Sending.objects.select_related("letter").get()
    assert sent.letter.parents == ["root@birch.example", "asked@birch.example"]


def delivers(client: Client, small_record: SmallRecord) -> Sending:
    """A mail that says that it delivers the promise of the small record, sent."""
    page = client.get("/write/?customer=c-birch&occasion=answer").content.decode()
    promise = Promise.objects.get()
    assert f'name="keeps" value="{promise.pk}"' in page
    letter = given(page) | {"subject": "The invoice", "text": "Here it is, corrected.", "keeps": promise.pk}
    assert client.post("/write/send/", letter).status_code == 302
    row = Sending.objects.select_related("letter").get()
    assert row.letter.keeps == [promise.pk]
    return row


def left(row: Sending) -> None:
    """Let the mail have left."""
    with transaction.atomic():
        row.state, row.handed_at = "sent", AS_OF + timedelta(minutes=1)
        row.save()
        settling.record_sent([row], {})


def test_a_mail_that_delivers_a_promise_keeps_it_once_it_has_left(
    small_record: SmallRecord, member: User, client_of: Browser, says: Callable[..., None]
) -> None:
    says()
    row = delivers(client_of(member), small_record)
    assert Promise.objects.get().kept_at is None, "it has not left yet"
    left(row)
    promise = Promise.objects.get()
    assert (promise.kept_in, promise.kept_at) == (f"email:{row.message_id}", AS_OF + timedelta(minutes=1))
    change = Change.objects.get(row_id=promise.pk)
    assert change.user == member
    promises.undo(member, change.pk)
    assert Promise.objects.get().kept_at is None


def test_what_a_person_said_of_a_promise_meanwhile_stands(
    small_record: SmallRecord, member: User, manager: User, client_of: Browser, says: Callable[..., None]
) -> None:
    says()
    row = delivers(client_of(member), small_record)
    promises.withdraw(manager, Promise.objects.get().pk, "They want it no more")
    left(row)
    promise = Promise.objects.get()
    assert promise.kept_at is None
    assert promise.withdrawn_at is not None
    assert Interaction.objects.filter(pk=f"email:{row.message_id}").exists(), "the mail is told all the same"


def test_a_mail_cannot_deliver_another_customers_promise(
    small_record: SmallRecord, member: User, client_of: Browser, says: Callable[..., None]
) -> None:
    says()
    Promise.objects.update(customer="c-dune")
    letter = given(client_of(member).get("/write/?customer=c-birch&occasion=answer").content.decode())
    answer = client_of(member).post("/write/send/", letter | {"text": "Here.", "keeps": Promise.objects.get().pk})
    assert answer.status_code == 422
    assert not Sending.objects.exists()
