"""Two readings: the computed one kept with its history, people's own only added; neither enters the other."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from deeproot.engines import open_tables
from deeproot.understand.health.health import health
from deeproot_app import loop
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.errors import NotAllowed, UserError
from deeproot_app.base.models import Audit, Organisation, User
from deeproot_app.cli import main
from deeproot_app.conftest import AS_OF, SmallRecord
from deeproot_app.record.arrow import arrow_tables
from deeproot_app.record.models import Interaction, Subscription
from deeproot_app.understand.health import compare, keep, listed, numbers, own
from deeproot_app.understand.health.models import HealthChange, HealthCompared, HealthReading, OwnReading

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("customers_alone")]
Browser = Callable[..., Client]


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEEPROOT_NOW", AS_OF.isoformat())


def turn(days: float = 0) -> None:
    loop.turn(AS_OF + timedelta(days=days), tell=lambda *_: None)


def read(reading: str, own_reading: str = "", customer: str = "c-birch") -> HealthReading:
    """Store a computed reading by hand."""
    row, _ = HealthReading.objects.update_or_create(
        customer_id=customer, defaults={"as_of": AS_OF, "reading": reading, "fresh_at": AS_OF, "says": "Because."}
    )
    if own_reading:
        own.say(COMMAND_LINE, customer, own_reading, "I spoke with them.")
        row.refresh_from_db()
    return row


def test_a_turn_keeps_what_a_notebook_reads(small_record: SmallRecord) -> None:
    turn()
    notebook = {one.customer_id: one for one in health(open_tables(arrow_tables()), AS_OF)}
    rows = {row.pk: row for row in HealthReading.objects.all()}
    assert set(rows) == set(notebook) and rows
    for pk, row in rows.items():
        one = notebook[pk]
        assert (row.reading, row.direction, row.known, row.fresh_at) == (
            one.reading, one.direction or "", one.known, one.at,
        )  # fmt: skip
        assert row.parts == json.loads(json.dumps(keep.parts_of(one)))


def test_history_grows_only_where_a_reading_changed(small_record: SmallRecord) -> None:
    turn()
    first = HealthChange.objects.count()
    assert first == HealthReading.objects.count() > 0
    Organisation.objects.update_or_create(pk=1, defaults={"name": "us"})
    turn(0.01)
    assert HealthChange.objects.count() == first
    numbers.change(COMMAND_LINE, ["known=1"])
    turn(0.02)
    changed = HealthChange.objects.filter(at__gt=AS_OF + timedelta(days=0.015))
    assert changed and not changed.filter(reading="unknown").exists()


def test_an_own_reading_stands_beside_the_computed_one_and_never_enters_it(small_record: SmallRecord) -> None:
    turn()
    before = HealthReading.objects.get(pk="c-birch")
    own.say(COMMAND_LINE, "c-birch", "bad", "They told me so.")
    turn(0.01)
    after = HealthReading.objects.get(pk="c-birch")
    assert (after.own, after.own_by, after.own_at) == ("bad", "command line", AS_OF)
    assert (after.reading, after.parts) == (before.reading, before.parts)
    assert Audit.objects.filter(act="health.say", about_id="c-birch").count() == 1


def test_what_is_taken_back_stays_and_what_was_said_before_stands_again(small_record: SmallRecord) -> None:
    own.say(COMMAND_LINE, "c-birch", "good", "All is fine.", AS_OF - timedelta(days=9))
    later = own.say(COMMAND_LINE, "c-birch", "bad", "It is not.")
    assert own.say(COMMAND_LINE, "c-birch", "bad", "It is not.").pk == later.pk  # a second click
    own.take_back(COMMAND_LINE, later.pk)
    row = HealthReading.objects.get(pk="c-birch")
    assert row.own == "good" and OwnReading.objects.count() == 2
    assert [one.reading for one in own.of_one("c-birch")] == ["good"]
    with pytest.raises(UserError, match="taken back already"):
        own.take_back(COMMAND_LINE, later.pk)


@pytest.mark.parametrize(
    ("reading", "reason", "says"),
    [("fine", "x", "Say one of"), ("good", " \x00 ", "Say why"), ("good", "x" * 2_001, "at most")],
)
def test_a_reading_needs_a_word_of_ours_and_a_reason(
    reading: str, reason: str, says: str, small_record: SmallRecord
) -> None:
    with pytest.raises(UserError, match=says):
        own.say(COMMAND_LINE, "c-birch", reading, reason)
    with pytest.raises(UserError, match="moment to come"):
        own.say(COMMAND_LINE, "c-birch", "good", "x", AS_OF + timedelta(days=1))
    assert not OwnReading.objects.exists()


def test_a_viewer_says_nothing(small_record: SmallRecord, viewer: User) -> None:
    with pytest.raises(NotAllowed):
        own.say(viewer, "c-birch", "good", "x")


def test_what_was_said_under_an_id_that_was_merged_is_said_of_the_customer(small_record: SmallRecord) -> None:
    own.say(COMMAND_LINE, "c-cedar", "uneasy", "Hm.")
    small_record.cedar.merged_into = small_record.birch
    small_record.cedar.save()
    keep.stand(["c-birch"])
    assert HealthReading.objects.get(pk="c-birch").own == "uneasy"
    assert [one.reason for one in own.of_one("c-birch")] == ["Hm."]


def test_the_list_of_disagreements_holds_those_alone(small_record: SmallRecord) -> None:
    read("bad", "good")
    read("good", "good", "c-cedar")
    read("unknown", "bad", "c-dune")
    found = listed.page(COMMAND_LINE, listed.Wanted(apart=True), {})
    assert [row.pk for row in found.rows] == ["c-birch"]
    assert [row.pk for row in listed.page(COMMAND_LINE, listed.Wanted(), {}).rows] == ["c-birch", "c-cedar", "c-dune"]
    told = listed.counts(COMMAND_LINE)
    assert (told["all"], told["apart"], told["said"], told["unknown"]) == (3, 1, 3, 1)


@pytest.mark.parametrize("sort", listed.SORTS)
def test_pages_by_key_show_everybody_once(sort: str, small_record: SmallRecord) -> None:
    for customer, reading in (("c-birch", "bad"), ("c-cedar", "good"), ("c-dune", "bad")):
        read(reading, customer=customer)
    HealthReading.objects.filter(pk="c-cedar").update(fresh_at=None)
    own.say(COMMAND_LINE, "c-dune", "good", "x")
    seen: list[str] = []
    query: dict[str, str] = {}
    for _ in range(3):
        page = listed.page(COMMAND_LINE, listed.Wanted(sort=sort), query, 1)
        seen += [row.pk for row in page.rows]
        query = {"after": page.next.removeprefix("after=")}
        from urllib.parse import unquote

        query = {"after": unquote(query["after"])}
    assert sorted(seen) == ["c-birch", "c-cedar", "c-dune"]


def test_the_page_shows_both_readings_and_narrows(small_record: SmallRecord, client_of: Browser, viewer: User) -> None:
    assert "Nothing was read yet" in client_of(viewer).get("/risk/health/").content.decode()
    read("bad", "good")
    read("good", customer="c-dune")
    page = client_of(viewer).get("/risk/health/").content.decode()
    assert "Birch Bakery" in page and "differs" in page and "command line" in page and "nobody said" in page
    narrow = client_of(viewer).get("/risk/health/?apart=1").content.decode()
    assert "Birch Bakery" in narrow and "Dune Travel" not in narrow
    assert "No customer reads like that" in client_of(viewer).get("/risk/health/?reading=uneasy").content.decode()


def test_whoever_may_not_see_a_customer_sees_no_reading_of_it(
    small_record: SmallRecord, client_of: Browser, stranger: User
) -> None:
    Organisation(pk=1, members_see="own").save()
    read("bad", "good")
    page = client_of(stranger).get("/risk/health/").content.decode()
    assert "Birch Bakery" not in page
    assert client_of(stranger).get("/customers/c-birch/health/").status_code == 404
    answer = client_of(stranger).post("/customers/c-birch/health/say/", {"reading": "bad", "reason": "x"})
    assert answer.status_code == 404 and OwnReading.objects.count() == 1
    said = OwnReading.objects.get()
    assert client_of(stranger).post(f"/customers/health/{said.pk}/take-back/").status_code == 404


def test_one_says_it_on_the_customers_page_and_takes_it_back(
    small_record: SmallRecord, client_of: Browser, member: User
) -> None:
    turn()
    browser = client_of(member)
    first = browser.get("/customers/c-birch/").content.decode()
    assert "As computed" in first and "nobody said" in first and 'data-key="i"' in first
    said = {"reading": "bad", "reason": "They are <b>tired</b>."}
    page = browser.post("/customers/c-birch/health/say/", said, follow=True).content.decode()
    assert "They are &lt;b&gt;tired&lt;/b&gt;." in page and "it stands beside the computed reading" in page
    row = OwnReading.objects.get()
    assert (row.reading, row.by, row.user) == ("bad", member.email, member)
    back = browser.post(f"/customers/health/{row.pk}/take-back/", follow=True).content.decode()
    assert "Nobody has said yet" in back and "taken back by" in back
    empty = browser.post("/customers/c-birch/health/say/", {"reading": "bad"}, follow=True).content.decode()
    assert "Say why" in empty and OwnReading.objects.count() == 1


def test_every_part_opens_to_its_rows(small_record: SmallRecord, client_of: Browser, viewer: User) -> None:
    turn()
    browser = client_of(viewer)
    page = browser.get("/customers/c-birch/health/").content.decode()
    assert "/customers/c-birch/health/attention/" in page and "missing" in page
    for part in ("attention", "promises", "answers", "listening", "mood", "use", "purchases", "experience"):
        assert browser.get(f"/customers/c-birch/health/{part}/").status_code == 200
    opened = browser.get("/customers/c-birch/health/attention/").content.decode()
    assert "from" in opened and 'class="timeline"' in opened
    assert browser.get("/customers/c-birch/health/luck/").status_code == 404


def test_past_readings_are_held_against_who_left_and_too_few_tell_nothing(
    small_record: SmallRecord, client_of: Browser, viewer: User
) -> None:
    assert compare.compare(AS_OF) is False  # nothing was read yet
    assert "Nothing can be compared yet" in client_of(viewer).get("/risk/health/right/").content.decode()
    for name, days in (("birch", 60), ("cedar", None)):
        Subscription.objects.create(
            subscription_id=f"s-{name}", customer_id=f"c-{name}", starts_at=AS_OF - timedelta(days=900),
            ends_at=days and AS_OF - timedelta(days=days), amount_micros=1, currency="EUR", period_months=12,
        )  # fmt: skip
        own.say(COMMAND_LINE, f"c-{name}", "bad", "x", AS_OF - timedelta(days=130))
    turn()
    assert compare.compare(AS_OF) is True and compare.compare(AS_OF) is False
    told = HealthCompared.objects.get().document["own"]
    assert (told["right"]["count"], told["right"]["n"], told["known"]) == (1, 2, False)
    page = client_of(viewer).get("/risk/health/right/").content.decode()
    assert "Not known yet: 2 readings" in page and "too few to tell" in page and "1 of 2" in page


def test_looking_back_reads_month_ends_as_of_then_and_says_so(small_record: SmallRecord) -> None:
    turn()
    compare.compare(AS_OF)
    rows = HealthChange.objects.filter(looked_back=True)
    assert rows.exists() and all(row.at < AS_OF for row in rows)
    birch = [row.reading for row in rows.filter(customer="c-birch").order_by("at")]
    Interaction.objects.filter(happened_at__gt=max(row.at for row in rows)).delete()
    with compare.opened() as source:
        compare.look_back(source, AS_OF)
    again = HealthChange.objects.filter(looked_back=True, customer="c-birch").order_by("at")
    assert [row.reading for row in again] == birch  # what came later changes nothing


def test_the_command_says_what_the_library_says(small_record: SmallRecord, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["health", "c-birch", "--say", "uneasy", "--why", "Too quiet."]) == 0
    assert "We say: uneasy, Too quiet. (command line" in capsys.readouterr().out.replace("\n", " ")
    assert main(["health", "--json"]) == 0
    told = {one["customer_id"]: one for one in json.loads(capsys.readouterr().out)["customers"]}
    notebook = {one.customer_id: one for one in health(open_tables(arrow_tables()), AS_OF)}
    assert {pk: one["reading"] for pk, one in told.items()} == {pk: one.reading for pk, one in notebook.items()}
    assert told["c-birch"]["parts"] == json.loads(json.dumps(keep.parts_of(notebook["c-birch"])))
    assert told["c-birch"]["own"]["reason"] == "Too quiet." and told["c-dune"]["own"] is None
    assert main(["health"]) == 0 and "computed" in capsys.readouterr().out


def test_a_reading_of_later_is_not_known_before(small_record: SmallRecord, capsys: pytest.CaptureFixture[str]) -> None:
    own.say(COMMAND_LINE, "c-birch", "bad", "x")
    before = (AS_OF - timedelta(days=1)).isoformat()
    assert main(["health", "c-birch", "--as-of", before, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["customers"][0]["own"] is None


def test_numbers_are_changed_by_the_command_or_refused_whole(
    small_record: SmallRecord, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["health", "--set", "known=2", "--set", "promises_good=0.8", "--json"]) == 0
    rule = json.loads(capsys.readouterr().out)["rule"]
    assert (rule["known"], rule["promises_good"], rule["bad"]) == (2, 0.8, 2)
    for wrong in ("luck=1", "known=many", "promises_good=0.1", "known"):
        assert main(["health", "--set", "bad=3", "--set", wrong]) == 2
    assert Organisation.get().thresholds["health"] == {"known": 2.0, "promises_good": 0.8}
    assert main(["health", "--set", "known=", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["rule"]["known"] == 3
    assert main(["health", "--say", "bad"]) == 2
