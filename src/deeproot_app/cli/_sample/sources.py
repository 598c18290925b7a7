"""The sample company's connected sources: what they sent in its last days is received as from anybody.

Kept raw, read, told to the ledger by the code that receives for real, at the moments at which it came. No network is
asked: what is asked by us rests, and cannot go on (`connecting.resume`); what sends by itself could be sent to.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from deeproot_app.cli._sample import deliveries as sent

if TYPE_CHECKING:
    from deeproot.sample import Company
    from deeproot_app.record.models import Connection


def connect(company: Company) -> int:
    """Connect them, and take in what they sent; gives how many deliveries that were."""
    from django.db import transaction

    from deeproot_app.record.models import Arrival

    for bring in (_tracking, _billing, _mailbox, _forum):
        with transaction.atomic():
            bring(company)
    return Arrival.objects.count()


@contextmanager
def _at(moment: datetime) -> Iterator[None]:
    """As if it were that moment."""
    before = os.environ.get("DEEPROOT_NOW")
    os.environ["DEEPROOT_NOW"] = moment.isoformat()
    try:
        yield
    finally:
        if before is None:
            del os.environ["DEEPROOT_NOW"]
        else:
            os.environ["DEEPROOT_NOW"] = before


def _connected(company: Company, channel: str, name: str, source: str, **given: str) -> Connection:
    """A connection that was made a month ago, of which ids begin with ``source``."""
    from deeproot_app.cli._sample import people
    from deeproot_app.record.arrivals import connecting, offers

    offered = offers.offer(channel)
    with _at(next(moment for _, moment in sent.days(company))):
        made = connecting.add(people.manager(), offered, name, offers.answers(offered, given)).connection
    made.settings |= {"source": source, "sample": "yes"}
    made.save(update_fields=["settings"])
    return made


def _tracking(company: Company) -> None:
    from deeproot_app.record.arrivals.keep import keep
    from deeproot_app.record.receiving import calls

    product = _connected(company, "segment", "Our software", "sample-usage", customer="group")
    for at, raw in sent.calls(company):
        with _at(at):
            keep(product, calls.things(calls.read(raw, "batch"), raw, "batch", at.isoformat()))
    _take_in(product, at)


def _billing(company: Company) -> None:
    from deeproot_app.record.arrivals import asking, offers

    secret = offers.made("whsec_")
    billing = _connected(company, "stripe", "Billing", "sample-billing", secret=secret, purchases="invoices")
    refused = dict(sent.days(company))[sent.REFUSED]
    some = list(sent.events(company))
    for at, raw in some:
        if at < refused:
            _hear(billing, at, raw)
    with _at(refused):
        asking.failed(billing, "A call was refused: it is signed with another secret than the one entered here.")
    for at, raw in some:
        if at > refused:  # of that day itself nothing came
            _hear(billing, at, raw)
    _take_in(billing, at)


def _hear(billing: Connection, at: datetime, raw: bytes) -> None:
    from deeproot_app.channels.stripe import key
    from deeproot_app.record.arrivals.keep import Thing, keep

    with _at(at):
        keep(billing, [Thing(key(raw, {}), {"received-at": at.isoformat()}, raw)])


def _mailbox(company: Company) -> None:
    from deeproot_app.channels.email.imap_reading import Lot, Mail, Place
    from deeproot_app.record.mailboxes import keeping

    given = {"host": "imap.hazelwick-sample.example", "user": sent.OFFICE, "password": "nobody's"}
    office = _connected(company, "email", "Office mailbox", "email", **given)
    held, missing = keeping.held(office, "INBOX"), dict[int, int]()
    uid = 0
    for (ago, at), (_, raws) in zip(sent.days(company), sent.mails(company), strict=True):
        mails = tuple(Mail(uid + place, raw, at, len(raw)) for place, raw in enumerate(raws, 1))
        uid += len(mails)
        withheld = range(uid + 1, uid + 1 + sent.MISSING[1]) if ago == sent.MISSING[0] else range(0)
        uid += len(withheld)
        missing |= dict.fromkeys(withheld, 1)
        with _at(at):
            held.keep(Lot(Place(1, uid, 0, dict(missing)), uid, mails, tuple((one, at) for one in withheld)))
    _take_in(office, at)
    _let_rest(office, at)


def _forum(company: Company) -> None:
    from deeproot_app.channels.feeds.fetch import things
    from deeproot_app.channels.feeds.parse import entries
    from deeproot_app.cli._sample import people
    from deeproot_app.record.arrivals.keep import keep
    from deeproot_app.record.mentions import decide
    from deeproot_app.record.models import Arrival

    forum = _connected(company, "feeds", "Lab bench forum", "sample-social", address=f"{sent.FORUM}/feed.xml")
    for at, raw in sent.feeds(company):
        with _at(at):
            found: Any = entries(raw)
            keep(forum, things(found, ""))
    _take_in(forum, at)
    with _at(at):
        if village := Arrival.objects.filter(connection=forum, key__endswith="/t/420").first():
            decide.aside(people.manager(), village)
    _let_rest(forum, at)


def _take_in(connection: Connection, at: datetime) -> None:
    """Have what arrived read into the record."""
    from deeproot_app.record.arrivals.reading import take_in

    with _at(at):
        take_in(connection.pk)


def _let_rest(connection: Connection, at: datetime) -> None:
    """It has answered up to then; nobody is asked again."""
    from deeproot_app.cli._sample import people
    from deeproot_app.record.arrivals import asking, connecting

    with _at(at):
        asking.answered(connection)
        connecting.pause(people.manager(), connection)
