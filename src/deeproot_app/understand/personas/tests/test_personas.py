"""Personas are given by people, taken from suggestions, taken back exactly; and described in versions."""

from __future__ import annotations

import json

import pytest
from django.http import Http404

from deeproot_app import cli
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.errors import NotAllowed, UserError
from deeproot_app.base.jobs import run_waiting
from deeproot_app.base.models import Organisation, User
from deeproot_app.conftest import AS_OF, Browser, SmallRecord
from deeproot_app.record.importing.decided import decided
from deeproot_app.record.models import Change, Customer
from deeproot_app.record.shape import SHAPES
from deeproot_app.understand.personas import describe, give, reckon
from deeproot_app.understand.personas.models import PersonaReading, PersonaSuggested, PersonaVersion
from deeproot_app.understand.personas.tests.made import SAID, personas, suggested

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEEPROOT_NOW", AS_OF.isoformat())


def held() -> dict[str, str | None]:
    return dict(Customer.objects.values_list("pk", "persona"))


def test_a_suggestion_is_given_to_its_customers_and_taken_back_exactly(small_record: SmallRecord) -> None:
    suggested("c-birch", "c-cedar")
    Customer.objects.filter(pk="c-birch").update(persona="Baker")
    before = held()
    given = give.suggestion(COMMAND_LINE, 0, " Mail  writers ")
    assert held() == before | {"c-birch": "Mail writers", "c-cedar": "Mail writers"}
    give.undo(COMMAND_LINE, given.pk)
    assert held() == before and not Change.objects.filter(table="customers").exists()
    with pytest.raises(UserError, match="already"):
        give.undo(COMMAND_LINE, given.pk)


def test_the_customers_given_a_persona_are_understood_anew(small_record: SmallRecord) -> None:
    before = Customer.objects.get(pk="c-birch").changed_seq
    give.one(COMMAND_LINE, "c-birch", "Baker")
    assert Customer.objects.get(pk="c-birch").changed_seq > before


def test_a_persons_word_outranks_a_later_suggestion_and_a_file(small_record: SmallRecord) -> None:
    give.one(COMMAND_LINE, "c-birch", "Baker")
    suggested("c-birch", "c-cedar")
    give.suggestion(COMMAND_LINE, 0, "Mail writers")
    assert held()["c-birch"] == "Baker" and held()["c-cedar"] == "Mail writers"
    assert decided(SHAPES["customers"], ["c-birch"])["c-birch"] == {"persona"}


def test_a_word_that_was_taken_back_outranks_nothing(small_record: SmallRecord) -> None:
    give.undo(COMMAND_LINE, give.one(COMMAND_LINE, "c-birch", "Baker").pk)
    suggested("c-birch")
    give.suggestion(COMMAND_LINE, 0, "Mail writers")
    assert held()["c-birch"] == "Mail writers"


def test_what_was_changed_again_since_is_not_overwritten_by_an_undo(small_record: SmallRecord) -> None:
    first = give.one(COMMAND_LINE, "c-birch", "Baker")
    give.one(COMMAND_LINE, "c-birch", "Clinic")
    with pytest.raises(UserError, match="changed again since"):
        give.undo(COMMAND_LINE, first.pk)
    assert held()["c-birch"] == "Clinic"


def test_what_was_said_again_in_the_same_words_since_is_not_overwritten_either(small_record: SmallRecord) -> None:
    first = give.one(COMMAND_LINE, "c-birch", "Baker")
    again = give.one(COMMAND_LINE, "c-birch", "Baker")
    with pytest.raises(UserError, match="changed again since"):
        give.undo(COMMAND_LINE, first.pk)
    give.undo(COMMAND_LINE, again.pk)
    assert held()["c-birch"] == "Baker"


def test_many_are_given_only_by_a_manager_and_only_whom_one_sees_is_given(
    small_record: SmallRecord, member: User, viewer: User
) -> None:
    suggested("c-birch", "c-dune")
    for act in (lambda: give.suggestion(member, 0, "X"), lambda: give.one(viewer, "c-birch", "X")):
        with pytest.raises(NotAllowed):
            act()
    assert set(held().values()) == {None}


