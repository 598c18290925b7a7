"""What the sources of the sample company send in its last thirty days, byte for byte as such sources do.

All of it follows from the company that was told: the same company, the same bytes. What is sent of its customers is
what its tables hold already, so that it tells nothing else; only strangers, machines and the public say more.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from random import Random
from typing import TYPE_CHECKING, Any, Final
from xml.sax.saxutils import escape

from deeproot_app.base import clock

if TYPE_CHECKING:
    from deeproot.sample import Company

Row = dict[str, Any]
DAYS: Final = 30
OFFICE: Final = "office@hazelwick-sample.example"
FORUM: Final = "https://forum.lab-bench.example"
MISSING: Final = (9, 3)
"""So many days ago the mail server listed so many mails that it does not give."""
REFUSED: Final = 12
"""So many days ago billing signed with a secret that was not the one entered here."""


def days(company: Company) -> Iterator[tuple[int, datetime]]:
    """The last days, each with how many days ago it was and one moment of it, the earliest first."""
    last = company.until.replace(tzinfo=UTC)
    return ((ago, last - timedelta(days=ago, minutes=17)) for ago in range(DAYS - 1, -1, -1))


def chance(company: Company, what: str) -> Random:
    return Random(f"{company.truth['seed']} {what}")  # noqa: S311 - a sample, the same each time


def _ours(company: Company) -> list[Row]:
    """Customers that have not left, in their order."""
    return [row for row in company.tables["customers"] if row["left_at"] is None]


def _people(company: Company) -> dict[str, list[Row]]:
    """The contacts that have an address, by customer."""
    found: dict[str, list[Row]] = {}
    for row in company.tables["contacts"]:
        if row["email"] and row["name"]:
            found.setdefault(row["customer_id"], []).append(row)
    return found


def _within(row: Row, column: str, at: datetime) -> bool:
    """Whether it happened in the day that ends at that moment."""
    moment: datetime = row[column].replace(tzinfo=UTC)
    return at - timedelta(days=1) < moment <= at


def _iso(moment: datetime) -> str:
    return clock.written(moment, "milliseconds")


def calls(company: Company) -> Iterator[tuple[datetime, bytes]]:
    """Batches of a tracking library: who signed in, of which firm, what they did."""
    rng, people = chance(company, "tracking"), _people(company)
    firms = [row for row in _ours(company) if row["kind"] == "organisation" and row["customer_id"] in people]
    used = [row for row in company.tables["interactions"] if row["channel"] == "usage"]
    for ago, at in days(company):
        some = rng.sample(firms, min(len(firms), 2 + rng.randrange(4)))
        batch = [call for row in some for call in _signed_in(row, people[row["customer_id"]][0], at)]
        batch += [_did(row, company, people) for row in used if _within(row, "happened_at", at)]
        batch += _of_strangers(ago, at)
        yield at, json.dumps({"batch": batch, "sentAt": _iso(at)}, ensure_ascii=False).encode()


def _signed_in(row: Row, person: Row, at: datetime) -> list[Row]:
    who = {"userId": person["contact_id"], "context": {"groupId": row["customer_id"]}, "timestamp": _iso(at)}
    traits, mark = {"name": person["name"], "email": person["email"]}, f"{person['contact_id']}-{at:%m%d}"
    return [
        {"type": "identify", **who, "traits": traits, "messageId": f"identify-{mark}"},
        {"type": "group", **who, "groupId": row["customer_id"], "traits": {"name": row["name"]},
         "messageId": f"group-{mark}"},
    ]  # fmt: skip


def _did(row: Row, company: Company, people: dict[str, list[Row]]) -> Row:
    """The very use that the company's table has."""
    whose = people.get(row["customer_id"])
    person = {"userId": whose[0]["contact_id"]} if whose else {"anonymousId": row["customer_id"]}
    return {
        "type": "track",
        "messageId": row["interaction_id"].partition(":")[2],
        "event": company.texts[row["interaction_id"]][0],
        "timestamp": _iso(row["happened_at"].replace(tzinfo=UTC)),
        "context": {"groupId": row["customer_id"]},
        **person,
    }


