from typing import Any

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import path

from deeproot_app.base import look
from deeproot_app.base.models import Organisation
from deeproot_app.conftest import Browser, SmallRecord, User
from deeproot_app.urls import urlpatterns as ours


def renamed(request: HttpRequest) -> HttpResponse:
    """Says the organisation's name, changes it, and says it again."""
    before = Organisation.get().name
    Organisation.objects.filter(pk=1).update(name=f"{before} & Daughters")
    return HttpResponse(f"{before}, {Organisation.get().name}")


def told(request: HttpRequest) -> HttpResponse:
    return HttpResponse(Organisation.get().name)


urlpatterns = [*ours, path("t/renamed/", renamed), path("t/told/", told)]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.mark.parametrize("see", ["all", "own"])
def test_a_page_asks_for_the_organisation_and_for_merged_customers_once(
    see: str, small_record: SmallRecord, member: User, client_of: Browser
) -> None:
    Organisation(pk=1, members_see=see).save()
    browser = client_of(member)
    with CaptureQueriesContext(connection) as captured:
        assert browser.get("/outbox/").status_code == 200
    asked = [query["sql"] for query in captured.captured_queries]
    assert sum('FROM "deeproot_base_organisation"' in sql for sql in asked) == 1
    merged = [sql for sql in asked if "IS NOT NULL LIMIT 1" in sql]
    assert len(merged) == (see == "own")


def test_the_next_look_sees_what_has_changed_since() -> None:
    browser = Client()
    for name in ("Oakfield", "Ashfield"):
        Organisation.objects.update_or_create(pk=1, defaults={"name": name})
        assert browser.get("/t/told/").content.decode() == name


def test_an_act_sees_what_it_has_changed_itself() -> None:
    Organisation(pk=1, name="Oakfield").save()
    assert Client().post("/t/renamed/").content.decode() == "Oakfield, Oakfield & Daughters"


def test_outside_of_a_look_every_question_is_put() -> None:
    answers: Any = iter(range(9))
    assert [look.once("x", lambda: next(answers)) for _ in range(2)] == [0, 1]
    with look.looking():
        assert [look.once("x", lambda: next(answers)) for _ in range(2)] == [2, 2]
        with look.looking():
            assert look.once("x", lambda: next(answers)) == 3
        assert look.once("x", lambda: next(answers)) == 2
    assert look.once("x", lambda: next(answers)) == 4
