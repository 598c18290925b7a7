"""Walks: step by step, with pictures made clean, kept, compared, turned into ideas with owners."""

from __future__ import annotations

import struct
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.errors import NotAllowed, UserError
from deeproot_app.base.models import User
from deeproot_app.conftest import AS_OF, SmallRecord
from deeproot_app.understand.journey import pictures, walks
from deeproot_app.understand.journey.models import JourneyIdea, JourneyPicture, JourneyWalk
from deeproot_app.understand.journey.tests.made import a_map, a_walk, png

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEEPROOT_NOW", AS_OF.isoformat())


def jpeg(*segments: tuple[int, bytes]) -> bytes:
    parts = [b"\xff\xd8", *(bytes([0xFF, kind]) + struct.pack(">H", len(data) + 2) + data for kind, data in segments)]
    return b"".join(parts) + b"\xff\xda\x00\x02scan\xff\xd9"


def test_a_colleague_walks_step_by_step_and_the_walk_is_kept(
    small_record: SmallRecord, client_of: Browser, member: User, viewer: User
) -> None:
    of, browser = a_map(), client_of(member)
    at = browser.post(f"/journey/{of.pk}/walk/").url
    walk = JourneyWalk.objects.get()
    for place in range(1, len(walk.steps) + 1):
        assert at == f"/journey/walks/{walk.pk}/steps/{place}/"
        said = {
            "saw": f"At step {place} I wait.",
            "felt": "-1",
            "idea": "Answer within the hour." if place == 1 else "",
        }
        at = browser.post(at, said | {"pictures": [SimpleUploadedFile("it.png", png())]}).url
    assert at == f"/journey/walks/{walk.pk}/"
    walk.refresh_from_db()
    assert walk.ended_at == AS_OF
    page = client_of(viewer).get(at).content.decode()
    assert "At step 1 I wait." in page
    assert "Answer within the hour." in page
    assert page.count("<img") == len(walk.steps)


def test_walks_of_one_map_stand_side_by_side(small_record: SmallRecord, client_of: Browser, viewer: User) -> None:
    of = a_map()
    first, second = a_walk(of), a_walk(of)
    walks.note(COMMAND_LINE, second, 1, "Better now.", 2, [])
    page = client_of(viewer).get(f"/journey/walks/{first.pk}/").content.decode()
    assert f"/journey/walks/{second.pk}/" in page
    assert "very good" in page


def test_only_whoever_walks_notes_and_only_while_it_goes_on(
    small_record: SmallRecord, client_of: Browser, member: User, manager: User
) -> None:
    walk = walks.begin(member, a_map())
    with pytest.raises(NotAllowed, match="walks here"):
        walks.note(manager, walk, 1, "Not mine.", None, [])
    assert client_of(manager).post(f"/journey/walks/{walk.pk}/steps/1/", {"saw": "x"}).status_code == 403
    walks.end(member, walk)
    walk.refresh_from_db()
    with pytest.raises(UserError, match="over"):
        walks.note(member, walk, 1, "Too late.", None, [])
    walks.go_on(member, walk)
    walk.refresh_from_db()
    walks.note(member, walk, 1, "Again.", 0, [])


def test_a_walk_goes_on_where_one_stopped(small_record: SmallRecord, client_of: Browser, member: User) -> None:
    walk, browser = walks.begin(member, a_map()), client_of(member)
    steps = f"/journey/walks/{walk.pk}/steps"
    page = f"/journey/walks/{walk.pk}/"
    assert len(walk.steps) > 2
    assert f'href="{steps}/1/">' in browser.get(page).content.decode().partition("Walk on")[0][-400:]
    for place in (1, 2):
        browser.post(f"{steps}/{place}/", {"saw": "A form.", "felt": "0", "stop": "1"})
    assert f'href="{steps}/3/"' in browser.get(page).content.decode().partition("Walk on")[0][-400:]
    browser.post(f"{page}end/")
    assert browser.post(f"{page}end/", {"again": "1"}).url == f"{steps}/3/"
    browser.post(f"{steps}/{len(walk.steps)}/", {"saw": "The end.", "felt": "0"})
    assert browser.post(f"{page}end/", {"again": "1"}).url == f"{steps}/{len(walk.steps)}/"