def _of_strangers(ago: int, at: datetime) -> list[Row]:
    """Somebody looks at prices before they are known; now and then a page forgets to say what was done."""
    visitor = {"anonymousId": f"visitor-{ago // 14}", "timestamp": _iso(at)}
    seen = {"type": "page", **visitor, "name": "Prices", "messageId": f"page-{ago}"}
    wrong = {"type": "track", **visitor, "messageId": f"nameless-{ago}"}
    return [*([seen] if ago % 7 == 2 else []), *([wrong] if ago in (6, 20) else [])]


def events(company: Company) -> Iterator[tuple[datetime, bytes]]:
    """Events of Stripe: contracts that begin, invoices that are paid, customers whose card or name was looked over."""
    rng, number = chance(company, "billing"), 0
    ours = _ours(company)
    for ago, at in days(company):
        found = [
            ("invoice.paid", _invoice(row)) for row in company.tables["purchases"] if _within(row, "happened_at", at)
        ]
        found += [
            ("customer.subscription.updated", _subscription(row))
            for row in company.tables["subscriptions"]
            if _within(row, "starts_at", at)
        ]
        found += [("customer.updated", _customer(row)) for row in rng.sample(ours, min(len(ours), rng.randrange(4)))]
        found += [("payout.paid", {"id": f"po_{ago:03}"})] if ago % 7 == 3 else []
        found += [("invoice.paid", _invoice(_unknown(at)))] if ago == 5 else []
        for kind, thing in found:
            number += 1
            event = {"id": f"evt_sample_{number:04}", "type": kind, "created": int(at.timestamp())}
            yield at, json.dumps({**event, "data": {"object": thing}}, ensure_ascii=False).encode()


def _seconds(moment: datetime | None) -> int | None:
    return int(moment.replace(tzinfo=UTC).timestamp()) if moment else None


def _cents(amount: float) -> int:
    return round(amount * 100)


def _invoice(row: Row) -> Row:
    paid = _seconds(row["happened_at"])
    return {
        "id": row["purchase_id"], "object": "invoice", "customer": row["customer_id"], "status": "paid",
        "currency": row["currency"].lower(), "amount_paid": _cents(row["amount"]), "created": paid,
        "status_transitions": {"paid_at": paid},
    }  # fmt: skip


def _unknown(at: datetime) -> Row:
    """An invoice of somebody whom nobody has imported yet."""
    return {"purchase_id": "in_sample_new", "customer_id": "cus_sample_new", "currency": "EUR", "amount": 240.0,
            "happened_at": at.replace(tzinfo=None)}  # fmt: skip


def _subscription(row: Row) -> Row:
    period = {"current_period_start": _seconds(row["starts_at"]), "current_period_end": _seconds(row["renews_at"])}
    recurring = {"interval": "month", "interval_count": row["period_months"]}
    price = {"unit_amount": _cents(row["amount"]), "currency": row["currency"].lower(), "recurring": recurring}
    return {
        "id": row["subscription_id"], "object": "subscription", "customer": row["customer_id"], "status": "active",
        "currency": row["currency"].lower(), "canceled_at": _seconds(row["cancelled_at"]),
        "ended_at": _seconds(row["ends_at"]), "items": {"data": [{"quantity": 1, "price": price, **period}]},
    }  # fmt: skip


def _customer(row: Row) -> Row:
    return {"id": row["customer_id"], "object": "customer", "name": row["name"], "created": _seconds(row["since"]),
            "address": {"country": row["country"]}}  # fmt: skip


LETTERS: Final = (
    (
        "Nora Lindqvist <nora.lindqvist@paper-mill.example>",
        "Invoice 20418",
        "Please find our invoice for the packing paper. It is due within 30 days.",
    ),
    (
        "jobs@career-fair.example",
        "Your stand at the autumn fair",
        "We still hold the stand by the door for you. Shall we keep it?",
    ),
    (
        "Emre Kaya <emre.kaya@letters.example>",
        "Application as a technician",
        "I have repaired balances for six years and would like to work with you.",
    ),
    (
        "Hausverwaltung Lindenhof <post@lindenhof.example>",
        "Heizungswartung",
        "Am Donnerstag kommt der Techniker zwischen acht und zehn Uhr.",
    ),
    (
        "press@bench-weekly.example",
        "A question for our next issue",
        "How do small laboratories label their samples today? Two sentences would do.",
    ),
)


