"""The library, asked for: what there is, in which languages, for whom, and whom it was given to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from deeproot_app.base import access, keyset
from deeproot_app.plan.library.shelf import READY, current
from deeproot_app.plan.models import Edition, Shelved
from deeproot_app.record.models import Change, Interaction, Resource

GIVEN = Q(direction__in=("out", "both"))
"""Interactions by which we gave something; what they sent us with it is nothing that we gave."""


@dataclass(frozen=True)
class Wanted:
    """What a list of resources is asked for; every part is optional."""

    search: str = ""
    need: str = ""
    persona: str = ""
    kind: str = ""
    language: str = ""
    state: str = ""
    """draft, ready, retired; empty: all but what is retired."""


@dataclass(frozen=True)
class Row:
    """A resource in a list."""

    resource: Resource
    state: str
    editions: Sequence[Edition]
    given: int
    """How many customers it was given to, of those that the reader may see."""


def page(actor: access.Actor, wanted: Wanted, query: Mapping[str, str], size: int = 50) -> keyset.Page[Resource]:
    """A page of the library by title. Every reader of the record sees all of it."""
    access.require(actor, "record.see")
    return keyset.page(matching(wanted).select_related("shelved"), ("title", "resource_id"), query, size)


def matching(wanted: Wanted) -> QuerySet[Resource]:
    """The resources that ``wanted`` describes, in no order."""
    found = Resource.objects.filter(_state(wanted.state))
    for word in wanted.search.replace("\x00", "").split()[:8]:
        said = Edition.objects.filter(resource=OuterRef("pk"), withdrawn_at=None)
        said = said.filter(Q(title__icontains=word) | Q(says__icontains=word))
        found = found.filter(Q(title__icontains=word) | Q(pk=word) | Q(needs__icontains=word) | Exists(said))
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    if wanted.language:
        found = found.filter(Exists(_in_language(wanted.language)))
    for name, value in (("needs", wanted.need), ("personas", wanted.persona)):
        if value:
            found = found.filter(pk__in=_having(name, value))
    return found


def rows(actor: access.Actor, resources: Sequence[Resource]) -> list[Row]:
    """What a list says of these resources. Two queries, three where sight is limited."""
    ids = [row.pk for row in resources]
    editions, given = current(ids), counted(actor, ids)
    return [
        Row(row, state_of(row), sorted(editions.get(row.pk, {}).values(), key=_by_language), given.get(row.pk, 0))
        for row in resources
    ]


def state_of(row: Resource) -> str:
    """Where it stands; what a file told of stands ready."""
    shelved = getattr(row, "shelved", None)
    return shelved.state if shelved else Shelved.State.READY.value


def counted(actor: access.Actor, ids: Sequence[str]) -> dict[str, int]:
    """How many customers each of these was given to."""
    found = access.customers(actor, Interaction.objects.filter(GIVEN, resource_id__in=ids), "customer")
    told = found.order_by().values_list("resource_id").annotate(customers=Count("customer", distinct=True))
    return {resource: many for resource, many in told if resource}


def needs() -> list[str]:
    """Every need that a resource names, in their order."""
    return sorted({need for row in Resource.objects.values_list("needs", flat=True) for need in row})


def personas() -> list[str]:
    """Every persona that a resource names."""
    return sorted({name for row in Resource.objects.values_list("personas", flat=True) for name in row})


def languages() -> list[str]:
    """The languages of which there is a version."""
    found = Edition.objects.filter(withdrawn_at=None).order_by("language").values_list("language", flat=True)
    return list(found.distinct())


def editions(row: Resource) -> list[Edition]:
    """All versions of a resource, the latest of each language first; those withdrawn too."""
    found = row.editions.select_related("file").defer("file__data")
    return list(found.order_by("language", "-number"))


def history(row: Resource, limit: int = 20) -> list[Change]:
    """What was changed of it, the latest first."""
    own = Q(table="resources", row_id=row.pk)
    versions = Q(table="editions", row_id__in=[str(pk) for pk in row.editions.values_list("pk", flat=True)])
    return list(Change.objects.filter(own | versions, batch=None).select_related("user").order_by("-pk")[:limit])


def given_before(actor: access.Actor, customers: Sequence[str], as_of: datetime) -> dict[str, datetime]:
    """When each resource was last given to this customer, under any of its ids."""
    found = access.customers(actor, Interaction.objects.filter(GIVEN, customer__in=customers), "customer")
    given = found.filter(resource_id__isnull=False, happened_at__lte=as_of).order_by("happened_at")
    return {str(resource): at for resource, at in given.values_list("resource_id", "happened_at")}


def _state(state: str) -> Q:
    if state == Shelved.State.READY:
        return READY
    if state in Shelved.State.values:
        return Q(shelved__state=state)
    return Q(shelved=None) | ~Q(shelved__state=Shelved.State.RETIRED)


def _in_language(language: str) -> Any:
    return Edition.objects.filter(resource=OuterRef("pk"), language=language, withdrawn_at=None)


def _having(name: str, value: str) -> list[str]:
    """The resources whose list holds just this; a library is small, and lists in JSON are compared alike nowhere."""
    return [pk for pk, told in Resource.objects.values_list("pk", name) if value in told]


def _by_language(edition: Edition) -> tuple[bool, str]:
    return edition.language != "en", edition.language
