"""Who may be the same as whom: what two customers, or two people, have in common, and how much that says.

Two steps. ``keys`` names the few things under which a duplicate would be found (an address without its ``+tag``, a
number in E.164, the company's own domain, a name without its legal form, bands of its letters): whoever shares none is
never compared, so that the cost follows the change. ``compare`` weighs what agrees and what differs of two that share
one, as the logarithm of how much likelier it is among duplicates than among others (Fellegi and Sunter, 1969, "A theory
for record linkage"), and says each in words. Nothing here decides: that is for people, or for a source that says so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import exp
from typing import Final, Literal
from zlib import crc32

State = Literal["same", "like", "differs"]

JUNK: Final = frozenset({
    "null", "none", "undefined", "nan", "n/a", "na", "unknown", "anonymous", "guest", "distinct_id", "id", "0", "-1",
    "true", "false", "[object object]", "not_authenticated", "email", "test@test.com", "test@example.com", "a@a.com",
    "noreply@example.com", "none@none.com", "no@email.com", "00000000-0000-0000-0000-000000000000",
})  # fmt: skip
"""What stands in ids and addresses where there is none: it says nothing of anybody."""
MACHINES: Final = frozenset({"noreply", "no-reply", "donotreply", "do-not-reply", "mailer-daemon", "postmaster"})
DOTLESS: Final = frozenset({"gmail.com", "googlemail.com"})
LEGAL: Final = frozenset({
    "ab", "ag", "aps", "as", "asa", "bv", "bvba", "co", "company", "corp", "corporation", "cv", "doo", "eg",
    "ek", "ev", "gbr", "gmbh", "gmbhco", "inc", "incorporated", "kft", "kg", "kgaa", "kk", "limited", "lda",
    "llc", "llp", "lp", "ltd", "ltda", "mbh", "nv", "ohg", "oy", "oyj", "plc", "pte", "pty", "pvt", "sa",
    "sarl", "sas", "se", "sl", "slu", "spa", "spzoo", "sprl", "srl", "sro", "ua", "ug", "vof", "ооо", "оао",
    "зао", "ао", "пао", "ип", "株式会社", "有限会社", "合同会社", "有限公司", "有限责任公司",
    "股份有限公司", "주식회사", "유한회사",
})  # fmt: skip
"""Legal forms: a name says the same with and without."""
BANDS: Final = 10
ROWS: Final = 3
"""Ten bands of three minimal hashes: two names of which seven in ten trigrams are common meet in one with 98 %, of
which half are with 74 %, of which one in twenty with 0.1 % (1 - (1 - j^3)^10)."""
PRIME: Final = (1 << 61) - 1
PRIOR: Final = -5.0
"""What nothing but having been found by a key says: about one such pair in 150 is a duplicate."""
TURNED: Final = 0.92
"""How alike two names are that have the same words in another order."""
LIKELY: Final = 0.6
"""From this score on a pair is worth a person's look."""


@dataclass(frozen=True)
class Who:
    """A customer or a contact, with all that it may be known by; of one that is several ids, what is known of all."""

    id: str
    names: tuple[str, ...] = ()
    person: bool = True
    """A person, or an organisation."""
    country: str | None = None
    emails: frozenset[str] = frozenset()
    """As `normal_email` has them."""
    phones: frozenset[str] = frozenset()
    """As `normal_phone` has them."""
    others: frozenset[tuple[str, str]] = frozenset()
    """(type, value): handles, ids in other systems."""
    whose: str | None = None
    """The customer that a contact belongs to."""
    everybodys: frozenset[str] = frozenset()
    """Domains where everybody may have an address."""

    @property
    def domains(self) -> frozenset[str]:
        """The domains of its addresses that are its own."""
        return frozenset(email.rpartition("@")[2] for email in self.emails) - self.everybodys


@dataclass(frozen=True)
class Match:
    """How likely two are one, and what speaks for it and against."""

    score: float
    """Between 0 and 1."""
    evidence: tuple[tuple[str, State, str], ...]
    """(what, how it stands, in words), the telling first."""


def normal_email(text: str | None) -> str | None:
    """An address in lower case; None for what is none, or nobody's."""
    value = (text or "").strip().lower()
    local, at, domain = value.rpartition("@")
    if not at or not local or "." not in domain or value in JUNK or local in MACHINES:
        return None
    return value


def base_email(email: str) -> str:
    """The address without what its owner may add to it: ``+tag``, and the dots where they do not count."""
    local, _, domain = email.rpartition("@")
    local = local.partition("+")[0] or local
    return f"{local.replace('.', '') if domain in DOTLESS else local}@{domain}"


@lru_cache(maxsize=65_536)
def normal_phone(text: str | None, country: str | None = None) -> str | None:
    """A number as E.164, read as one of ``country`` (ISO 3166) where it does not say; None for what is no number."""
    import phonenumbers

    if not text or len(text) > 60:
        return None
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


@lru_cache(maxsize=65_536)
def folded(name: str) -> str:
    """A name as it is compared: no case, no accents, no punctuation, no legal form, its words in order of letters."""
    words = re.findall(r"\w+", _bare(name))
    kept = [word for word in words if word not in LEGAL] or words
    return " ".join(sorted(unicodedata.normalize("NFC", word) for word in kept))


