"""The pages of surveys: made from a template, written, looked at, asked, closed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from deeproot_app.act.models import Asked, Question, Sending, Survey
from deeproot_app.act.surveys import wording
from deeproot_app.base import clock
from deeproot_app.base.models import Organisation, User
from deeproot_app.conftest import SmallRecord
from deeproot_app.record.models import Contact

Browse = Callable[[User | None], Client]
NOON = datetime(2026, 6, 30, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


@pytest.fixture
def browser(small_record: SmallRecord, manager: User, client_of: Browse) -> Client:
    Organisation(pk=1, name="Oakfield").save()
    return client_of(manager)


def made(browser: Client, template: str = "nps") -> Survey:
    browser.post("/surveys/add/", {"template": template})
    return Survey.objects.latest("pk")


def question(words: str, **more: object) -> dict[str, object]:
    return {"kind": "text", "words_en": words} | more


@pytest.mark.parametrize("template", wording.TEMPLATES)
def test_every_template_makes_a_survey_that_can_be_looked_at_in_every_language(browser: Client, template: str) -> None:
    survey = made(browser, template)
    assert browser.get(f"/surveys/{survey.pk}/").status_code == 200
    for language in ("en", "de", "fr", "es"):
        shown = browser.get(f"/surveys/{survey.pk}/preview/?lang={language}")
        assert shown.status_code == 200
        assert "{us}" not in shown.text
    assert not Asked.objects.exists()


def test_a_preview_follows_the_branches_and_keeps_nothing(browser: Client) -> None:
    survey = made(browser)
    mark, *_ = survey.questions.order_by("place")
    shown = browser.get(f"/surveys/{survey.pk}/preview/")
    assert shown.text.count(" hidden disabled") == 2
    tried = browser.get(f"/surveys/{survey.pk}/preview/?q{mark.pk}=3")
    assert tried.text.count(" hidden disabled") == 0


@pytest.mark.parametrize("choices", ["Tea\ntea", "Tea", "\n".join("a" for _ in range(1_000))])
def test_answers_to_choose_from_are_two_to_twenty_and_each_reads_differently(browser: Client, choices: str) -> None:
    survey = made(browser, "empty")
    asked = question("Which of these?", kind="choice", choices_en=choices)
    answer = browser.post(f"/surveys/{survey.pk}/questions/add/", asked)
    assert (answer.status_code, Question.objects.count()) == (422, 0)
    assert "Give two to 20 answers to choose from, each different." in answer.text


def test_a_survey_is_written_question_by_question(browser: Client) -> None:
    survey = made(browser, "empty")
    assert "cannot be opened yet" in browser.get(f"/surveys/{survey.pk}/").text
    add = f"/surveys/{survey.pk}/questions/add/"
    browser.post(add, question("Which of these?", kind="choice", choices_en="Tea\nBread", choices_de="Tee\nBrot"))
    first = Question.objects.get()
    assert first.choices[1] == {"id": "c2", "words": {"en": "Bread", "de": "Brot"}}
    browser.post(add, question("Which bread?", after=str(first.pk), one_of=[f"{first.pk}:c2"]))
    second = Question.objects.latest("pk")
    assert (second.only_after_id, second.one_of) == (first.pk, ["c2"])
    assert "only where question 1 was answered with “Bread”" in browser.get(f"/surveys/{survey.pk}/").text
    refused = browser.post(f"/surveys/questions/{second.pk}/move/", {"by": "-1"}, follow=True)
    assert "One hangs on the other" in refused.text
    refused = browser.post(f"/surveys/questions/{first.pk}/remove/", follow=True)
    assert "Other questions hang on it" in refused.text
    browser.post(f"/surveys/questions/{second.pk}/remove/")
    assert list(survey.questions.values_list("place", flat=True)) == [1]


def test_a_question_that_cannot_be_is_said_on_its_form_and_what_was_typed_stays(browser: Client) -> None:
    survey = made(browser)
    mark = survey.questions.get(place=1)
    wrong = browser.post(
        f"/surveys/{survey.pk}/questions/add/", question("Why so low?", after=str(mark.pk), least="9", most="2")
    )
    assert wrong.status_code == 422
    assert "marks from 0 to 10" in wrong.text
    assert "Why so low?" in wrong.text
    assert browser.post(f"/surveys/{survey.pk}/questions/add/", {"kind": "text"}).status_code == 422


def test_words_are_changed_in_each_language_and_stay_where_nothing_was_typed_wrong(browser: Client) -> None:
    survey = made(browser)
    given = {"title": "Ours", "kind": "nps", "language": "en", "link_days": "14", "subject_en": "Hello", "asks_en": "…"}
    assert browser.post(f"/surveys/{survey.pk}/change/", given | {"intro_de": "Guten Tag"}).status_code == 302
    survey.refresh_from_db()
    assert (survey.title, survey.link_days, survey.intro) == ("Ours", 14, {"de": "Guten Tag"})
    refused = browser.post(f"/surveys/{survey.pk}/change/", given | {"subject_en": ""})
    assert "needs a subject and words" in refused.text


def test_one_sees_whom_it_would_ask_and_why_not_others_before_anything_is_sent(browser: Client) -> None:
    survey = made(browser)
    browser.post(f"/surveys/{survey.pk}/open/")
    Contact.objects.filter(pk="p-cedar").update(email="")
    form = {"named": "pat@birch.example\nCedar Clinic\nnobody@x.example", "act": "look"}
    looked = browser.post(f"/surveys/{survey.pk}/ask/", form)
    assert "1 are asked" in looked.text
    assert "nobody@x.example" in looked.text
    assert not Sending.objects.exists()
    done = browser.post(f"/surveys/{survey.pk}/ask/", form | {"act": "ask"}, follow=True)
    assert "1 are asked" in done.text
    assert Sending.objects.get().survey_id == str(survey.pk)
    again = browser.post(f"/surveys/{survey.pk}/ask/", form)
    assert "Asked already, and can still answer." in again.text


def test_an_audience_is_described_as_for_a_programme(browser: Client) -> None:
    survey = made(browser)
    form = {"group": "audience", "act": "look", "if-0-what": "of:owner", "if-0-says": "m-ada"}
    assert "1 are asked" in browser.post(f"/surveys/{survey.pk}/ask/", form).text
    wrong = browser.post(f"/surveys/{survey.pk}/ask/", {"group": "audience", "act": "look"})
    assert "at least one condition" in wrong.text


def test_questions_stay_as_they_were_read_once_somebody_was_asked(browser: Client) -> None:
    survey = made(browser)
    browser.post(f"/surveys/{survey.pk}/open/")
    browser.post(f"/surveys/{survey.pk}/ask/", {"named": "pat@birch.example", "act": "ask"})
    refused = browser.post(f"/surveys/{survey.pk}/questions/add/", question("One more?"))
    assert "stay as they were read" in refused.text
    browser.post(f"/surveys/{survey.pk}/copy/")
    copied = Survey.objects.latest("pk")
    third = copied.questions.get(place=3)
    assert (copied.state, third.only_after) == ("draft", copied.questions.get(place=1))
    assert browser.post(f"/surveys/{survey.pk}/remove/", follow=True).text.count("stays known") == 1
    browser.post(f"/surveys/{copied.pk}/remove/")
    assert not Survey.objects.filter(pk=copied.pk).exists()


def test_a_member_sees_only_those_whom_they_may_see(browser: Client, stranger: User, client_of: Browse) -> None:
    survey = made(browser)
    browser.post(f"/surveys/{survey.pk}/open/")
    browser.post(f"/surveys/{survey.pk}/ask/", {"group": "everybody", "act": "ask"})
    organisation = Organisation.get()
    organisation.members_see = "own"
    organisation.save()
    shown = client_of(stranger).get(f"/surveys/{survey.pk}/").text
    assert "Dune Travel" in shown
    assert "Birch Bakery" not in shown
    listed = client_of(stranger).get("/surveys/").text
    assert 'data-label="Asked"><data class="figure" value="1"' in listed or ">1<" in listed


def test_the_pages_cost_the_same_however_many_were_asked(browser: Client) -> None:
    survey = made(browser)
    browser.post(f"/surveys/{survey.pk}/open/")
    for number in range(20):
        Contact.objects.create(contact_id=f"p-{number}", customer_id="c-cedar", email=f"{number}@cedar.example")
    browser.post(f"/surveys/{survey.pk}/ask/", {"named": "pat@birch.example", "act": "ask"})
    with CaptureQueriesContext(connection) as of_one:
        browser.get(f"/surveys/{survey.pk}/")
    browser.post(f"/surveys/{survey.pk}/ask/", {"group": "everybody", "everyone": "on", "act": "ask"})
    with CaptureQueriesContext(connection) as of_many:
        assert browser.get(f"/surveys/{survey.pk}/").text.count("<tr data-row>") == 23
    assert len(of_many) <= len(of_one) <= 20


def test_surveys_are_found_by_title_and_state(browser: Client) -> None:
    made(browser, "nps")
    made(browser, "leaving")
    assert "Why did they leave?" in browser.get("/surveys/").text
    assert "Why did they leave?" not in browser.get("/surveys/?q=recommend").text
    assert "No survey here" in browser.get("/surveys/?state=open").text
