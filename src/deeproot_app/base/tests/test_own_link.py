"""People's own links are left out of what we read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core import signing
from django.urls import get_resolver

from deeproot_app.base.own_link import MASK, PAGES, masked

TOKEN = signing.Signer(salt="deeproot survey").sign_object([12, 0])
SEALED = "gAAAAABqQ0gA" + "x" * 200
OURS_ALONE = {"library/shared/<str:token>/", "sign-in/<str:token>/", "welcome/<str:token>/"}
"""Links by which nobody speaks as a customer: to a file of ours, and into the application for one of us."""


@pytest.mark.parametrize("page", PAGES)
def test_a_link_of_their_own_is_left_out_and_the_words_around_it_stay(page: str) -> None:
    for token in (TOKEN, TOKEN.replace(":", "%3A"), SEALED):
        for own in (
            f"https://roots.example/{page}/{token}/",
            f"http://127.0.0.1:8000/base/{page}/{token}/event.ics?x=1",
        ):
            assert masked(f"Here ({own}).\n> <{own}>, {own}.") == f"Here ({MASK}).\n> <{MASK}>, {MASK}."


def test_a_link_that_a_mail_filter_wrapped_is_left_out() -> None:
    inner = f"https%3A%2F%2Froots.example%2Fanswer%2F{TOKEN.replace(':', '%3A')}%2F"
    assert masked(f"See https://safe.example/?url={inner}&data=05 now") == f"See {MASK} now"


@pytest.mark.parametrize(
    "text",
    [
        "Our answer/question list, at https://oakfield.example/answer/42/how-to",
        f"https://roots.example/library/shared/{TOKEN}/",
        "https://oakfield.example/preferences/",
        "No link at all: yours/truly",
    ],
    ids=["a path of that name", "another page's token", "no token", "no link"],
)
def test_any_other_link_stays(text: str) -> None:
    assert masked(text) == text


def test_a_long_text_of_links_takes_no_time() -> None:
    assert masked(hostile := "https://x/answer/" * 20_000 + "a" * 200_000) == hostile


def test_every_page_that_a_token_opens_is_one_of_these_or_nobodys_own() -> None:
    found = {path for path in paths(get_resolver().url_patterns) if "<str:token>" in path}
    own = {path for path in found if path.split("/")[0] in PAGES}
    assert {path.split("/")[0] for path in own} == set(PAGES)
    assert found - own == OURS_ALONE, "say of a new page whose it is"


def paths(patterns: Any, before: str = "") -> Iterator[str]:
    for one in patterns:
        if hasattr(one, "url_patterns"):
            yield from paths(one.url_patterns, f"{before}{one.pattern}")
        else:
            yield f"{before}{one.pattern}"
