"""The library is changed with its way back; nobody may who may not; what was given stays known."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.http import Http404

from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.errors import NotAllowed, UserError
from deeproot_app.base.models import Audit, User
from deeproot_app.plan.library import change, queries, shelf
from deeproot_app.plan.library.load import load
from deeproot_app.plan.models import Edition
from deeproot_app.record.models import RecordSequence, Resource

pytestmark = pytest.mark.django_db


def made(**more: object) -> Resource:
    return change.one(change.add(COMMAND_LINE, "Shorter queues", "guide", needs=["queues"], **more).row_id)  # type: ignore[arg-type]


def test_a_new_resource_is_a_draft_and_is_not_offered_before_it_is_ready() -> None:
    row = made()
    assert change.standing(row)["state"] == "draft"
    assert row.pk not in shelf.shelf().items
    change.make_ready(COMMAND_LINE, row.pk)
    assert row.pk in shelf.shelf().items


def test_what_a_file_told_of_stands_ready() -> None:
    with transaction.atomic():
        Resource.objects.create(resource_id="r-1", title="Ours", kind="guide", recorded_seq=RecordSequence.take())
    assert "r-1" in shelf.shelf().items


def test_a_retired_resource_is_offered_no_more_and_undo_brings_it_back() -> None:
    row = made(state="ready")
    retired = change.retire(COMMAND_LINE, row.pk)
    assert row.pk not in shelf.shelf().items
    change.undo(COMMAND_LINE, retired.pk)
    assert change.standing(row)["state"] == "ready"


def test_an_edit_is_undone_whole_and_only_while_nothing_came_after() -> None:
    row = made(examples=["We wait in a queue."])
    first = change.edit(COMMAND_LINE, row.pk, title="No queues", needs=["patience"], examples=[])
    second = change.edit(COMMAND_LINE, row.pk, kind="article")
    with pytest.raises(UserError, match="changed again since"):
        change.undo(COMMAND_LINE, first.pk)
    change.undo(COMMAND_LINE, second.pk)
    row.refresh_from_db()
    assert (row.title, row.kind) == ("No queues", "guide")


def test_a_resource_that_was_added_by_mistake_goes_with_undo() -> None:
    added = change.add(COMMAND_LINE, "By mistake", "link")
    change.undo(COMMAND_LINE, added.pk)
    assert not Resource.objects.exists()


def test_a_new_version_is_the_one_that_is_given_and_undo_gives_the_one_before() -> None:
    row = made()
    change.add_edition(COMMAND_LINE, row.pk, "de", "Kürzere Schlangen", "Eins")
    second = change.add_edition(COMMAND_LINE, row.pk, "de", "Kürzere Schlangen", "Zwei", "https://oakfield.example/2")
    assert shelf.current([row.pk])[row.pk]["de"].says == "Zwei"
    change.undo(COMMAND_LINE, second.pk)
    assert shelf.current([row.pk])[row.pk]["de"].says == "Eins"
    assert Edition.objects.count() == 2


@pytest.mark.parametrize(
    ("language", "title", "address"),
    [("xx", "T", ""), ("de", " ", ""), ("de", "T", "javascript:alert(1)"), ("de", "T", "https://a b.example")],
)
def test_a_version_that_cannot_be_is_refused_and_leaves_nothing(language: str, title: str, address: str) -> None:
    row = made()
    with pytest.raises(UserError):
        change.add_edition(COMMAND_LINE, row.pk, language, title, address=address)
    assert not Edition.objects.exists()


def test_a_viewer_changes_nothing(viewer: User) -> None:
    row = made()
    before = Audit.objects.count()
    for act in (
        lambda: change.add(viewer, "Mine", "guide"),
        lambda: change.edit(viewer, row.pk, title="Mine"),
        lambda: change.add_edition(viewer, row.pk, "en", "Mine"),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert Audit.objects.count() == before


def test_what_is_not_there_is_not_found() -> None:
    with pytest.raises(Http404):
        change.edit(COMMAND_LINE, "none", title="x")
    with pytest.raises(Http404):
        change.undo(COMMAND_LINE, 999)


def test_the_list_is_searched_by_title_need_text_kind_and_language() -> None:
    row = made(state="ready", personas=["Founder"])
    change.add(COMMAND_LINE, "Warm hands", "webinar", needs=["winter"], state="ready")
    change.add_edition(COMMAND_LINE, row.pk, "de", "Kürzere Schlangen", "Eine Seite gegen das Warten.")
    found = [
        queries.Wanted(search="queues"), queries.Wanted(search="Warten"), queries.Wanted(need="queues"),
        queries.Wanted(kind="guide"), queries.Wanted(language="de"), queries.Wanted(persona="Founder"),
    ]  # fmt: skip
    for wanted in found:
        assert [one.pk for one in queries.matching(wanted)] == [row.pk], wanted
    assert queries.matching(queries.Wanted()).count() == 2


def test_a_library_is_loaded_from_documents_and_twice_changes_nothing() -> None:
    documents = [
        {
            "title": "Shorter queues", "kind": "guide", "needs": ["queues"],
            "editions": [
                {"language": "en", "title": "Shorter queues", "says": "One page."},
                {"language": "de", "title": "Kürzer", "file": {"name": "q.txt", "text": "Zeile"}},
            ],
        }
    ]  # fmt: skip
    assert load(COMMAND_LINE, documents) == {"added": 1, "changed": 0, "unchanged": 0, "editions": 2}
    assert load(COMMAND_LINE, documents) == {"added": 0, "changed": 0, "unchanged": 1, "editions": 0}
    with pytest.raises(UserError, match=r"Document 2 .*no 'owner'"):
        load(COMMAND_LINE, [*documents, {"title": "Other", "kind": "guide", "owner": "x"}])
    assert Resource.objects.count() == 1
