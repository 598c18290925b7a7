"""A real browser for tests: Chromium through Playwright, signed in, light and dark, wide and narrow, with axe at hand.

Tests that use these fixtures are marked `browser`; without Chromium they are skipped, and say so. The path of Chromium
may be given as ``CHROMIUM``.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from deeproot_app.base.tests.deep import DEEP

if TYPE_CHECKING:
    from deeproot_app.base.models import User

CHROMIUM: Final = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or ""
FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SLOW: Final = 60_000
"""Milliseconds: the first page that reckons loads its engine, on a busy machine."""
WIDE: Final = {"width": 1360, "height": 900}
NARROW: Final = {"width": 360, "height": 780}
FAULTS: Final = {"error", "warning"}
# axe loads style sheets anew unless told not to, which our content policy rightly forbids it.
AXE: Final = {"preload": False, "resultTypes": ["violations"]}
# Once no colour is on its way to another: what is on its way is put at its end, and what that sets going, too. One call
# a look: each goes through four processes and back.
BREACHES: Final = """async ([without, rules, alike]) => {
    if (typeof axe === "undefined") return null;
    const ends = each => each.playState !== "finished" && Number.isFinite(each.effect.getComputedTiming().endTime);
    for (let moving = null, times = 0; (!moving || moving.length) && times < 99; times++) {
        await new Promise(requestAnimationFrame);
        moving = document.getAnimations().filter(ends);
        moving.forEach(each => each.finish());
    }
    const exclude = without.filter(each => document.querySelector(each)).map(each => [each]);
    const aside = [];
    for (const parent of alike ? document.querySelectorAll("main *") : []) {
        const seen = {};
        for (const child of parent.children.length > alike ? [...parent.children] : []) {
            const what = `${child.tagName} ${child.className}`;
            seen[what] = (seen[what] ?? 0) + 1;
            if (seen[what] <= alike) continue;
            aside.push([child, document.createComment("")]);
            child.replaceWith(aside.at(-1)[1]);
        }
    }
    const found = await axe.run({ include: [["html"]], exclude }, rules);
    aside.reverse().forEach(([child, place]) => place.replaceWith(child));
    return found.violations.map(each => [`${each.id}: ${each.help}`, each.nodes[0].html.slice(0, 160)]);
}"""
"""What axe finds; nothing where axe is not there yet."""
STICKS_OUT: Final = """() => {
    const over = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    const out = over <= 0 ? [] : [...document.querySelectorAll("main *")]
        .filter(each => each.getBoundingClientRect().right > innerWidth + 1).slice(0, 3);
    return [over, out.map(each => `${each.tagName.toLowerCase()}.${each.className}`)];
}"""
COLOURS: Final = {**AXE, "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
"""The rules that a theme can break; all others say the same in light and dark."""
OF_SIZE: Final = ("target-size", "scrollable-region-focusable", "css-orientation-lock", "meta-viewport")
BY_LOOK: Final = {**AXE, "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block", *OF_SIZE]}}
"""Those that a theme or a width can break; what is shown in one width alone belongs to the frame, or is seen deep."""


@dataclass
class Watched:
    """A page that remembers what went wrong in it: console errors, breaches of the content policy, failed scripts."""

    page: Page
    address: str
    faults: list[str] = field(default_factory=list)
    theme: str = "light"
    deep: bool = False
    """Whether every look is had of every page."""

    def go(self, path: str) -> bool:
        """Open a path of the live server; whether it shows a page, rather than a part of one or a file.

        What went wrong on the page before is forgotten.
        """
        self.faults.clear()
        try:
            answer = self.page.goto(self.address + path)
        except PlaywrightError as refused:
            if "Download is starting" in refused.message:
                return False
            raise
        if answer is None:
            return False
        if not answer.ok:  # the browser itself complains of a page that is a refusal
            self.faults[:] = [fault for fault in self.faults if "Failed to load resource" not in fault]
        return "html" in answer.headers.get("content-type", "") and "<html" in answer.text()


def watched(context: BrowserContext, address: str, theme: str = "light", *, deep: bool = False) -> Watched:
    """A fresh page in ``context``, which shows that theme, whose faults are kept."""
    found = Watched(context.new_page(), address, theme=theme, deep=deep)

    def said(message: ConsoleMessage) -> None:
        if message.type in FAULTS:
            found.faults.append(f"console {message.type}: {message.text}")

    found.page.on("console", said)
    found.page.on("pageerror", lambda error: found.faults.append(f"script: {error}"))
    return found


def page_checks(found: Watched, rules: Mapping[str, object] = AXE, without: Sequence[str] = ()) -> list[str]:
    """What is wrong with the page as it stands: axe's findings, its faults so far, and sideways scrolling."""
    found.page.wait_for_load_state()  # a field may be there before the style sheet that gives it its size
    return [*found.faults, *sideways(found.page), *axe_finds(found.page, rules, without)]


