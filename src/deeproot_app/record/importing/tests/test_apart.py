"""Files that are no tables of the record: listed as imports, gone on with where they stopped, and taken back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.errors import UserError
from deeproot_app.conftest import AS_OF, SmallRecord
from deeproot_app.record import beliefs, changes
from deeproot_app.record.importing import undo
from deeproot_app.record.importing.further import Became, Line
from deeproot_app.record.importing.paths import import_paths
from deeproot_app.record.importing.plan import Options
from deeproot_app.record.importing.report import FileReport
from deeproot_app.record.models import Batch, Belief, Change, Customer, Link, RefusedRow, Step, Target
from deeproot_app.record.person.erase import ask, carry_out
from deeproot_app.record.success import brought, changed, goals, steps

pytestmark = pytest.mark.django_db
STEPS = (
    "step_key,customer_id,belief_id,text,whose,member_id,contact_id,due_at,done_at,dropped_at,shared,note,promise_id,"
    "made_at\n"
)


@pytest.fixture(autouse=True)
def day(small_record: SmallRecord, monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    monkeypatch.setenv("DEEPROOT_NOW", AS_OF.isoformat())


def plan(folder: Path, count: int, customer: str = "c-birch") -> Path:
    path = folder / "plan_steps.csv"
    rows = [f"k{n},{customer},,Step {n},us,,,,,,false,,,2026-01-01T00:00:00Z\n" for n in range(count)]
    path.write_text(STEPS + "".join(rows))
    return path


def bring(path: Path) -> FileReport:
    return import_paths([str(path)], Options(), COMMAND_LINE).files[0]


def batch() -> Batch:
    return Batch.objects.latest("id")


def test_an_import_of_a_plan_is_listed_and_taken_back_by_its_number(tmp_path: Path) -> None:
    report = bring(plan(tmp_path, 3))
    assert report.batch == batch().pk
    assert (batch().table, batch().state, batch().created) == ("plan_steps", "done", 3)
    seq = changes.last()
    done = undo.undo(batch(), COMMAND_LINE)
    assert (done.removed, done.restored, done.decided) == (3, 0, 0)
    assert not (Step.objects.exists() or Change.objects.exists())
    assert changes.since(seq).customers == ("c-birch",)
    assert bring(tmp_path / "plan_steps.csv").created == 3, "the same file can be imported again"


def test_an_import_that_brought_nothing_new_is_not_listed(tmp_path: Path) -> None:
    first = bring(plan(tmp_path, 3)).batch
    again = bring(tmp_path / "plan_steps.csv")
    assert (again.unchanged, again.batch) == (3, None)
    assert Batch.objects.latest("id").pk == first


def test_what_people_changed_stays_and_is_told_and_what_they_took_back_goes(tmp_path: Path) -> None:
    bring(plan(tmp_path, 3))
    rows = {row.key: row.pk for row in Step.objects.all()}
    steps.done(COMMAND_LINE, rows["k0"])
    steps.drop(COMMAND_LINE, rows["k1"])
    dropped = Change.objects.get(table="steps", row_id=str(rows["k1"]), batch=None)
    changed.undo(COMMAND_LINE, dropped.pk)
    done = undo.undo(batch(), COMMAND_LINE)
    assert (done.removed, done.decided) == (2, 1)
    assert [row.key for row in Step.objects.all()] == ["k0"]
    assert batch().notes == ["1 row that people changed since stayed."]


def test_customers_and_goals_cannot_be_taken_back_under_a_plan_that_rests_on_them(tmp_path: Path) -> None:
    folder = tmp_path / "first"
    folder.mkdir()
    (folder / "customers.csv").write_text("customer_id,name\nc-elm,Elm\n")
    first = Batch.objects.get(pk=bring(folder / "customers.csv").batch or 0)
    goal = beliefs.add(COMMAND_LINE, "c-elm", "goal", "Less waste").row_id
    Belief.objects.filter(pk=goal).update(batch=first)
    second = bring(plan(tmp_path, 2, "c-elm")).batch
    with pytest.raises(UserError, match=rf"import {second} has 2 rows that belong .* \(undo import {second} first\)"):
        undo.undo(first, COMMAND_LINE)
    undo.undo(batch(), COMMAND_LINE)
    goals.aim(COMMAND_LINE, goal, goals.Aim("loaves", 5))
    with pytest.raises(UserError, match="people or the system have 1 rows that belong"):
        undo.undo(first, COMMAND_LINE)
    assert Target.objects.exists() and Customer.objects.filter(pk="c-elm").exists()


def test_killed_half_way_it_goes_on_where_it_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = plan(tmp_path, 2_500)
    path.write_text(path.read_text().replace("k7,c-birch", "k7,c-nobody"))
    whole, taken = brought.TakesPlans.some, []

    def some(self: brought.TakesPlans, lines: Sequence[Line]) -> Became:
        if len(taken) == 1:
            raise KeyboardInterrupt
        taken.append(len(lines))
        return whole(self, lines)

    monkeypatch.setattr(brought.TakesPlans, "some", some)
    with pytest.raises(KeyboardInterrupt):
        bring(path)
    assert Step.objects.count() == 999
    monkeypatch.setattr(brought.TakesPlans, "some", whole)
    report = bring(path)
    assert (report.read, report.created, report.refused) == (2_500, 2_499, 1)
    assert "it went on from there" in report.notes[0]
    assert RefusedRow.objects.filter(batch=report.batch).count() == 1
    assert undo.undo(batch(), COMMAND_LINE).removed == 2_499


@pytest.mark.parametrize("name", ["links", "consents"])
def test_links_and_consents_say_why_they_are_not_taken_back(tmp_path: Path, name: str) -> None:
    rows = {
        "links": "link_id,kind,from_id,into_id\nd,customer,c-cedar,c-birch\n",
        "consents": "consent_id,contact_id,state,purpose,at,digests\n"
        "x,p-birch,objected,marketing,2026-01-01T00:00:00Z,\n",
    }
    path = tmp_path / f"{name}.csv"
    path.write_text(rows[name])
    bring(path)
    with pytest.raises(UserError, match=f"Import {batch().pk} cannot be undone: what "):
        undo.undo(batch(), COMMAND_LINE)
    assert batch().state == "done"


def test_a_broken_byte_or_a_repeated_column_is_told_and_nothing_breaks(tmp_path: Path) -> None:
    path = tmp_path / "links.csv"
    path.write_bytes(b"link_id,kind,from_id,into_id\na\x00b,customer,c-cedar,c-birch\nd,customer,c-cedar,c-birch\n")
    report = bring(path)
    assert (report.created, report.refused) == (1, 1)
    assert report.first_refused == ["Line 2: link_id holds a NUL or bytes that are no UTF-8."]
    assert Link.objects.get().pk == "d"
    path.write_text("link_id,kind,from_id,into_id,kind\nd,customer,c-cedar,c-birch,contact\n")
    with pytest.raises(UserError, match="names 'kind' twice"):
        bring(path)


def test_of_whoever_was_erased_a_refused_row_keeps_nothing(tmp_path: Path) -> None:
    path = plan(tmp_path, 2)
    path.write_text(path.read_text().replace("Step 1,us,,", "Step 1,them,,p-birch"))
    carry_out(ask(COMMAND_LINE, "p-birch"), lambda done, whole, says: None)
    assert bring(path).refused == 1
    assert RefusedRow.objects.get().cells == []
    assert "was erased on" in RefusedRow.objects.get().reason
