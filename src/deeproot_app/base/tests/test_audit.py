import pytest
from django.contrib.auth.models import AnonymousUser

from deeproot_app.base import access, audit
from deeproot_app.base.models import Audit, User


def test_it_keeps_who_what_about_what_and_when(member: User, viewer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEEPROOT_NOW", "2026-06-30T12:00:00Z")
    audit.write(member, "user.role", viewer, before="member", after="viewer")
    row = Audit.objects.get()
    assert (row.user, row.actor, row.act) == (member, "ada@oakfield.example", "user.role")
    assert (row.about_type, row.about_id) == ("user", str(viewer.pk))
    assert row.detail == {"before": "member", "after": "viewer"}
    assert row.at.isoformat() == "2026-06-30T12:00:00+00:00"


def test_it_names_whoever_has_no_account(db: None) -> None:
    audit.write(access.COMMAND_LINE, "user.add", ("user", "1"))
    audit.write(AnonymousUser(), "sign_in.failed")
    assert list(Audit.objects.order_by("id").values_list("actor", flat=True)) == ["command line", "nobody"]


def test_the_trail_outlives_the_user(member: User) -> None:
    audit.write(member, "today.handle")
    member.delete()
    row = Audit.objects.get()
    assert (row.user, row.actor) == (None, "ada@oakfield.example")


def test_it_keeps_the_address_of_the_request(member: User) -> None:
    token = audit.address_of_request.set("192.0.2.7")
    try:
        assert audit.write(member, "sign_in").address == "192.0.2.7"
    finally:
        audit.address_of_request.reset(token)
    assert audit.write(member, "sign_in").address is None
