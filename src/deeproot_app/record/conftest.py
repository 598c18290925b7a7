"""What the tests of the record share: a home of their own, and files that are imported by a word."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.record.importing.paths import import_paths
from deeproot_app.record.importing.plan import Options
from deeproot_app.record.importing.report import FileReport, Report

CUSTOMERS = (
    "customer_id,name,kind,country,since\nc1,Birch Bakery,organisation,NO,2024-01-01T00:00:00Z\nc2,Cedar,person,,\n"
)
MEMBERS = "member_id,name,email,team\nm1,Ada Lund,ada@oakfield.example,north\n"
CONTACTS = "contact_id,customer_id,name,email,phone\np1,c1,Pat,Pat@birch.example,+47 22 33 44 55\n"
INTERACTIONS = (
    "interaction_id,customer_id,contact_id,member_id,happened_at,channel,direction,kind,thread_id,customer_words,"
    "our_words,needs_answer,automatic,personal\n"
    "mail:1,c1,p1,m1,2025-03-01T10:00:00Z,email,in,question,t1,12,0,true,false,true\n"
    "mail:2,c1,p1,m1,2025-03-02T09:30:00+01:00,email,out,answer,t1,0,40,false,false,true\n"
    "mail:3,c2,,m1,2025-03-03T08:00:00.250000Z,call,both,,,30,20,false,false,true\n"
)

Load = Callable[..., Report]


@pytest.fixture(autouse=True)
def at_home(home: Path) -> Path:
    """Every test here has a home of its own."""
    return home


@pytest.fixture
def load(tmp_path: Path, db: None) -> Load:
    """Writes files (name -> text or bytes) into a folder and imports them; the report of it."""

    def loaded(files: dict[str, str | bytes], *, dry_run: bool = False, **options: Any) -> Report:
        folder = tmp_path / "given"
        folder.mkdir(exist_ok=True)
        paths = []
        for name, content in files.items():
            path = folder / name
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
            paths.append(str(path))
        return import_paths(paths, Options(**options), COMMAND_LINE, dry_run=dry_run)

    return loaded


@pytest.fixture
def base(load: Load) -> Report:
    """Two customers, a member and a contact, recorded."""
    return load({"customers.csv": CUSTOMERS, "members.csv": MEMBERS, "contacts.csv": CONTACTS})


def counts(report: FileReport) -> tuple[int, int, int, int, int]:
    """read, created, updated, unchanged, refused."""
    return report.read, report.created, report.updated, report.unchanged, report.refused
