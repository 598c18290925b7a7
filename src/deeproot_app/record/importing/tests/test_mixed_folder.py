"""A folder with files of every kind, mixed: it ends the same whatever they are called, and twice changes nothing."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from deeproot_app import channels
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.record.arrow import arrow_tables
from deeproot_app.record.importing import undo
from deeproot_app.record.importing.paths import import_paths
from deeproot_app.record.importing.plan import Options
from deeproot_app.record.models import Batch

CHANNELS = Path(channels.__file__).parent
EXPORTS = Path(__file__).parent / "fixtures"
FILES = {
    "customers": ("csv", b"customer_id,name\nc1,Birch Bakery\nc2,Cedar\n"),
    "contacts": ("csv", b"contact_id,customer_id,name,email\np1,c1,Pat Moe,pat@birch.example\n"),
    "members": ("csv", b"member_id,name,email\nm1,Ada Lund,ada@oakfield.example\n"),
    "teams": ("vtt", (CHANNELS / "transcripts/fixtures/teams.vtt").read_bytes()),
    "review": ("ics", (CHANNELS / "calendar/fixtures/review.ics").read_bytes()),
    "request": ("ics", (CHANNELS / "calendar/fixtures/outlook-request.ics").read_bytes()),
    "cancel": ("ics", (CHANNELS / "calendar/fixtures/outlook-cancel.ics").read_bytes()),
    "apple": ("vcf", (CHANNELS / "vcards/fixtures/apple-3.0.vcf").read_bytes()),
    "outlook": ("vcf", (CHANNELS / "vcards/fixtures/outlook-2.1.vcf").read_bytes()),
    "answers": ("csv", (EXPORTS / "typeform.csv").read_bytes()),
    "tickets": ("ndjson", (EXPORTS / "zendesk-export.ndjson").read_bytes()),
}
TABLES = ("customers", "contacts", "identities", "cases", "interactions")
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEEPROOT_NOW", "2026-06-01T00:00:00+00:00")


def folder(at: Path, seed: int) -> Path:
    """The files under names that say nothing, in an order of chance."""
    names = [f"{number:02}" for number in range(len(FILES))]
    random.Random(seed).shuffle(names)
    at.mkdir()
    for name, (ending, content) in zip(names, FILES.values(), strict=True):
        (at / f"{name}.{ending}").write_bytes(content)
    return at


def record() -> list[dict[str, Any]]:
    """All rows, but for what tells of the order and the files they came in."""
    told = arrow_tables(tables=list(TABLES))
    rows = [row for table in TABLES for row in told[table].to_pylist()]
    plain = [{name: value for name, value in row.items() if name not in ("recorded_seq", "source")} for row in rows]
    for row in plain:
        if str(row.get("interaction_id", "")).partition(":")[0].isdigit():
            row["interaction_id"] = str(row["interaction_id"]).partition(":")[2]  # the file's name is the source
    return sorted(plain, key=repr)


def test_a_mixed_folder_ends_the_same_whatever_its_files_are_called(tmp_path: Path) -> None:
    ends = []
    for seed in range(3):
        report = import_paths([str(folder(tmp_path / str(seed), seed))], Options(), COMMAND_LINE)
        assert not report.refused, [one.error or one.refused_file for one in report.files]
        ends.append(record())
        for batch in Batch.objects.filter(state=Batch.State.DONE).order_by("-id"):
            undo.undo(batch, COMMAND_LINE)
        assert record() == [], "all of it is taken back"
    assert ends[0] == ends[1] == ends[2]
    assert {row["channel"] for row in ends[0] if "channel" in row} == {"meeting", "survey", "email", "case"}


def test_a_mixed_folder_twice_changes_nothing(tmp_path: Path) -> None:
    given = folder(tmp_path / "given", 1)
    import_paths([str(given)], Options(), COMMAND_LINE)
    before = record()
    again = import_paths([str(given)], Options(), COMMAND_LINE)
    assert sum(one.created + one.updated + one.refused for one in again.files) == 0
    assert record() == before


def test_a_dry_run_of_a_mixed_folder_says_what_the_import_then_does(tmp_path: Path) -> None:
    given = folder(tmp_path / "given", 2)
    said = import_paths([str(given)], Options(), COMMAND_LINE, dry_run=True).as_json()
    assert record() == []
    done = import_paths([str(given)], Options(), COMMAND_LINE).as_json()
    for name in ("read", "created", "updated", "unchanged", "refused"):
        assert said[name] == done[name]
