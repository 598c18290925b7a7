"""The routes of planning, for the walk over every route."""

from __future__ import annotations

from django.db import transaction

from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.tests.walk import Route, Sample
from deeproot_app.plan.library import change, files
from deeproot_app.plan.library.sharing import shared_at
from deeproot_app.plan.models import Edition
from deeproot_app.plan.tests import policy_routes
from deeproot_app.record.models import Change, Resource

RESOURCE = Sample(lambda: Resource.objects.get(title="Shorter queues").pk)
EDITION = Sample(lambda: Edition.objects.get(language="de").pk, unknown=999_999)
CHANGE = Sample(lambda: Change.objects.get(table="editions").pk, unknown=999_999)
TOKEN = Sample(lambda: shared_at(Edition.objects.get(language="de")).rstrip("/").rpartition("/")[2])
CHANGING = {"resource": RESOURCE}

ROUTES = {
    **policy_routes.ROUTES,
    "plan:library": Route("viewer", acts=False),
    "plan:unserved": Route("viewer", acts=False),
    "plan:resource": Route("viewer", CHANGING, acts=False),
    "plan:library_file": Route("viewer", {"edition": EDITION}, acts=False),
    "plan:shared": Route("anyone", {"token": TOKEN}, acts=False),
    "plan:library_add": Route("member"),
    "plan:library_edit": Route("member", CHANGING),
    "plan:library_edition": Route("member", CHANGING),
    "plan:library_state": Route("member", CHANGING, looks=False),
    "plan:library_undo": Route("member", {"change_id": CHANGE}, looks=False),
    "plan:capacity": Route("member", looks=False),
}


def prepare() -> None:
    """A resource with a file."""
    with transaction.atomic():
        made = change.add(COMMAND_LINE, "Shorter queues", "guide", needs=["queues"], state="ready")
        stored = files.store(b"one line a day", "queues.txt")
        change.add_edition(COMMAND_LINE, made.row_id, "de", "Kürzere Schlangen", "Eine Seite.", file=stored)
