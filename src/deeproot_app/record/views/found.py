"""What the pages of imports have in common: who may come here, and the import that an address names."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from deeproot_app.base import access
from deeproot_app.base.models import User
from deeproot_app.record.models import Batch

LARGEST = 2**63 - 1


def importer(request: HttpRequest) -> User:
    """The reader, who may import. Raises NotSignedIn, NotAllowed."""
    access.require(request.user, "record.import")
    assert isinstance(request.user, User)
    return request.user


def one(number: int) -> Batch:
    """The import of that number. Raises Http404 where there is none."""
    found = Batch.objects.select_related("made_by").filter(pk=number).first() if number <= LARGEST else None
    if found is None:
        raise Http404("There is no such import.")
    return found
