"""All that is held of one person, for whoever must answer them. Erasing stays with the page and the command.

It cannot be taken back, and it asks for an administrator's own word each time (docs/privacy.md): no token stands for
that. For the same reason no wider scope spans this one, and no answer of it is kept to be given again.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Schema

from deeproot_app.api.rest import document
from deeproot_app.api.rest.guard import asking
from deeproot_app.api.rest.idempotency import HEADER
from deeproot_app.api.rest.problems import Problem
from deeproot_app.api.rest.router import Tagged
from deeproot_app.api.rest.shapes import Asked, Plain
from deeproot_app.record.person import taken

router = Tagged("A person's data")
EXPORT = "persons:export"


class Whom(Asked):
    """Whom it is about; in the body, so that no log of addresses tells of them."""

    who: Plain = Field(
        ..., min_length=1, max_length=300, description="a mail address, a number, or the id of a contact or a person"
    )


class PersonTold(Schema):
    """Who they are here."""

    customers: list[str] = Field(..., description="customers that are this person and nobody else")
    contacts: list[str]
    of: list[str] = Field(..., description="customers they belong to")
    addresses: list[str]
    names: list[str]


class PersonData(Schema):
    """All that is held of them."""

    taken_out_at: datetime
    person: PersonTold
    data: dict[str, list[dict[str, Any]]] = Field(..., description="every row that is theirs, by table")


@router.post(
    "/persons/export", response=PersonData, operation_id="export_person", openapi_extra={document.NOT_KEPT: True}
)
def export_person(request: HttpRequest, sent: Whom) -> Any:
    """Take out what is held of one person, as data.json of the files has it; it is written to the audit trail.

    The mails as they came are in the files of the page and the command.
    """
    user = asking(request, EXPORT)
    if request.headers.get(HEADER) is not None:
        raise Problem(422, f"This changes nothing, and its answer is not kept: send it without {HEADER}.")
    return taken.document(user, sent.who)
