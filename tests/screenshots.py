"""Pictures of every page of the sample company, to be looked at: `python -m tests.screenshots FOLDER [--pictures]`.

It loads the sample into a throwaway home (or one given by --home), serves it, signs in by the printed link, and follows
the pages' own links: one picture of every route, wide and narrow, light and dark. With --pictures the few that README
and docs/ show are written into docs/pictures/ as well, in few colours where Pillow is there; with --docs only
those of docs/ are taken. Made by hand are those of webhooks that are sent, of agents, and of what takes a few steps,
such as a brief. What the checks of `tests.browser` find is printed.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from urllib.parse import urlsplit

import django
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser import CHROMIUM, FLAGS, NARROW, WIDE, page_checks, watched

ROOT: Final = Path(__file__).parents[1]
NOW: Final = "2026-06-30T07:00:00Z"
LOOKS: Final = [(width, theme) for width in ("wide", "narrow") for theme in ("light", "dark")]
OUTSIDE: Final = {"account_login": "/account/sign-in/", "not-found": "/nowhere/"}
README: Final = {
    "desk-today-wide-light": "today",
    "desk-customer-wide-light": "story",
    "desk-mirror-wide-dark": "mirror",
    "desk-letter-wide-light": "letter",
    "desk-today-narrow-light": "today-phone",
}
"""The pictures that the README shows, and their names there."""
DOCS: Final = {
    "connections": "/connect/",
    "tracking": "/connect/1/",
    "webhook": "/connect/2/",
    "mailbox": "/connect/3/",
    "mentions": "/mentions/",
    "api": "/own/tokens/",
    "personas": "/personas/",
    "journey": "/journey/1/",
    "walk": "/journey/walks/1/",
    "their-page": "/their-pages/1/preview/",
    "habits": "/habits/",
    "health": "/risk/health/",
    "loyalty": "/loyalty/",
    "proof": "/proof/",
    "retention": "/retention/",
}
"""The pictures in docs/, and the pages of a fresh sample that they show, wide and light."""
TALL: Final = {"personas": 1640}
"""Pictures in docs/ that need more than a window's height."""
POSTER: Final = "/journey/1/poster.svg"
COLOURS: Final = 160
TOKENS: Final = {"Our warehouse": ["read"], "Agent on my laptop": ["record:read", "promises:read", "mirror:read"]}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--home", type=Path, help="a home that holds the sample, or will; default: a throwaway one")
    parser.add_argument("--customers", type=int, default=240)
    parser.add_argument("--only", default="", help="only routes whose name holds this")
    parser.add_argument("--pictures", action="store_true", help="write what README and docs show into docs/pictures/")
    parser.add_argument("--docs", action="store_true", help="only the pictures that docs/ show")
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as throwaway:
        home = args.home or Path(throwaway)
        know_routes(home)
        with served(home, args.customers) as link:
            if args.pictures or args.docs:
                make_tokens(home)
            wrong = pictures(link, args.folder, None if args.docs else args.only, docs=args.pictures or args.docs)
    sys.stdout.writelines(f"{each}\n" for each in wrong)
    if args.pictures or args.docs:
        keep(args.folder)
    return 1 if wrong else 0


def know_routes(home: Path) -> None:
    """Let this process know the routes by name; settings want a home, and theirs must not be one's own."""
    os.environ.update(DEEPROOT_HOME=str(home.resolve()), DJANGO_SETTINGS_MODULE="deeproot_app.settings")
    django.setup()


@contextmanager
def served(home: Path, customers: int) -> Iterator[str]:
    """The sample company on a server of its own; yields the one-time link that signs in its administrator."""
    environment = {**os.environ, "DEEPROOT_HOME": str(home.resolve()), "DEEPROOT_NOW": NOW}
    command = [sys.executable, "-m", "deeproot_app.cli", "demo", "--customers", str(customers)]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as server:
        try:
            yield printed_link(server)
        finally:
            server.terminate()


def printed_link(server: subprocess.Popen[str]) -> str:
    for line in server.stdout or ():
        if found := re.search(r"http://\S+/sign-in/\S+", line):
            return found[0]
    raise SystemExit("screenshots: the server ended without printing a link")


def make_tokens(home: Path) -> None:
    """Some tokens, for the page of tokens is empty without."""
    environment = {**os.environ, "DEEPROOT_HOME": str((home / "demo").resolve()), "DEEPROOT_NOW": NOW}
    command = [sys.executable, "-m", "deeproot_app.cli"]
    told = subprocess.check_output([*command, "user", "list"], cwd=ROOT, env=environment, text=True)
    who = next(line.split()[0] for line in told.splitlines() if "administrator" in line)
    for name, scopes in TOKENS.items():
        given = [word for scope in scopes for word in ("--scope", scope)]
        subprocess.check_output([*command, "token", "add", who, "--name", name, *given], cwd=ROOT, env=environment)


