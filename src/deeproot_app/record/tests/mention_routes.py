"""The routes of mentions, for the walk over every route."""

from __future__ import annotations

import json

from deeproot_app.base import clock
from deeproot_app.base.tests.walk import Route, Sample
from deeproot_app.record.arrivals.keep import keep
from deeproot_app.record.models import Arrival, Connection

MENTION = Sample(lambda: Arrival.objects.get(key="said").pk, unknown=999_999)
OF = {"arrival": MENTION}

ROUTES = {
    "mentions:mentions": Route("viewer", acts=False),
    "mentions:mention": Route("viewer", OF, acts=False),
    "mentions:theirs": Route("member", OF, looks=False),
    "mentions:aside": Route("member", OF, looks=False),
    "mentions:take_back": Route("member", OF, looks=False),
}


def prepare() -> None:
    """One mention that is nobody's."""
    made = Connection.objects.create(name="Forum", slug="forum", channel="feeds", made_at=clock.now())
    entry = {"id": "said", "title": "Roots", "author": "ann@nowhere.example (Ann)", "summary": "They called back!"}
    keep(made, [("said", {"found": clock.now().isoformat()}, json.dumps(entry).encode())])
    Arrival.objects.filter(key="said").update(state="nobodys")
