"""What the sample's people said about being contacted: in the ways in which it comes in a real company."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from deeproot.sample import Company
    from deeproot_app.base.access import Actor

EVERY: Final = 14
"""One in so many people said something."""
WORDS: Final = "No more of these mails: guides, invitations, news and offers by e-mail."
AGREED: Final = "Yes, you may send me guides, invitations and offers by e-mail."


def say(company: Company, until: datetime) -> int:
    """Record objections, consents, a mark and one time a person decided otherwise; how many words that are."""
    from deeproot_app.cli._sample import people as ours
    from deeproot_app.record import consent
    from deeproot_app.record.consent.digests import digests, key
    from deeproot_app.record.consent.files import Told, land
    from deeproot_app.record.consent.ledger import Said

    people = sorted((row for row in company.tables["contacts"] if row["email"]), key=lambda row: row["contact_id"])
    chosen = people[3::EVERY]
    owners = {row["customer_id"]: row["owner"] for row in company.tables["customers"]}
    by = key()
    for number, row in enumerate(chosen):
        who, at = row["contact_id"], until - timedelta(days=11 + 17 * number % 300, hours=number % 9)
        theirs = digests([row["email"], row["phone"]], by)
        if number % 5 == 0:
            said = [Said("objected", "marketing", "email", "one_click", at=at, words=WORDS, language="en")]
            consent.by_themself(who, row["customer_id"], theirs, said)
        elif number % 5 == 1:
            said = [Said("consented", "marketing", "email", "preferences", at=at, words=AGREED, language="en")]
            consent.by_themself(who, row["customer_id"], theirs, said)
        elif number % 5 == 2:
            by_us = ours.of(owners[row["customer_id"]])
            consent.objected(by_us, contact_id=who, channel="call", proof="Asked for it on the phone", at=at)
        elif number % 5 == 3:
            by_us = ours.of(owners[row["customer_id"]])
            consent.objected(by_us, contact_id=who, purpose="survey", proof="In a reply to our survey", at=at)
        else:
            proof = f"newsletter-list.csv, line {number + 2}: unsubscribed: yes"
            told = Told(who, row["customer_id"], (row["email"],), "objected", "marketing", "email", proof)
            _landed(land, told)
    _mark(people[7], ours.of(owners[people[7]["customer_id"]]))
    _decide_otherwise(company, until)
    return len(chosen) + 1


def _landed(land: Any, told: Any) -> None:
    from django.db import transaction

    with transaction.atomic():
        land([told], how="import", source="newsletter-list")


def _mark(row: dict[str, Any], by: Actor) -> None:
    from deeproot_app.record import consent

    reason = "On leave until spring; asked that nobody of us gets in touch"
    consent.do_not_contact(by, contact_id=row["contact_id"], reason=reason)


def _decide_otherwise(company: Company, until: datetime) -> None:
    """One offer that somebody made all the same, and why."""
    from deeproot.plan.policy import Touch
    from deeproot_app.cli._sample import people
    from deeproot_app.plan import gate

    rows = sorted(company.tables["customers"], key=lambda row: row["customer_id"])[:60]
    touches = [Touch(row["customer_id"], None, row["owner"], "email", "pitch") for row in rows]
    for touch, verdict in zip(touches, gate.decide(touches, until), strict=True):
        if verdict.overridable and "out_of_balance" in verdict.ids:
            gate.override(
                people.manager(), touch, verdict, "They asked for the offer themselves, on the phone this morning"
            )
            return
