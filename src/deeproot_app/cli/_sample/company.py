"""The company itself, brought in as anybody would bring in theirs: its record, its people, its library."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from deeproot_app.cli._tell import tell

if TYPE_CHECKING:
    from deeproot.sample import Company


def found_company(name: str) -> None:
    """From here on every page says that all of this is simulated."""
    from deeproot_app.base.models import Organisation

    Organisation(pk=1, name=name, simulated=True, timezone="Europe/Berlin", country="DE").save()


def bring_in(company: Company) -> None:
    from tempfile import TemporaryDirectory

    from deeproot.sample import writing
    from deeproot_app.base.access import COMMAND_LINE
    from deeproot_app.base.errors import UserError
    from deeproot_app.record.importing.paths import import_paths
    from deeproot_app.record.importing.plan import Options

    with TemporaryDirectory() as folder:
        tables = [path for path in writing.write(company, folder) if path.suffix == ".csv"]
        report = import_paths([str(path) for path in tables], Options(source="sample"), COMMAND_LINE, progress=shown)
    if report.refused:
        raise UserError("The sample was not taken whole:\n" + "\n".join(report.lines()))
    tell(f"{report.as_json()['created']:,} rows imported.")


def shown(done: int, of: int, says: str) -> None:
    """The import's progress on one line of a terminal."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\033[K{says}" if done < of else "\r\033[K")
        sys.stderr.flush()


def add_people(company: Company) -> None:
    """The company's own people as users: the one with most customers as administrator, a manager, and members."""
    from deeproot_app.base import people
    from deeproot_app.base.access import COMMAND_LINE

    owned = [row["owner"] for row in company.tables["customers"]]
    members = sorted(company.tables["members"], key=lambda row: (-owned.count(row["member_id"]), row["member_id"]))
    roles = ["administrator", "manager"]
    for number, row in enumerate(members):
        role = roles[number] if number < len(roles) else "member"
        people.add(COMMAND_LINE, row["email"], name=row["name"], role=role, member_id=row["member_id"])


def work_every_day(company: Company) -> None:
    """The sample has no weekend: whoever looks at it on a Sunday sees a day's choice too."""
    from deeproot_app.cli._sample import people
    from deeproot_app.plan.library.day import MINUTES, set_capacity

    for row in company.tables["members"]:
        set_capacity(people.of(row["member_id"]), row["member_id"], MINUTES, range(7))


def fill_library() -> None:
    """Give the resources their texts, addresses and files."""
    from deeproot.sample.library import library
    from deeproot_app.cli._sample import people
    from deeproot_app.plan.library.load import load

    tell(f"{load(people.manager(), library())['editions']:,} texts for the library, in four languages.")
