"""Who the customers are: an organisation or a person with a name, a place, contacts with addresses, and how they
write.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from random import Random

from .chance import weighted
from .names import CULTURES, Culture

FOLD = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ß": "ss", "æ": "ae", "þ": "th", "ð": "d", "ı": "i", "œ": "oe", "ẹ": "e"}
)
NUMBERS = {
    "GB": "+441632960{:03d}", "US": "+1212555{:04d}", "CA": "+1416555{:04d}", "DE": "+493023125{:03d}",
    "FR": "+331990000{:02d}", "SE": "+4684650{:04d}", "AU": "+61855504{:03d}", "IE": "+35320913{:04d}",
}  # fmt: skip
"""Numbers that these countries keep for films and books; elsewhere a contact has none."""


@dataclass(frozen=True)
class Contact:
    contact_id: str
    name: str
    address: str  # what we call them in a greeting
    signs: str  # what they sign with
    email: str
    phone: str | None
    zone: str
    language: str
    manner: str  # formal, brisk, chatty
    role: str
    more: tuple[tuple[str, str], ...] = ()  # further addresses: (type, value)


@dataclass(frozen=True)
class Household:
    """A customer's name and place, and the people in it."""

    name: str
    country: str
    zone: str
    currency: str
    contacts: tuple[Contact, ...]


def household(customer_id: str, kind: str, roles: tuple[str, ...], rng: Random, used: set[str]) -> Household:
    """A new customer's name, place and people; no name of an organisation is used twice."""
    culture = CULTURES[_origin(int(customer_id[1:]), rng)]
    country, where, currency = rng.choice(culture.places)
    many = 1 if kind == "person" else weighted(rng, {1: 1, 2: 4, 3: 4, 4: 2})
    people = [_person(culture, rng) for _ in range(many)]
    name, domain = _firm(culture, rng, used) if kind == "organisation" else _trader(people[0], rng, used)
    contacts = tuple(
        _contact(
            f"{customer_id}-k{number}", person, culture, domain, where, country, roles[number % len(roles)], rng, used
        )
        for number, person in enumerate(people)
    )
    return Household(name, country, where, currency, contacts)


def _origin(number: int, rng: Random) -> str:
    """Every culture once among the first customers, so that a small company has all scripts; then by its share."""
    drawn = weighted(rng, {name: culture.share for name, culture in CULTURES.items()})
    return list(CULTURES)[number * 7 % len(CULTURES)] if number <= len(CULTURES) else drawn


@dataclass(frozen=True)
class _Person:
    name: str
    latin: tuple[str, str]
    address: str
    signs: str


def _person(culture: Culture, rng: Random) -> _Person:
    given, given_latin = _both(rng.choice(culture.given))
    family, family_latin = _both(rng.choice(culture.family))
    cjk = (
        culture.family_first
        and not given.isascii()
        and unicodedata.name(given[0]).split()[0] in ("CJK", "HANGUL", "HIRAGANA")
    )
    name = f"{family}{given}" if cjk else f"{family} {given}" if culture.family_first else f"{given} {family}"
    address = culture.address.format(given=given, family=family)
    return _Person(name, (given_latin, family_latin), address, name if cjk else given)


def _both(pair: str) -> tuple[str, str]:
    native, _, latin = pair.partition("=")
    return native, latin or native


def _firm(culture: Culture, rng: Random, used: set[str]) -> tuple[str, str]:
    """A name nobody has yet, and its domain; where a name is taken, the next one joins a family name to it."""
    family, joined = _both(rng.choice(culture.family)), ("", "")
    while True:
        word, pattern = _both(rng.choice(culture.words)), rng.choice(culture.firms)
        core = word if "{word}" in pattern else family
        native, latin = (" ".join(filter(None, pair)) for pair in zip(core, joined, strict=True))
        name = pattern.format(word=native.replace("-", " "), family=native)
        if name not in used:
            used.add(name)
            kind = _ascii(re.sub(r"\{\w+\}|^The ", " ", pattern)).split("-")[0]
            return name, _only(f"{_ascii(latin)}-{kind if len(kind) > 1 else 'lab'}", ".example", used)
        joined = _both(rng.choice(culture.family))


def _trader(person: _Person, rng: Random, used: set[str]) -> tuple[str, str]:
    name = person.name
    used.add(name)
    return name, rng.choice(
        ("postbox.example", "mailhaus.example", f"{_ascii(person.latin[1])}-werkstatt.example", "studio.example")
    )


def _contact(
    contact_id: str,
    person: _Person,
    culture: Culture,
    domain: str,
    where: str,
    country: str,
    role: str,
    rng: Random,
    used: set[str],
) -> Contact:
    given, family = (_ascii(part) for part in person.latin)
    local = rng.choice((f"{given}.{family}", f"{given[0]}.{family}", f"{given}{family[0]}", f"{family}.{given}"))
    number = NUMBERS.get(country)
    phone = number.format(rng.randrange(100)) if number and rng.random() < 0.7 else None
    language = culture.language if rng.random() < 0.68 else "en"
    email = _only(local, f"@{domain}", used)
    more = [("email", _only(f"{given}.{family[0]}", "@private.example", used))] if rng.random() < 0.25 else []
    more += [("handle", _only(f"@{given}_{family}", "", used))] if rng.random() < 0.15 else []
    manner = weighted(rng, {"formal": 3, "brisk": 4, "chatty": 3})
    return Contact(
        contact_id, person.name, person.address, person.signs, email, phone, where, language, manner, role, tuple(more)
    )


def _only(name: str, ending: str, used: set[str]) -> str:
    """The address, with a number where somebody has it already."""
    number = 1
    while (address := f"{name}{number if number > 1 else ''}{ending}") in used:
        number += 1
    used.add(address)
    return address


def _ascii(text: str) -> str:
    """The name as it may stand in an address: Latin letters and digits without accents, else hyphens."""
    folded = unicodedata.normalize("NFKD", text.lower().translate(FOLD)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", folded).strip("-") or "x"