def mails(company: Company) -> Iterator[tuple[datetime, list[bytes]]]:
    """What comes into the office's mailbox: strangers, suppliers, machines that say that somebody is away."""
    rng = chance(company, "office")
    away = [person for row in _ours(company) for person in _people(company).get(row["customer_id"], ())[:1]]
    for ago, at in days(company):
        found = [
            _letter(*LETTERS[(ago + turn) % len(LETTERS)], f"{ago}-{turn}", at) for turn in range(rng.randrange(3))
        ]
        if away and ago % 4 == 1:
            found.append(_away(rng.choice(away), ago, at))
        if ago == MISSING[0] and not found:
            found.append(_letter(*LETTERS[0], f"{ago}-x", at))
        yield at, found


def _letter(sender: str, subject: str, body: str, mark: str, at: datetime, **more: str) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, OFFICE, subject
    mail["Date"], mail["Message-ID"] = format_datetime(at), f"<office-{mark}@sample.example>"
    for name, value in more.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(body)
    return mail.as_bytes()


def _away(person: Row, ago: int, at: datetime) -> bytes:
    """What the customer's own program answers to the newsletter (RFC 3834)."""
    body = "I am out of the office until next Monday, and will read your message then."
    return _letter(person["email"], "Automatic reply: out of the office", body, f"away-{ago}", at,
                   Auto_Submitted="auto-replied")  # fmt: skip


def feeds(company: Company) -> Iterator[tuple[datetime, bytes]]:
    """The forum's feed as it stood when it was asked: what customers said in public before, and what others say."""
    texts, emails = company.texts, {row["contact_id"]: row for row in company.tables["contacts"]}
    said = [row for row in company.tables["interactions"] if row["channel"] == "mention" and row["contact_id"]]
    known = [
        _entry(row["interaction_id"].partition(":")[2], *texts[row["interaction_id"]],
               f"{person['email']} ({person['name']})", row["happened_at"].replace(tzinfo=UTC))
        for row in said[-4:]
        if (person := emails[row["contact_id"]])["email"]
    ]  # fmt: skip
    moments = dict(days(company))
    yield moments[DAYS - 1], _feed(known)
    alike = next((row for row in company.tables["contacts"] if row["name"] and row["name"].isascii()), None)
    new = [
        _entry(f"{FORUM}/t/411", "Freezer alarms at night", "ColdWatch woke me at three, and was right: the door stood open. Does anybody know how to send the alarm to two phones?", alike["name"] if alike else "A reader", moments[8]),  # noqa: E501
        _entry(f"{FORUM}/t/418", "Labels that survive ethanol?", "We try LabelMate this month. Has anybody used it in a cold room?", "bench_owl", moments[3]),  # noqa: E501
        _entry(f"{FORUM}/t/420", "Hazelwick, the village", "The walk from Hazelwick to the mill takes an hour.", "hiker77", moments[2]),  # noqa: E501
    ]  # fmt: skip
    yield moments[0], _feed([*known, *new])


def _entry(mark: str, title: str, text: str, author: str, at: datetime) -> str:
    link = f"<link>{mark}</link>" if mark.startswith("http") else ""
    return (
        f'<item><guid isPermaLink="false">{escape(mark)}</guid>{link}<title>{escape(title)}</title>'
        f"<description>{escape(text)}</description><author>{escape(author)}</author>"
        f"<pubDate>{format_datetime(at)}</pubDate></item>"
    )


def _feed(entries: list[str]) -> bytes:
    head = f"<title>Lab bench forum</title><link>{FORUM}</link><description>What laboratories talk about</description>"
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{"".join(entries)}</channel></rss>'.encode()
