"""The command says what the pages say; a dry run asks nobody; the sample company's surveys live."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest

from deeproot_app.act.models import Asked, Sending, Survey
from deeproot_app.act.surveys import written
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.models import Organisation
from deeproot_app.cli import main
from deeproot_app.cli._sample import surveys as sample_surveys
from deeproot_app.conftest import AS_OF, SmallRecord
from deeproot_app.measure.surveys import told
from deeproot_app.measure.surveys.reckoned import results
from deeproot_app.record.models import Contact, Customer, Interaction, Promise
from deeproot_app.record.reading import step

pytestmark = pytest.mark.django_db
SAYS = pytest.CaptureFixture[str]


@pytest.fixture
def asked(as_of: datetime) -> Survey:
    """Thirty customers, asked and answered as in the sample company."""
    Organisation(pk=1, name="Oakfield", simulated=True).save()
    for number in range(64):
        Customer.objects.create(customer_id=f"k{number:02}", name=f"Customer {number}", country="DE")
        Contact.objects.create(
            contact_id=f"p{number:02}", customer_id=f"k{number:02}", name=f"Person {number}",
            email=f"p{number}@example.org",
        )  # fmt: skip
    assert sample_surveys.load(AS_OF) > 20
    return Survey.objects.get(kind="nps")


def test_the_sample_company_asked_some_and_never_others_and_low_marks_were_followed_up(asked: Survey) -> None:
    found = results(AS_OF, asked)
    assert found.whole[0].score is not None
    assert found.response is not None
    assert found.response.answered < found.response.asked
    assert found.reach.never_asked.customers > 0
    assert Interaction.objects.filter(pk__startswith="sample-email:low-mark-").exists()
    assert {one.state for one in Survey.objects.all()} == {"open", "draft"}
    assert not Sending.objects.exclude(state="sent").exists()
    assert not Asked.objects.filter(answered_at__gt=AS_OF).exists()


def test_who_gets_back_to_a_low_mark_promises_nothing_of_which_the_company_knows_no_end(asked: Survey) -> None:
    step.read_new(lambda *told: None)
    assert Interaction.objects.filter(pk__startswith="sample-email:low-mark-", text__read_by=None).count() == 0
    assert not Promise.objects.exists()


def test_results_are_those_of_the_page(asked: Survey, capsys: SAYS) -> None:
    assert main(["surveys", "results", str(asked.pk), "--by", "country", "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    reckoned = told.document(results(AS_OF, asked, "country"))
    assert printed["scores"][0]["estimates"] == reckoned["scores"][0]["estimates"]
    assert [one["group"] for one in printed["groups"]] == ["DE"]
    main(["surveys", "results", str(asked.pk), "--never-asked"])
    said = capsys.readouterr().out
    assert "Recommendation (NPS)" in said
    assert "Response rate:" in said
    assert "no sign of life recorded  " in said or "no sign of life recorded\n" in said


def test_surveys_are_listed_and_shown(asked: Survey, capsys: SAYS) -> None:
    main(["surveys", "list"])
    assert "Would they recommend us?" in capsys.readouterr().out
    main(["surveys", "list", "--json"])
    rows = json.loads(capsys.readouterr().out)["surveys"]
    assert {row["kind"] for row in rows} == {"nps", "csat", "free"}
    main(["surveys", "show", str(asked.pk)])
    assert "1. How likely are you to recommend Oakfield" in capsys.readouterr().out
    main(["surveys", "show", str(asked.pk), "--json"])
    shown = json.loads(capsys.readouterr().out)
    assert sum(shown["questions"][0]["counts"].values()) == shown["questions"][0]["n"] > 0


def test_a_dry_run_asks_nobody_and_says_why_not(small_record: SmallRecord, as_of: datetime, capsys: SAYS) -> None:
    Organisation(pk=1, name="Oakfield").save()
    made = written.open_(COMMAND_LINE, written.make(COMMAND_LINE, "", "nps").pk)
    people = ["pat@birch.example", "pat@dune.example"]
    assert main(["surveys", "ask", str(made.pk), *people, "--dry-run", "--json"]) == 0
    told_ = json.loads(capsys.readouterr().out)
    assert not Asked.objects.exists()
    assert {one["customer_id"] for one in told_["people"]} == {"c-birch", "c-dune"}
    assert main(["surveys", "ask", str(made.pk), *people, "nobody@x.example"]) == 3
    said = capsys.readouterr()
    assert "nobody@x.example" in said.err
    assert Asked.objects.count() == told_["asked"]
    assert Asked.objects.filter(asked_at__lte=AS_OF + timedelta(seconds=1)).count() == told_["asked"]


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["results", "77"], 1, "There is no survey 77"),
        (["results", "seven"], 2, "give the number of a survey"),
        (["ask", "77", "--everybody"], 1, "There is no survey 77"),
    ],
)
def test_a_mistake_is_said_in_one_sentence(
    words: list[str], code: int, says: str, as_of: datetime, capsys: SAYS
) -> None:
    assert main(["surveys", *words]) == code
    assert says in capsys.readouterr().err


def test_whom_to_ask_must_be_said_once(as_of: datetime, capsys: SAYS) -> None:
    Organisation(pk=1, name="Oakfield").save()
    made = written.open_(COMMAND_LINE, written.make(COMMAND_LINE, "", "nps").pk)
    assert main(["surveys", "ask", str(made.pk)]) == 1
    assert "Say whom" in capsys.readouterr().err


def test_a_record_without_answers_says_so(as_of: datetime, capsys: SAYS) -> None:
    assert main(["surveys", "results"]) == 0
    assert "No answer to a survey is recorded" in capsys.readouterr().out
