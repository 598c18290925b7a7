"""Answers: kept once a link, changed until it ends, told in the record; hostile input is nobody's answer."""

from __future__ import annotations

import pytest
from django.test import Client

from deeproot_app.act.models import Answer, Asked, Question, Survey
from deeproot_app.act.surveys import answering, asking, flow, links, telling, wording, written
from deeproot_app.act.surveys.flow import Said
from deeproot_app.act.surveys.tests.conftest import Now
from deeproot_app.base.models import User
from deeproot_app.record.models import Contact, Interaction

Questions = list[Question]


def page(one: Asked) -> str:
    return f"/answer/{links.OWN.token(one)}/"


def given(questions: Questions, *answers: str) -> dict[str, str]:
    """Answers as a browser sends them that showed as many questions."""
    named = {answering.name(one): said for one, said in zip(questions, answers, strict=False)}
    return named | {f"saw-{one.pk}": "1" for one in questions[: len(answers)]}


def told(birch: Asked) -> Interaction:
    return Interaction.objects.select_related("text").get(pk=telling.interaction_id(birch))


def test_looking_changes_nothing_and_shows_the_question_in_the_customers_language(birch: Asked) -> None:
    Asked.objects.update(language="de")
    answer = Client().get(page(birch))
    assert "Wie wahrscheinlich ist es, dass Sie Oakfield einem Freund oder Kollegen" in answer.text
    assert Asked.objects.get().answered_at is None
    assert not Answer.objects.exists()
    assert answer["X-Robots-Tag"] == "noindex, nofollow"


def test_an_answer_is_kept_and_told_in_the_record_as_their_words(birch: Asked, questions: Questions) -> None:
    answer = Client(enforce_csrf_checks=True).post(page(birch), given(questions, "9", "You answer within the hour."))
    assert answer.status_code == 200
    assert wording.THANKS["en"] in answer.text
    row = told(birch)
    assert (row.channel, row.direction, row.score, row.score_kind) == ("survey", "in", 9.0, "nps")
    assert (row.text.body, row.contact_id) == ("You answer within the hour.", "p-birch")
    assert row.text.subject == "How likely are you to recommend Oakfield to a friend or colleague?"
    assert (Asked.objects.get().score, Answer.objects.count()) == (9, 2)


def test_a_changed_answer_is_the_same_interaction_and_the_same_again_changes_nothing(
    birch: Asked, questions: Questions, now: Now
) -> None:
    answering.answer(birch.pk, given(questions, "9", "Fine."))
    first = told(birch)
    now.later(hours=1)
    answering.answer(birch.pk, given(questions, "9", "Fine."))
    assert told(birch).recorded_seq == first.recorded_seq
    answering.answer(birch.pk, given(questions, "2", "Nobody came."))
    assert Interaction.objects.filter(channel="survey").count() == 1
    row = told(birch)
    assert (row.score, row.text.body, row.recorded_seq > first.recorded_seq) == (2.0, "Nobody came.", True)
    assert Asked.objects.get().answered_at == now.at.replace(hour=10)


def test_a_mark_alone_has_no_words_and_shows_no_mood(birch: Asked, questions: Questions) -> None:
    answering.answer(birch.pk, given(questions, "3"))
    row = told(birch)
    assert (row.customer_words, row.needs_answer, row.sentiment) == (0, False, None)


def test_a_question_that_hangs_on_another_is_asked_only_where_that_leads_to_it(
    birch: Asked, questions: Questions
) -> None:
    mark, why, differently = questions
    assert flow.asked(questions, {}) == [mark]
    assert flow.asked(questions, {mark.pk: Said(mark=9)}) == [mark, why]
    assert flow.asked(questions, {mark.pk: Said(mark=6)}) == [mark, why, differently]
    answering.answer(birch.pk, given(questions, "9", "Fine.", "This was never asked."))
    assert Answer.objects.count() == 2


def test_without_a_script_what_hangs_on_an_answer_is_asked_on_the_next_page(birch: Asked, questions: Questions) -> None:
    browser = Client()
    first = browser.post(page(birch), given(questions, "4"))
    assert "One thing more" in first.text
    assert (Asked.objects.get().score, first.text.count(" hidden disabled")) == (4, 0)
    browser.post(page(birch), given(questions, "4", "Slow.", "Call back."))
    assert told(birch).text.body == "Slow.\n\nCall back."


def test_what_must_be_answered_and_is_asked_only_now_is_not_missing_yet(birch: Asked, questions: Questions) -> None:
    Question.objects.filter(pk=questions[2].pk).update(required=True)
    browser = Client()
    first = browser.post(page(birch), given(questions, "4"))
    assert (first.status_code, Asked.objects.get().score) == (200, 4)
    assert browser.post(page(birch), given(questions, "4", "Slow.", "")).status_code == 422
    with pytest.raises(answering.Wrong):
        answering.answer(birch.pk, {answering.name(questions[0]): "4"})


def test_what_must_be_answered_is_asked_for_again_and_nothing_written_is_lost(
    birch: Asked, questions: Questions
) -> None:
    answer = Client().post(page(birch), given(questions, "", "I wrote a lot here."))
    assert (answer.status_code, Answer.objects.count()) == (422, 0)
    assert "Please answer this one." in answer.text


