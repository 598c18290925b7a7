"""A file of the library for those it was given to: on a signed link, without a sign-in, until it is withdrawn."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.core import signing
from django.http import Http404
from django.urls import reverse

from deeproot_app.plan.models import Edition, Shelved

SALT: Final = "deeproot library file"
"""A link for this purpose is good for no other."""


def shared_at(edition: Edition) -> str:
    """Where whoever it is given to finds it: its own address, else the signed link to its file; empty for neither.

    A link to a file begins with a slash where the installation has no address of its own (DEEPROOT_URL).
    """
    if edition.address or edition.file_id is None:
        return edition.address
    token = signing.Signer(salt=SALT).sign_object([edition.pk, edition.file_id])
    return settings.PUBLIC_URL + reverse("plan:shared", args=[token])


def shared(token: str) -> Edition:
    """The version that a link leads to, with its file. Raises Http404 for any other, and once it is withdrawn."""
    try:
        pk, key = signing.Signer(salt=SALT).unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError):
        raise Http404("There is no such file.") from None
    found = Edition.objects.select_related("file").filter(pk=pk, file=key, withdrawn_at=None).first()
    if found is None or Shelved.objects.filter(pk=found.resource_id, state=Shelved.State.RETIRED).exists():
        raise Http404("There is no such file.")
    return found
