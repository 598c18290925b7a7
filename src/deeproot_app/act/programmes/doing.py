"""Do the steps that are due: put calls on the list, queue mails, take a person's word that a task is done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from deeproot_app.act.models import Call, Deed
from deeproot_app.act.programmes import mailing, surveying
from deeproot_app.act.programmes.todo import Todo
from deeproot_app.record.models import Customer


def do(todo: Sequence[Todo], at: datetime) -> list[Deed]:
    """Do them, in the transaction at hand; gives what came of each, not yet saved.

    Whether a touch may be is asked by whatever makes it: the outbox for a mail, the call list for a call.
    """
    found = [one.deed(at) for one in todo if one.step.do == "task"]
    for sort, perform in DOERS.items():
        mine = [one for one in todo if one.step.do == sort]
        found += perform(mine, at) if mine else []
    return found


def _calls(todo: Sequence[Todo], at: datetime) -> list[Deed]:
    """Each customer on the call list, once for this step, with whoever looks after them."""
    owners = dict(
        Customer.objects.filter(pk__in=[one.enrolment.customer_id for one in todo]).values_list("pk", "owner_id")
    )
    return [_call(one, owners.get(one.enrolment.customer_id), at) for one in todo]


def _call(one: Todo, member_id: str | None, at: datetime) -> Deed:
    enrolment = one.enrolment
    call, _ = Call.objects.get_or_create(
        origin=Call.Origin.PROGRAMME,
        origin_key=f"{enrolment.programme_id}:{enrolment.pk}:{one.place}",
        defaults={
            "customer_id": enrolment.customer_id,
            "member_id": member_id,
            "headline": one.step.what,
            "made_at": at,
            "made_by": one.by or "by itself",
        },
    )
    return one.deed(at, about=f"call:{call.pk}")


DOERS: Final = {"call": _calls, "email": mailing.mails, "survey": surveying.surveys}
