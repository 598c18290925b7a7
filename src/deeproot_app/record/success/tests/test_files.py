"""A success plan in files: an export holds it whole, and brought in again it is the same plan."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import pyarrow.parquet as pq
import pytest

from deeproot.tables import PLANS
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.errors import NotAllowed
from deeproot_app.base.models import Audit, Organisation, User
from deeproot_app.conftest import AS_OF, SmallRecord
from deeproot_app.record import beliefs, changes, promises, same_beliefs
from deeproot_app.record.export import export
from deeproot_app.record.importing.paths import import_paths
from deeproot_app.record.importing.plan import Options
from deeproot_app.record.importing.report import FileReport
from deeproot_app.record.models import Belief, Change, Contact, Customer, Progress, Promise, Step, Target
from deeproot_app.record.person.erase import ask, carry_out
from deeproot_app.record.success import goals, plan_of, steps, telling

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


@pytest.fixture(autouse=True)
def plan(small_record: SmallRecord, monkeypatch: pytest.MonkeyPatch, home: Path) -> str:
    """A goal of Birch's with all that a plan can hold; its id."""
    monkeypatch.setenv("DEEPROOT_NOW", AS_OF.isoformat())
    told = beliefs.add(COMMAND_LINE, "c-birch", "goal", "Less waste", metric="loaves", from_at=AS_OF - 9 * WEEK)
    goal = told.row_id
    goals.aim(COMMAND_LINE, goal, goals.Aim("loaves", 10.1, AS_OF + WEEK, shared=True, note="=among us"))
    goals.measure(COMMAND_LINE, goal, 40, AS_OF - 4 * WEEK, "mail:c-birch-5")
    goals.measure(COMMAND_LINE, goal, 25.3, AS_OF - WEEK, note="they said so")
    steps.add(COMMAND_LINE, "c-birch", steps.Said("Send the plan", goal_id=goal, due_at=AS_OF + WEEK))
    done = steps.add(COMMAND_LINE, "c-birch", steps.Said('-Count,\r\n"all"', "them", goal, contact_id="p-birch"))
    steps.done(COMMAND_LINE, int(done.row_id))
    steps.add(COMMAND_LINE, "c-birch", steps.Said("Ask who decides", member_id="m-ada", shared=False, note="quietly"))
    dropped = steps.add(COMMAND_LINE, "c-birch", steps.Said("Call them"))
    steps.drop(COMMAND_LINE, int(dropped.row_id))
    return goal


def as_told(customer: str = "c-birch") -> Any:
    """The plan, but for the ids that are this home's own."""
    told = telling.plan(plan_of(Customer.objects.get(pk=customer), AS_OF))
    for step in [*(one for goal in told["goals"] for one in goal["steps"]), *told["steps"]]:
        del step["step_id"]
    told["steps"].sort(key=lambda one: one["step_key"])
    for goal in told["goals"]:
        goal["steps"].sort(key=lambda one: one["step_key"])
    return told


def forget() -> None:
    """No plan, and none of its goals and promises."""
    for model in (Step, Target, Progress, Belief, Change):
        model._default_manager.all().delete()
    Promise.objects.filter(made_in="").delete()


def bring(folder: Path, **options: Any) -> dict[str, FileReport]:
    report = import_paths([str(folder)], Options(), COMMAND_LINE, **options)
    return {one.table or "": one for one in report.files}