def _bare(name: str) -> str:
    """A name without case, accents, and the marks within words."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return plain.replace("&", " ").replace("'", "").replace(".", "")


def keys(who: Who) -> set[str]:
    """The things under which a duplicate of it would be found."""
    found = {f"e:{base_email(email)}" for email in who.emails} | {f"p:{phone}" for phone in who.phones}
    found |= {f"i:{kind}:{value.casefold()}" for kind, value in who.others if value.strip().casefold() not in JUNK}
    names = {folded(name) for name in who.names if name and name.strip().casefold() not in JUNK} - {""}
    if who.whose is not None:
        words = {word for name in names for word in name.split() if len(word) > 1}
        return found | {f"c:{who.whose}:{word}" for word in words} | {f"d:{d}:{w}" for d in who.domains for w in words}
    found |= {f"n:{name}" for name in names}
    if not who.person:
        found |= {f"d:{domain}" for domain in who.domains}
    return found | {f"b:{band}" for name in names if len(name) >= 5 for band in _bands(name)}


def _bands(name: str) -> Iterator[str]:
    """Bands of the least hashes of a name's trigrams (Broder, 1997, "On the resemblance of documents")."""
    padded = f" {name} "
    grams = [crc32(padded[at : at + 3].encode()) for at in range(len(padded) - 2)]
    for band in range(BANDS):
        least = [
            min((_A[at] * gram + _B[at]) % PRIME for gram in grams) for at in range(band * ROWS, band * ROWS + ROWS)
        ]
        yield f"{band}:{':'.join(map(str, least))}"


_A: Final = [(crc32(f"a{at}".encode()) << 28 | crc32(f"c{at}".encode())) % PRIME | 1 for at in range(BANDS * ROWS)]
_B: Final = [(crc32(f"b{at}".encode()) << 28 | crc32(f"d{at}".encode())) % PRIME for at in range(BANDS * ROWS)]


def compare(one: Who, other: Who) -> Match:
    """How likely these two are one: 1 / (1 + exp(-(PRIOR + the weights of what agrees and differs)))."""
    told = [*_addresses(one, other), *_names(one, other), *_places(one, other)]
    weight = PRIOR + sum(each for each, *_ in told)
    ordered = sorted(told, key=lambda each: -abs(each[0]))
    return Match(1 / (1 + exp(-weight)), tuple((what, state, words) for _, what, state, words in ordered))


Weighed = tuple[float, str, State, str]


def _addresses(one: Who, other: Who) -> Iterator[Weighed]:
    if ids := sorted(value for _, value in one.others & other.others):
        yield 8.0, "id", "same", ids[0]
    own = one.emails & other.emails
    if own:
        yield 6.0 if one.whose is not None or one.person or other.person else 5.0, "email", "same", _some(own)
    elif base := {base_email(email) for email in one.emails} & {base_email(email) for email in other.emails}:
        yield 4.5, "email", "like", _some(base)
    elif one.emails and other.emails and one.whose is not None:
        yield -0.7, "email", "differs", f"{min(one.emails)} · {min(other.emails)}"
    if phones := one.phones & other.phones:
        yield 4.5, "phone", "same", _some(phones)
    elif one.phones and other.phones:
        yield -0.5, "phone", "differs", f"{min(one.phones)} · {min(other.phones)}"
    if one.whose is None and not own:
        if domains := one.domains & other.domains:
            yield 4.0, "domain", "same", _some(domains)
        elif one.domains and other.domains:
            yield -1.0, "domain", "differs", f"{min(one.domains)} · {min(other.domains)}"


def _names(one: Who, other: Who) -> Iterator[Weighed]:
    alike = max((_alike(a, b) for a in one.names for b in other.names), default=None)
    if alike is None:
        return
    near, a, b = alike
    shown = a if a == b else f"{a} · {b}"
    person = one.person or other.person or one.whose is not None
    if near >= 0.999:
        yield 3.5 if person else 5.5, "name", "same", shown
    elif near >= 0.935:
        yield 3.0 if person else 5.0, "name", "like", shown
    elif near >= 0.9:
        yield 2.5 if person else 4.5, "name", "like", shown
    elif near >= 0.8:
        yield 1.0 if person else 2.0, "name", "like", shown
    else:
        yield -2.5 if near < 0.6 else -1.0, "name", "differs", shown


@lru_cache(maxsize=65_536)
def _alike(a: str, b: str) -> tuple[float, str, str]:
    """How alike two names are, between 0 and 1: their letters in order, or one's words all within the other's."""
    from rapidfuzz import fuzz
    from rapidfuzz.distance import JaroWinkler

    one, other = folded(a), folded(b)
    if not one or not other:
        return 0.0, a, b
    if one == other:
        return 1.0 if _in_order(a) == _in_order(b) else TURNED, a, b
    letters = fuzz.ratio(one, other) / 100
    words = JaroWinkler.similarity(one, other) if abs(len(one) - len(other)) <= 3 else 0.0
    within = min(len(one), len(other)) >= 6 and fuzz.token_set_ratio(one, other) >= 99.9
    return max(letters, min(words, 0.95), 0.85 if within else 0.0), a, b


def _in_order(name: str) -> str:
    """The letters of a name in its own order, for telling the same words turned round from the same name."""
    kept = set(folded(name).split())
    words = re.findall(r"\w+", _bare(name))
    return "".join(word for word in words if unicodedata.normalize("NFC", word) in kept)


def _places(one: Who, other: Who) -> Iterator[Weighed]:
    if one.whose is not None:
        same = one.whose == other.whose
        yield (
            (2.0, "customer", "same", one.whose)
            if same
            else (-1.5, "customer", "differs", f"{one.whose} · {other.whose}")
        )
    elif one.country and other.country:
        same = one.country == other.country
        yield (
            (0.5, "country", "same", one.country)
            if same
            else (-2.0, "country", "differs", f"{one.country} · {other.country}")
        )


def _some(values: Iterable[str]) -> str:
    ordered = sorted(values)
    return ", ".join(ordered[:3]) + (" …" if len(ordered) > 3 else "")
