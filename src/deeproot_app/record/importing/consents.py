"""What a file says of consents and objections, on its way into the ledger: it can tighten, never loosen.

A row's objection holds whatever becomes of the row: one that is refused for its date forbids all the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from deeproot_app.record.consent import files
from deeproot_app.record.files.rows import Block
from deeproot_app.record.importing.mapping import Told
from deeproot_app.record.importing.prepared import Prepared

YES: Final = ("true", "yes", "y", "1", "x", "ja", "oui", "si", "sí", "opted in", "opt-in", "subscribed", "granted")
NO: Final = ("false", "no", "n", "0", "nein", "non", "opted out", "opt-out", "unsubscribed", "denied", "withdrawn")

OPT_OUT: Final = {
    **dict.fromkeys(
        ("email_opt_out", "opted_out_of_email", "has_opted_out_of_email", "opted_out", "opt_out", "unsubscribed",
         "unsubscribed_from_all_email", "do_not_email", "no_email"), ("marketing", "email"),
    ),
    **dict.fromkeys(("do_not_call", "no_calls", "call_opt_out", "phone_opt_out"), ("marketing", "call")),
    **dict.fromkeys(("sms_opt_out", "do_not_text"), ("marketing", "sms")),
    **dict.fromkeys(("survey_opt_out", "do_not_survey"), ("survey", "")),
    **dict.fromkeys(("do_not_contact", "no_contact"), ("all", "")),
}  # fmt: skip
"""Columns that say they do not want it: purpose and channel, by the column's normal name."""
OPT_IN: Final = {
    **dict.fromkeys(
        ("email_opt_in", "email_consent", "accepts_marketing", "accepts_email_marketing", "newsletter", "opt_in",
         "subscribed"), ("marketing", "email"),
    ),
    **dict.fromkeys(("marketing_consent", "consent_marketing", "consent_to_marketing"), ("marketing", "")),
    **dict.fromkeys(("sms_consent", "sms_opt_in", "accepts_sms_marketing"), ("marketing", "sms")),
    **dict.fromkeys(("call_consent", "phone_consent"), ("marketing", "call")),
}  # fmt: skip
"""Columns that say they want it, or not."""
HOW: Final = {"email": "e-mail", "call": "calls", "sms": "SMS", "": "every channel"}


@dataclass(frozen=True)
class Row:
    """Whose a row of a file is."""

    contact_id: str | None
    customer_id: str | None
    addresses: tuple[str, ...]


def told_by(names: Mapping[str, str]) -> list[Told]:
    """What columns of consent say, by the names that everybody gives them: {normal name: as it stands in the file}."""
    return [told for normal, shown in names.items() for told in _told_by(normal, shown)]


def _told_by(normal: str, shown: str) -> Iterator[Told]:
    if normal in OPT_OUT:
        purpose, channel = OPT_OUT[normal]
        yield Told(shown, YES, _says("do not want", purpose, channel, shown), "objected", purpose, channel)
    elif normal in OPT_IN:
        purpose, channel = OPT_IN[normal]
        yield Told(shown, NO, _says("do not want", purpose, channel, shown), "objected", purpose, channel)
        yield Told(shown, YES, _says("agreed to", purpose, channel, shown), "consented", purpose, channel)


def _says(verb: str, purpose: str, channel: str, shown: str) -> str:
    what = {"all": "contact", "survey": "surveys"}.get(purpose, "marketing")
    end = "recorded as objections." if verb == "do not want" else "recorded; a file loosens no objection."
    return f"{{n}} people {verb} {what} by {HOW[channel]} ({shown}): {end}"


def words_of(
    tells: Sequence[Told], raw: Mapping[str, Sequence[str]], parts: Sequence[Prepared], block: Block, says: object
) -> list[files.Told]:
    """The words in a block of rows, each with whose it is, and its line and cell as the proof.

    ``says(text, words)`` tells whether a cell says so.
    """
    landing = [told for told in tells if told.state]
    if not landing:
        return []
    whose = _whose(parts)
    found = []
    for told in landing:
        for place, text in enumerate(raw[told.column]):
            row = whose.get(place)
            if row is not None and says(text, told.words):  # type: ignore[operator]
                proof = f"line {block.lines[place]}: {told.column}: {text.strip()}"
                found.append(
                    files.Told(
                        contact_id=row.contact_id,
                        customer_id=row.customer_id,
                        addresses=row.addresses,
                        state=told.state,
                        purpose=told.purpose,
                        channel=told.channel,
                        proof=proof,
                    )
                )
    return found


def _whose(parts: Sequence[Prepared]) -> dict[int, Row]:
    """Whose each row of the block is, by its place: the contact that it gives, with all of its addresses."""
    found: dict[int, Row] = {}
    for part in parts:
        if part.shape.name == "customers":
            for place, customer in zip(part.places, part.columns["customer_id"], strict=True):
                found.setdefault(place, Row(None, _text(customer), ()))
    for part in parts:
        if part.shape.name in ("contacts", "identities"):
            for at, place in enumerate(part.places):
                found[place] = _with(found.get(place), part, at)
    return found


def _with(before: Row | None, part: Prepared, at: int) -> Row:
    """A row with what its contact, or a further address of it, tells."""
    told = {name: _text(values[at]) for name, values in part.columns.items()}
    fresh = [told.get("email"), told.get("phone")]
    if part.shape.name == "identities" and told.get("type") in ("email", "phone"):
        fresh = [told.get("value")]
    known = before or Row(None, None, ())
    addresses = tuple(dict.fromkeys([*known.addresses, *(one for one in fresh if one)]))
    contact = told.get("contact_id") or known.contact_id
    return Row(contact, told.get("customer_id") or known.customer_id, addresses)


def _text(value: object) -> str | None:
    return None if value is None else str(value)