def sideways(page: Page) -> list[str]:
    """Whether the page is wider than its window, and what sticks out."""
    over, stick = page.evaluate(STICKS_OUT)
    return [f"scrolls sideways by {over} px at {page.viewport_size}: {', '.join(stick)}"] if over > 0 else []


def axe_finds(page: Page, rules: Mapping[str, object] = AXE, without: Sequence[str] = ()) -> list[str]:
    """Each breach of WCAG and of good practice that axe finds, with the first element it is about.

    What the selectors ``without`` find is not looked into; nor, then, is what comes after many of its like.
    """
    asked = [list(without), dict(rules), ALIKE if without else 0]
    found = page.evaluate(BREACHES, asked)
    if found is None:
        page.evaluate(AXE_SCRIPT)
        found = page.evaluate(BREACHES, asked)
    return [f"axe {help_}: {html}" for help_, html in found]


Look = tuple[str, str, Mapping[str, object]]
"""A width, a theme, and the rules that can find there what they did not before."""
EVERY_LOOK: Final[tuple[Look, ...]] = (
    ("wide", "light", AXE), ("wide", "dark", COLOURS), ("narrow", "light", AXE), ("narrow", "dark", COLOURS),
)  # fmt: skip
WITHIN_THE_FRAME: Final[tuple[Look, ...]] = (("wide", "light", AXE), ("narrow", "dark", BY_LOOK))
"""Both widths and both themes, but not all their pairs."""
FRAME: Final = ("#menu", ".topbar", ".bottombar")
"""What is the same on every page, and most of its elements."""
ALIKE: Final = 12
"""Of so many of one element and class beside each other one sees what the others are, but for the time they take."""


def in_every_look(found: Watched) -> list[str]:
    """`page_checks` of the open page in light and dark, wide and narrow, each finding named by its look."""
    wrong = in_looks(found, EVERY_LOOK)
    look_at(found, "wide", "light")
    return wrong


def within_the_frame(found: Watched) -> list[str]:
    """The same of what a page holds of its own, in two of the looks: the style guide shows its elements in all.

    With `--deep` every page is looked at whole, in every look.
    """
    wrong = walked_within_the_frame(found)
    look_at(found, "wide", "light")
    return wrong


def walked_within_the_frame(found: Watched) -> list[str]:
    """The same of one page after the other: each is opened in the look that the one before it was left in.

    To go from one look to another costs more than to look.
    """
    if found.deep:
        return in_every_look(found)
    looks = WITHIN_THE_FRAME if found.page.viewport_size == WIDE else WITHIN_THE_FRAME[::-1]
    return in_looks(found, looks, FRAME)


def in_looks(found: Watched, looks: Sequence[Look], without: Sequence[str] = ()) -> list[str]:
    """`page_checks` of the open page in each of these looks, each finding named by its look."""
    wrong = []
    for width, theme, rules in looks:
        look_at(found, width, theme)
        wrong += [f"{width} {theme}: {each}" for each in page_checks(found, rules, without)]
        found.faults.clear()
    return wrong


def look_at(found: Watched, width: str, theme: str) -> None:
    """Show the open page, and those after it, at that width and in that theme."""
    size = WIDE if width == "wide" else NARROW
    if found.page.viewport_size != size:
        found.page.set_viewport_size(size)  # type: ignore[arg-type]
    if found.theme != theme:
        found.page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        found.theme = theme


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for the tests of a file; the test is skipped where there is none.

    Its loop runs in this thread and ends with it: nothing else could begin one meanwhile.
    """
    if not CHROMIUM:
        pytest.skip("needs Chromium: on Debian, apt install chromium, or set CHROMIUM to its path")
    # Playwright runs a loop in this thread; Django would refuse the database there. The server has threads of its own.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


OpenPage = Callable[..., Watched]


@pytest.fixture
def open_page(chromium: Browser, live_server: object, request: pytest.FixtureRequest) -> Iterator[OpenPage]:
    """Opens a page of the live server, signed in as ``user`` (nobody for None), in a look, or without scripts."""
    contexts: list[BrowserContext] = []
    address = str(live_server)

    def opened(
        user: User | None = None, *, narrow: bool = False, theme: str = "light", scripts: bool = True
    ) -> Watched:
        context = chromium.new_context(
            viewport=NARROW if narrow else WIDE,  # type: ignore[arg-type]
            color_scheme=theme,  # type: ignore[arg-type]
            reduced_motion="reduce",
            has_touch=narrow,
            java_script_enabled=scripts,
        )
        context.set_default_timeout(SLOW)
        contexts.append(context)
        if user is not None:
            sign_in(context, user, address)
        return watched(context, address, theme, deep=bool(request.config.getoption(DEEP)))

    yield opened
    for context in contexts:
        context.close()


def sign_in(context: BrowserContext, user: User, address: str) -> None:
    """Give the browser a session of ``user``, without the detour of the sign-in page."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": address}])
