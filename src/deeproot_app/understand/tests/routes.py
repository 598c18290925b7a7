"""The routes of understanding, for the walk over every route."""

from __future__ import annotations

from deeproot_app.base.tests.walk import OWN_CUSTOMER, Route, Sample
from deeproot_app.understand.journey.models import JourneyIdea, JourneyMap, JourneyPicture, JourneyWalk
from deeproot_app.understand.journey.tests.made import NODE, a_map, a_walk
from deeproot_app.understand.personas.models import PersonaGiven
from deeproot_app.understand.personas.tests.made import personas

PERSONA = Sample("Shopkeeper", unknown="Nobody")
GIVEN = Sample(
    lambda: PersonaGiven.objects.get(customers__customer="c-birch").pk,
    lambda: PersonaGiven.objects.get(customers__customer="c-dune").pk,
    999_999,
)
MAP = Sample(lambda: JourneyMap.objects.order_by("pk").first().pk, unknown=999_999)  # type: ignore[union-attr]
WALK = Sample(lambda: JourneyWalk.objects.order_by("pk").first().pk, unknown=999_999)  # type: ignore[union-attr]
IDEA = Sample(lambda: JourneyIdea.objects.order_by("pk").first().pk, unknown=999_999)  # type: ignore[union-attr]
PICTURE = Sample(lambda: JourneyPicture.objects.order_by("pk").first().pk, unknown=999_999)  # type: ignore[union-attr]
KEY = Sample(f"first-{NODE}")
OF_MAP = {"number": MAP}

ROUTES = {
    "understand:personas": Route("viewer", acts=False),
    "understand:personas_again": Route("viewer", lowest_to_act="member", looks=False),
    "understand:persona_take": Route("viewer", {"place": Sample(0, unknown=99)}, lowest_to_act="manager", looks=False),
    "understand:persona_undo": Route("viewer", {"given": GIVEN}, lowest_to_act="member", looks=False),
    "understand:persona_of": Route("member", {"customer": OWN_CUSTOMER}),
    "understand:persona": Route("viewer", {"persona": PERSONA}, acts=False),
    "understand:persona_describe": Route("member", {"persona": PERSONA}),
    "understand:persona_back": Route(
        "viewer", {"persona": PERSONA, "number": Sample(0, unknown=999)}, lowest_to_act="member", looks=False
    ),
    "understand:risk": Route("viewer", acts=False),
    "understand:risk_of": Route("viewer", {"customer": OWN_CUSTOMER}, acts=False),
    "understand:health": Route("viewer", acts=False),
    "understand:health_right": Route("viewer", acts=False),
    "understand:risk_again": Route("viewer", lowest_to_act="manager", looks=False),
    "understand:maps": Route("viewer", lowest_to_act="member"),
    "understand:map": Route("viewer", OF_MAP, acts=False),
    "understand:touchpoint": Route("member", {**OF_MAP, "key": KEY}),
    "understand:map_arrange": Route("viewer", OF_MAP, lowest_to_act="member", looks=False),
    "understand:map_behind": Route("viewer", {**OF_MAP, "node": Sample(NODE, unknown=1)}, acts=False),
    "understand:map_versions": Route("viewer", OF_MAP, acts=False),
    "understand:map_back": Route(
        "viewer", {**OF_MAP, "version": Sample(1, unknown=999)}, lowest_to_act="member", looks=False
    ),
    "understand:map_beside": Route("viewer", OF_MAP, lowest_to_act="member"),
    "understand:map_poster": Route("viewer", {**OF_MAP, "kind": Sample("svg", unknown="gif")}, acts=False),
    "understand:map_again": Route("viewer", OF_MAP, lowest_to_act="member", looks=False),
    "understand:map_remove": Route("viewer", OF_MAP, lowest_to_act="member", looks=False),
    "understand:map_return": Route("viewer", OF_MAP, lowest_to_act="member", looks=False),
    "understand:map_idea": Route("viewer", OF_MAP, lowest_to_act="member", looks=False),
    "understand:idea": Route("viewer", {"idea": IDEA}, lowest_to_act="member", looks=False),
    "understand:walk_begin": Route("viewer", OF_MAP, lowest_to_act="member", looks=False),
    "understand:walk": Route("viewer", {"walk": WALK}, acts=False),
    "understand:walk_step": Route("member", {"walk": WALK, "place": Sample(1, unknown=999)}),
    "understand:walk_end": Route("viewer", {"walk": WALK}, lowest_to_act="member", looks=False),
    "understand:walk_picture": Route("viewer", {"picture": PICTURE}, acts=False),
    "understand:walk_picture_drop": Route("viewer", {"picture": PICTURE}, lowest_to_act="member", looks=False),
}


def prepare() -> None:
    """A map drawn from the small record and a walk through it; a persona, suggested, described and given."""
    a_walk(a_map())
    personas()
