"""The outbox and the ways of sending, as one sees them in the browser and at the command line."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from deeproot_app.act.models import Letter, Outbox, Sending, SendingAccount, SendsAs
from deeproot_app.act.outbox import listed
from deeproot_app.base import clock
from deeproot_app.base.models import Organisation, User
from deeproot_app.base.sealed import unseal
from deeproot_app.channels.email.sending.tests.sink import Sink, serving
from deeproot_app.cli import main
from deeproot_app.conftest import Browser, SmallRecord

pytestmark = pytest.mark.usefixtures("home")
State = Sending.State


def a_mail(name: str, state: str = State.QUEUED, **more: Any) -> Sending:
    now = clock.now()
    given: dict[str, Any] = {
        "occasion": "draft:1", "key": f"{name}{state}", "address_key": f"{name}{state}", "kind": "value",
        "message_id": f"{name}.{state}@oakfield.example", "customer_id": f"c-{name}", "address": f"pat@{name}.example",
        "to_name": f"Pat of {name}", "actor": "ada", "queued_at": now, "state": state, "course": [],
        "next_at": now if state == State.QUEUED else None,
    }  # fmt: skip
    row = Sending.objects.create(**(given | more))
    Letter.objects.create(sending=row, subject=f"A guide for {name}", text="Here it is.\n\nAda")
    return row


def test_the_counts_add_up_and_each_mail_stands_under_its_state(
    small_record: SmallRecord, client_of: Browser, member: User
) -> None:
    for state in (State.QUEUED, State.SENT, State.UNCERTAIN, State.REFUSED, State.SUPPRESSED, State.CANCELLED):
        a_mail("birch", state)
    browser = client_of(member)
    page = browser.get(reverse("act:outbox")).content.decode()
    assert "6 mails = 1 sent + 1 held back + 1 refused + 1 uncertain + 1 cancelled + 1 waiting" in page
    for state in ("waiting", "uncertain", "sent", "refused", "suppressed", "cancelled"):
        assert browser.get(reverse("act:outbox"), {"state": state}).content.decode().count("A guide for birch") == 1


def test_it_is_searched_by_name_and_subject(small_record: SmallRecord, client_of: Browser, member: User) -> None:
    a_mail("birch")
    a_mail("cedar")
    page = client_of(member).get(reverse("act:outbox"), {"q": "guide cedar"}).content.decode()
    assert "Pat of cedar" in page
    assert "Pat of birch" not in page


def test_mail_to_customers_that_one_may_not_see_is_not_there(
    small_record: SmallRecord, client_of: Browser, stranger: User
) -> None:
    Organisation.objects.update_or_create(pk=1, defaults={"members_see": "own"})
    row = a_mail("birch")
    browser = client_of(stranger)
    assert "birch" not in browser.get(reverse("act:outbox")).content.decode()
    assert browser.get(reverse("act:sending", args=[row.pk])).status_code == 404


def test_one_mail_shows_its_words_and_its_course(small_record: SmallRecord, client_of: Browser, viewer: User) -> None:
    row = a_mail("birch", course=[[clock.now().isoformat(), "queued", "by Ada"]])
    page = client_of(viewer).get(reverse("act:sending", args=[row.pk])).content.decode()
    for words in ("Here it is.", "Birch Bakery", "by Ada", row.message_id):
        assert words in page
    assert "Call it back" not in page, "a viewer calls nothing back"


def test_a_mail_is_called_back_from_its_page(small_record: SmallRecord, client_of: Browser, member: User) -> None:
    row = a_mail("birch")
    answer = client_of(member).post(reverse("act:sending_cancel", args=[row.pk]), follow=True)
    assert "is called back" in answer.content.decode()
    row.refresh_from_db()
    assert row.state == State.CANCELLED


def test_a_manager_settles_what_is_uncertain(small_record: SmallRecord, client_of: Browser, manager: User) -> None:
    row = a_mail("birch", State.UNCERTAIN)
    browser = client_of(manager)
    assert "nobody said" in browser.get(reverse("act:sending", args=[row.pk])).content.decode()
    browser.post(reverse("act:sending_settle", args=[row.pk]), {"arrived": "yes", "note": "they thanked us"})
    row.refresh_from_db()
    assert row.state == State.SENT


def test_all_is_stopped_and_let_go_on(
    small_record: SmallRecord, client_of: Browser, member: User, manager: User
) -> None:
    page = client_of(member).post(reverse("act:outbox_stop"), {"because": "wrong list"}, follow=True).content.decode()
    assert "All mail is stopped" in page
    client_of(manager).post(reverse("act:outbox_go"))
    assert Outbox.get().stopped_at is None


GIVEN = {
    "name": "Our server", "by": "smtp", "from_name": "Oakfield", "from_address": "Hello@Oakfield.example",
    "host": "127.0.0.1", "security": "none", "login_by": "password", "connections": "3", "hourly": "100",
    "footer": "Oakfield, Oslo",
}  # fmt: skip


def test_a_way_is_added_tried_changed_and_keeps_its_secret(
    small_record: SmallRecord, client_of: Browser, manager: User, settings: Any
) -> None:
    settings.INNER_HOSTS = frozenset({"127.0.0.1"})
    browser = client_of(manager)
    with serving(Sink()) as sink:
        answer = browser.post(reverse("act:sending_add"), GIVEN | {"port": str(sink.port), "key": "unused"})
        assert answer.status_code == 302
        row = SendingAccount.objects.get()
        assert (row.from_address, row.hourly, row.starts_slowly) == ("hello@oakfield.example", 100, False)
        page = browser.post(reverse("act:sending_test", args=[row.pk]), follow=True).content.decode()
        assert "took a mail to mo@oakfield.example" in page
        assert sink.taken[0]["to"] == "mo@oakfield.example"
    browser.post(
        reverse("act:sending_account", args=[row.pk]),
        GIVEN | {"by": "postmark", "key": "s3cret", "port": "", "name": "Postmark"},
    )
    row.refresh_from_db()
    assert (row.by, json.loads(unseal(row.sealed))) == ("postmark", {"key": "s3cret"})
    assert "s3cret" not in browser.get(reverse("act:sending_account", args=[row.pk])).content.decode()
    browser.post(reverse("act:sending_account", args=[row.pk]), GIVEN | {"by": "postmark", "name": "Postmark"})
    row.refresh_from_db()
    assert json.loads(unseal(row.sealed)) == {"key": "s3cret"}, "an empty secret stays as it was"


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"host": "mail.oakfield.example"}, "without encryption"),
        ({"from_address": "nobody"}, "no address"),
        ({"by": "mailgun", "key": "k"}, "domain: Mailgun needs it"),
        ({"security": "tls", "user": "ada"}, "needs a password"),
    ],
)
def test_what_is_wrong_is_told(client_of: Browser, manager: User, wrong: dict[str, str], says: str) -> None:
    page = client_of(manager).post(reverse("act:sending_add"), GIVEN | wrong).content.decode()
    assert says in page
    assert not SendingAccount.objects.exists()


def test_a_colleague_gets_an_address_of_their_own(small_record: SmallRecord, client_of: Browser, manager: User) -> None:
    row = SendingAccount.objects.create(name="x", from_address="hello@oakfield.example", made_at=clock.now())
    browser = client_of(manager)
    given = {"member": "m-ada", "name": "Ada", "address": "ada@oakfield.example", "account": str(row.pk)}
    browser.post(reverse("act:sending_name"), given)
    named = SendsAs.objects.get()
    assert "ada@oakfield.example" in browser.get(reverse("act:sending_accounts")).content.decode()
    browser.post(reverse("act:sending_unname", args=[named.pk]))
    assert not SendsAs.objects.exists()


def test_the_command_line_lists_calls_back_settles_and_stops(
    small_record: SmallRecord, capsys: pytest.CaptureFixture[str]
) -> None:
    waiting, unsure = a_mail("birch"), a_mail("cedar", State.UNCERTAIN)
    assert main(["outbox", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["counts"] == {
        "audience": 2, "sent": 0, "suppressed": 0, "refused": 0, "uncertain": 1, "cancelled": 0, "waiting": 1,
    }  # fmt: skip
    assert {one["state"] for one in told["mails"]} == {"queued", "uncertain"}
    assert main(["outbox", "cancel", str(waiting.pk)]) == 0
    assert main(["outbox", "settle", unsure.message_id, "--arrived", "no", "--because", "the log says so"]) == 0
    assert set(Sending.objects.values_list("state", flat=True)) == {State.CANCELLED, State.REFUSED}
    assert main(["outbox", "stop", "--because", "wrong list"]) == 0
    assert Outbox.get().stopped_because == "wrong list"
    assert main(["outbox", "go"]) == 0
    assert main(["outbox", "settle", "999"]) == 2
    assert main(["outbox", "cancel", "999"]) == 2


def test_the_navigation_tells_how_many_mails_wait_for_somebody_to_look(
    small_record: SmallRecord, client_of: Browser, member: User
) -> None:
    def shown() -> str:
        page = client_of(member).get(reverse("act:gifts")).content.decode()
        return page.partition('id="waits-actoutbox">')[2].partition("<")[0]

    assert shown() == ""
    a_mail("birch", State.SENT)
    a_mail("birch", State.QUEUED)
    a_mail("birch", State.UNCERTAIN, settled_at=clock.now() - timedelta(days=90))
    assert shown() == "1"
    a_mail("cedar", State.REFUSED, settled_at=clock.now() - timedelta(days=1))
    a_mail("dune", State.REFUSED, settled_at=clock.now() - timedelta(days=8))
    assert shown() == "2", "what was refused long ago is no news"
    Organisation.objects.update_or_create(pk=1, defaults={"members_see": "own"})
    assert listed.waiting(member) == 2
    a_mail("dune", State.UNCERTAIN)
    assert listed.waiting(member) == 2, "another team's is not mine to look at"


def test_what_waits_is_counted_once_for_a_page_and_never_costs_more_than_two_short_queries(
    small_record: SmallRecord, member: User, django_assert_num_queries: Any
) -> None:
    for number in range(120):
        a_mail("birch", State.UNCERTAIN, key=f"k{number}", address_key=f"a{number}", message_id=f"{number}@oak.example")
    with django_assert_num_queries(3):  # one of them asks who sees whom
        assert listed.waiting(member) == listed.MANY + 1
