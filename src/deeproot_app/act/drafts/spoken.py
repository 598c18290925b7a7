"""In which language customers write to us, who of them is written to, and how each of us speaks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import F, Max, Q, Window
from django.db.models.functions import RowNumber

from deeproot.read.language import language
from deeproot_app.act.drafts.frame import one_line
from deeproot_app.act.drafts.house import BY_FIRST_NAME, BYE, HELLO, LANGUAGES
from deeproot_app.act.models import Voice
from deeproot_app.base import access, audit, clock
from deeproot_app.base.errors import UserError
from deeproot_app.record.models import Contact, Customer, Interaction, Member

AT_ONCE: Final = 400
LATEST: Final = 3
"""So many of their last messages are looked at for the language they write in."""
OF_COUNTRY: Final = {
    "de": ("DE", "AT", "LI"),
    "fr": ("FR", "MC", "SN", "CI"),
    "es": ("ES", "MX", "AR", "CO", "CL", "PE", "UY", "EC", "BO", "PY", "VE", "CR", "GT", "CU", "DO", "HN", "NI", "PA"),
}
"""Countries where most people write that language; asked where nobody wrote to us."""
LONGEST: Final = 4_000
TITLES: Final = frozenset({"dr", "prof", "herr", "frau", "mr", "mrs", "ms", "mme", "monsieur", "madame", "sr", "sra"})
READ: Final = 2_000


@dataclass(frozen=True)
class Speaker:
    """Who writes: one of us."""

    member_id: str
    name: str
    first: bool = False
    """Whether they call people by their first names."""
    signature: str = ""

    def greets(self, name: str, in_language: str) -> str:
        """The greeting line, in that language."""
        known = in_language if in_language in HELLO else "en"
        said = one_line(name)
        if not said:
            return HELLO[known][1]
        return BY_FIRST_NAME[known].format(name=first_name(said)) if self.first else HELLO[known][0].format(name=said)

    def signs(self, in_language: str) -> str:
        """The closing words and the signature."""
        known = in_language if in_language in BYE else "en"
        return f"{BYE[known]}\n{self.signature or self.name}"


def first_name(name: str) -> str:
    """The first word of a name that is no title."""
    words = [word for word in name.split() if not word.endswith(".") and word.lower() not in TITLES]
    return words[0] if words else name


def speakers(members: Iterable[str | None]) -> dict[str, Speaker]:
    """How each of these writes. Two queries."""
    ids = [one for one in members if one]
    names = dict(Member.objects.filter(pk__in=ids).values_list("member_id", "name"))
    voices = Voice.objects.in_bulk(ids)
    return {one: _speaker(one, names.get(one, one), voices.get(one)) for one in ids}


def _speaker(member_id: str, name: str, voice: Voice | None) -> Speaker:
    if voice is None:
        return Speaker(member_id, one_line(name))
    return Speaker(member_id, one_line(name), voice.address == Voice.Address.FIRST, voice.signature)


def set_voice(actor: access.Actor, member_id: str, address: str, signature: str) -> Voice:
    """Say how one of us writes: their form of address, their signature. Raises UserError for what cannot be."""
    access.require(actor, "self.change")
    if address not in Voice.Address.values:
        raise UserError("Choose how you address people.")
    if len(signature) > LONGEST:
        raise UserError(f"A signature has at most {LONGEST:,} characters.")
    row, _ = Voice.objects.update_or_create(
        member_id=member_id,
        defaults={"address": address, "signature": signature.strip(), "changed_at": clock.now()},
    )
    audit.write(actor, "voice.change", None, member=member_id)
    return row


def languages(customers: Sequence[Customer]) -> dict[str, str]:
    """The language each of these customers writes to us: of their last messages, else of their country, else English.

    A query for every few hundred customers.
    """
    found = {customer.pk: _of_country(customer.country) for customer in customers}
    for start in range(0, len(customers), AT_ONCE):
        found |= _written([customer.pk for customer in customers[start : start + AT_ONCE]])
    return found


def _written(ids: Sequence[str]) -> dict[str, str]:
    latest_first = [F("happened_at").desc(), F("interaction_id").desc()]
    nth = Window(RowNumber(), partition_by=F("customer"), order_by=latest_first)
    rows = Interaction.objects.filter(customer__in=ids, direction="in", automatic=False).exclude(text=None)
    latest = rows.exclude(text__body="").annotate(nth=nth).filter(nth__lte=LATEST).order_by("customer", "nth")
    found: dict[str, str] = {}
    for customer, body in latest.values_list("customer_id", "text__body"):
        told = language(body[:READ]).value
        if told in LANGUAGES:
            found.setdefault(customer, str(told))
    return found


def of_text(body: str) -> str | None:
    """The language of what they wrote; None where it is not told, or is none that we write."""
    told = language(body[:READ]).value if body.strip() else None
    return str(told) if told in LANGUAGES else None


def _of_country(country: str | None) -> str:
    return next((told for told, some in OF_COUNTRY.items() if country in some), "en")


def people(customers: Mapping[str, Sequence[str]]) -> dict[str, list[Contact]]:
    """The people of each customer (id -> all its ids) that can be written to. One query."""
    of = {one: leader for leader, ids in customers.items() for one in ids}
    found: dict[str, list[Contact]] = {}
    rows = Contact.objects.filter(customer__in=list(of), merged_into=None).exclude(Q(email=None) | Q(email=""))
    for row in rows.order_by("customer", "contact_id"):
        found.setdefault(of[row.customer_id], []).append(row)
    return found


def who_wrote_last(customer: Customer) -> dict[str, Any]:
    """When each of a customer's people last wrote to us."""
    rows = Interaction.objects.filter(customer__in=customer.ids, direction__in=("in", "both"), automatic=False)
    told = rows.exclude(contact=None).order_by().values_list("contact_id").annotate(last=Max("happened_at"))
    return dict(told)
