"""Every page that can be looked at, as an administrator sees it.

axe finds nothing, the console is silent, nothing scrolls sideways: in light and dark, wide and narrow. What stands
around every page is looked at with the first page of each room; every look is had there, and on the style guide, which
shows every element. The others are seen wide in light, and narrow in dark for what a look can break; of many alike the
first dozen. With `--deep` every page is seen whole in every look.

The routes are those of `<room>/tests/routes.py`, found by being there, as for the walk over rights.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.urls import reverse

import deeproot_app
from deeproot_app.base.models import User
from deeproot_app.base.tests.walk import Route
from tests.browser import NARROW, OpenPage, axe_finds, in_every_look, sideways, walked_within_the_frame

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ROOMS = sorted(path.parent.parent.name for path in Path(deeproot_app.__file__).parent.glob("*/tests/routes.py"))
SPOIL = """() => {
    const main = document.querySelector("main");
    main.insertAdjacentHTML("beforeend", "<img src='/static/deeproot/icon.svg'><p style='color: red'>x</p><pre></pre>");
    main.append(Object.assign(document.createElement("script"), { textContent: "window.broken = true" }));
    main.querySelector("pre").style.cssText = "inline-size: 900px; max-inline-size: none; justify-self: start";
}"""
DOORS = ("/account/sign-in/", "/sign-in/guess/", "/account/inactive/", "/nowhere/")


def routes(room: str) -> dict[str, Route]:
    """The routes of one room that have something to look at, once their rows are there."""
    module = import_module(f"deeproot_app.{room}.tests.routes")
    getattr(module, "prepare", lambda: None)()
    return {name: route for name, route in module.ROUTES.items() if route.looks and route.lowest != "anyone"}


def paths(room: str) -> Iterator[str]:
    for name, route in routes(room).items():
        own = {key: sample.own() if callable(sample.own) else sample.own for key, sample in route.arguments.items()}
        yield reverse(name, kwargs=own)


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.usefixtures("small_record", "viewer")
def test_every_page_of_a_room_is_accessible_in_every_look(room: str, administrator: User, open_page: OpenPage) -> None:
    found = open_page(administrator)
    wrong, first = [], True
    for path in paths(room):
        if found.go(path):
            whole = first or path == reverse("base:style")
            wrong += [f"{path} {each}" for each in (in_every_look if whole else walked_within_the_frame)(found)]
            first = False
    assert wrong == []


@pytest.mark.parametrize("path", DOORS)
def test_the_pages_for_who_is_not_signed_in_are_accessible(path: str, open_page: OpenPage) -> None:
    found = open_page()
    found.go(path)
    assert in_every_look(found) == []


def test_the_checks_find_what_is_wrong(administrator: User, open_page: OpenPage) -> None:
    """A check that cannot fail is none: a picture without words, an inline style and script, a block too wide."""
    found = open_page(administrator, narrow=True)
    found.go("/own/")
    assert in_every_look(found) == []
    found.page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    found.page.evaluate(SPOIL)
    assert any("image-alt" in each for each in axe_finds(found.page))
    assert any("style-src" in each for each in found.faults)
    assert any("script-src" in each for each in found.faults)
    assert found.page.evaluate("window.broken") is None
    assert any("sideways" in each for each in sideways(found.page))
    walked = walked_within_the_frame(found)
    assert any("wide light: axe image-alt" in each for each in walked)
    assert any("narrow dark: scrolls sideways" in each for each in walked)
