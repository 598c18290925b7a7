"""Tests of a mail's page and of what is attached to it: told, handed over to be kept, never run, nobody else's."""

from __future__ import annotations

import pytest
from django.urls import reverse

from deeproot_app.base.models import User
from deeproot_app.conftest import Browser, SmallRecord
from deeproot_app.desk.tests.routes import mail_of

MAIL = "email:birch@mail.example"


@pytest.fixture
def page(small_record: SmallRecord) -> str:
    mail_of("birch")
    mail_of("dune")
    return reverse("desk:mail", args=["c-birch", MAIL])


def test_a_mail_s_page_says_who_wrote_and_what_is_attached(page: str, client_of: Browser, member: User) -> None:
    text = client_of(member).get(page).content.decode()
    for told in ("pat@birch.example", "ada@oakfield.example", "a.html", "text/html", "25"):
        assert told in text
    assert "alert(1)" not in text


def test_an_attached_page_is_a_file_to_keep_and_never_runs(page: str, client_of: Browser, member: User) -> None:
    answer = client_of(member).get(reverse("desk:attachment", args=["c-birch", MAIL, 0]))
    assert answer.content == b"<script>alert(1)</script>"
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == 'attachment; filename="a.html"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]


def test_nobody_else_s_mail_is_told_or_handed_over(page: str, client_of: Browser, stranger: User) -> None:
    from deeproot_app.base.models import Organisation

    Organisation.objects.update_or_create(pk=1, defaults={"members_see": "own"})
    assert client_of(stranger).get(page).status_code == 404
    assert client_of(stranger).get(reverse("desk:attachment", args=["c-birch", MAIL, 0])).status_code == 404
    assert client_of(None).get(page).status_code == 302


def test_a_mail_of_another_customer_is_not_there(page: str, client_of: Browser, member: User) -> None:
    elsewhere = [reverse("desk:attachment", args=["c-dune", MAIL, 0]), reverse("desk:mail", args=["c-dune", MAIL])]
    missing = reverse("desk:attachment", args=["c-birch", MAIL, 7])
    assert [client_of(member).get(one).status_code for one in (*elsewhere, missing)] == [404] * 3


def test_the_story_lists_what_is_attached_to_a_mail(page: str, client_of: Browser, member: User) -> None:
    text = client_of(member).get(reverse("desk:customer", args=["c-birch"])).content.decode()
    assert reverse("desk:attachment", args=["c-birch", MAIL, 0]) in text
    assert page in text
    assert text.count("The mail as it came") == 1, "only where there is a mail"