@pytest.mark.parametrize("mark", ["11", "-1", "7.5", "٧", "9" * 5000, "nine", "1e1"])
def test_a_mark_that_there_is_not_is_refused(birch: Asked, questions: Questions, mark: str) -> None:
    answer = Client().post(page(birch), given(questions, mark))
    assert (answer.status_code, Answer.objects.count()) == (422, 0)


def test_hostile_words_are_cleaned_and_shown_as_words(birch: Asked, questions: Questions) -> None:
    words = "\x00<script>alert(1)</script>\u202edesrever\x1b[31m\r\nnext"
    answer = Client().post(page(birch), given(questions, "9", words))
    kept = Answer.objects.get(question=questions[1]).text
    assert kept == "<script>alert(1)</script>desrever[31m\nnext"
    assert "<script>alert" not in answer.text


def test_words_that_are_too_long_are_refused_whole_and_stand_there_to_be_shortened(
    birch: Asked, questions: Questions
) -> None:
    longest = "x" * answering.LONGEST
    assert Client().post(page(birch), given(questions, "9", longest)).status_code == 200
    answer = Client().post(page(birch), given(questions, "8", longest + "yz"))
    assert (answer.status_code, Answer.objects.get(question=questions[1]).text) == (422, longest)
    assert f"{longest}yz</textarea>" in answer.text
    assert f"At most {answering.LONGEST:,} characters fit here" in answer.text


def test_the_answer_of_another_question_or_survey_is_no_answer(
    birch: Asked, questions: Questions, manager: User
) -> None:
    other = written.make(manager, "Other", "csat").questions.get(place=1)
    answering.answer(birch.pk, given(questions, "9") | {f"q{other.pk}": "5", "asked_id": "1", "score": "1"})
    assert set(Answer.objects.values_list("question_id", flat=True)) == {questions[0].pk}


def test_no_answer_is_taken_once_the_survey_is_closed_or_the_link_ran_out(
    birch: Asked, questions: Questions, manager: User, survey: Survey, now: Now
) -> None:
    answering.answer(birch.pk, given(questions, "9", "Fine."))
    written.close(manager, survey.pk)
    closed = Client().post(page(birch), given(questions, "1"))
    assert (closed.status_code, Asked.objects.get().score) == (422, 9)
    assert "This survey is closed." in closed.text
    assert "Fine." in closed.text
    assert "<form" not in closed.text
    written.open_(manager, survey.pk)
    now.later(days=31)
    with pytest.raises(answering.Closed, match="run out"):
        answering.answer(birch.pk, given(questions, "1"))
    assert "This link has run out." in Client().get(page(birch)).text


def test_a_link_that_was_forged_revoked_or_made_for_something_else_is_known_to_nobody(
    birch: Asked, manager: User
) -> None:
    from django.core import signing

    good = page(birch)
    foreign = signing.Signer(salt="deeproot event").sign_object([birch.pk, birch.link])
    flipped = good[:-3] + ("A" if good[-3] != "A" else "B") + good[-2:]
    for bad in (f"/answer/{foreign}/", "/answer/WzEsMV0:forged/", flipped):
        assert Client().get(bad).status_code == 404
        assert Client().post(bad, {"q1": "1"}).status_code == 404
    links.OWN.revoke(manager, birch.pk)
    assert Client().get(good).status_code == 404
    birch.refresh_from_db()
    assert Client().get(page(birch)).status_code == 200


def test_nobody_sees_what_another_answered(birch: Asked, questions: Questions, survey: Survey, manager: User) -> None:
    asking.ask(manager, survey, [Contact.objects.get(pk="p-cedar")])
    answering.answer(birch.pk, given(questions, "2", "Birch waits for the baker."))
    cedar = Asked.objects.get(customer="c-cedar")
    shown = Client().get(page(cedar)).text
    assert "Birch" not in shown
    assert " checked" not in shown


def test_a_mark_chosen_in_the_mail_is_shown_and_not_kept(birch: Asked) -> None:
    shown = Client().get(page(birch) + "?mark=7").text
    assert 'value="7" checked' in shown
    assert Asked.objects.get().score is None
    assert " checked" not in Client().get(page(birch) + "?mark=70").text


def test_a_link_that_sends_answers_without_end_is_asked_to_wait(birch: Asked, questions: Questions) -> None:
    statuses = [Client().post(page(birch), given(questions, str(n % 10))).status_code for n in range(25)]
    assert statuses[:20] == [200] * 20
    assert statuses[-1] == 429


def test_a_choice_is_told_in_the_words_that_they_chose(small_record: object, manager: User) -> None:
    survey = written.open_(manager, written.make(manager, "", "leaving").pk)
    asking.ask(manager, survey, [Contact.objects.get(pk="p-birch")])
    one, (choice, words) = Asked.objects.get(), survey.questions.order_by("place")
    with pytest.raises(answering.Wrong):
        answering.answer(one.pk, {answering.name(choice): "invented"})
    answering.answer(one.pk, {answering.name(choice): "expensive", answering.name(words): "The price rose twice."})
    row = told(one)
    assert row.text.body == "It is too expensive.\n\nThe price rose twice."
    assert (row.score, row.score_kind) == (None, None)
