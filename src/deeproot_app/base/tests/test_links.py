import re
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from deeproot_app.base import clock, links
from deeproot_app.base.models import Audit, Organisation, SignInLink, User
from deeproot_app.base.tests.walk import without_tokens


def test_it_signs_in_once(member: User) -> None:
    path = links.make(member)
    browser = Client()
    answer = browser.post(path)
    assert (answer.status_code, answer["Location"]) == (302, "/account/password/set/")
    assert browser.session["_auth_user_id"] == str(member.pk)
    assert list(Audit.objects.values_list("act", "user")) == [("sign_in", member.pk)]
    assert Client().post(path).status_code == 410


def test_looking_uses_nothing_up(member: User) -> None:
    """Mail scanners follow every link they see."""
    path = links.make(member)
    for _ in range(3):
        page = Client().get(path)
        assert page.status_code == 200
        assert "Ada Lund" in page.content.decode()
        assert Client().head(path).status_code == 200
    assert SignInLink.objects.get().used_at is None
    assert Client().post(path).status_code == 302


def test_only_a_hash_of_the_token_is_kept(member: User) -> None:
    token = links.make(member).rstrip("/").rsplit("/", 1)[-1]
    row = SignInLink.objects.get()
    assert len(token) >= 43
    assert re.fullmatch("[0-9a-f]{64}", row.token_hash)
    assert token not in str(SignInLink.objects.values().get())


def test_a_new_link_replaces_the_earlier_one(member: User) -> None:
    old, new = links.make(member), links.make(member)
    assert Client().post(old).status_code == 410
    assert Client().post(new).status_code == 302


def test_it_expires(member: User, monkeypatch: pytest.MonkeyPatch) -> None:
    path = links.make(member, hours=2)
    later = clock.now() + timedelta(hours=2, seconds=1)
    monkeypatch.setenv("DEEPROOT_NOW", later.isoformat())
    assert Client().get(path).status_code == Client().post(path).status_code == 410


def test_a_used_an_expired_and_an_unknown_link_are_answered_alike(member: User) -> None:
    used = links.make(member)
    Client().post(used)
    pages = [without_tokens(Client().get(path).content.decode()) for path in (used, "/sign-in/guess/")]
    assert pages[0] == pages[1]


def test_who_has_a_password_or_looks_at_the_sample_goes_straight_in(member: User) -> None:
    Organisation(pk=1, simulated=True).save()
    assert Client().post(links.make(member))["Location"] == "/"
    Organisation(pk=1, simulated=False).save()
    member.set_password("rowan beech alder 9")
    member.save()
    assert Client().post(links.make(member))["Location"] == "/"


def test_a_session_of_before_is_not_carried_into_the_signed_in_one(member: User) -> None:
    browser = Client()
    path = links.make(member)
    browser.get("/account/sign-in/")
    session = browser.session
    session["planted"] = True
    session.save()
    before = session.session_key
    browser.cookies["deeproot_session"] = str(before)
    browser.post(path)
    assert browser.session.session_key != before


def test_who_was_too_slow_is_refused_though_the_link_was_good_when_they_looked(
    member: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = links.make(member).rstrip("/").rsplit("/", 1)[-1]
    look = links.owner

    def look_then_be_overtaken(token: str) -> User:
        user = look(token)
        SignInLink.objects.update(used_at=clock.now())
        return user

    monkeypatch.setattr(links, "owner", look_then_be_overtaken)
    with pytest.raises(links.LinkSpent):
        links.use(token)


@pytest.mark.django_db(transaction=True)
def test_of_many_who_use_it_at_once_one_is_let_in(member: User) -> None:
    token = links.make(member).rstrip("/").rsplit("/", 1)[-1]
    start, let_in, refused = Barrier(6), [], []

    def use() -> None:
        start.wait()
        try:
            let_in.append(links.use(token))
        except links.LinkSpent:
            refused.append(1)
        finally:
            connection.close()

    threads = [Thread(target=use) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(let_in), len(refused)) == (1, 5)
    cache.clear()


def test_using_a_link_up_asks_its_own_row_only(member: User) -> None:
    """PostgreSQL asks a subquery only once, before it waits: two who come at once would both be let in."""
    token = links.make(member).rstrip("/").rsplit("/", 1)[-1]
    with CaptureQueriesContext(connection) as asked:
        links.use(token)
    update = next(query["sql"] for query in asked if query["sql"].startswith("UPDATE"))
    assert "SELECT" not in update
