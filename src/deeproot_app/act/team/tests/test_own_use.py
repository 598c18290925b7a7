"""The log of using our own product: written, searched, changed, withdrawn; its ideas stand on a map."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from django.urls import reverse

from deeproot_app.act.models import OwnUse, OwnUseVersion
from deeproot_app.act.team import own_use
from deeproot_app.base.errors import NotAllowed, UserError
from deeproot_app.base.models import User
from deeproot_app.cli._sample.journeys import _form
from deeproot_app.conftest import AS_OF, Browser
from deeproot_app.understand.journey.models import JourneyDrawing, JourneyMap, JourneyVersion

pytestmark = pytest.mark.usefixtures("as_of")
SAID = own_use.Said(AS_OF.date(), "To cancel ÜBER the portal", -1, "Nobody there", "A form with nine fields")


def given(**more: object) -> dict[str, object]:
    return {"used_on": "2026-06-30", "tried": "To cancel", "felt": "-2", "like": "", "hindered": "", **more}


def test_an_entry_is_written_found_changed_and_its_versions_kept(member: User, client_of: Browser) -> None:
    browser = client_of(member)
    shot = SimpleUploadedFile("form.png", _form(20, 20))
    page = browser.post(reverse("act:own_use_write"), given(pictures=shot), follow=True).content.decode()
    row = OwnUse.objects.get()
    assert "To cancel" in page and "very bad" in page and row.pictures.count() == 1
    changed = given(tried="To cancel online", version="1", hindered="Über allem")
    assert "what it said before is kept" in browser.post(
        reverse("act:own_use_change", args=[row.pk]), changed, follow=True
    ).content.decode()  # fmt: skip
    stale = browser.post(reverse("act:own_use_change", args=[row.pk]), changed)
    assert stale.status_code == 422 and "changed meanwhile" in stale.content.decode()
    assert OwnUseVersion.objects.count() == 2
    for asked, there in (
        ({"q": "über ONLINE"}, True),
        ({"q": "phone"}, False),
        ({"felt": "-2"}, True),
        ({"felt": "1"}, False),
    ):
        assert ("To cancel online" in browser.get(reverse("act:own_product"), asked).content.decode()) is there
    picture = browser.get(reverse("act:own_use_picture", args=[row.pictures.get().pk]))
    assert picture["Content-Type"] == "image/png" and "sandbox" in picture["Content-Security-Policy"]


def test_only_its_author_changes_or_withdraws_it_and_withdrawn_it_looks_non_existent(
    member: User, manager: User, client_of: Browser
) -> None:
    row = own_use.write(member, SAID)
    with pytest.raises(NotAllowed):
        own_use.withdraw(manager, row.pk)
    own_use.withdraw(member, row.pk)
    assert not own_use.listed().exists()
    with pytest.raises(Http404):
        own_use.one(manager, row.pk)
    own_use.withdraw(member, row.pk, back=True)
    with pytest.raises(UserError, match="already"):
        own_use.withdraw(member, row.pk, back=True)
    assert own_use.one(manager, row.pk) == row


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"tried": " "}, "what you tried"), ({"used_on": AS_OF.date() + timedelta(days=1)}, "not in the future"),
        ({"felt": 3}, "how it felt"), ({"like": "x" * 4_001}, "4,000"),
    ],
)  # fmt: skip
def test_what_no_entry_can_hold_is_refused(member: User, wrong: dict[str, object], told: str) -> None:
    with pytest.raises(UserError, match=told):
        own_use.write(member, own_use.Said(**{**vars(SAID), **wrong}))  # type: ignore[arg-type]


def test_an_idea_stands_on_a_map_with_an_owner_where_those_of_walks_stand(
    member: User, manager: User, client_of: Browser
) -> None:
    of = JourneyMap.objects.create(name="All customers", made_at=AS_OF, actor="x")
    drawing = JourneyDrawing.objects.create(map=of, as_of=AS_OF, code="x")
    board = {"stages": [{"key": "s", "name": "Leaving", "touchpoints": [{"key": "t-1", "node": 1, "name": "Cancel"}]}]}
    JourneyVersion.objects.create(map=of, number=1, says="x", board=board, drawing=drawing, made_at=AS_OF, actor="x")
    row, browser = own_use.write(member, SAID), client_of(member)
    where = reverse("act:own_use_idea", args=[row.pk])
    assert "Leaving: Cancel" in browser.get(reverse("act:own_use", args=[row.pk])).content.decode()
    assert "at which touchpoint" in browser.post(where, {"place": "", "text": "x"}, follow=True).content.decode()
    browser.post(where, {"place": f"{of.pk}:t-1", "text": "One field", "owner": manager.pk})
    [idea] = of.ideas.all()
    assert (idea.text, idea.step, idea.owner) == ("One field", "t-1", manager)
    assert "came of this already" in browser.post(
        where, {"place": f"{of.pk}:t-1", "text": "Two"}, follow=True
    ).content.decode()  # fmt: skip
