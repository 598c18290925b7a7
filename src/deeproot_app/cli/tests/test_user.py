import json

import pytest
from django.test import Client

from deeproot_app.base.models import Audit, User
from deeproot_app.cli import main

pytestmark = pytest.mark.django_db


def test_it_adds_a_person_and_prints_a_link_that_signs_them_in_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["user", "add", "New@Oakfield.example", "--name", "Nia Ek", "--role", "manager"]) == 0
    link = capsys.readouterr().out.strip()
    user = User.objects.get()
    assert (user.email, user.name, user.role) == ("new@oakfield.example", "Nia Ek", "manager")
    assert not user.has_usable_password()
    path = link.removeprefix("http://127.0.0.1:8000")
    assert Client().post(path).status_code == 302
    assert Client().post(path).status_code == 410


def test_json_is_one_document_with_the_link(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["user", "add", "a@b.example", "--member", "m-7", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["email"], document["role"], document["member_id"]) == ("a@b.example", "member", "m-7")
    assert "/sign-in/" in document["sign_in_link"]


def test_somebody_who_is_there_already_is_refused_kindly(member: User, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["user", "add", "ADA@oakfield.example", "--json"]) == 1
    printed = capsys.readouterr()
    assert "ada@oakfield.example is a user already (member)" in printed.err
    assert "deeproot user link" in json.loads(printed.out)["error"]
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    "words", [["add", "no address"], ["add", "a@b.example", "--role", "king"], ["link", "x@y.example"]]
)
def test_what_cannot_be_done_is_said_and_changes_nothing(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["user", *words]) == 1
    assert "Traceback" not in capsys.readouterr().err
    assert User.objects.count() == Audit.objects.count() == 0


def test_roles_change_and_people_go_and_come_back(
    administrator: User, member: User, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["user", "role", member.email, "viewer"]) == 0
    assert main(["user", "remove", member.email]) == 0
    member.refresh_from_db()
    assert (member.role, member.is_active) == ("viewer", False)
    assert main(["user", "link", member.email]) == 1
    assert main(["user", "restore", member.email]) == 0
    capsys.readouterr()
    assert main(["user", "list", "--json"]) == 0
    listed = {row["email"]: row["active"] for row in json.loads(capsys.readouterr().out)["users"]}
    assert listed == {administrator.email: True, member.email: True}
