"""The survey step of programmes: one person at each customer is asked, as if one of us had asked them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from deeproot_app.act.models import Asked, Deed, Survey
from deeproot_app.act.programmes.todo import Todo
from deeproot_app.act.surveys import asking, whom
from deeproot_app.base.access import UNASKED
from deeproot_app.base.errors import UserError
from deeproot_app.record.models import Contact, Customer


def surveys(todo: Sequence[Todo], at: datetime) -> list[Deed]:
    """Ask each whom nothing speaks against; else the deed says why not. A step names its survey by its number."""
    customers = Customer.objects.in_bulk([one.enrolment.customer_id for one in todo])
    people = {one.customer_id: one for one in whom.at_customers(customers.values(), everyone=False).people}
    deeds: list[Deed] = []
    for what in dict.fromkeys((one.step.what, one.enrolment.programme_id, bool(one.by)) for one in todo):
        mine = [one for one in todo if (one.step.what, one.enrolment.programme_id, bool(one.by)) == what]
        deeds += _asked(mine, people, at)
    return deeds


def names() -> list[tuple[str, str]]:
    """The surveys that a step may name: number and title."""
    rows = Survey.objects.filter(state=Survey.State.OPEN).order_by("title", "pk")
    return [(str(pk), title) for pk, title in rows.values_list("pk", "title")]


def _asked(todo: Sequence[Todo], people: dict[str, Contact], at: datetime) -> list[Deed]:
    """Those of one programme who are asked one survey, together: a fixed number of queries."""
    first = todo[0]
    try:
        survey = _survey(first.step.what)
        asking.hold(survey)
    except UserError as wrong:
        return [one.deed(at, Deed.Result.IMPOSSIBLE, says=wrong.message) for one in todo]
    there = [one for one in todo if one.enrolment.customer_id in people]
    nobody = [one for one in todo if one.enrolment.customer_id not in people]
    lacking = [one.deed(at, Deed.Result.IMPOSSIBLE, says="No mail address is known.") for one in nobody]
    asked = [people[one.enrolment.customer_id] for one in there]
    programme = first.enrolment.programme_id
    looked = asking.looked_at(survey, asked, at, programme=programme, automatic=not first.by)
    would = [one for one in looked if not one.refused]
    rows = asking.make(UNASKED, survey, would, at, programme)
    asking.send(UNASKED, survey, rows, automatic=not first.by)
    made = {row.contact_id: row for row in rows}
    return lacking + [_deed(one, answer, made, at) for one, answer in zip(there, looked, strict=True)]


def _deed(one: Todo, answer: asking.One, made: dict[str | None, Asked], at: datetime) -> Deed:
    row = made.get(answer.contact.pk)
    if row is None:
        told = " ".join(reason.fact or reason.words for reason in answer.reasons)
        return one.deed(
            at, Deed.Result.REFUSED, reasons=[[each.id, each.words, each.fact] for each in answer.reasons], says=told
        )
    return one.deed(at, about=f"asked:{row.pk}")


def _survey(number: str) -> Survey:
    found = Survey.objects.filter(pk=int(number)).first() if number.isascii() and number.isdigit() else None
    if found is None:
        raise UserError(f"There is no survey {number}.")
    return found
