"""What `today`, `mirror`, `promises` and `turn` answer: the JSON of the contract, words for people, exit codes."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from deeproot.understand.experience import MEASURES
from deeproot.understand.scenarios import SCENARIOS
from deeproot_app.base import access
from deeproot_app.cli import main
from deeproot_app.conftest import SmallRecord, say
from deeproot_app.plan import decide
from deeproot_app.plan.models import Item
from deeproot_app.record.models import Customer, Promise
from deeproot_app.understand.models import CompanyFigure, Turn

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("small_record")]
AT = ["--as-of", "2026-06-30T12:00:00Z"]


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Any:
    """Run a command; its document, or its words."""

    def run(*words: str, code: int = 0) -> Any:
        assert main([*words]) == code
        printed = capsys.readouterr()
        return json.loads(printed.out) if "--json" in words else printed

    return run


def test_today_lists_every_reason_in_its_order_without_a_turn(ask: Any) -> None:
    told = ask("today", *AT, "--json")
    assert told["as_of"] == "2026-06-30T12:00:00Z"
    assert [(item["rank"], item["customer_id"], item["reason"]) for item in told["items"]] == [
        (1, "c-birch", "promise_overdue"),
        (2, "c-birch", "unanswered"),
        (3, "c-cedar", "complaint_went_silent"),
        (4, "c-dune", "silence_too_long"),
        (5, "c-cedar", "silence_too_long"),
    ]
    first = told["items"][0]
    assert first["due_at"] == "2026-06-23T12:00:00Z"
    assert first["evidence"] == ["pr-1", "mail:c-birch-11"]
    assert first["offer"] is None
    assert first["policy"] == {"allowed": True, "reasons": []}
    assert not Turn.objects.exists()


def test_today_is_reckoned_for_the_moment_asked(ask: Any) -> None:
    told = ask("today", "--as-of", "2026-06-22T12:00:00Z", "--json")
    assert [item["reason"] for item in told["items"] if item["customer_id"] == "c-birch"] == ["promise_due"]


def test_today_of_one_colleague_is_theirs(ask: Any) -> None:
    told = ask("today", "--member", "BEN@oakfield.example", *AT, "--json")
    assert {item["customer_id"] for item in told["items"]} == {"c-cedar"}
    assert "Did you mean ben@oakfield.example?" in ask("today", "--member", "bem@oakfield.example", code=1).err


def test_today_leaves_out_what_was_settled_by_then(ask: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    CompanyFigure.objects.create(day="2026-06-30", group="", measure="thanked", as_of="2026-06-30T12:00:00Z")
    ask("turn", *AT)
    monkeypatch.setenv("DEEPROOT_NOW", "2026-06-30T13:00:00Z")
    decide.done(access.COMMAND_LINE, Item.objects.get(reason="unanswered").pk)
    settled = ask("today", "--as-of", "2026-06-30T14:00:00Z", "--json")["items"]
    assert "unanswered" not in [item["reason"] for item in settled]
    before = ask("today", *AT, "--json")["items"]
    assert "unanswered" in [item["reason"] for item in before]


def test_today_tells_a_person_each_customer_once(ask: Any) -> None:
    told = ask("today", *AT).out
    assert told.count("Birch Bakery asked us something on 25 June and has waited 5 days for an answer.") == 1
    assert "  1. Ada Lund promised Birch Bakery: “I will send you the corrected invoice by Friday”." in told
    assert "     also: Birch Bakery asked us" in told
    assert "\x1b" not in told
    Customer.objects.all().delete()
    assert "Nobody waits for anything" in ask("today", *AT).err


def test_today_counts_in_one_line_what_reads_alike(ask: Any, small_record: SmallRecord) -> None:
    with transaction.atomic():
        for days in (60, 61, 62, 63):
            say(small_record.dune, None, days, "in", "complaint", f"Late {days}", "The tickets came late.")
            say(small_record.dune, "m-cleo", days - 10, "out", "answer", f"Re: Late {days}", "We are sorry.")
    told = ask("today", *AT).out
    assert "     also: 3 more complaints fell silent, the first since 29 April." in told
    assert told.count("Dune Travel complained") == 1


def test_the_mirror_of_a_customer_has_the_shape_of_the_contract(ask: Any) -> None:
    told = ask("mirror", "c-birch", *AT, "--json")
    assert set(told) == {"customer", "as_of", "window_days", "measures", "scenarios", "gaps", "letter"}
    assert told["customer"] == {"customer_id": "c-birch", "name": "Birch Bakery"}
    assert told["window_days"] == 365
    assert list(told["measures"]) == [measure.id for measure in MEASURES]
    assert told["measures"]["unanswered"] == {
        "value": 1.0,
        "unit": "messages",
        "n": 1,
        "evidence": ["mail:c-birch-5"],
    }
    assert told["measures"]["mood_change"] == {"value": None, "unit": "points", "n": 0, "evidence": []}
    assert told["scenarios"] == [
        {"id": "promise_forgotten", "evidence": ["pr-1"], "thresholds": {"promises_overdue": 1}}
    ]
    assert "We heard from you twice" in told["letter"] or "You got in touch twice" in told["letter"]


@pytest.mark.parametrize("words", ["birch bakery", "PAT@birch.example"])
def test_a_customer_is_found_by_its_name_or_an_address(ask: Any, words: str) -> None:
    assert ask("mirror", words, *AT, "--json")["customer"]["customer_id"] == "c-birch"


def test_a_customer_that_is_not_there_or_not_only_one_is_told_with_those_who_are(ask: Any) -> None:
    assert "Did you mean 'Birch Bakery'?" in ask("mirror", "Birhc Bakery", code=1).err
    assert "Did you mean 'Cedar Clinic'?" in ask("mirror", "cedar", code=1).err
    Customer.objects.create(customer_id="c-birch-2", name="BIRCH BAKERY")
    assert "say which by its id: c-birch, c-birch-2." in ask("mirror", "Birch Bakery", code=1).err
    assert "There is no customer" in ask("mirror", "nobody at all", "--json", code=1)["error"]


def test_a_customer_to_come_has_no_mirror_yet(ask: Any) -> None:
    assert "was not a customer yet" in ask("mirror", "c-birch", "--as-of", "2020-01-01", code=1).err


def test_the_mirror_of_all_has_every_measure_and_who_lives_through_each_scenario(ask: Any) -> None:
    told = ask("mirror", *AT, "--json")
    assert told["measures"]["heard_from_us"] == {"value": 4.0, "unit": "touches", "n": 3, "rows": 4}
    living = {scenario["id"]: scenario["customers"] for scenario in told["scenarios"]}
    assert list(living) == [scenario.id for scenario in SCENARIOS]
    assert living["promise_forgotten"] == ["c-birch"]
    assert living["complaint_went_silent"] == ["c-cedar"]
    assert living["endless_loop"] == []
    assert not CompanyFigure.objects.exists()


def test_a_person_reads_the_letter_the_figures_and_what_to_do_instead(ask: Any) -> None:
    told = ask("mirror", "c-birch", *AT).out
    assert "a year with you, as we lived it." in told
    assert "Do it today, or say today when it will be done" in " ".join(told.split())
    assert "not known" in told
    assert "Promise forgotten" in ask("mirror", *AT).out


def test_promises_are_told_as_they_stood(ask: Any) -> None:
    (promise,) = ask("promises", *AT, "--json")["promises"]
    assert promise["promise_id"] == "pr-1"
    assert (promise["state"], promise["overdue"], promise["due_at"]) == ("open", True, "2026-06-23T12:00:00Z")
    (before,) = ask("promises", "--open", "--as-of", "2026-06-20", "--json")["promises"]
    assert (before["state"], before["overdue"]) == ("open", False)
    assert ask("promises", "--overdue", "--as-of", "2026-06-20", "--json")["promises"] == []
    assert ask("promises", "--as-of", "2026-06-01", "--json")["promises"] == []
    assert ask("promises", "--member", "ben@oakfield.example", *AT, "--json")["promises"] == []
    assert "overdue" in ask("promises", "--overdue", *AT).out
    assert "There is no such promise." in ask("promises", "--customer", "c-dune", *AT).err


def test_a_person_reads_first_what_is_still_owed(ask: Any) -> None:
    owed = Promise.objects.get(pk="pr-1")
    for days, text in ((400, "an old one"), (60, "a newer one")):
        kept_at = owed.made_at - timedelta(days=days)
        Promise.objects.create(
            promise_id=text, customer=owed.customer, made_in=owed.made_in, made_at=kept_at - timedelta(days=2),
            due_at=kept_at, kept_in=owed.made_in, kept_at=kept_at, text=text, recorded_seq=0,
        )  # fmt: skip
    told = ask("promises", *AT).out
    assert told.index("overdue") < told.index("a newer one") < told.index("an old one")


def test_a_turn_says_what_it_did_and_a_second_that_nothing_changed(ask: Any) -> None:
    CompanyFigure.objects.create(day="2026-06-30", group="", measure="thanked", as_of="2026-06-30T12:00:00Z")
    told = ask("turn", *AT, "--json")
    assert (told["state"], told["customers"], told["findings"], told["items"]) == ("done", 3, 2, 5)
    assert "Nothing changed since the last turn." in ask("turn", *AT).err
    assert "abacus" in ask("turn", "--engine", "abacus", code=2).err


def test_a_moment_that_is_none_is_refused_in_a_sentence(ask: Any) -> None:
    for command in ("turn", "today", "mirror", "promises"):
        assert "ISO 8601" in ask(command, "--as-of", "tomorrow", code=2).err
