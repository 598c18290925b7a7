"""The routes of connections, for the walk over every route."""

from __future__ import annotations

from deeproot_app.base import clock
from deeproot_app.base.tests.walk import Route, Sample
from deeproot_app.record.arrivals.keep import keep
from deeproot_app.record.models import Arrival, Connection

NUMBER = Sample(lambda: Connection.objects.get(name="Billing").pk, unknown=999_999)
ARRIVAL = Sample(lambda: Arrival.objects.get(key="walk").pk, unknown=999_999)
ONE, OF = {"number": NUMBER}, {"number": NUMBER, "arrival": ARRIVAL}
ACTS = ("check", "pause", "resume", "remove", "retry")

ROUTES = {
    "connect:connections": Route("manager", acts=False),
    "connect:choose": Route("manager", acts=False),
    "connect:add": Route("manager", {"channel": Sample("stripe", unknown="no-such-channel")}, answers=frozenset({200})),
    "connect:one": Route("manager", ONE, acts=False),
    "connect:progress": Route("manager", ONE, acts=False),
    "connect:change": Route("manager", ONE),
    **{
        f"connect:{name}": Route("manager", ONE, looks=False)
        for name in ("check", "pause", "resume", "remove", "retry")
    },
    "connect:arrival": Route("manager", OF, acts=False),
    "connect:raw": Route("manager", OF, acts=False),
    "connect:retry_one": Route("manager", OF, looks=False),
    "connect:know": Route("manager", OF, looks=False),
}


def prepare() -> None:
    """A connection with an arrival in quarantine that also waits for somebody."""
    made = Connection.objects.create(name="Billing", slug="walk", channel="stripe", made_at=clock.now())
    keep(made, [("walk", {"event": "made up"}, b"{}")])
    Arrival.objects.filter(key="walk").update(state="unreadable", reason="it is no event")
    Arrival.objects.get(key="walk").awaited.create(what="address", value="new@nowhere.example")
