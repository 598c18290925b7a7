"""One arrival: what became of it and why, its raw bytes as plain text, the rows that it gave."""

from __future__ import annotations

from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from deeproot_app import channels
from deeproot_app.base import access
from deeproot_app.record.arrivals import connecting
from deeproot_app.record.arrivals.keep import unpacked
from deeproot_app.record.arrivals.waiting import ADDRESS
from deeproot_app.record.models import Arrival
from deeproot_app.record.views.found import LARGEST, importer

SHOWN: Final = 20_000
"""Characters of the raw bytes that the page shows; the download has all."""
ROWS: Final = 100
TONES: Final = {"recorded": "good", "unreadable": "bad", "nobodys": "warn", "waiting": "info", "ignored": ""}
WORDS: Final = {
    "recorded": "recorded",
    "unreadable": "in quarantine",
    "nobodys": "nobody's yet",
    "waiting": "waiting to be read",
    "ignored": "nothing in it that the record keeps",
}


@require_GET
def arrival(request: HttpRequest, number: int, arrival: int) -> HttpResponse:
    """The arrival's own page."""
    user = importer(request)
    found = arrival_of(number, arrival)
    text = unpacked(found).decode("utf-8", "backslashreplace").replace("\x00", "␀")
    waits = list(found.awaited.order_by("what", "value").values_list("what", "value")[:ROWS])
    context: dict[str, Any] = {
        "arrival": found,
        "connection": found.connection,
        "title": channels.title(found.connection.channel),
        "may": access.allows(user, connecting.MANAGE),
        "may_retry": found.state != Arrival.State.WAITING and found.size > 0,
        "tone": TONES[found.state],
        "words": "left aside" if found.state == Arrival.State.IGNORED and found.reason else WORDS[found.state],
        "reasons": found.reason.split("; ") if found.reason else [],
        "text": text[:SHOWN],
        "cut": len(text) > SHOWN,
        "rows": [(table, row) for table, row in found.rows[:ROWS]],
        "more": max(len(found.rows) - ROWS, 0),
        "addresses": [value for what, value in waits if what == ADDRESS],
        "others": [(what, value) for what, value in waits if what != ADDRESS],
        "headers": sorted(found.headers.items()),
    }
    return render(request, "record/connect/arrival.html", context)


@require_GET
def raw(request: HttpRequest, number: int, arrival: int) -> HttpResponse:
    """Its bytes, as they came: a download that nothing runs."""
    importer(request)
    found = arrival_of(number, arrival)
    answer = HttpResponse(unpacked(found), content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="arrival-{found.pk}.txt"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def arrival_of(number: int, arrival: int) -> Arrival:
    """The arrival of that number, of that connection. Raises Http404 where there is none."""
    if max(number, arrival) > LARGEST:
        raise Http404("There is no such arrival.")
    rows = Arrival.objects.select_related("connection").filter(pk=arrival, connection_id=number)
    found = rows.first()
    if found is None:
        raise Http404("There is no such arrival.")
    return found
