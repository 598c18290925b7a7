"""A persona of the small record: given to two customers, described, with a suggestion and who fits another."""

from __future__ import annotations

from typing import Any

from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.conftest import AS_OF
from deeproot_app.understand.personas import describe, give
from deeproot_app.understand.personas.models import PersonaReading, PersonaSuggested

SAID: dict[str, Any] = {"challenges": "Queues at noon.", "value": "Time.", "cadence_days": 30, "channels": ["call"]}


def personas() -> None:
    """Birch and Dune are shopkeepers by somebody's word; all three are suggested to be mail writers."""
    give.one(COMMAND_LINE, "c-birch", "Shopkeeper")
    give.one(COMMAND_LINE, "c-dune", "Shopkeeper")
    describe.say(COMMAND_LINE, "Shopkeeper", 0, SAID)
    suggested("c-birch", "c-cedar", "c-dune")


def suggested(*customers: str) -> PersonaReading:
    """A stored reading that suggests one persona for these customers."""
    mark = {"trait": "by_email", "value": 0.9, "all": 0.5, "apart": 1.2, "says": "write mostly e-mail", "telling": True}
    persona = {"name": "Write mostly e-mail", "many": len(customers), "share": 1.0, "marks": [mark]}
    moved = {"Shopkeeper": [{"trait": "asks", "before": 1.0, "now": 0.2, "apart": -0.8}]}
    told = {"says": "1 persona.", "personas": [persona], "moved": moved, "means": {"Shopkeeper": {"asks": 1.0}}}
    made = PersonaReading.objects.create(as_of=AS_OF, made_at=AS_OF, code="test", document=told)
    for one in customers:
        PersonaSuggested.objects.create(reading=made, customer_id=one, place=0, better="Baker", times=2.5)
    return made
