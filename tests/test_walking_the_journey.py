"""A newcomer has the journey drawn, edits a stage, walks it and prints it, in a real browser and by the keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from deeproot_app.base.jobs import run_waiting
from deeproot_app.base.models import User
from deeproot_app.conftest import AS_OF, SmallRecord
from deeproot_app.understand.journey.models import JourneyMap, JourneyPicture, JourneyWalk
from deeproot_app.understand.journey.tests.made import png
from tests.browser import NARROW, OpenPage, sideways

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_newcomer_draws_edits_walks_and_prints_the_journey(
    small_record: SmallRecord, member: User, open_page: OpenPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEEPROOT_NOW", AS_OF.isoformat())
    found = open_page(member)
    found.go("/")
    page = found.page
    page.keyboard.press("g")
    page.keyboard.press("2")
    expect(page.get_by_role("heading", name="No map is drawn yet")).to_be_visible()
    page.get_by_role("button", name="Draw it").press("Enter")
    expect(page.get_by_role("heading", name="The map is being drawn")).to_be_visible()
    run_waiting()
    page.reload()
    expect(page.get_by_role("region", name="The map, stage by stage")).to_be_visible()

    of = JourneyMap.objects.get()
    first = page.locator("table.journey thead tr").nth(1).get_by_role("link").first
    first.press("Enter")
    page.get_by_label("Pains").fill("Nobody says who is there for them.")
    page.get_by_label("How it feels, as we assume").select_option("-0.5")
    page.get_by_role("button", name="Save", exact=True).press("Enter")
    expect(page.locator("table.journey")).to_contain_text("Nobody says who is there for them.")
    page.get_by_text("Arrange the map").click()
    page.get_by_label("Call it").fill("The first weeks")
    page.get_by_role("button", name="Name it").click()
    expect(page.locator(".journey-stages")).to_contain_text("The first weeks")
    assert of.versions.count() == 3

    page.get_by_role("button", name="Walk it").press("Enter")
    page.get_by_label("What do you see, what do you have to do?").fill("A form with nine fields.")
    page.get_by_label("Very bad").check()
    page.get_by_label("Pictures").set_input_files({"name": "form.png", "mimeType": "image/png", "buffer": png()})
    page.get_by_label("An idea that would make it better").fill("Three fields.")
    walk = JourneyWalk.objects.get()
    page.locator("form.form button").first.press("Enter")
    if len(walk.steps) > 1:
        expect(page.get_by_text("Step 2 of")).to_be_visible()
    found.go(f"/journey/walks/{walk.pk}/")
    expect(page.get_by_text("A form with nine fields.")).to_be_visible()
    assert page.locator("img[alt='form.png']").evaluate("image => image.decode().then(() => image.naturalWidth)") == 1
    assert JourneyPicture.objects.get().data[:4] == b"\x89PNG"

    found.go(f"/journey/{of.pk}/")
    expect(page.locator("#ideas")).to_contain_text("Three fields.")
    with page.expect_download() as printed:
        page.get_by_role("link", name="Poster (PDF)").click()
    printed.value.save_as(tmp_path / "poster.pdf")
    assert (tmp_path / "poster.pdf").read_bytes().startswith(b"%PDF-")
    assert found.faults == []
    page.set_viewport_size(NARROW)
    assert not sideways(page)
