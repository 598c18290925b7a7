"""The main journey, in a real browser: from a folder of files to a day's work that rests on them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Final

import pytest
from django.db import connections
from playwright.sync_api import Page, expect

from deeproot import sample
from deeproot.sample import writing
from deeproot_app.base import links
from deeproot_app.base.jobs.worker import Workshop
from deeproot_app.base.models import User
from deeproot_app.conftest import AS_OF
from deeproot_app.loop import UNASKED
from deeproot_app.plan.models import Decision
from deeproot_app.record.models import Batch, Customer
from tests.browser import SLOW, OpenPage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CUSTOMERS: Final = 12


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The files of a small company, as somebody would have exported them."""
    writing.write(sample.company(customers=CUSTOMERS, until=AS_OF), tmp_path)
    return tmp_path


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A worker beside the server, at the moment at which the company's record ends."""
    monkeypatch.setenv("DEEPROOT_NOW", AS_OF.isoformat())
    workshop = Workshop(UNASKED, idle=0.1)

    def work() -> None:
        workshop.run()
        connections.close_all()

    thread = Thread(target=work, name="worker")
    thread.start()
    yield
    workshop.stop.set()
    thread.join(timeout=30)


@pytest.mark.usefixtures("worker")
def test_from_a_folder_of_files_to_a_day_that_rests_on_them(
    administrator: User, open_page: OpenPage, folder: Path
) -> None:
    found = open_page()
    page = found.page
    page.set_default_timeout(SLOW)
    found.go(links.make(administrator))
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Password", exact=True).fill("roots-grow-downwards-7")
    page.get_by_label("Password (again)").fill("roots-grow-downwards-7")
    page.get_by_role("button", name="Save the password").click()
    page.get_by_role("link", name="Today").first.click()
    expect(page.get_by_role("heading", name="Today begins with your record")).to_be_visible()

    import_all(page, sorted(folder.glob("*.csv")))
    wait_for(page, "/", lambda: page.locator(".item").count() > 1)
    assert Customer.objects.count() == CUSTOMERS

    see_a_story_and_open_a_figure(page)
    handle_two_and_undo_one(page)
    assert found.faults == []


def import_all(page: Page, given: list[Path]) -> None:
    """Through the page of imports: chosen, tried out, imported."""
    page.get_by_role("link", name="Import a file").click()
    page.get_by_label("Drop files here").set_input_files(given)
    page.get_by_role("button", name="Look at the files").click()
    expect(page.get_by_role("heading", name=f"{len(given)} files together")).to_be_visible()
    expect(page.locator("#progress")).to_have_count(0, timeout=SLOW)
    assert Batch.objects.filter(state="waiting").count() == len(given)
    assert not Customer.objects.exists(), "nothing is written before Import is pressed"
    page.get_by_role("button", name=f"Import {len(given)} files").click()
    expect(page.get_by_text("All of them are imported.")).to_be_visible(timeout=SLOW)
    assert not Batch.objects.exclude(state="done", refused=0).exists()


def wait_for(page: Page, path: str, there: Callable[[], bool]) -> None:
    """Look at a page again and again until something is there."""
    for _ in range(120):
        page.goto(re.sub(r"^(https?://[^/]+).*", r"\1", page.url) + path)
        if there():
            return
        page.wait_for_timeout(250)
    pytest.fail(f"{path} does not show it")


def see_a_story_and_open_a_figure(page: Page) -> None:
    """Today's first customer: what they lived through, and one figure down to the rows behind it."""
    page.locator(".item a.whole").first.click()
    expect(page.get_by_role("heading", name="Their story, in their order")).to_be_visible()
    assert page.locator("ol.timeline > li").count() > 3
    page.get_by_role("link", name="Figures").click()
    tile = page.locator(".tile", has_text="How often did you hear from us?")
    shown = int(re.sub(r"\D", "", tile.locator(".figure").inner_text()))
    assert shown > 0
    tile.get_by_role("link").click()
    expect(page.get_by_role("heading", name="How often did you hear from us?")).to_be_visible()
    expect(page.get_by_text(f"From {shown} row")).to_be_visible()
    assert 0 < page.locator("ol.timeline > li").count() <= shown


def handle_two_and_undo_one(page: Page) -> None:
    """Two items are done; one is taken back, and stands on the list again."""
    page.get_by_role("link", name="Today").first.click()
    before = waiting(page)
    for _ in range(2):
        page.locator(".item").first.get_by_role("button", name="Done").click()
        page.wait_for_load_state()
    assert Decision.objects.filter(undone_at=None).count() == 2
    done = waiting(page)
    assert done <= before - 2
    page.get_by_label("Lately decided").get_by_role("button", name="Undo").first.click()
    page.wait_for_load_state()
    assert Decision.objects.filter(undone_at=None).count() == 1
    assert waiting(page) > done


def waiting(page: Page) -> int:
    """How many reasons to reach out the page counts."""
    return int(re.sub(r"\D", "", page.locator(".page-lead .figure").first.inner_text()))
