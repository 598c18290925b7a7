"""What the small scripts of our pages do, in a real browser; and that what matters works without them."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import FilePayload, expect

from deeproot_app import loop
from deeproot_app.base.models import Audit, User
from deeproot_app.conftest import AS_OF, SmallRecord
from deeproot_app.record.models import Batch, RefusedRow
from tests.browser import OpenPage, sideways

LONG_NAME = "Vertragsnummernbezeichnungsfeldinhalt_der_Buchhaltung_ohne_jedes_Leerzeichen_darin"
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_keys_lead_to_places_and_a_question_mark_lists_them(administrator: User, open_page: OpenPage) -> None:
    found = open_page(administrator)
    found.go("/own/")
    page = found.page
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(dialog).to_contain_text("Audit trail")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.keyboard.press("g")
    page.keyboard.press("a")
    expect(page).to_have_url(re.compile("/audit/$"))
    assert found.faults == []


def test_a_question_mark_lists_the_keys_of_the_page_itself_first(administrator: User, open_page: OpenPage) -> None:
    found = open_page(administrator)
    found.go("/own/")
    page = found.page
    page.locator("main").evaluate("it => it.insertAdjacentHTML('beforeend', '<a href=\"#x\" data-key=\"y\">Here</a>')")
    page.keyboard.press("?")
    expect(page.locator("[data-shortcuts-list] dd").first).to_have_text("Here")
    assert found.faults == []


def test_keys_do_nothing_while_one_types_or_once_they_are_switched_off(
    administrator: User, open_page: OpenPage
) -> None:
    found = open_page(administrator)
    found.go("/own/")
    page = found.page
    page.get_by_label("Name").press_sequentially("ga?")
    expect(page).to_have_url(re.compile("/own/$"))
    page.get_by_role("button", name="Keyboard shortcuts").click()
    page.get_by_label("Single keys act as shortcuts in this browser").uncheck()
    page.keyboard.press("Escape")
    page.locator("main").focus()
    page.keyboard.press("g")
    page.keyboard.press("a")
    page.wait_for_timeout(200)
    expect(page).to_have_url(re.compile("/own/$"))


def test_the_theme_shows_at_once_and_is_remembered(administrator: User, open_page: OpenPage) -> None:
    found = open_page(administrator)
    found.go("/people/")
    expect(found.page.locator("html")).to_have_css("background-color", "rgb(247, 245, 239)")
    with found.page.expect_response("**/theme/"):
        found.page.get_by_role("button", name="Dark").click()
    expect(found.page.locator("html")).to_have_css("background-color", "rgb(21, 25, 22)")
    assert found.faults == []
    assert User.objects.get(pk=administrator.pk).theme == "dark"
    found.go("/people/")
    expect(found.page.get_by_role("button", name="Dark")).to_have_attribute("aria-pressed", "true")


def test_on_a_phone_the_menu_opens_over_the_page_and_leads_on(administrator: User, open_page: OpenPage) -> None:
    found = open_page(administrator, narrow=True)
    found.go("/own/")
    menu = found.page.get_by_role("navigation", name="Everything")
    expect(menu).to_be_hidden()
    found.page.get_by_role("button", name="Menu").click()
    expect(menu).to_be_visible()
    found.page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    found.page.get_by_role("button", name="Menu").click()
    menu.get_by_text("Company", exact=True).click()
    menu.get_by_role("link", name="Audit trail").click()
    expect(found.page).to_have_url(re.compile("/audit/$"))
    assert found.faults == []


def test_a_group_of_places_stays_as_one_left_it_and_its_keys_lead_on_while_it_is_closed(
    administrator: User, open_page: OpenPage
) -> None:
    found = open_page(administrator)
    found.go("/own/")
    menu = found.page.get_by_role("navigation", name="Everything")
    calls = menu.get_by_role("link", name="Calls")
    expect(calls).to_be_hidden()
    menu.get_by_text("Reach out").click()
    expect(calls).to_be_visible()
    found.go("/people/")
    expect(calls).to_be_visible()
    menu.get_by_text("Reach out").click()
    found.go("/own/")
    expect(calls).to_be_hidden()
    found.page.keyboard.press("g")
    found.page.keyboard.press("a")
    expect(found.page).to_have_url(re.compile("/audit/$"))
    assert found.faults == []


@pytest.mark.usefixtures("member", "viewer")
def test_a_list_narrows_as_one_types_and_the_address_keeps_it(administrator: User, open_page: OpenPage) -> None:
    found = open_page(administrator)
    found.go("/people/")
    found.page.get_by_label("Search names and addresses").press_sequentially("lund")
    expect(found.page.get_by_role("link", name="Vera Kim")).to_have_count(0)
    expect(found.page.get_by_role("link", name="Ada Lund")).to_be_visible()
    expect(found.page).to_have_url(re.compile(r"/people/\?q=lund"))
    found.page.get_by_label("Role").select_option("viewer")
    expect(found.page.get_by_text("Nobody fits")).to_be_visible()
    found.page.go_back()
    expect(found.page.get_by_role("link", name="Ada Lund")).to_be_visible()
    expect(found.page.get_by_role("navigation", name="Everything")).to_be_visible()
    assert found.faults == []


def test_an_act_asks_once_more_says_what_it_did_and_is_undone(
    administrator: User, member: User, open_page: OpenPage
) -> None:
    found = open_page(administrator)
    found.go(f"/people/{member.pk}/")
    found.page.locator("summary", has_text="Deactivate").click()
    expect(found.page.get_by_text("is signed out everywhere and can no longer")).to_be_visible()
    found.page.keyboard.press("Escape")
    expect(found.page.get_by_text("is signed out everywhere and can no longer")).to_be_hidden()
    assert User.objects.get(pk=member.pk).is_active
    found.page.locator("summary", has_text="Deactivate").click()
    found.page.get_by_role("button", name="Deactivate").click()
    expect(found.page.get_by_role("status")).to_contain_text("can no longer sign in")
    assert not User.objects.get(pk=member.pk).is_active
    found.page.keyboard.press("u")
    expect(found.page.get_by_role("status")).to_contain_text("can sign in again")
    assert User.objects.get(pk=member.pk).is_active


@pytest.mark.parametrize(("width", "height", "rows"), [(1366, 768, 1), (390, 844, 2)])
def test_no_act_of_an_overdue_promise_stands_alone_in_a_row(
    administrator: User, small_record: SmallRecord, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch,
    width: int, height: int, rows: int,
) -> None:  # fmt: skip
    monkeypatch.setenv("DEEPROOT_NOW", AS_OF.isoformat())
    loop.turn(AS_OF, tell=lambda *_: None)
    found = open_page(administrator)
    found.page.set_viewport_size({"width": width, "height": height})
    found.go("/?whose=all&reason=promise_overdue")
    acts = found.page.locator(".item-acts").first.locator(".button:not(.confirm-panel *)")
    expect(acts).to_have_text(["Done", "Follow up", "Write", "Call", "Snooze", "Hand over", "Dismiss"])
    tops = acts.evaluate_all("every => every.map(each => Math.round(each.getBoundingClientRect().top))")
    assert len(set(tops)) == rows and tops.count(tops[-1]) > 2, tops


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 844)])
@pytest.mark.parametrize(("name", "breaks"), [("subscription_id", False), (LONG_NAME, True)])
def test_the_column_of_a_refused_row_breaks_within_a_word_only_where_that_is_longer_than_its_place(
    administrator: User, open_page: OpenPage, name: str, breaks: bool, width: int, height: int
) -> None:
    batch = Batch.objects.create(state=Batch.State.DONE, table="customers", filename="a.csv", made_at=AS_OF, refused=1)
    why = "There is no such subscription; import its row of subscriptions first. " * 4
    RefusedRow.objects.create(batch=batch, line=2, column=name, reason=why, cells=["https://oakfield.example/" * 9])
    found = open_page(administrator)
    found.page.set_viewport_size({"width": width, "height": height})
    found.go(f"/import/{batch.pk}/")
    said = found.page.locator("td[data-label=Column]")
    expect(said).to_have_text(name)
    lines = said.evaluate("({firstChild}) => {const all = new Range(); all.selectNodeContents(firstChild);"
                          " return all.getClientRects().length}")  # fmt: skip
    assert (lines > 1) == breaks
    assert sideways(found.page) == []
    assert found.page.locator(".table-frame").last.evaluate("frame => frame.scrollWidth - frame.clientWidth") == 0


def test_an_expired_session_is_told_when_a_page_asks_for_more(administrator: User, open_page: OpenPage) -> None:
    found = open_page(administrator)
    found.go("/people/")
    found.page.context.clear_cookies()
    found.page.get_by_label("Search names and addresses").press_sequentially("x")
    expect(found.page).to_have_url(re.compile("/account/sign-in/"))


def test_signing_in_and_out_works_without_any_script(administrator: User, open_page: OpenPage) -> None:
    administrator.set_password("rowan beech alder 9")
    administrator.save()
    address = open_page().address
    context = open_page().page.context.browser.new_context(java_script_enabled=False)  # type: ignore[union-attr]
    page = context.new_page()
    page.goto(f"{address}/people/")
    page.get_by_label("Email").fill(administrator.email)
    page.get_by_label("Password").fill("rowan beech alder 9")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="People")).to_be_visible()
    page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert set(Audit.objects.values_list("act", flat=True)) == {"sign_in", "sign_out"}
    context.close()


def test_the_skip_link_leads_to_the_content(administrator: User, open_page: OpenPage) -> None:
    found = open_page(administrator)
    found.go("/people/")
    found.page.keyboard.press("Tab")
    expect(found.page.get_by_role("link", name="Skip to the content")).to_be_focused()
    found.page.keyboard.press("Enter")
    expect(found.page.locator("main")).to_be_focused()


def test_dropped_files_are_listed_before_they_are_sent(administrator: User, open_page: OpenPage) -> None:
    found = open_page(administrator)
    found.go("/style/")
    chosen: FilePayload = {"name": "customers.csv", "mimeType": "text/csv", "buffer": b"customer_id,name\n" * 200}
    found.page.locator("#id_sample_files").set_input_files(chosen)
    expect(found.page.locator("[data-dropzone-chosen]")).to_contain_text("customers.csv, 4 kB")
