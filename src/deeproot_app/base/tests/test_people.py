from collections.abc import Callable

import pytest
from django.test import Client

from deeproot_app.base import access, people
from deeproot_app.base.errors import NotAllowed, UserError
from deeproot_app.base.models import Audit, User

Act = Callable[[access.Actor, User], object]
ACTS: list[Act] = [
    lambda actor, user: people.add(actor, "x@y.example"),
    people.invite,
    lambda actor, user: people.change_role(actor, user, "viewer"),
    people.deactivate,
    people.reactivate,
    people.end_sessions,
]


@pytest.mark.parametrize("act", ACTS)
def test_only_an_administrator_manages_people(act: Act, manager: User, viewer: User) -> None:
    with pytest.raises(NotAllowed):
        act(manager, viewer)
    assert Audit.objects.count() == 0
    assert User.objects.count() == 2


def test_the_last_administrator_stays_one(administrator: User, manager: User) -> None:
    with pytest.raises(UserError, match="last administrator"):
        people.change_role(administrator, administrator, "viewer")
    with pytest.raises(UserError, match="last administrator"):
        people.deactivate(administrator, administrator)
    people.change_role(administrator, manager, "administrator")
    people.change_role(manager, administrator, "viewer")
    administrator.refresh_from_db()
    assert administrator.role == "viewer"


def test_who_is_let_go_is_out_at_the_next_request(administrator: User, member: User) -> None:
    browser = Client()
    browser.force_login(member)
    assert browser.get("/account/password/set/").status_code == 200
    link = people.invite(administrator, member)
    people.deactivate(administrator, member)
    assert browser.get("/account/password/set/").status_code == 302
    assert Client().post(link).status_code == 410
    people.reactivate(administrator, member)
    assert browser.get("/account/password/set/").status_code == 302


def test_ending_sessions_ends_all_of_that_person_and_no_others(member: User, viewer: User) -> None:
    theirs, other = [Client(), Client()], Client()
    for browser in theirs:
        browser.force_login(member)
    other.force_login(viewer)
    people.end_sessions(member, member)
    assert [browser.get("/account/password/set/").status_code for browser in theirs] == [302, 302]
    assert other.get("/account/password/set/").status_code == 200


def test_every_act_leaves_its_trace(administrator: User) -> None:
    user = people.add(administrator, "x@y.example", role="viewer")
    people.change_role(administrator, user, "member")
    people.deactivate(administrator, user)
    acts = list(Audit.objects.order_by("id").values_list("act", "about_id", "actor"))
    expected = ["user.add", "user.role", "user.end_sessions", "user.deactivate"]
    assert acts == [(act, str(user.pk), administrator.email) for act in expected]


def test_the_first_administrator_is_made_only_where_there_is_nobody(db: None) -> None:
    first = people.first_administrator()
    assert (first.role, first.has_usable_password()) == ("administrator", False)
    assert people.first_administrator() == first
    User.objects.update(role="viewer")
    with pytest.raises(UserError, match="no active administrator"):
        people.first_administrator()


def test_the_command_line_may_end_anybodys_sessions(administrator: User) -> None:
    people.end_sessions(access.COMMAND_LINE, administrator)
    assert Audit.objects.get().actor == "command line"
