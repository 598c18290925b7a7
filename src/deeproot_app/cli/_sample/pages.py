"""Pages of their own in the sample company: a few of its customers have one, and said something on it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from deeproot_app.act.models import OwnPage
from deeproot_app.act.own_page import links, saying, shown
from deeproot_app.act.own_page.saying import Saying
from deeproot_app.cli._sample import people as ours
from deeproot_app.record.models import Contact, Target

PAGES: Final = 6
DAY: Final = timedelta(days=1)
WORDS: Final = "Could the report be there on the first of the month, before our own meeting?"


def load(until: datetime) -> int:
    """Give people of customers with a success plan a page, and let some speak on it; return how many have one."""
    planned = Target.objects.exclude(shared_at=None).order_by("belief__customer").values("belief__customer")
    people: dict[str, Contact] = {}
    rows = Contact.objects.filter(customer__in=planned, merged_into=None).select_related("customer")
    for contact in rows.order_by("customer", "contact_id"):
        people.setdefault(contact.customer_id, contact)
    pages = [links.give(ours.of(one.customer.owner_id), one.pk)[0] for one in list(people.values())[:PAGES]]
    OwnPage.objects.filter(pk__in=[one.pk for one in pages]).update(made_at=until - 20 * DAY)
    for number, page in enumerate(pages[:3]):
        _speak(page, number, until - (number + 1) * DAY)
    return len(pages)


def _speak(page: OwnPage, number: int, at: datetime) -> None:
    """The first corrects their name, the second writes, the third says that a case is solved, where there is one."""
    key = f"{number:032x}"
    if number == 0:
        first, _, last = str(page.contact.name or "").rpartition(" ")
        saying.say(page, Saying(key, "fact", field="name", words=f"{first} A. {last}".strip()), at)
        return
    closed = [one for one in shown.cases(page.contact, at) if one.state == "closed"]
    if number == 2 and closed:
        saying.say(page, Saying(key, "case", closed[0].id, "solved"), at)
        return
    saying.say(page, Saying(key, "other", words=WORDS), at)