def pictures(link: str, folder: Path, only: str | None, *, docs: bool = False) -> list[str]:
    """Take every picture, of no route where ``only`` is None; what the checks find, one line each."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        session = signed_in(browser, link)
        address = "{0.scheme}://{0.netloc}".format(urlsplit(link))
        every = {} if only is None else routes(session.pages[0], address)
        pages = {name: path for name, path in every.items() if (only or "") in name}
        state = session.storage_state()
        wrong = []
        if docs:
            inside = look(browser, "wide", "light", storage_state=state)
            poster(inside, address, folder)
            wrong += taken(inside, address, DOCS, folder, "docs")
        for width, theme in () if only is None else LOOKS:
            inside = look(browser, width, theme, storage_state=state)
            wrong += taken(inside, address, pages, folder, f"{width}-{theme}")
            wrong += taken(look(browser, width, theme), address, {} if only else OUTSIDE, folder, f"{width}-{theme}")
        browser.close()
    return wrong


def look(browser: Browser, width: str, theme: str, **more: object) -> BrowserContext:
    """A browser window of one width in one theme; sharp on a phone, as phones are."""
    narrow = width == "narrow"
    return browser.new_context(
        viewport=NARROW if narrow else WIDE,  # type: ignore[arg-type]
        device_scale_factor=2 if narrow else 1,
        color_scheme=theme,  # type: ignore[arg-type]
        reduced_motion="reduce",
        has_touch=narrow,
        **more,  # type: ignore[arg-type]
    )


def signed_in(browser: Browser, link: str) -> BrowserContext:
    context = look(browser, "wide", "light")
    page = context.new_page()
    page.goto(link)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_load_state()
    return context


def routes(page: Page, address: str) -> dict[str, str]:
    """One path of every route that is reached from the first page by links, the shortest way."""
    found: dict[str, str] = {}
    waiting, seen = ["/"], {"/"}
    while waiting:
        path = waiting.pop(0)
        name = route(path)
        if not name or name in found:
            continue
        answer = page.goto(address + path)
        if answer is None or "html" not in answer.headers.get("content-type", "") or not answer.ok:
            continue
        found[name] = path
        fresh = [href for href in links(page, address) if href not in seen]
        seen.update(fresh)
        waiting += fresh
    return found


def route(path: str) -> str:
    """The route's name, a tab or a view of it by its query apart, as part of a file's name."""
    try:
        match = resolve(urlsplit(path).path)
    except Resolver404:
        return ""
    return re.sub(r"\W+", "-", match.view_name or "")


def links(page: Page, address: str) -> list[str]:
    """Paths of ours that the page's main part and its navigation lead to; not downloads."""
    hrefs = page.eval_on_selector_all("a[href]:not([download])", "all => all.map(each => each.href)")
    inside = [href.removeprefix(address).split("#")[0] for href in hrefs if href.startswith(f"{address}/")]
    return list(dict.fromkeys(path for path in inside if "/export" not in path and "/download" not in path))


def taken(context: BrowserContext, address: str, pages: dict[str, str], folder: Path, suffix: str) -> list[str]:
    """Take a picture of each page in this look; what the checks find there."""
    found, wrong = watched(context, address), []
    for name, path in pages.items():
        if suffix == "docs":
            found.page.set_viewport_size({"width": WIDE["width"], "height": TALL.get(name, WIDE["height"])})
        found.go(path)
        found.page.wait_for_load_state("networkidle")
        found.page.screenshot(path=folder / f"{name}-{suffix}.png")
        wrong += [f"{name} {suffix}: {each}" for each in page_checks(found)]
    context.close()
    return wrong


def poster(context: BrowserContext, address: str, folder: Path) -> None:
    """Take a picture of a map's poster, which is a file and no page."""
    page = context.new_page()
    page.set_content(page.request.get(address + POSTER).text())
    page.locator("svg").screenshot(path=folder / "poster-docs.png")
    page.close()


def keep(folder: Path) -> None:
    """Copy the pictures to where README and docs show them, each in few colours: they are loaded often."""
    there = ROOT / "docs" / "pictures"
    there.mkdir(exist_ok=True)
    for name, shown in [*README.items(), *((f"{name}-docs", name) for name in (*DOCS, "poster"))]:
        if (folder / f"{name}.png").exists():
            copy_in_few_colours(folder / f"{name}.png", there / f"{shown}.png")


def copy_in_few_colours(picture: Path, there: Path) -> None:
    """A copy with `COLOURS` colours, at most as wide as a page; as it is where Pillow is not installed."""
    if find_spec("PIL") is None:
        shutil.copyfile(picture, there)
        return
    image = import_module("PIL.Image").open(picture).convert("RGB")
    image.thumbnail((WIDE["width"], 10 * WIDE["width"]))
    image.quantize(COLOURS, dither=0).save(there, optimize=True)


if __name__ == "__main__":
    sys.exit(main())
