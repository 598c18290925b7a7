"""The pages say what the library says of the same record, open to the answers behind it, and keep to one's rights."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

import deeproot as dr
from deeproot.measure.surveys.marks import marks
from deeproot.measure.surveys.reach import Span, reach, responses
from deeproot_app.act.models import Answer, Asked, Question, Survey
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.models import Organisation, User
from deeproot_app.conftest import AS_OF, SmallRecord
from deeproot_app.measure.surveys import evidence, told
from deeproot_app.measure.surveys.evidence import Wanted, answers
from deeproot_app.measure.surveys.reckoned import not_asked, prefix_of, results
from deeproot_app.record.arrow import arrow_tables
from deeproot_app.record.models import Contact, Customer, Interaction, Member, Text
from deeproot_app.understand.models import Finding

pytestmark = pytest.mark.django_db
Browser = Callable[[User | None], Client]
MARKS = (10, 9, 9, 10, 8, 7, 6, 2, 9, 10, 5, 8)


def answer(
    number: int, customer: str, mark: float | None, days: float = 5, scale: str = "nps", **more: Any
) -> Interaction:
    words = more.pop("words", "")
    row = Interaction.objects.create(
        interaction_id=more.pop("id", f"tool:{number}"), customer_id=customer, channel="survey",
        happened_at=AS_OF - timedelta(days=days), **{"direction": "in", "score": mark, **more},
        score_kind=None if mark is None else scale, recorded_seq=number,
    )  # fmt: skip
    Text.objects.create(interaction=row, subject="How likely are you to recommend us?", body=words)
    return row


@pytest.fixture
def marked(as_of: datetime) -> None:
    """Fourteen customers of two personas, twelve of them with a mark."""
    Member.objects.create(member_id="m-1", name="Ida", email="ida@oak.example")
    for number in range(14):
        Customer.objects.create(
            customer_id=f"k{number}", name=f"Customer {number}", persona="<b>Owners</b>" if number % 2 else None,
            owner_id="m-1" if number < 3 else None,
        )  # fmt: skip
    for number, mark in enumerate(MARKS):
        answer(number, f"k{number}", mark, days=5 + 3 * number, words="=1+1 <i>so so</i>" if number == 7 else "")


def test_the_application_reckons_what_a_notebook_reckons(marked: None) -> None:
    tables = dr.open(**arrow_tables(tables=("customers", "interactions"))).tables
    found = results(AS_OF, by="persona")
    begins = found.span.begins
    assert list(found.whole) == marks(tables, [begins, AS_OF])
    assert list(found.groups) == marks(tables, [begins, AS_OF], "persona")
    assert found.reach == reach(tables, Span(begins, AS_OF))[0]
    assert found.response is None
    assert responses(tables, Span(begins, AS_OF)) == []
    assert found.whole[0].score is not None
    assert found.whole[0].score.value == pytest.approx(100 * (6 - 3) / 12)


def test_the_page_of_all_surveys_says_the_score_its_interval_and_whom_nobody_asked(
    marked: None, client_of: Browser, viewer: User
) -> None:
    page = client_of(viewer).get("/surveys/results/").content.decode()
    score = results(AS_OF).whole[0].score
    assert score is not None
    assert told.score(score) == "+25"
    assert f">{told.score(score)}</a>" in page
    assert told.between(score) in page
    assert "12 answers" in page
    assert "of 14 customers" in page
    assert "Not known: these answers came from elsewhere" in page
    assert "&lt;b&gt;Owners&lt;/b&gt;" in page
    assert "<b>Owners" not in page
    assert "<i>so so" not in page
    assert "Export answers" not in page


def test_each_figure_opens_to_its_answers(marked: None, client_of: Browser, viewer: User) -> None:
    browser = client_of(viewer)
    for query, count in {
        "scale=nps": 12, "scale=nps&marks=good": 6, "scale=nps&marks=low": 3, "scale=nps&marks=between": 3,
        "scale=nps&mark=9": 3, "persona=%3Cb%3EOwners%3C/b%3E": 6, "group=persona": 6, "state=words": 1,
        "state=open": 3, "group=owner&value=m-1": 3, "from=2026-06-20": 2, "scale=csat": 0, "customer=k3": 1,
    }.items():  # fmt: skip
        page = browser.get(f"/surveys/answers/?{query}")
        assert len(page.context["page"].rows) == count, query


def test_a_low_mark_is_open_until_somebody_gets_back_to_them(marked: None) -> None:
    def still_open() -> set[str]:
        return set(answers(COMMAND_LINE, Wanted(state="open")).values_list("customer_id", flat=True))

    assert still_open() == {"k6", "k7", "k10"}
    more = {"direction": "out", "happened_at": AS_OF, "recorded_seq": 99}
    Interaction.objects.create(interaction_id="a:1", customer_id="k6", channel="call", **more)
    Interaction.objects.create(interaction_id="a:2", customer_id="k7", channel="email", automatic=True, **more)
    Interaction.objects.create(interaction_id="a:3", customer_id="k10", channel="survey", **more)
    Interaction.objects.create(interaction_id="a:4", customer_id="k10", channel="email", personal=False, **more)
    assert still_open() == {"k7", "k10"}


def test_answers_are_those_of_ones_own_customers_where_members_see_no_others(
    small_record: SmallRecord, as_of: datetime, client_of: Browser, member: User
) -> None:
    answer(1, "c-birch", 2, words="Ours to read")
    answer(2, "c-dune", 3, words="Somebody else's")
    Organisation(pk=1, members_see="own").save()
    browser = client_of(member)
    for address in ("/surveys/results/", "/surveys/answers/"):
        page = browser.get(address).content.decode()
        assert "Ours to read" in page
        assert "Somebody else" not in page
    assert "/customers/c-dune" not in browser.get("/surveys/never-asked/").content.decode()
    assert browser.post("/surveys/answers.csv").status_code == 403


def test_answers_leave_as_a_file_that_no_spreadsheet_runs(marked: None, client_of: Browser, manager: User) -> None:
    answer_ = client_of(manager).post("/surveys/answers.csv?scale=nps&marks=low")
    rows = list(csv.DictReader(b"".join(answer_.streaming_content).decode().splitlines()))  # type: ignore[attr-defined]
    assert [row["customer_id"] for row in rows] == ["k10", "k7", "k6"]
    assert rows[1]["words"] == "'=1+1 <i>so so</i>"
    assert rows[1]["mark"] == "2"
    assert rows[1]["answered_since"] == "no"


@pytest.fixture
def ours(marked: None) -> Survey:
    """A survey of our own: twelve asked by hand, eleven answered, a choice beside the mark."""
    survey = Survey.objects.create(
        title="How do we do?", kind="nps", state="open", made_at=AS_OF - timedelta(days=40), made_by="x",
        changed_at=AS_OF, opened_at=AS_OF - timedelta(days=40),
    )  # fmt: skip
    mark = Question.objects.create(survey=survey, place=1, kind="nps", words={"en": "Would you recommend {us}?"})
    choices = [{"id": "a", "words": {"en": "The price"}}, {"id": "b", "words": {"en": "The people"}}]
    why = Question.objects.create(survey=survey, place=2, kind="choice", words={"en": "Why?"}, choices=choices)
    for number in range(12):
        person = Contact.objects.create(contact_id=f"p{number}", customer_id=f"k{number}", name=f"Person {number}")
        at = AS_OF - timedelta(days=30 if number < 11 else 2)
        row = Asked.objects.create(
            survey=survey, customer_id=f"k{number}", contact=person, language="en", asked_at=at, asked_by="x",
            ends_at=at + timedelta(days=60), answered_at=at + timedelta(days=1) if number < 11 else None,
        )  # fmt: skip
        if number < 11:
            own = f"{prefix_of(survey)}{row.pk}"
            answer(100 + number, f"k{number}", MARKS[number], 29, id=own, thread_id=own)
            Answer.objects.create(asked=row, question=mark, mark=MARKS[number])
            Answer.objects.create(asked=row, question=why, choice="a" if number < 4 else "b")
    return survey


def test_one_survey_says_its_own_score_response_and_choices(ours: Survey, client_of: Browser, viewer: User) -> None:
    found = results(AS_OF, ours)
    assert [one.n for one in found.whole] == [11]
    assert found.response is not None
    assert (found.response.asked, found.response.answered, found.response.waiting) == (12, 11, 1)
    assert found.reach.never_asked.customers == 2
    browser = client_of(viewer)
    page = browser.get(f"/surveys/{ours.pk}/results/").content.decode()
    assert "11 of 12 asked" in page
    assert "1 person asked within the last 7 days may still answer" in page
    assert "The price" in page
    why = ours.questions.get(place=2).pk
    listed = browser.get(f"/surveys/answers/?survey={ours.pk}&question={why}&choice=a")
    assert len(listed.context["page"].rows) == 4
    listed = browser.get(f"/surveys/answers/?survey={ours.pk}&question={ours.questions.get(place=1).pk}&mark=9")
    assert {row.customer_id for row in listed.context["page"].rows} == {"k1", "k2", "k8"}


def test_another_surveys_answers_are_not_among_those_of_one_whose_number_begins_alike(ours: Survey) -> None:
    other = Survey(pk=int(f"{ours.pk}1"), title="x")
    answer(500, "k1", 0, id=f"{prefix_of(other)}7")
    assert answers(COMMAND_LINE, Wanted(ours)).count() == 11
    assert results(AS_OF, ours).whole[0].n == 11


def test_whose_mail_never_left_was_never_asked(ours: Survey) -> None:
    from deeproot_app.act.models import Sending

    person = Contact.objects.create(contact_id="p13", customer_id="k13")
    sending = Sending.objects.create(
        occasion="s", key="k", address_key="a", message_id="m@x.example", customer_id="k13", address="a@x.example",
        kind="survey", state="suppressed", queued_at=AS_OF, next_at=None,
    )  # fmt: skip
    Asked.objects.create(
        survey=ours, customer_id="k13", contact=person, language="en", asked_at=AS_OF - timedelta(days=3), asked_by="x",
        ends_at=AS_OF + timedelta(days=9), sending=sending,
    )  # fmt: skip
    assert {one.customer_id for one in not_asked(AS_OF, ours)} == {"k12", "k13"}
    Sending.objects.update(state="sent", handed_at=AS_OF - timedelta(days=3))
    assert {one.customer_id for one in not_asked(AS_OF, ours)} == {"k12"}


def test_those_never_asked_who_live_through_something_stand_first(
    marked: None, client_of: Browser, viewer: User
) -> None:
    Finding.objects.create(customer_id="k13", scenario="stopped_listening", first_found_at=AS_OF, as_of=AS_OF)
    page = client_of(viewer).get("/surveys/never-asked/")
    assert [row.pk for row, _ in page.context["rows"]] == ["k13", "k12"]
    assert "2 customers" in page.content.decode()


def test_pages_without_an_answer_say_what_they_are_for(as_of: datetime, client_of: Browser, manager: User) -> None:
    browser = client_of(manager)
    assert "No answers yet" in browser.get("/surveys/results/").content.decode()
    assert "No answers yet" in browser.get("/surveys/answers/").content.decode()
    assert "Everybody was asked" in browser.get("/surveys/never-asked/").content.decode()
    assert browser.get("/surveys/77/results/").status_code == 404
    assert browser.get("/surveys/answers/?survey=99999999999999999999&mark=x&from=nonsense").status_code == 404


def test_a_trend_is_drawn_where_two_months_have_a_score(marked: None, client_of: Browser, viewer: User) -> None:
    browser = client_of(viewer)
    assert "chart-nps" not in browser.get("/surveys/results/").content.decode()
    for number in range(12):
        answer(200 + number, f"k{number}", 9, days=60)
        answer(300 + number, f"k{number}", 4, days=95)
    assert "chart-nps" in browser.get("/surveys/results/").content.decode()
    table = browser.get("/surveys/results/?chart=nps&as=csv").content.decode()
    assert "Mar 2026,-100.0,-100.0," in table
    assert "Apr 2026,,,,0" in table
    assert "May 2026,80.0,37.0,96.0,15" in table


def test_what_is_said_takes_as_many_questions_of_many_answers_as_of_few(
    ours: Survey, client_of: Browser, viewer: User, django_assert_max_num_queries: Any
) -> None:
    browser = client_of(viewer)
    browser.get("/surveys/answers/")
    with django_assert_max_num_queries(25):
        assert browser.get("/surveys/answers/").status_code == 200
    with django_assert_max_num_queries(45):
        assert browser.get(f"/surveys/{ours.pk}/results/").status_code == 200


def test_the_document_is_json(ours: Survey) -> None:
    document = told.document(results(AS_OF, ours, "owner"))
    text = json.dumps(document, default=str, allow_nan=False)
    assert document["scores"][0]["estimates"][0]["method"].startswith("adjusted Wald")
    assert {one["group"] for one in document["groups"]} == {None, "m-1"}
    assert "response" in text
    assert evidence.good() is not None
