"""Reaching out in a real browser: from Today to a mail with an item of the library that a real server took, once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from deeproot_app import loop
from deeproot_app.act.models import Outbox, Sending
from deeproot_app.act.outbox.tests.sending import account_at, work
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.models import User
from deeproot_app.channels.email.sending.tests.sink import Sink, serving
from deeproot_app.conftest import AS_OF, SmallRecord
from deeproot_app.plan.library import change
from deeproot_app.record.models import Interaction, Promise
from tests.browser import OpenPage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def at(monkeypatch: pytest.MonkeyPatch, small_record: SmallRecord, settings: Any, tmp_path: Path) -> None:
    """A Tuesday afternoon; a guide about what they asked is in the library; nothing is owed but an answer."""
    monkeypatch.setenv("DEEPROOT_NOW", AS_OF.isoformat())
    settings.HOME = tmp_path / "home"
    settings.HOME.mkdir()
    settings.INNER_HOSTS = frozenset({"127.0.0.1"})
    title = "Servicing ovens on a Sunday: a guide"
    given = change.add(COMMAND_LINE, title, "guide", needs=["ovens serviced on a Sunday"], state="ready")
    address = "https://library.example/ovens"
    change.add_edition(COMMAND_LINE, given.row_id, "en", title, "How ovens are serviced on a Sunday.", address)
    Promise.objects.update(withdrawn_at=AS_OF - timedelta(days=1))
    loop.turn(AS_OF, tell=lambda *_: None)


@pytest.fixture
def server() -> Iterator[Sink]:
    with serving(Sink()) as sink:
        account_at(sink.port)
        Outbox.objects.update_or_create(pk=1, defaults={"grace_seconds": 0})
        yield sink


def test_from_today_through_an_approved_mail_with_an_item_of_the_library_to_their_story(
    member: User, open_page: OpenPage, server: Sink
) -> None:
    found = open_page(member)
    page = found.page
    found.go("/")
    page.locator(".item", has_text="Birch Bakery").get_by_role("link", name="Write").first.click()
    page.get_by_role("link", name="Servicing ovens on a Sunday: a guide").first.click()
    expect(page.get_by_text("With it:")).to_be_visible()
    expect(page.locator("#verdict")).to_contain_text("It may go.")
    page.get_by_label("Subject").fill("Ovens on a Sunday")
    page.get_by_label("Words").fill("Yes, they can. The guide tells how: https://library.example/ovens\n\nAda Lund")
    page.get_by_role("button", name="Send it").click()
    page.wait_for_load_state()
    assert Sending.objects.get().state == "queued", "nothing leaves while the page is open"
    done = work()
    assert (done.sent, len(server.taken)) == (1, 1), (done, Sending.objects.values("state", "says", "account__says"))
    assert "Ovens on a Sunday" in server.taken[0]["raw"]
    sent = Sending.objects.get()
    assert (sent.state, sent.resource_id) == (
        "sent",
        Interaction.objects.get(pk=f"email:{sent.message_id}").resource_id,
    )
    found.go("/customers/c-birch/")
    expect(page.get_by_text("Yes, they can. The guide tells how").first).to_be_visible()
    work()
    assert len(server.taken) == 1, "and never again"
    assert found.faults == []