def test_a_walk_goes_through_the_map_as_it_stood_when_it_began(small_record: SmallRecord) -> None:
    from deeproot_app.understand.journey import board as boards
    from deeproot_app.understand.journey import change

    of = a_map()
    walk = walks.begin(COMMAND_LINE, of)
    before = change.latest(of)
    assert before is not None
    change.edit(COMMAND_LINE, of, before.number, "gone", lambda board: boards.removed(board, walk.steps[0]["key"]))
    walk.refresh_from_db()
    walks.note(COMMAND_LINE, walk, 1, "It was still there.", 0, [])
    assert walk.number == before.number


@pytest.mark.parametrize(
    "data",
    [
        b"", b"<svg onload=alert(1)>", b"GIF89a", b"%PDF-1.4", png()[:20], b"\xff\xd8\xff\xe0\x00",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xffnothing of a picture",
    ],
)  # fmt: skip
def test_what_is_no_picture_is_refused_and_the_words_are_kept(
    data: bytes, small_record: SmallRecord, client_of: Browser, member: User
) -> None:
    walk = walks.begin(member, a_map())
    said = {"saw": "My words stay.", "pictures": [SimpleUploadedFile("photo.jpg", data or b"\x00", "image/jpeg")]}
    answer = client_of(member).post(f"/journey/walks/{walk.pk}/steps/1/", said)
    assert answer.status_code == 422
    assert "My words stay." in answer.content.decode()
    assert not JourneyPicture.objects.exists()


def test_what_a_camera_adds_to_a_picture_is_cut_out() -> None:
    clean, kind = pictures.clean(png((b"eXIf", b"GPS here"), (b"tEXt", b"by Ada")) + b"<script>behind</script>")
    assert (clean, kind) == (png(), "image/png")
    exif, note = (0xE1, b"Exif\0\0GPS here"), (0xFE, b"by Ada")
    clean, kind = pictures.clean(jpeg((0xE0, b"JFIF\0"), exif, note, (0xDB, b"table")) + b"<script>behind</script>")
    assert (clean, kind) == (jpeg((0xE0, b"JFIF\0"), (0xDB, b"table")), "image/jpeg")


def test_a_picture_is_given_so_that_nothing_in_it_can_run(
    small_record: SmallRecord, client_of: Browser, viewer: User
) -> None:
    a_walk(a_map())
    answer = client_of(viewer).get(f"/journey/walks/pictures/{JourneyPicture.objects.get().pk}/")
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer.content == png()


def test_a_step_holds_so_many_pictures_and_no_more(small_record: SmallRecord) -> None:
    walk = a_walk(a_map())
    many = [SimpleUploadedFile(f"{n}.png", png()) for n in range(pictures.MOST)]
    with pytest.raises(UserError, match="up to 6 pictures"):
        walks.note(COMMAND_LINE, walk, 1, "", None, many)
    assert JourneyPicture.objects.count() == 1


def test_an_idea_has_an_owner_and_a_state(small_record: SmallRecord, client_of: Browser, member: User) -> None:
    of, browser = a_map(), client_of(member)
    browser.post(f"/journey/{of.pk}/ideas/", {"step": "first", "text": "Fewer fields"})
    browser.post(f"/journey/{of.pk}/ideas/", {"step": "first", "text": "  "})
    idea = JourneyIdea.objects.get()
    browser.post(f"/journey/ideas/{idea.pk}/", {"state": "doing", "owner": member.pk})
    browser.post(f"/journey/ideas/{idea.pk}/", {"state": "forgotten", "owner": member.pk})
    idea.refresh_from_db()
    assert (idea.state, idea.owner) == ("doing", member)


def test_an_empty_map_cannot_be_walked(small_record: SmallRecord) -> None:
    of = a_map()
    of.versions.all().delete()
    with pytest.raises(UserError, match="nothing to walk"):
        walks.begin(COMMAND_LINE, of)
