"""The library as a document: what the command line and the API tell of it."""

from __future__ import annotations

from typing import Any

from deeproot_app.base import access
from deeproot_app.plan.library import queries
from deeproot_app.plan.library.sharing import shared_at
from deeproot_app.plan.library.unserved import Unserved, unserved
from deeproot_app.record.models import Resource


def whole(actor: access.Actor) -> dict[str, Any]:
    """All resources by title, and the needs that nothing serves."""
    found = Resource.objects.select_related("shelved").order_by("title", "resource_id")
    return {
        "resources": [resource(row) for row in queries.rows(actor, list(found))],
        "unserved": [need(one) for one in unserved(actor)],
    }


def resource(row: queries.Row) -> dict[str, Any]:
    """One resource with the versions that are given."""
    own = row.resource
    return {
        "resource_id": own.pk,
        "title": own.title,
        "kind": own.kind,
        "state": row.state,
        "needs": own.needs,
        "personas": own.personas,
        "languages": [edition.language for edition in row.editions],
        "editions": [
            {
                "language": edition.language, "number": edition.number, "title": edition.title, "says": edition.says,
                "address": shared_at(edition), "file": edition.file.name if edition.file else None,
            }
            for edition in row.editions
        ],
        "given": row.given,
    }  # fmt: skip


def need(one: Unserved) -> dict[str, Any]:
    """One need that nothing serves; ``value`` in millionths of a year's worth, by currency."""
    return {"text": one.text, "others": one.others, "customers": one.customers, "now": one.now, "value": one.value}
