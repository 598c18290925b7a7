"""The pages of beliefs and of success plans, as a browser asks for them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from deeproot_app import loop
from deeproot_app.act.models import Question, Survey
from deeproot_app.base.models import User
from deeproot_app.conftest import AS_OF, Browser, SmallRecord
from deeproot_app.desk.ask_this import asked
from deeproot_app.plan.models import Item
from deeproot_app.record.identity.merge import merge as merge_customers
from deeproot_app.record.models import Belief, Change, Step

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_of", "customers_alone")]
DAY = timedelta(days=1)


def hold(pk: str, customer: str | None = "c-birch", **more: Any) -> Belief:
    told = {"about": "need", "text": f"Text {pk}", "from_at": AS_OF - 100 * DAY} | more
    return Belief.objects.create(belief_id=pk, customer_id=customer, **told)


def text(client: Client, page: str, *args: object, query: str = "") -> str:
    answer = client.get(reverse(page, args=args) + query)
    assert answer.status_code == 200, answer.content.decode()[:500]
    return answer.content.decode()


def post(client: Client, page: str, *args: object, **given: Any) -> str:
    """Post, follow, and give the page that comes."""
    answer = client.post(reverse(page, args=args), given, follow=True)
    return answer.content.decode()


def test_the_page_tells_the_share_by_what_it_is_about_and_lists(
    small_record: SmallRecord, member: User, client_of: Browser
) -> None:
    hold("b1", evidence=["mail:c-birch-5"])
    hold("b2", "c-cedar", about="pain", text="Down again", horizon="now")
    hold("b3", None, persona="Baker", text="Bread without waste")
    page = text(client_of(member), "desk:beliefs")
    assert "1 of 2 beliefs" in page
    for words in ("Can the ovens be serviced on a Sunday?", "Bread without waste", "Down again", "assumption"):
        assert words in page
    only = text(client_of(member), "desk:beliefs", query="?state=assumed&about=pain")
    assert "Text b1" not in only.split("One by one")[1]
    assert "1 of 2" in only, "the share is of all"


def test_a_word_that_makes_no_sense_in_the_address_counts_as_not_given(
    small_record: SmallRecord, member: User, client_of: Browser
) -> None:
    hold("b1")
    assert "Text b1" in text(client_of(member), "desk:beliefs", query="?about=wish&state=x&persona=%00")


def test_what_is_learnt_is_written_down_and_undone(small_record: SmallRecord, member: User, client_of: Browser) -> None:
    client, said = client_of(member), {"customer": "c-birch", "back": "/customers/c-birch/beliefs/"}
    page = post(client, "desk:belief_add", **said, **{"say-about": "pain", "say-text": "Cold ovens"})
    assert "Cold ovens" in page and "assumption" in page
    row = Belief.objects.get()
    wrong = client.post(reverse("desk:belief_add"), said | {"say-about": "pain", "say-text": " "})
    assert wrong.status_code == 422
    change = Change.objects.get(table="beliefs", row_id=row.pk).pk
    assert "Undone" in post(client, "desk:belief_undo", change)
    assert not Belief.objects.exists()


def test_hard_times_are_said_with_an_end_and_what_they_change_is_told(
    small_record: SmallRecord, member: User, client_of: Browser
) -> None:
    client, said = client_of(member), {"customer": "c-birch", "back": "/customers/c-birch/beliefs/"}
    hard = {"hard-about": "capacity", "hard-text": "They lost a baker"}
    assert client.post(reverse("desk:belief_add"), said | hard).status_code == 422, "an end is asked for"
    page = post(client, "desk:belief_add", **said, **hard, **{"hard-until": "2026-07-05T08:00"})
    assert "no pitch and no survey leaves" in page
    assert "ask how they are" in page, "it ends within a fortnight"
    assert "They lost a baker" in text(client, "desk:beliefs")


def test_hard_times_that_ended_lately_remind_and_long_ago_do_not(
    small_record: SmallRecord, member: User, client_of: Browser
) -> None:
    hold("b1", about="capacity", text="Lately over", until=AS_OF - 3 * DAY)
    hold("b2", "c-cedar", about="capacity", text="Long over", until=AS_OF - 40 * DAY)
    page = text(client_of(member), "desk:beliefs")
    assert "Lately over" in page and "Long over" not in page


def test_a_draft_of_a_survey_asks_about_an_assumption(
    small_record: SmallRecord, manager: User, client_of: Browser
) -> None:
    hold("b1", text="Ovens for Sundays.")
    post(client_of(manager), "desk:belief_ask", "b1")
    survey = Survey.objects.get()
    assert survey.state == "draft"
    first, second = Question.objects.filter(survey=survey).order_by("place")
    assert "“Ovens for Sundays”" in first.words["en"] and second.kind == "text"


def test_two_are_put_together_and_apart_again_from_the_page(
    small_record: SmallRecord, member: User, client_of: Browser
) -> None:
    hold("b1")
    hold("b2")
    client = client_of(member)
    assert "They are one now." in post(client, "desk:belief_merge", "b1", into="b2")
    assert client.get(reverse("desk:belief", args=["b1"])).status_code == 404
    page = text(client, "desk:customer_beliefs", "c-birch")
    assert "Put together" in page
    change = page.split("/beliefs/merges/")[1].split("/")[0]
    post(client, "desk:belief_separate", change)
    assert Belief.objects.count() == 2


def test_a_merged_customers_beliefs_stand_on_the_page_of_whom_it_is_now(
    small_record: SmallRecord, manager: User, client_of: Browser
) -> None:
    hold("b1", "c-cedar", text="Said as Cedar")
    merge_customers(manager, "customer", "c-cedar", "c-birch")
    assert "Said as Cedar" in text(client_of(manager), "desk:customer_beliefs", "c-birch")
    moved = client_of(manager).get(reverse("desk:customer_beliefs", args=["c-cedar"]))
    assert moved.headers["Location"].startswith("/customers/c-birch/")


def test_a_persona_is_given_something_as_such(small_record: SmallRecord, member: User, client_of: Browser) -> None:
    given = {"persona": "Baker", "about": "need", "text": "Less waste", "back": "/beliefs/?persona=Baker"}
    assert "Less waste" in post(client_of(member), "desk:belief_add", **given)
    assert Belief.objects.get().persona == "Baker"


def test_a_step_is_said_otherwise_on_its_page(small_record: SmallRecord, member: User, client_of: Browser) -> None:
    client = client_of(member)
    given = {"text": "Send the plan", "who": "us:m-ada", "due_at": "2026-07-09T12:00", "shared": "on"}
    assert "It is in the plan." in post(client, "desk:success_step", "c-birch", **given)
    row = Step.objects.get()
    assert "Send the plan" in text(client, "desk:step", row.pk)
    post(client, "desk:step", row.pk, **given | {"text": "Send the baking plan", "note": "They like tables"})
    row.refresh_from_db()
    assert (row.text, row.note) == ("Send the baking plan", "They like tables")
    assert "They like tables" not in text(client, "desk:success_shared", "c-birch")
    assert client.post(reverse("desk:success_step", args=["c-birch"]), {"text": " "}).status_code == 422


def test_a_figure_that_is_no_number_is_said_to_be_none(
    small_record: SmallRecord, member: User, client_of: Browser
) -> None:
    hold("g1", about="goal")
    for value in ("many", "nan", "1e400"):
        page = post(client_of(member), "desk:goal_measure", "g1", value=value)
        assert "number" in page


def test_an_item_that_leaves_room_names_the_question_and_what_they_wait_for_none(small_record: SmallRecord) -> None:
    hold("b1", text="Ovens for Sundays", horizon="now")
    items = [Item(key=name, customer_id="c-birch", reason=name) for name in ("silence_too_long", "unanswered")]
    asked(items, AS_OF)
    assert "Ovens for Sundays" in items[0].ask_this  # type: ignore[attr-defined]
    assert items[1].ask_this == ""  # type: ignore[attr-defined]


def test_today_shows_the_question(small_record: SmallRecord, manager: User, client_of: Browser) -> None:
    hold("b1", "c-dune", text="Trips without planes", horizon="now")
    loop.turn(AS_OF, tell=lambda *_: None)
    page = text(client_of(manager), "desk:today", query="?whose=all")
    assert ("Trips without planes" in page) == Item.objects.filter(
        customer="c-dune", reason="silence_too_long"
    ).exists()


def test_pages_take_as_many_queries_for_many_as_for_few(
    small_record: SmallRecord, member: User, client_of: Browser, django_assert_max_num_queries: Any
) -> None:
    for n in range(40):
        row = hold(f"g{n}", about="goal", evidence=["mail:c-birch-5"])
        Step.objects.create(customer=small_record.birch, goal=row, text="x", whose="us", made_at=AS_OF)
    client = client_of(member)
    for page, args, most in (
        ("desk:beliefs", (), 24), ("desk:customer_beliefs", ("c-birch",), 32), ("desk:success", ("c-birch",), 26),
        ("desk:belief", ("g1",), 26),
    ):  # fmt: skip
        text(client, page, *args)
        with django_assert_max_num_queries(most):
            text(client, page, *args)
