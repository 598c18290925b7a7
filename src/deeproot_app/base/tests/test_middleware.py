import json
import logging
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from deeproot_app.base import access, audit
from deeproot_app.base.errors import NotAllowed, UserError
from deeproot_app.base.logs import Json, Line
from deeproot_app.base.models import Audit, User
from deeproot_app.urls import urlpatterns as ours


def mistake(request: HttpRequest) -> HttpResponse:
    raise UserError("There is no such mapping.")


def forbidden(request: HttpRequest) -> HttpResponse:
    raise NotAllowed("As a viewer you may not import.")


def private(request: HttpRequest, word: str) -> HttpResponse:
    access.require(request.user, "record.see")
    audit.write(request.user, "looked")
    return HttpResponse("in")


def broken(request: HttpRequest, word: str) -> HttpResponse:
    raise ValueError("inside")


urlpatterns = [
    *ours,
    path("t/mistake/", mistake),
    path("t/forbidden/", forbidden),
    path("t/private/<str:word>/", private),
    path("t/broken/<str:word>/", broken),
]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


def test_a_persons_mistake_becomes_a_page_that_says_it() -> None:
    page = Client().get("/t/mistake/")
    assert page.status_code == 400
    assert "There is no such mapping." in page.content.decode()


def test_a_refusal_becomes_a_page_that_says_why(viewer: User) -> None:
    browser = Client()
    browser.force_login(viewer)
    page = browser.get("/t/forbidden/")
    assert page.status_code == 403
    assert "you may not import" in page.content.decode()


def test_who_is_not_signed_in_is_sent_to_sign_in_and_back_to_what_they_wanted_to_see() -> None:
    answer = Client().get("/t/private/x/?a=1")
    assert (answer.status_code, answer["Location"]) == (302, "/account/sign-in/?next=/t/private/x/%3Fa%3D1")
    assert Client().post("/t/private/x/")["Location"] == "/account/sign-in/"


def test_htmx_is_told_to_load_the_sign_in_page_whole() -> None:
    answer = Client().get("/t/private/x/", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/today/"})
    assert answer["HX-Redirect"] == "/account/sign-in/?next=/today/"


def test_a_form_whose_token_does_not_fit_changes_nothing_and_says_what_to_do() -> None:
    browser = Client(enforce_csrf_checks=True)
    page = browser.post("/account/sign-in/", {"login": "a@b.example", "password": "x"})
    assert page.status_code == 403
    assert "reload the page" in page.content.decode()
    assert Audit.objects.count() == 0


def test_the_trail_gets_the_address_of_the_peer_not_a_forged_one(member: User) -> None:
    browser = Client(REMOTE_ADDR="192.0.2.1", headers={"X-Forwarded-For": "198.51.100.9"})
    browser.force_login(member)
    browser.get("/t/private/x/")
    assert Audit.objects.get(act="looked").address == "192.0.2.1"


def test_behind_a_proxy_of_ours_it_gets_what_that_says(member: User, settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    browser = Client(REMOTE_ADDR="127.0.0.1", headers={"X-Forwarded-For": "203.0.113.5, 198.51.100.9"})
    browser.force_login(member)
    browser.get("/t/private/x/")
    assert Audit.objects.get(act="looked").address == "198.51.100.9"


def test_a_request_is_logged_by_its_route_and_nothing_that_a_person_wrote(
    member: User, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "deeproot.requests")
    browser = Client(raise_request_exception=False)
    browser.force_login(member)
    browser.get("/t/private/Ms-Secret/?q=mrs-hidden")
    browser.get("/t/broken/Ms-Secret/?q=mrs-hidden")
    browser.get("/nowhere/Ms-Secret/")
    lines = [Line().format(record) for record in caplog.records if filtered(record)]
    assert any(f"GET /t/private/<str:word>/ 200 {member.pk}"[:28] in line for line in lines)
    assert any("ValueError: inside" in line for line in lines)
    assert "ecret" not in "\n".join(lines)
    assert "hidden" not in "\n".join(lines)
    assert member.email not in "\n".join(lines)


def filtered(record: logging.LogRecord) -> bool:
    from deeproot_app.base.logs import ByRoute

    return ByRoute().filter(record)


def test_a_503_is_said_on_purpose_and_is_no_error_in_the_log_as_any_other_fault_of_ours_is() -> None:
    kept = {}
    for status in (500, 502, 503):
        record = logging.LogRecord("django.request", logging.ERROR, "", 1, "x", (), None)
        record.status_code = status
        kept[status] = logging.getLogger("django.request").filter(record)
    assert {status: bool(found) for status, found in kept.items()} == {500: True, 502: True, 503: False}


def test_nobody_writes_lines_of_their_own_into_the_log() -> None:
    record = logging.LogRecord("x", logging.INFO, "", 1, "name %s", ("a\n[CRITICAL] b\x1b[31m\u2028",), None)
    assert "\n" not in Line().format(record)
    assert "\x1b" not in Line().format(record)
    assert json.loads(Json().format(record))["message"] == "name a\\n[CRITICAL] b\\x1b[31m\\u2028"