def test_a_persona_is_described_in_versions_and_goes_back(small_record: SmallRecord) -> None:
    personas()
    describe.say(COMMAND_LINE, "Shopkeeper", 1, {**SAID, "value": "Quiet."})
    assert describe.say(COMMAND_LINE, "Shopkeeper", 2, {**SAID, "value": "Quiet."}).number == 2
    with pytest.raises(UserError, match="meanwhile"):
        describe.say(COMMAND_LINE, "Shopkeeper", 1, SAID)
    assert describe.back(COMMAND_LINE, "Shopkeeper", 1).value == "Time."
    assert describe.back(COMMAND_LINE, "Shopkeeper", 0).value == ""
    assert PersonaVersion.objects.count() == 4
    with pytest.raises(Http404):
        describe.there("Nobody")


def test_it_is_reckoned_from_the_record_and_says_where_it_knows_too_little(small_record: SmallRecord) -> None:
    reading = reckon.keep(AS_OF)
    assert reading.document["stable"] is False and "too few" in reading.document["says"]


def test_the_reading_of_before_goes_with_what_it_suggested_of_each(small_record: SmallRecord) -> None:
    before = PersonaReading.objects.create(as_of=AS_OF, made_at=AS_OF, code="older", document={})
    PersonaSuggested.objects.create(reading=before, customer_id="c-birch", place=0)
    reading = reckon.keep(AS_OF)
    assert list(PersonaReading.objects.values_list("pk", flat=True)) == [reading.pk]
    assert not PersonaSuggested.objects.filter(reading=before.pk).exists()


def test_the_pages_tell_what_is_suggested_what_moved_and_who_fits_another(
    client_of: Browser, member: User, manager: User, small_record: SmallRecord
) -> None:
    personas()
    page = client_of(manager).get("/personas/").content.decode()
    for words in ("Shopkeeper", "Write mostly e-mail", "Questions and requests: less", "Baker", "Give it to these"):
        assert words in page, words
    assert "Give it to these" not in client_of(member).get("/personas/").content.decode()
    assert "Queues at noon." in client_of(member).get("/personas/of/Shopkeeper/").content.decode()
    answer = client_of(member).post("/personas/of/Shopkeeper/describe/", {"number": 1, "value": "Calm"}, follow=True)
    assert "Kept as version 2" in answer.content.decode() and "Calm" in answer.content.decode()
    client_of(manager).post("/personas/suggested/0/take/", {"name": "Mailers"})
    assert held()["c-cedar"] == "Mailers" and held()["c-birch"] == "Shopkeeper"


def test_who_sees_their_own_team_alone_is_told_nothing_of_others_and_takes_nothing_of_theirs_back(
    client_of: Browser, member: User, small_record: SmallRecord
) -> None:
    Organisation(pk=1, members_see="own").save()
    personas()
    page = client_of(member).get("/personas/").content.decode()
    assert "Birch Bakery" in page and "Dune Travel" not in page
    theirs = give.one(COMMAND_LINE, "c-dune", "Baker")
    with pytest.raises(Http404):
        give.undo(member, theirs.pk)
    assert held()["c-dune"] == "Baker"


def test_a_reckoning_that_fails_is_told_with_a_way_to_try_again(
    small_record: SmallRecord, client_of: Browser, member: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = client_of(member)
    with monkeypatch.context() as broken:
        broken.setattr(reckon, "lived", _refused)
        browser.post("/personas/again/")
        run_waiting()
    said = browser.get("/personas/").content.decode()
    assert "It could not be reckoned" in said and "The record is in use. It is not tried again by itself." in said
    assert "Try again" in said
    browser.post("/personas/again/")
    run_waiting()
    assert "could not be reckoned" not in browser.get("/personas/").content.decode()


def _refused(*_: object) -> None:
    raise UserError("The record is in use.")


def test_the_command_counts_personas_and_tells_what_is_suggested(
    small_record: SmallRecord, capsys: pytest.CaptureFixture[str]
) -> None:
    Customer.objects.filter(pk="c-birch").update(persona="Baker")
    Customer.objects.filter(pk="c-dune").update(persona="")
    many = Customer.objects.filter(merged_into=None).count()
    assert cli.main(["personas"]) == 0
    said = capsys.readouterr().out
    assert "1 personas" not in said and f"{many - 1} customers without one" in said and "--suggest" in said
    assert cli.main(["personas", "--suggest", "--as-of", AS_OF.isoformat(), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["personas"] == [{"name": "Baker", "customers": 1}] and told["without"] == many - 1
    assert told["suggestion"] == json.loads(json.dumps(reckon.document(AS_OF)))
    assert cli.main(["personas", "--suggest"]) == 0
    assert "What the record suggests" in capsys.readouterr().out
