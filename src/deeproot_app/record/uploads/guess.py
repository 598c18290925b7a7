"""Which column of a file is likely which of ours: by its name, in English or German, and by its first cells."""

from __future__ import annotations

import re
from collections.abc import Mapping as AnyMapping
from collections.abc import Sequence
from datetime import datetime
from difflib import get_close_matches
from typing import Final

from deeproot.tables import TABLES, Column
from deeproot_app.record.importing.recognise import ALIASES, normal
from deeproot_app.record.importing.standards import CURRENCIES
from deeproot_app.record.uploads.own import ALWAYS, MADE, THEIRS, TIMES, Wish, can_be_made, ours

UNIT: Final = re.compile(r"\s*[(\[][^)\]]*[)\]]|\s+in\s+[A-Z]{3}$|[€$£]")
COMMA: Final = re.compile(r"[-+]?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?")
LIKELY: Final[dict[str, tuple[str, ...]]] = {
    "customer_id": (
        "customer",
        "customer_no",
        "customer_number",
        "company_id",
        "account",
        "client",
        "company",
        "kundennummer",
        "kunden_nr",
        "kundennr",
        "kunden_id",
        "debitor",
        "debitorennummer",
        "kunde",
    ),
    "name": (
        "customer_name",
        "company_name",
        "company",
        "account_name",
        "full_name",
        "display_name",
        "kundenname",
        "firma",
        "firmenname",
        "kunde",
    ),
    "happened_at": (
        "date",
        "time",
        "datetime",
        "sent_at",
        "received_at",
        "created_at",
        "created",
        "sent",
        "order_date",
        "datum",
        "zeitpunkt",
        "bestelldatum",
        "rechnungsdatum",
        "buchungsdatum",
        "kaufdatum",
        "gesendet_am",
    ),
    "opened_at": (
        "created_at",
        "opened",
        "created",
        "date",
        "eröffnet",
        "eröffnet_am",
        "erstellt",
        "erstellt_am",
        "datum",
    ),
    "closed_at": (
        "closed",
        "resolved_at",
        "solved_at",
        "completed_at",
        "geschlossen",
        "geschlossen_am",
        "erledigt_am",
        "gelöst_am",
    ),
    "amount": (
        "total",
        "price",
        "value",
        "revenue",
        "sum",
        "betrag",
        "summe",
        "umsatz",
        "brutto",
        "nettobetrag",
        "gesamtbetrag",
        "preis",
    ),
    "contact_email": (
        "from",
        "email",
        "sender",
        "from_email",
        "customer_e_mail",
        "e_mail",
        "email_adresse",
        "absender",
    ),
    "member_email": ("agent", "to", "assignee_email", "owner_email", "rep_email"),
    "direction": ("way", "in_out", "inbound_outbound", "richtung"),
    "channel": ("medium", "via", "type", "kanal"),
    "body": (
        "description",
        "comment",
        "words",
        "note",
        "notes",
        "reply",
        "nachricht",
        "beschreibung",
        "bemerkung",
        "kommentar",
        "notiz",
    ),
    "subject": ("headline", "topic", "betreff", "thema"),
    "thread_id": ("conversation_id", "conversation", "thread", "vorgang", "vorgangsnummer"),
    "case_id": ("ticket_id", "ticket", "case", "issue_id", "ticketnummer", "ticket_nr", "fallnummer"),
    "interaction_id": ("id", "message_id", "record_id", "uuid"),
    "since": ("created_at", "signed_up_at", "start_date", "kunde_seit"),
    "owner": ("account_owner", "account_manager", "rep", "betreuer", "ansprechpartner"),
    "purchase_id": (
        "order_id",
        "invoice_id",
        "transaction_id",
        "order",
        "invoice",
        "bestellnummer",
        "bestell_nr",
        "rechnungsnummer",
        "rechnungs_nr",
        "rechnungsnr",
        "belegnummer",
        "auftragsnummer",
        "order_no",
        "order_number",
        "invoice_number",
    ),
    "subscription_id": ("contract_id", "contract", "plan_id", "vertragsnummer", "vertrag"),
    "currency": ("währung", "waehrung", "currency_code", "curr"),
    "country": ("land", "country_code"),
    "phone": ("telefon", "telefonnummer", "mobile"),
}
"""What others call our columns, beyond the names under which a file is recognised by itself."""


def guess(table: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> dict[str, Wish]:
    """The likeliest column of the file for each of ours, by their names; how times are written, by the first rows."""
    free = {_plain(name): place for place, name in enumerate(header) if name.strip()}
    found: dict[str, Wish] = {}
    for near in (False, True):
        for column in ours(table):
            if column.name in found or not (name := _likeliest(column.name, free, near=near)):
                continue
            if _may_be(column, place := free[name], rows):
                del free[name]
                comma = column.name == "amount" and _has_commas(place, rows)
                found[column.name] = Wish(f"{THEIRS}{place}", format=_written(column, place, rows), comma=comma)
    key = TABLES[table].key[0]
    if key not in found and can_be_made(table, key):
        found[key] = Wish(MADE)
    if "currency" in {column.name for column in ours(table)} - found.keys() and (named := _currency_of(header)):
        found["currency"] = Wish(ALWAYS, constant=named)
    return found


def _plain(name: str) -> str:
    """A header's word without its unit, and without what stands around it: `Betrag (EUR)` is `betrag`."""
    return normal(UNIT.sub("", name)).strip("_:") or normal(name)


def _currency_of(header: Sequence[str]) -> str:
    """The one currency that the header names; empty where it names none, or several."""
    said = " ".join(header).replace("€", " EUR ").replace("£", " GBP ")
    named = {word for word in re.findall(r"\b[A-Z]{3}\b", said) if word in CURRENCIES}
    return named.pop() if len(named) == 1 else ""


def _has_commas(place: int, rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first amounts are written with a comma before the decimals."""
    cells = {row[place].strip() for row in rows} - {""}
    return any("," in cell for cell in cells) and all(COMMA.fullmatch(cell) for cell in cells)


def _likeliest(column: str, free: AnyMapping[str, int], *, near: bool) -> str | None:
    for name in (column, *ALIASES.get(column, ()), *LIKELY.get(column, ())):
        if name in free:
            return name
    close = get_close_matches(column, free, n=1, cutoff=0.85) if near else []
    return close[0] if close else None


def _may_be(column: Column, place: int, rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first cells look like it: addresses have an @."""
    return not column.name.endswith("email") or all("@" in row[place] for row in rows if row[place].strip())


def _written(column: Column, place: int, rows: Sequence[Sequence[str]]) -> str:
    """How the first rows write their times; ISO 8601 where several ways fit, for a wrong guess is worse than none."""
    cells = {row[place].strip() for row in rows} - {""} if column.type == "timestamp" else set()
    fitting = [form for form in TIMES if cells and all(_fits(cell, form) for cell in cells)]
    return fitting[0] if len(fitting) == 1 else ""


def _fits(cell: str, form: str) -> bool:
    try:
        if form.startswith("unix"):
            seconds = float(cell) / (1000 if form == "unix_ms" else 1)
            return 1e8 < seconds < 1e10
        _ = datetime.strptime(cell, form) if form else datetime.fromisoformat(cell)  # noqa: DTZ007 - only tried
    except ValueError:
        return False
    return True
