"""What the record suggests, reckoned for the command, and in the background for the page."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

import deeproot
from deeproot_app.base import access, clock, jobs
from deeproot_app.record.models import Customer
from deeproot_app.understand.personas.models import PersonaReading, PersonaSuggested, PersonaVersion
from deeproot_app.understand.source import opened

if TYPE_CHECKING:
    import pandas as pd

READ = ("customers", "interactions", "subscriptions", "purchases")
ACT = "persona.change"
A_PART = 1_000
KEY = "personas"


def lived(as_of: datetime) -> pd.DataFrame:
    """The traits of every customer at a moment."""
    from deeproot.understand.personas.traits import traits

    with opened() as source:
        return traits(source.everything(*READ), as_of)


def document(as_of: datetime) -> dict[str, Any]:
    """Suggestion and drift as JSON has them."""
    from deeproot.understand.personas.suggest import document, of_traits

    rows = lived(as_of)
    return document(of_traits(rows, as_of)) | drifted(rows)


def drifted(rows: pd.DataFrame) -> dict[str, Any]:
    """Who fits another persona better than theirs, and the personas whose traits moved since they were described."""
    from dataclasses import asdict

    from deeproot.understand.personas.drift import fits, means, moved

    own = dict(Customer.objects.exclude(persona=None).exclude(persona="").values_list("pk", "persona"))
    told: dict[str, Any] = {}
    for version in latest().values():
        part = rows[[own.get(one) == version.persona for one in rows.index]]
        if version.traits and len(part) and (found := moved(version.traits, part, rows)):
            told[version.persona] = [asdict(one) for one in found]
    given = {one: str(name) for one, name in own.items()}
    middles = {
        name: means(rows[[given.get(one) == name for one in rows.index]])
        for name in sorted({given[one] for one in rows.index if one in given})
    }
    return {"fits": [asdict(one) for one in fits(rows, given)], "moved": told, "means": middles}


def latest() -> dict[str, PersonaVersion]:
    """The version of each persona that holds."""
    return {one.persona: one for one in PersonaVersion.objects.order_by("persona", "number")}


def again(actor: access.Actor) -> None:
    """Have it reckoned anew, in the background."""
    access.require(actor, ACT)
    jobs.enqueue(reckon_personas, key=KEY)


@jobs.task
def reckon_personas() -> int:
    """Reckon it as of now; how many customers were looked at."""
    return keep(clock.now()).customers.count()


def keep(as_of: datetime) -> PersonaReading:
    """Reckon and store it; the one before goes."""
    from deeproot.understand.personas import VERSION

    told = document(as_of)
    fits = {one["customer_id"]: one for one in told.pop("fits")}
    place = {one: n for n, persona in enumerate(told["personas"]) for one in persona["customers"]}
    for persona in told["personas"]:
        persona["many"] = len(persona.pop("customers"))
    with transaction.atomic():
        PersonaReading.objects.all().delete()
        made = PersonaReading.objects.create(
            as_of=as_of, made_at=clock.now(), code=f"deeproot {deeproot.__version__}, personas {VERSION}", document=told
        )
        PersonaSuggested.objects.bulk_create(
            (
                PersonaSuggested(reading=made, customer_id=one, place=place.get(one),
                                 better=fits[one]["better"] if one in fits else "",
                                 times=fits[one]["times"] if one in fits else None)
                for one in sorted(place.keys() | fits.keys())
            ),
            batch_size=A_PART,
        )  # fmt: skip
    return made
