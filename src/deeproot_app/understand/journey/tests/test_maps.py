"""Maps: drawn from the record, changed in versions, measured beside assumed, opened to their rows, printed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.test import Client

from deeproot.understand.journey.words import number
from deeproot_app import cli
from deeproot_app.base import access
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.errors import NotAllowed, UserError
from deeproot_app.base.jobs import run_waiting
from deeproot_app.base.models import Job, Organisation, User
from deeproot_app.conftest import AS_OF, SmallRecord
from deeproot_app.record.models import Customer
from deeproot_app.understand.journey import board as boards
from deeproot_app.understand.journey import change, draw, poster, walks
from deeproot_app.understand.journey.grid import grid
from deeproot_app.understand.journey.models import JourneyBeside, JourneyMap, JourneyRow, JourneyVersion
from deeproot_app.understand.journey.tests.made import NODE, a_map

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]
KEY = f"first-{NODE}"


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEEPROOT_NOW", AS_OF.isoformat())


def standing(of: JourneyMap) -> JourneyVersion:
    found = change.latest(of)
    assert found is not None
    return found


def say(of: JourneyMap, **said: object) -> JourneyVersion:
    version = standing(of)
    return change.edit(COMMAND_LINE, of, version.number, "said", lambda board: boards.changed(board, KEY, said))


def test_a_map_is_drawn_in_the_background_from_what_is_recorded(
    small_record: SmallRecord, client_of: Browser, member: User
) -> None:
    browser = client_of(member)
    made = browser.post("/journey/", {"persona": "", "name": ""})
    of = JourneyMap.objects.get()
    assert made.url == f"/journey/{of.pk}/"
    assert "is being drawn" in browser.get(made.url).content.decode()
    run_waiting()
    page = browser.get(made.url).content.decode()
    assert standing(of).number == 1
    assert standing(of).drawing.document["steps"] > 0
    assert "Who comes here" in page


def test_a_drawing_that_fails_is_told_with_a_way_to_try_again_and_no_longer_once_it_is_there(
    small_record: SmallRecord, client_of: Browser, member: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = client_of(member)
    page = browser.post("/journey/", {"persona": "", "name": ""}).url
    of = JourneyMap.objects.get()
    with monkeypatch.context() as broken:
        broken.setattr(draw, "with_rows", _too_little_memory)
        run_waiting()
    said = browser.get(page).content.decode()
    assert "The map could not be drawn" in said and "The map is being drawn" not in said
    assert "MemoryError: 3 GB are too few. It is tried again by itself." in said
    assert f'action="/journey/{of.pk}/again/"' in said
    browser.post(f"/journey/{of.pk}/again/")
    run_waiting()
    assert standing(of).number == 1
    assert "could not be" not in browser.get(page).content.decode()
    with monkeypatch.context() as broken:
        broken.setattr(draw, "with_rows", _too_little_memory)
        browser.post(f"/journey/{of.pk}/again/")
        run_waiting()
        Job.objects.filter(key=change.key(of), state=Job.State.WAITING).update(attempts=5, state=Job.State.DEAD)
    again = browser.get(page).content.decode()
    assert "It could not be measured anew" in again and "It is not tried again by itself." in again
    assert "Who comes here" in again


def _too_little_memory(*_: object) -> None:
    raise MemoryError("3 GB are too few\nat step 7")


def test_a_comparison_that_fails_is_told_and_not_waited_for(
    small_record: SmallRecord, client_of: Browser, member: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    of, browser = a_map(), client_of(member)
    monkeypatch.setattr(draw, "beside", _too_little_memory)
    page = browser.post(f"/journey/{of.pk}/before/", {"date": "2026-05-01"}).url
    assert "It is being reckoned" in browser.get(page).content.decode()
    run_waiting()
    said = browser.get(page).content.decode()
    assert "It could not be reckoned" in said and "Try again" in said and "It is being reckoned" not in said


def test_the_command_and_the_map_say_the_same(small_record: SmallRecord, capsys: pytest.CaptureFixture[str]) -> None:
    of = a_map()
    assert cli.main(["journey", "--as-of", AS_OF.isoformat(), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    kept = standing(of).drawing.document
    assert (told["steps"], told["customers"], told["ties"]) == (kept["steps"], kept["customers"], kept["ties"])
    assert told["stages"] == kept["stages"]


def test_a_persona_that_nobody_has_is_wrong_use(small_record: SmallRecord, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["journey", "--persona", "Unicorns"]) == 2
    assert "No customer has the persona “Unicorns”" in capsys.readouterr().err
    with pytest.raises(UserError, match="No customer has that persona"):
        change.make(COMMAND_LINE, "Unicorns")


def test_an_empty_record_gives_a_map_to_be_filled_by_hand(client_of: Browser, viewer: User) -> None:
    of = JourneyMap.objects.create(name="Empty", made_at=AS_OF, actor="Ada")
    change.draw_now(of.pk, "Ada", AS_OF)
    page = client_of(viewer).get(f"/journey/{of.pk}/").content.decode()
    assert "Nothing is recorded of these customers yet" in page
    assert [one["key"] for one in standing(of).board["stages"]] == [
        "before", "first", "use", "trouble", "renewal", "leaving",
    ]  # fmt: skip


def test_each_edit_is_a_version_and_undoing_loses_none(
    small_record: SmallRecord, client_of: Browser, member: User
) -> None:
    of, browser = a_map(), client_of(member)
    first = standing(of)
    form = {"version": first.number, "name": "They ask", "feels": "-1", "pains": "Nobody answers <b>quickly</b>"}
    assert browser.post(f"/journey/{of.pk}/touchpoints/{KEY}/", form).status_code == 302
    page = browser.get(f"/journey/{of.pk}/").content.decode()
    assert "Nobody answers &lt;b&gt;quickly&lt;/b&gt;" in page
    assert standing(of).number == first.number + 1
    assert "Pains" in browser.get(f"/journey/{of.pk}/versions/").content.decode()
    browser.post(f"/journey/{of.pk}/versions/{first.number}/back/")
    assert standing(of).board == first.board
    assert of.versions.count() == first.number + 2
    assert "They ask" in browser.get(f"/journey/{of.pk}/?version={first.number + 1}").content.decode()


def test_who_edits_an_older_version_is_told_and_keeps_their_words(
    small_record: SmallRecord, client_of: Browser, member: User
) -> None:
    of, browser = a_map(), client_of(member)
    old = standing(of).number
    say(of, pains="Somebody else was quicker")
    form = {"version": old, "name": "They ask", "feels": "", "gains": "Mine"}
    answer = browser.post(f"/journey/{of.pk}/touchpoints/{KEY}/", form)
    assert answer.status_code == 422
    assert "changed the map meanwhile" in answer.content.decode()
    assert "Mine" in answer.content.decode()
    assert standing(of).number == old + 1
    form["version"] = old + 1
    assert browser.post(f"/journey/{of.pk}/touchpoints/{KEY}/", form).status_code == 302


def test_an_edit_that_changes_nothing_makes_no_version(small_record: SmallRecord) -> None:
    of = a_map()
    say(of, pains="Slow")
    assert say(of, pains="Slow").number == standing(of).number
    assert of.versions.filter(number=standing(of).number + 1).count() == 0


def test_measuring_anew_keeps_what_people_said(small_record: SmallRecord) -> None:
    of = a_map()
    say(of, pains="Slow")
    change.draw_now(of.pk, "Ada", AS_OF + timedelta(days=1))
    now = standing(of)
    found = boards.find(now.board, KEY)
    assert now.says == "Measured anew"
    assert found is not None
    assert found[1]["pains"] == "Slow"
    assert now.drawing.as_of == AS_OF + timedelta(days=1)


def test_touchpoints_are_added_moved_and_taken_away(
    small_record: SmallRecord, client_of: Browser, member: User
) -> None:
    of, browser = a_map(), client_of(member)

    def act(**said: object) -> list[list[str]]:
        browser.post(f"/journey/{of.pk}/arrange/", {"version": standing(of).number, **said})
        return [[one["name"] for one in stage["touchpoints"]] for stage in standing(of).board["stages"]]

    first = standing(of).board["stages"].index(next(s for s in standing(of).board["stages"] if s["key"] == "first"))
    assert act(act="add", stage="first", name="They read a leaflet")[first][-1] == "They read a leaflet"
    assert act(act="earlier", key="first-own-1")[first][-2] == "They read a leaflet"
    assert "They read a leaflet" not in act(act="remove", key="first-own-1")[first]
    act(act="name", stage="first", name="Honeymoon")
    assert standing(of).board["stages"][first]["name"] == "Honeymoon"
    before = standing(of).number
    act(act="remove", key="no-such")
    act(act="conjure", key=KEY, name="x")
    assert standing(of).number == before


def test_where_the_measured_feeling_lies_elsewhere_the_map_says_so(small_record: SmallRecord) -> None:
    of = a_map()
    version = say(of, feels=1.0)
    (column,) = [one for one in grid(version).columns if one.key == KEY]
    assert not column.apart
    document = version.drawing.document
    for row in (row for stage in document["stages"] for row in stage["touchpoints"]):
        row["felt"] = {"mean": -0.5, "low": -0.6, "high": -0.4, "n": 9}
    document["stages"][0]["touchpoints"].append(_row(NODE))
    (column,) = [one for one in grid(version).columns if one.key == KEY]
    assert column.apart


def _row(node: int) -> dict[str, object]:
    felt = {"mean": -0.5, "low": -0.6, "high": -0.4, "n": 9}
    return {"node": node, "felt": felt, "dead_end": {"stands_out": False}, "next": {"hours": 3}, "answered": None}


def test_the_rows_behind_a_touchpoint_are_those_of_customers_one_may_see(
    small_record: SmallRecord, client_of: Browser, member: User, viewer: User
) -> None:
    of = a_map()
    document = standing(of).drawing.document
    row = max((row for stage in document["stages"] for row in stage["touchpoints"]), key=lambda row: row["customers"])
    foreign = {"which": "all", "customer_id": "c-dune", "row_id": "mail:c-dune-1", "at": AS_OF, "days": 1.0}
    JourneyRow.objects.create(map=of, node=row["node"], **foreign)
    names = dict(Customer.objects.values_list("pk", "name"))
    shown = {names[one.customer_id] for one in JourneyRow.objects.filter(map=of, node=row["node"], which="all")}
    page = client_of(viewer).get(f"/journey/{of.pk}/behind/{row['node']}/").content.decode()
    assert shown
    assert all(name in page for name in shown)
    Organisation.objects.update_or_create(pk=1, defaults={"members_see": "own"})
    own = set(access.customers(member, Customer.objects.all()).values_list("name", flat=True))
    assert shown - own
    page = client_of(member).get(f"/journey/{of.pk}/behind/{row['node']}/").content.decode()
    assert all((name in page) == (name in own) for name in shown)


def test_what_is_removed_of_a_customer_is_removed_from_behind_the_maps(small_record: SmallRecord) -> None:
    a_map()
    assert JourneyRow.objects.filter(customer_id="c-birch").exists()
    Customer.objects.filter(pk="c-birch").delete()
    assert not JourneyRow.objects.filter(customer_id="c-birch").exists()


def test_a_map_that_was_removed_is_nowhere_and_can_be_brought_back(
    small_record: SmallRecord, client_of: Browser, member: User
) -> None:
    of, browser = a_map(), client_of(member)
    browser.post(f"/journey/{of.pk}/remove/")
    assert browser.get(f"/journey/{of.pk}/").status_code == 404
    assert browser.get(f"/journey/{of.pk}/poster.svg").status_code == 404
    browser.post(f"/journey/{of.pk}/return/")
    assert browser.get(f"/journey/{of.pk}/").status_code == 200


def test_a_viewer_changes_nothing(small_record: SmallRecord, viewer: User) -> None:
    of = a_map()
    for act in (
        lambda: change.make(viewer),
        lambda: change.edit(viewer, of, 1, "x", lambda board: board),
        lambda: change.go_back(viewer, of, 1),
        lambda: change.remove(viewer, of),
        lambda: change.compare_dates(viewer, of, AS_OF.date()),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_before_is_set_beside_after(small_record: SmallRecord, client_of: Browser, member: User) -> None:
    of, browser = a_map(), client_of(member)
    day = (AS_OF - timedelta(days=30)).date()
    assert browser.post(f"/journey/{of.pk}/before/", {"date": f"{day}"}).status_code == 302
    assert "is being reckoned" in browser.get(f"/journey/{of.pk}/before/?date={day}").content.decode()
    run_waiting()
    assert JourneyBeside.objects.get().document["after"]["days"] == 30
    assert "What changed" in browser.get(f"/journey/{of.pk}/before/?date={day}").content.decode()
    browser.post(f"/journey/{of.pk}/before/", {"date": f"{AS_OF.date()}"})
    browser.post(f"/journey/{of.pk}/before/", {"date": "soon"})
    assert JourneyBeside.objects.count() == 1


def test_the_poster_holds_every_touchpoint_however_long_its_name(
    small_record: SmallRecord, client_of: Browser, viewer: User
) -> None:
    of = a_map()
    long = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft <&>"
    version = say(of, name=long[:80], pains="Slow. " * 90, feels=-1.0)
    drawing = client_of(viewer).get(f"/journey/{of.pk}/poster.svg").content.decode()
    root = ElementTree.fromstring(drawing)
    texts = list(root.iter("{http://www.w3.org/2000/svg}text"))
    width = float(root.attrib["width"])
    assert all(
        float(node.attrib["x"]) + len(node.text or "") * float(node.attrib["font-size"]) * 0.45 <= width
        for node in texts
    )
    words = "".join(node.text or "" for node in texts)
    assert "Donaudampfschifff" in words
    assert "…" in words
    assert all(column.name.split()[0][:10] in words for column in grid(version).columns)


def test_the_poster_can_be_had_as_pdf(small_record: SmallRecord, client_of: Browser, viewer: User) -> None:
    answer = client_of(viewer).get(f"/journey/{a_map().pk}/poster.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")


def test_lines_are_broken_within_their_width_and_say_where_they_go_on() -> None:
    assert poster.lines("one two", 1_000) == ["one two"]
    assert all(len(line) <= 10 for line in poster.lines("x" * 35 + " yes", 68, 12))
    assert poster.lines("a " * 400, 60, 12, 3)[-1].endswith("…")
    assert poster.lines("", 60) == []


def test_a_document_says_how_much_of_the_order_is_a_convention(small_record: SmallRecord) -> None:
    told = draw.drawn(AS_OF)
    assert told["ties"].keys() >= {"pairs", "tied", "apart", "share"}
    assert number("email", "in", "question") + 4096 == NODE


def test_one_customer_in_one_stay_is_told_in_the_singular(small_record: SmallRecord) -> None:
    Customer.objects.exclude(pk="c-birch").delete()
    told = draw.drawn(AS_OF)
    assert " steps of 1 customer. " in told["says"]
    said = [part["says"] for part in told["stages"]]
    assert any(one.startswith("1 customer in 1 stay of ") for one in said)
    assert not re.search(r"\b1 (customers|stays|steps|days|ways)\b", " ".join(said))


def test_a_map_with_many_ideas_walks_and_versions_asks_as_few_questions(
    small_record: SmallRecord, client_of: Browser, member: User, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    of, browser = a_map(), client_of(member)
    walk = walks.begin(COMMAND_LINE, of)
    for place in range(30):
        walks.idea(COMMAND_LINE, of, KEY, f"Idea {place}", member, walk)
        say(of, pains=f"Pain {place}")
        walks.begin(COMMAND_LINE, of)
    browser.get(f"/journey/{of.pk}/")
    for path in ("", "versions/", f"behind/{NODE}/", "before/"):
        with django_assert_max_num_queries(20):  # type: ignore[attr-defined]
            assert browser.get(f"/journey/{of.pk}/{path}").status_code == 200
    with django_assert_max_num_queries(20):  # type: ignore[attr-defined]
        browser.get(f"/journey/walks/{walk.pk}/")
