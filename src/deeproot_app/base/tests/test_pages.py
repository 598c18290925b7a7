"""The pages of base: people, the trail, the organisation, one's own settings, the theme, refusals."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client, RequestFactory
from django.views.defaults import server_error

from deeproot_app.base import audit, members
from deeproot_app.base.models import Audit, Organisation, User
from deeproot_app.conftest import Browser


@pytest.fixture
def admin(client_of: Browser, administrator: User) -> Client:
    return client_of(administrator)


@pytest.fixture
def known_members(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    people = [
        members.Known("m-ada", "Ada Lund", "ada@oakfield.example"),
        members.Known("m-ben", "Ben Osei", "ben@oakfield.example"),
    ]
    monkeypatch.setattr(members, "source", lambda: people)
    yield


def test_adding_a_person_shows_a_link_once_that_signs_them_in(admin: Client, known_members: None) -> None:
    page = admin.post(
        "/people/add/", {"email": "Kim@Oakfield.example", "name": "Kim", "role": "member", "member_id": "m-ben"}
    )
    link = re.search(r'value="http://[^/]+(/sign-in/[^"]+)"', page.content.decode())
    kim = User.objects.get(email="kim@oakfield.example")
    assert (kim.role, kim.member_id) == ("member", "m-ben")
    assert link and link[1] not in admin.get(f"/people/{kim.pk}/").content.decode()
    browser = Client()
    assert browser.post(link[1]).status_code == 302
    assert browser.get("/own/").status_code == 200


def test_a_taken_address_is_told_where_it_was_typed(admin: Client, administrator: User) -> None:
    page = admin.post("/people/add/", {"email": administrator.email, "role": "viewer"})
    assert page.status_code == 422
    assert "is a user already" in page.content.decode()
    assert User.objects.count() == 1


def test_a_role_is_changed_and_the_change_can_be_undone(admin: Client, member: User) -> None:
    page = admin.post(f"/people/{member.pk}/role/", {"role": "manager"}, follow=True).content.decode()
    member.refresh_from_db()
    assert member.role == "manager"
    undo = re.search(r'action="(/people/\d+/role/\?role=member)"', page)
    assert undo
    admin.post(undo[1])
    member.refresh_from_db()
    assert member.role == "member"


def test_the_last_administrator_is_kept_and_the_page_says_so(admin: Client, administrator: User) -> None:
    page = admin.post(f"/people/{administrator.pk}/deactivate/")
    assert page.status_code == 400
    assert "last administrator" in page.content.decode()
    administrator.refresh_from_db()
    assert administrator.is_active


def test_who_is_deactivated_is_signed_out_and_may_come_back(admin: Client, client_of: Browser, member: User) -> None:
    theirs = client_of(member)
    assert theirs.get("/own/").status_code == 200
    admin.post(f"/people/{member.pk}/deactivate/")
    assert theirs.get("/own/").status_code == 302
    admin.post(f"/people/{member.pk}/reactivate/")
    member.refresh_from_db()
    assert member.is_active


def test_two_users_cannot_be_one_member(admin: Client, known_members: None, member: User, viewer: User) -> None:
    page = admin.post(f"/people/{viewer.pk}/member/", {"member_id": "m-ada"})
    assert page.status_code == 400
    assert "is this member already" in page.content.decode()
    viewer.refresh_from_db()
    assert viewer.member_id == ""


def test_a_member_that_the_record_does_not_have_is_refused(admin: Client, known_members: None, viewer: User) -> None:
    assert "no member" in admin.post(f"/people/{viewer.pk}/member/", {"member_id": "m-nobody"}).content.decode()


def test_people_are_found_by_name_and_address_as_one_types(admin: Client, member: User, viewer: User) -> None:
    rows = admin.get("/people/", {"q": "lund"}, headers={"HX-Request": "true"}).content.decode()
    assert "Ada Lund" in rows
    assert "Vera Kim" not in rows
    assert "<html" not in rows
    assert "Nobody fits" in admin.get("/people/", {"q": "zzz"}).content.decode()


@pytest.mark.parametrize("path", ["/people/", "/people/add/", "/people/1/", "/organisation/", "/style/"])
@pytest.mark.parametrize("who", ["manager", "member", "viewer"])
def test_only_an_administrator_sees_these_pages(
    client_of: Browser, request: pytest.FixtureRequest, path: str, who: str
) -> None:
    page = client_of(request.getfixturevalue(who)).get(path)
    assert page.status_code == 403
    assert "it takes an administrator" in page.content.decode()


def test_the_navigation_holds_only_what_one_may_open(client_of: Browser, viewer: User, administrator: User) -> None:
    assert 'href="/people/"' not in client_of(viewer).get("/own/").content.decode()
    assert 'href="/people/"' in client_of(administrator).get("/own/").content.decode()


@pytest.mark.django_db
def test_who_is_not_signed_in_is_sent_to_sign_in_and_back() -> None:
    assert Client().get("/people/")["Location"] == "/account/sign-in/?next=/people/"


def trail_of(page: str) -> list[str]:
    return re.findall(r"<tr>.*?<td data-label=\"What\">(.*?)</td>", page, re.S)


def test_the_trail_shows_the_latest_first_and_is_narrowed(client_of: Browser, manager: User, member: User) -> None:
    browser = client_of(manager)
    Audit.objects.all().delete()
    audit.write(manager, "user.role", member, before="viewer", after="member")
    audit.write(member, "promise.keep", ("promise", "pr-1"))
    whole = browser.get("/audit/").content.decode()
    assert trail_of(whole) == ["said a promise is kept", "changed a role"]
    assert f'<a href="/people/{member.pk}/">Ada Lund</a>' in whole
    assert trail_of(browser.get("/audit/", {"kind": "user."}).content.decode()) == ["changed a role"]
    assert trail_of(browser.get("/audit/", {"who": "ada@"}).content.decode()) == ["said a promise is kept"]
    assert trail_of(browser.get("/audit/", {"about": "promise:pr-1"}).content.decode()) == ["said a promise is kept"]


def test_the_days_of_the_trail_are_days_of_the_reader(client_of: Browser, manager: User) -> None:
    browser = client_of(manager)
    User.objects.filter(pk=manager.pk).update(timezone="Pacific/Auckland")
    Audit.objects.all().delete()
    late = datetime(2026, 6, 29, 13, tzinfo=UTC)  # 01:00 on the 30th in Auckland
    Audit.objects.create(at=late, actor="command line", act="import.done")
    assert trail_of(browser.get("/audit/", {"from": "2026-06-30"}).content.decode()) == ["import done"]
    assert trail_of(browser.get("/audit/", {"to": "2026-06-29"}).content.decode()) == []
    assert "is no day" in browser.get("/audit/", {"from": "2026-02-31"}).content.decode()


def test_a_long_trail_has_pages_and_a_bounded_number_of_queries(
    client_of: Browser, manager: User, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    browser = client_of(manager)
    Audit.objects.all().delete()
    at = datetime(2026, 6, 30, tzinfo=UTC)
    Audit.objects.bulk_create(
        Audit(
            at=at - timedelta(minutes=n // 3),
            actor="command line",
            act=f"act{n}",
            about_type="user",
            about_id=str(manager.pk),
        )
        for n in range(250)
    )
    met, path = [], "/audit/?who=command"
    while path:
        with django_assert_max_num_queries(11):  # type: ignore[attr-defined]
            page = browser.get(path).content.decode()
        met += trail_of(page)
        following = re.search(r'href="(\?[^"]*after=[^"]+)"', page)
        path = "/audit/" + following[1].replace("&amp;", "&") if following else ""
    assert len(met) == len(set(met)) == 250


def test_the_organisation_is_changed_and_leaves_a_trace(admin: Client) -> None:
    given = {"name": "Oakfield", "timezone": "Europe/Oslo", "country": "no", "members_see": "own"}
    assert admin.post("/organisation/", given).status_code == 302
    found = Organisation.get()
    assert (found.name, found.timezone, found.country, found.members_see) == ("Oakfield", "Europe/Oslo", "NO", "own")
    row = Audit.objects.get(act="organisation.change")
    assert row.detail["after"]["members_see"] == "own"


def test_a_country_of_three_letters_is_told_where_it_was_typed(admin: Client) -> None:
    page = admin.post("/organisation/", {"timezone": "UTC", "country": "NOR", "members_see": "all"})
    assert page.status_code == 422
    assert "Give its two letters" in page.content.decode()
    assert "aria-invalid" in page.content.decode()


def test_ones_own_settings_are_changed(client_of: Browser, viewer: User) -> None:
    browser = client_of(viewer)
    browser.post("/own/", {"name": "Vera K.", "timezone": "Asia/Tokyo", "theme": "dark"})
    viewer.refresh_from_db()
    assert (viewer.name, viewer.timezone, viewer.theme) == ("Vera K.", "Asia/Tokyo", "dark")
    assert 'data-theme="dark"' in browser.get("/own/").content.decode()


def test_the_theme_is_remembered_and_leads_back_only_to_us(client_of: Browser, viewer: User) -> None:
    browser = client_of(viewer)
    assert browser.post("/theme/", {"theme": "light", "next": "/own/"})["Location"] == "/own/"
    assert browser.post("/theme/", {"theme": "", "next": "https://evil.example/"})["Location"] == "/"
    assert browser.post("/theme/", {"theme": "//evil", "next": "/"}).status_code == 400
    viewer.refresh_from_db()
    assert viewer.theme == ""


def test_signing_out_everywhere_ends_every_session(client_of: Browser, viewer: User) -> None:
    here, there = client_of(viewer), client_of(viewer)
    assert here.post("/own/sign-out-everywhere/").status_code == 302
    assert there.get("/own/").status_code == 302
    assert here.get("/own/").status_code == 302


def test_a_page_that_is_not_there_is_told_in_one_sentence(admin: Client) -> None:
    page = admin.get("/nowhere/")
    assert page.status_code == 404
    assert "There is nothing here" in page.content.decode()


def test_every_page_says_when_the_company_is_simulated(admin: Client) -> None:
    assert "Simulated company" not in admin.get("/own/").content.decode()
    Organisation.objects.update_or_create(pk=1, defaults={"simulated": True})
    assert "Simulated company" in admin.get("/own/").content.decode()


def test_a_broken_page_is_told_without_the_database(rf: RequestFactory) -> None:
    assert "Something broke on our side" in server_error(rf.get("/")).content.decode()


@pytest.mark.usefixtures("small_record")
def test_the_members_of_the_record_are_offered_by_name(admin: Client) -> None:
    page = admin.get("/people/add/").content.decode()
    assert '<option value="m-ada">Ada Lund · ada@oakfield.example</option>' in page


def test_after_the_first_password_one_is_in_and_after_another_back_at_ones_settings(
    client_of: Browser, viewer: User
) -> None:
    browser, first, second = client_of(viewer), "rowan beech alder 9", "hazel birch larch 12"
    answer = browser.post("/account/password/set/", {"password1": first, "password2": first})
    assert answer["Location"] == "/"
    given = {"oldpassword": first, "password1": second, "password2": second}
    assert browser.post("/account/password/", given)["Location"] == "/own/"
