"""The routes of understanding, for the walk over every route."""

from __future__ import annotations

from deeproot_app.base.tests.walk import OWN_CUSTOMER, Route

ROUTES = {
    "understand:risk": Route("viewer", acts=False),
    "understand:risk_of": Route("viewer", {"customer": OWN_CUSTOMER}, acts=False),
    "understand:health": Route("viewer", acts=False),
    "understand:health_right": Route("viewer", acts=False),
    "understand:risk_again": Route("viewer", lowest_to_act="manager", looks=False),
}
