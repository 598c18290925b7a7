"""Files that were uploaded together: what would be done with each, in which order, and what became of them."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from deeproot_app.base import flash
from deeproot_app.record.importing.report import COUNTS
from deeproot_app.record.models import Batch
from deeproot_app.record.uploads import waiting
from deeproot_app.record.uploads.standing import Standing, anybody_works, standings
from deeproot_app.record.views.found import importer


@require_GET
def together(request: HttpRequest, group: str) -> HttpResponse:
    """All files of one upload."""
    importer(request)
    found = standings(waiting.in_order(_batches(group)))
    stages = [one.stage for one in found]
    moving = next((one for one in found if one.moving), None)
    ready = sum(waiting.ready(one.batch) for one in found)
    rehearsing = moving is not None and moving.stage == "waiting"
    context = {
        "group": group,
        "rows": [(one, _counts(one)) for one in found],
        "counts": COUNTS,
        "moving": moving,
        "idle": moving is not None and not anybody_works(),
        "can_start": ready > 0 and (moving is None or rehearsing),
        "start": f"Import {ready} file{'' if ready == 1 else 's'}",
        "unreadable": sum(
            one.upload is not None and one.upload.look is None for one in found if one.stage == "waiting"
        ),
        "waiting": stages.count("waiting"),
        "all_done": all(stage == "done" for stage in stages),
        "failed": next((one for one in found if one.stage == "failed"), None),
    }
    return render(request, "record/together.html", context)


def _batches(group: str) -> list[Batch]:
    found = list(waiting.together(group).select_related("made_by")) if group else []
    if not found:
        raise Http404("There is no such upload.")
    return found


def _counts(one: Standing) -> list[tuple[str, int | None]]:
    """What became of its rows, or would become of them; None where that is not known yet."""
    if one.stage in ("waiting", "queued"):
        rehearsed = (one.upload.rehearsed if one.upload else None) or {}
        return [(name, rehearsed.get(name)) for name in COUNTS]
    return [(name, getattr(one.batch, name)) for name in COUNTS]


@require_POST
def discard(request: HttpRequest, group: str) -> HttpResponse:
    """Throw away those of them that were not imported."""
    user = importer(request)
    found = _batches(group)
    count = waiting.discard(found, user)
    flash.done(request, f"{count} file{'' if count == 1 else 's'} thrown away; nothing of them was imported.")
    return redirect("record:together", group) if count < len(found) else redirect("record:imports")
