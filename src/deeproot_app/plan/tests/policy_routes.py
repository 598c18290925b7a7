"""The routes of the contact policy and of people's own preferences, for the walk over every route."""

from __future__ import annotations

from deeproot_app.base.tests.walk import Route, Sample
from deeproot_app.record.consent.links import Links

OWN_LINK = Sample(lambda: Links().token("p-birch", "c-birch", "pat@birch.example"), unknown="no-such-link")

ROUTES = {
    "plan:policy": Route("viewer", lowest_to_act="administrator", answers=frozenset({200, 302, 422})),
    "plan:preferences": Route("anyone", {"token": OWN_LINK}),
    "plan:unsubscribe": Route("anyone", {"token": OWN_LINK}),
}
