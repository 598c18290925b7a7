"""The places that stand on every page."""

import re
from collections import Counter
from collections.abc import Callable

import pytest
from django.test import Client

from deeproot_app.base import navigation
from deeproot_app.base.models import User

Browser = Callable[[User], Client]


def groups_of(page: str) -> dict[str, bool]:
    """The groups that one can open, and whether each stands open."""
    return {
        label: " open" in attributes
        for attributes, label in re.findall(r"<details class=\"nav-group\"([^>]*)>\s*<summary>([^<]+?)\s*<", page)
    }


def test_no_two_places_share_keys_or_pages() -> None:
    places = [place for group in navigation.GROUPS for place in group.places]
    for shared in (Counter(place.keys for place in places), Counter(place.page for place in places)):
        assert shared.most_common(1)[0][1] == 1


def test_the_group_of_the_page_that_is_read_stands_open(client_of: Browser, administrator: User) -> None:
    page = client_of(administrator).get("/people/").content.decode()
    assert groups_of(page) == {"Know them": False, "Reach out": False, "Judge": False, "Record": False, "Company": True}


def test_a_group_of_which_one_may_open_nothing_is_left_out(
    client_of: Browser, viewer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    only = navigation.Group("Company", (navigation.Place("People", "base:people", "people", "g e", "people.manage"),))
    monkeypatch.setattr(navigation, "GROUPS", (navigation.GROUPS[0], only))
    assert groups_of(client_of(viewer).get("/own/").content.decode()) == {}


def test_a_closed_group_says_how_much_waits_in_it(
    client_of: Browser, administrator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(navigation.waiting, "act:outbox", lambda actor: 2)
    monkeypatch.setitem(navigation.waiting, "act:calls", lambda actor: 3)
    page = client_of(administrator).get("/people/").content.decode()
    assert re.search(r'<summary>Reach out <span class="count">5<', page)


@pytest.mark.usefixtures("as_of")
def test_a_page_that_is_part_of_a_place_stands_under_it(client_of: Browser, viewer: User) -> None:
    page = client_of(viewer).get("/uplift/").content.decode()
    assert groups_of(page)["Judge"]
    assert re.search(r'aria-current="page"><svg[^>]*>.*?</svg>Proof', page)