def read(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def write(file: Path, rows: list[dict[str, str]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_plan_comes_back_whole_from_an_export_and_twice_changes_nothing(
    tmp_path: Path, form: Literal["csv", "parquet"]
) -> None:
    before, keys = as_told(), sorted(Step.objects.values_list("key", flat=True))
    rows = {one.table: one.rows for one in export(tmp_path / "brought", form, COMMAND_LINE)}
    export(tmp_path / "one", "csv", COMMAND_LINE)
    assert [rows[name] for name in PLANS] == [1, 2, 4]
    forget()
    done = bring(tmp_path / "brought")
    assert {name: (done[name].created, done[name].refused) for name in PLANS} == {
        "plan_goals": (1, 0), "plan_readings": (2, 0), "plan_steps": (4, 0),
    }  # fmt: skip
    assert as_told() == before
    assert sorted(Step.objects.values_list("key", flat=True)) == keys
    again = bring(tmp_path / "brought")
    assert [(again[name].created, again[name].unchanged) for name in PLANS] == [(0, 1), (0, 2), (0, 4)]
    export(tmp_path / "two", "csv", COMMAND_LINE)
    for name in PLANS:
        assert (tmp_path / "one" / f"{name}.csv").read_bytes() == (tmp_path / "two" / f"{name}.csv").read_bytes()


def test_a_step_that_came_back_is_still_its_promise(tmp_path: Path) -> None:
    export(tmp_path, "csv", COMMAND_LINE)
    forget()
    bring(tmp_path)
    row = Step.objects.get(text="Send the plan")
    promises.keep(COMMAND_LINE, row.promise_id)
    (goal,) = plan_of(Customer.objects.get(pk="c-birch"), AS_OF).goals
    assert next(one.done_at for one in goal.steps if one.step.pk == row.pk) == AS_OF
    assert Promise.objects.filter(text="Send the plan").count() == 1, "a file of steps makes no promise anew"


def test_what_people_here_said_since_stands_against_the_file(plan: str, tmp_path: Path) -> None:
    export(tmp_path, "csv", COMMAND_LINE)
    goals.aim(COMMAND_LINE, plan, goals.Aim("loaves", 5))
    goals.measure(COMMAND_LINE, plan, 30, AS_OF - WEEK)
    row = Step.objects.get(text="Ask who decides")
    steps.change(COMMAND_LINE, row.pk, steps.Said("Ask who signs", shared=False))
    bring(tmp_path)
    assert Target.objects.get(pk=plan).value == 5
    assert Progress.objects.get(at=AS_OF - WEEK).value == 30
    assert Step.objects.get(pk=row.pk).text == "Ask who signs"


def test_two_goals_that_are_one_are_one_in_the_files(plan: str, tmp_path: Path) -> None:
    other = "0-comes-first"
    Belief.objects.create(
        belief_id=other, customer_id="c-birch", about="goal", text="No waste", from_at=AS_OF - 5 * WEEK
    )
    goals.aim(COMMAND_LINE, other, goals.Aim("loaves", 3))
    goals.measure(COMMAND_LINE, other, 33, AS_OF - WEEK)
    goals.measure(COMMAND_LINE, other, 35, AS_OF - 2 * WEEK)
    steps.add(COMMAND_LINE, "c-birch", steps.Said("x", goal_id=other))
    same_beliefs.merge(COMMAND_LINE, other, plan)
    export(tmp_path, "csv", COMMAND_LINE)
    assert [row["target"] for row in read(tmp_path / "plan_goals.csv")] == ["10.1"], "what was said of itself"
    assert [row["value"] for row in read(tmp_path / "plan_readings.csv")] == ["40.0", "35.0", "25.3"]
    forget()
    assert not any(one.refused for one in bring(tmp_path).values())
    (found,) = plan_of(Customer.objects.get(pk="c-birch"), AS_OF).goals
    assert ([point.value for point in found.points], len(found.steps)) == ([40, 35, 25.3], 3)


def test_a_goal_that_only_its_like_measured_has_that_target_in_the_files(plan: str, tmp_path: Path) -> None:
    bare = beliefs.add(COMMAND_LINE, "c-birch", "goal", "No waste").row_id
    same_beliefs.merge(COMMAND_LINE, plan, bare)
    export(tmp_path, "csv", COMMAND_LINE)
    assert [(row["belief_id"], row["target"]) for row in read(tmp_path / "plan_goals.csv")] == [(bare, "10.1")]
    assert {row["belief_id"] for row in read(tmp_path / "plan_steps.csv")} == {bare, ""}


@pytest.mark.parametrize(
    ("table", "column", "cell", "says"),
    [
        ("plan_goals", "belief_id", "nothing", "there is no goal"),
        ("plan_goals", "target", "much", "target must be a number"),
        ("plan_goals", "target", "1e300", "target must be a number"),
        ("plan_goals", "by_at", "31.12.2026", "by_at '31.12.2026' is not an ISO 8601 time"),
        ("plan_goals", "shared_at", "0001-01-01T00:00:00+14:00", "outside the years 1800 to 9000"),
        ("plan_goals", "unit", "x" * 41, "longer than 40"),
        ("plan_readings", "at", "", "at is empty"),
        ("plan_readings", "note", "a\x00b", "NUL"),
        ("plan_steps", "customer_id", "c-nobody", "there is no customer"),
        ("plan_steps", "promise_id", "nothing", "there is no promise"),
        ("plan_steps", "whose", "ours", "us or them"),
        ("plan_steps", "shared", "maybe", "true or false"),
        ("plan_steps", "text", " ", "text is empty"),
    ],
)
def test_a_row_that_cannot_be_is_refused_with_its_reason(
    tmp_path: Path, table: str, column: str, cell: str, says: str
) -> None:
    export(tmp_path, "csv", COMMAND_LINE)
    file = tmp_path / f"{table}.csv"
    rows = read(file)
    Step.objects.all().delete()
    Progress.objects.all().delete()
    Target.objects.all().delete()
    write(file, [{**rows[0], column: cell}, *rows[1:]])
    found = import_paths([str(file)], Options(), COMMAND_LINE).files[0]
    assert (found.read, found.created, found.refused) == (len(rows), len(rows) - 1, 1)
    assert any(note.startswith("Line 2: ") and says in note for note in found.first_refused), found.first_refused


@pytest.mark.parametrize("dry_run", [False, True])
def test_a_moment_without_an_offset_is_in_the_organisations_zone_and_is_told_of(
    plan: str, home: Path, tmp_path: Path, dry_run: bool
) -> None:
    Organisation(pk=1, timezone="Europe/Berlin").save()
    Target.objects.all().delete()
    file = tmp_path / "plan_goals.csv"
    file.write_text(f"belief_id,unit,target,by_at,shared_at,note\n{plan},loaves,9,2026-10-25T02:30,2026-06-30,\n")
    found = import_paths([str(file)], Options(), COMMAND_LINE, dry_run=dry_run).files[0]
    assert (found.created, found.refused, found.first_refused) == (1, 0, [])
    assert found.notes == [
        "Times without an offset were read in the organisation's zone, Europe/Berlin.",
        "Some fall into an hour that the clocks of Europe/Berlin go through twice, such as 2026-10-25T02:30: the first "
        "was taken.",
    ]
    if not dry_run:
        goal = Target.objects.get(pk=plan)
        assert (goal.by_at, goal.shared_at) == (
            datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 6, 29, 22, tzinfo=UTC)
        )  # fmt: skip


def test_what_is_held_of_a_persona_is_no_goal_of_a_plan(tmp_path: Path) -> None:
    held = beliefs.add(COMMAND_LINE, None, "goal", "Less waste", persona="Baker").row_id
    file = tmp_path / "plan_goals.csv"
    file.write_text(f"belief_id,unit,target,by_at,shared_at,note\n{held},,1,,,\n")
    found = import_paths([str(file)], Options(), COMMAND_LINE).files[0]
    assert found.refused == 1 and "there is no goal" in found.first_refused[0]


def test_a_step_that_is_done_and_dropped_is_refused(tmp_path: Path) -> None:
    export(tmp_path, "csv", COMMAND_LINE)
    file = tmp_path / "plan_steps.csv"
    rows = read(file)
    Step.objects.all().delete()
    write(file, [{**row, "done_at": row["made_at"], "dropped_at": row["made_at"]} for row in rows])
    assert import_paths([str(file)], Options(), COMMAND_LINE).files[0].refused == len(rows)


def test_a_person_who_is_not_here_is_left_out_of_a_step(tmp_path: Path) -> None:
    export(tmp_path, "csv", COMMAND_LINE)
    Step.objects.all().delete()
    Contact.objects.filter(pk="p-birch").delete()
    import_paths([str(tmp_path / "plan_steps.csv")], Options(), COMMAND_LINE)
    assert Step.objects.get(whose="them").contact_id is None


def test_a_step_of_a_person_who_was_erased_does_not_come_back(tmp_path: Path) -> None:
    export(tmp_path, "csv", COMMAND_LINE)
    carry_out(ask(COMMAND_LINE, "p-birch"), lambda done, whole, says: None)
    Step.objects.all().delete()
    found = import_paths([str(tmp_path / "plan_steps.csv")], Options(), COMMAND_LINE).files[0]
    assert (found.created, found.refused) == (3, 1)
    assert "was erased on 2026-06-30" in found.first_refused[0]


def test_a_dry_run_tells_of_all_and_writes_nothing(tmp_path: Path) -> None:
    export(tmp_path, "csv", COMMAND_LINE)
    forget()
    seq = changes.last()
    done = bring(tmp_path, dry_run=True)
    assert [(done[name].created, done[name].refused) for name in PLANS] == [(1, 0), (2, 0), (4, 0)]
    assert not (Step.objects.exists() or Target.objects.exists() or Progress.objects.exists())
    assert changes.last() == seq


def test_whoever_gets_a_plan_is_understood_anew_and_it_is_audited(tmp_path: Path) -> None:
    export(tmp_path, "csv", COMMAND_LINE)
    for model, table in ((Target, "plan_goals"), (Progress, "plan_readings"), (Step, "plan_steps")):
        model._default_manager.all().delete()
        seq = changes.last()
        import_paths([str(tmp_path / f"{table}.csv")], Options(), COMMAND_LINE)
        assert changes.since(seq).customers == ("c-birch",)
        assert Audit.objects.filter(act="record.import", detail__table=table).count() == 1


def test_only_whoever_may_import_brings_a_plan_in(tmp_path: Path, member: User) -> None:
    export(tmp_path, "csv", COMMAND_LINE)
    Target.objects.all().delete()
    with pytest.raises(NotAllowed):
        import_paths([str(tmp_path / "plan_goals.csv")], Options(), member)
    assert not Target.objects.exists()


def test_a_cell_that_no_reader_takes_is_told_and_nothing_breaks(tmp_path: Path) -> None:
    export(tmp_path, "csv", COMMAND_LINE)
    file = tmp_path / "plan_goals.csv"
    file.write_text(file.read_text() + '"' + "x" * 2_000)
    found = import_paths([str(file)], Options(), COMMAND_LINE).files[0]
    assert (found.unchanged, found.refused) == (1, 1)
    assert "a quotation mark is opened here" in found.first_refused[0]


def test_cells_are_no_formulas_and_parquet_has_the_types_of_the_tables(tmp_path: Path) -> None:
    export(tmp_path, "csv", COMMAND_LINE)
    assert read(tmp_path / "plan_goals.csv")[0]["note"] == "'=among us"
    export(tmp_path, "parquet", COMMAND_LINE)
    for name, table in PLANS.items():
        assert pq.read_schema(tmp_path / f"{name}.parquet").equals(table.arrow_schema())
    assert pq.read_table(tmp_path / "plan_goals.parquet").to_pylist()[0]["shared_at"] == AS_OF.replace(tzinfo=None)
