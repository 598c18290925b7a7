"""Signing in by password: throttled, told alike for known and unknown addresses, with a second factor."""

from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from deeproot_app.base import links
from deeproot_app.base.models import Audit, User
from deeproot_app.base.tests.walk import without_tokens

PASSWORD = "rowan beech alder 9"


@pytest.fixture(autouse=True)
def nobody_tried_before(db: None, settings: Any) -> Iterator[None]:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the real one is slow on purpose
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def ada(member: User) -> User:
    member.set_password(PASSWORD)
    member.save()
    return member


def try_it(email: str, password: str, browser: Client | None = None, **more: str) -> HttpResponse:
    browser = browser or Client()
    return browser.post("/account/sign-in/", {"login": email, "password": password}, **more)  # type: ignore[return-value,arg-type]


def test_the_right_password_signs_in_whatever_the_case_of_the_address(ada: User) -> None:
    answer = try_it("Ada@Oakfield.example", PASSWORD)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert Audit.objects.get().act == "sign_in"


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(ada: User) -> None:
    pages = [
        without_tokens(try_it(email, "wrong").content.decode()).replace(email, "")
        for email in (ada.email, "nobody@oakfield.example")
    ]
    assert pages[0] == pages[1]


def test_a_failure_is_kept_without_what_was_typed(ada: User) -> None:
    try_it(ada.email, "hunter2")
    try_it("hunter3@typed.example", "x")
    known, unknown = Audit.objects.order_by("id")
    assert (known.act, known.about_id) == ("sign_in.failed", str(ada.pk))
    assert (unknown.act, unknown.about_id) == ("sign_in.failed", "")
    assert "hunter" not in str(list(Audit.objects.values()))


def test_after_five_failures_even_the_right_password_must_wait(ada: User) -> None:
    for _ in range(5):
        try_it(ada.email, "wrong")
    browser = Client()
    assert "Too many failed" in try_it(ada.email, PASSWORD, browser).content.decode()
    assert "_auth_user_id" not in browser.session


def test_a_forged_forwarding_header_does_not_reset_the_count(ada: User) -> None:
    answers = [
        try_it(f"user{n}@oakfield.example", "wrong", HTTP_X_FORWARDED_FOR=f"192.0.2.{n}").content.decode()
        for n in range(12)
    ]
    assert "Too many failed" in answers[-1]
    assert "Too many failed" not in answers[8]


def test_a_session_key_that_was_planted_is_not_kept(ada: User) -> None:
    browser = Client()
    browser.get("/account/sign-in/")
    session = browser.session
    session["planted"] = 1
    session.save()
    planted = session.session_key
    browser.cookies["deeproot_session"] = str(planted)
    try_it(ada.email, PASSWORD, browser)
    assert browser.session.session_key not in {None, planted}


def test_changing_the_password_ends_the_other_sessions(ada: User) -> None:
    here, elsewhere = Client(), Client()
    try_it(ada.email, PASSWORD, here)
    try_it(ada.email, PASSWORD, elsewhere)
    new = {"oldpassword": PASSWORD, "password1": "hazel maple willow 3", "password2": "hazel maple willow 3"}
    assert here.post("/account/password/", new).status_code == 302
    assert here.get("/account/password/").status_code == 200
    assert elsewhere.get("/account/password/").status_code == 302


def test_a_short_or_common_password_is_refused(ada: User) -> None:
    browser = Client()
    try_it(ada.email, PASSWORD, browser)
    for weak in ("short", "password1234", "ada@oakfield.example"):
        new = {"oldpassword": PASSWORD, "password1": weak, "password2": weak}
        assert browser.post("/account/password/", new).status_code == 200
    ada.refresh_from_db()
    assert ada.check_password(PASSWORD)


def test_nobody_can_add_themselves(db: None) -> None:
    for path in ("/account/signup/", "/account/sign-up/"):
        assert Client().get(path).status_code == 404
    assert User.objects.count() == 0


@pytest.mark.parametrize("by_link", [False, True])
def test_with_a_second_factor_neither_password_nor_link_is_enough(ada: User, by_link: bool) -> None:
    secret = generate_totp_secret()
    TOTP.activate(ada, secret)
    browser = Client()
    answer = browser.post(links.make(ada)) if by_link else try_it(ada.email, PASSWORD, browser)
    assert answer["Location"] == "/account/second-factor/authenticate/"
    assert "_auth_user_id" not in browser.session
    code = f"{hotp_value(secret, next(iter(yield_hotp_counters_from_time()))):06d}"
    assert browser.post("/account/second-factor/authenticate/", {"code": code}).status_code == 302
    assert browser.session["_auth_user_id"] == str(ada.pk)
    assert Authenticator.objects.filter(user=ada).exists()
