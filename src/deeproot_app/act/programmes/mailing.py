"""The mails of programmes: drafted for each customer in their language, queued once for each step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from deeproot.plan.policy import Touch
from deeproot_app.act.drafts.draft import Draft, drafted
from deeproot_app.act.drafts.house import letters
from deeproot_app.act.drafts.spoken import languages
from deeproot_app.act.models import Deed, Sending, Template
from deeproot_app.act.outbox import Mail, queue_many
from deeproot_app.act.programmes.todo import Todo
from deeproot_app.base.access import UNASKED
from deeproot_app.base.errors import UserError
from deeproot_app.record.models import Contact, Customer

ANY: Final = "en"


def mails(todo: Sequence[Todo], at: datetime) -> list[Deed]:
    """Queue a mail for each; where none can be written, the deed says why not.

    The occasion names programme, enrolment and step, so that nobody gets it twice, whoever asks and however often.
    """
    customers = Customer.objects.in_bulk([one.enrolment.customer_id for one in todo])
    templates = _templates({one.step.what for one in todo})
    spoken = languages(list(customers.values()))
    written: list[tuple[Todo, Mail]] = []
    deeds: list[Deed] = []
    for one in todo:
        customer = customers[one.enrolment.customer_id]
        try:
            draft = _draft(one, customer, templates, spoken.get(customer.pk, ANY))
            written.append((one, _mail(one, customer, draft)))
        except UserError as wrong:
            deeds.append(one.deed(at, Deed.Result.IMPOSSIBLE, says=wrong.message))
    return deeds + _queued(written, at)


def preview(one: Todo) -> tuple[Draft, Touch]:
    """What would be queued for one, and the touch that it would be. Raises UserError where no mail can be written."""
    customer = Customer.objects.get(pk=one.enrolment.customer_id)
    draft = _draft(one, customer, _templates({one.step.what}), languages([customer]).get(customer.pk, ANY))
    return draft, _mail(one, customer, draft).touch


def names() -> list[str]:
    """What a step may name: our own templates, then the occasions that words came with."""
    own = Template.objects.filter(retired_at__isnull=True, member_id="").order_by("name")
    return [*dict.fromkeys(own.values_list("name", flat=True)), *sorted(letters(ANY))]


def _templates(wanted: set[str]) -> dict[tuple[str, str], int]:
    """Our own templates of those names, by name and language."""
    rows = Template.objects.filter(name__in=wanted, retired_at__isnull=True, member_id="").order_by("-pk")
    return {(row.name, row.language): row.pk for row in rows}


def _draft(one: Todo, customer: Customer, templates: dict[tuple[str, str], int], language: str) -> Draft:
    """What is written to this customer. Raises UserError where something of it is still to be said by a person."""
    name = one.step.what
    of_name = {spoken: pk for (known, spoken), pk in templates.items() if known == name}
    template = of_name.get(language) or of_name.get(ANY) or next(iter(of_name.values()), None)
    if template is None and name not in letters(ANY):
        raise UserError(f"There is no template “{name}”.")
    found = drafted(
        UNASKED,
        customer,
        resource_id=one.step.resource or "",
        occasion="" if template else name,
        template=template,
        member_id=customer.owner_id or "",
    )
    if found.left_open:
        raise UserError(f"“{found.template_name}” leaves open what a person must say: {', '.join(found.left_open)}.")
    return found


def _mail(one: Todo, customer: Customer, draft: Draft) -> Mail:
    if draft.contact_id is None or not _has_address(draft.contact_id):
        raise UserError("No mail address is known.")
    enrolment, step = one.enrolment, one.step
    touch = Touch(
        customer_id=customer.pk,
        contact_id=draft.contact_id,
        member_id=customer.owner_id,
        channel="email",
        kind=step.kind or draft.kind,
        automatic=not one.by,
        personal=False,
        programme_id=enrolment.programme_id,
    )
    return Mail(
        occasion=f"{enrolment.programme_id}:{step.id}:{one.place}",
        touch=touch,
        subject=draft.subject,
        text=draft.text,
        resource_id=draft.resource_id,
        programme_id=enrolment.programme_id,
    )


def _has_address(contact_id: str) -> bool:
    return Contact.objects.filter(pk=contact_id).exclude(email__isnull=True).exclude(email="").exists()


def _queued(written: Sequence[tuple[Todo, Mail]], at: datetime) -> list[Deed]:
    """What became of each at the gate: queued, put off, or held back."""
    rows = queue_many(UNASKED, [mail for _, mail in written])
    return [_deed(one, row, at) for (one, _), row in zip(written, rows, strict=True)]


def _deed(one: Todo, row: Sending, at: datetime) -> Deed:
    if row.state == Sending.State.SUPPRESSED:
        return one.deed(at, Deed.Result.REFUSED, reasons=row.reasons, says=row.says, about=f"sending:{row.pk}")
    return one.deed(at, about=f"sending:{row.pk}")
