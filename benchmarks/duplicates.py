"""How well duplicates are found: precision and recall over a labelled set, with intervals, and what it costs.

    ./run bench duplicates [--companies 1500] [--seeds 21 22 23]

The set is made from the names of the sample company, in seventeen scripts: companies with one to three people; three in
ten stand there twice, with typing errors, another legal form, their words turned round, letters without accents, an
address with a `+tag`, another address, no address, another number, no country. No two companies have one name. The
search sees both halves without knowing which is which.
"""

from __future__ import annotations

import argparse
import random
import time
import unicodedata
from collections import defaultdict
from itertools import combinations
from typing import Any

import phonenumbers

from deeproot.sample.names import CULTURES, Culture
from deeproot.understand.identity import LIKELY, Who, compare, keys, normal_email, normal_phone

EVERYBODYS = frozenset({"gmail.com"})
MANY = 30
"""A key that more share is passed over, as the application does."""
LEGAL = ("GmbH", "Ltd", "Inc.", "AG", "B.V.", "S.A.", "AS", "LLC", "Oy")
Row = dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--companies", type=int, default=1_500)
    parser.add_argument("--seeds", type=int, nargs="+", default=[21, 22, 23])
    args = parser.parse_args()
    right = found_all = truth_all = met = 0
    for seed in args.seeds:
        rows, truth = labelled(seed, args.companies)
        began = time.process_time()
        near, found = search(rows)
        cpu = time.process_time() - began
        print(f"seed {seed}: {len(rows):,} records, {len(truth):,} duplicates, {len(near):,} compared, {cpu:.1f} s CPU")
        right, found_all = right + len(found & truth), found_all + len(found)
        truth_all, met = truth_all + len(truth), met + len(near & truth)
    print(f"met by a key  {interval(met, truth_all)}")
    print(f"precision     {interval(right, found_all)}")
    print(f"recall        {interval(right, truth_all)}")


def search(rows: list[Row]) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """The pairs that share a key, and those of them that are likely one."""
    whos = {row["id"]: who(row) for row in rows}
    blocks: dict[str, list[str]] = defaultdict(list)
    for one in whos.values():
        for key in keys(one):
            blocks[key].append(one.id)
    near = {pair for block in blocks.values() if len(block) <= MANY for pair in combinations(sorted(block), 2)}
    return near, {pair for pair in near if compare(whos[pair[0]], whos[pair[1]]).score >= LIKELY}


def who(row: Row) -> Who:
    emails = frozenset(filter(None, (normal_email(email) for _, email, _ in row["people"])))
    phones = frozenset(filter(None, (normal_phone(phone, row["country"]) for _, _, phone in row["people"])))
    return Who(row["id"], (row["name"],), False, row["country"], emails, phones, everybodys=EVERYBODYS)


def interval(count: int, of: int) -> str:
    """A share with its 95 % interval (Wilson, 1927)."""
    z, share = 1.96, count / of
    whole = 1 + z * z / of
    middle = (share + z * z / 2 / of) / whole
    half = z * (share * (1 - share) / of + z * z / 4 / of / of) ** 0.5 / whole
    return f"{share:.3f} [{middle - half:.3f}, {middle + half:.3f}] ({count:,} of {of:,})"


def labelled(seed: int, companies: int) -> tuple[list[Row], set[tuple[str, str]]]:
    """Records, and the pairs of ids that are one company."""
    chance, rows, truth, names = random.Random(seed), list[Row](), set[tuple[str, str]](), set[str]()
    cultures = list(CULTURES.values())
    for number in range(companies):
        culture = chance.choices(cultures, [one.share for one in cultures])[0]
        name = next((name for _ in range(60) if (name := firm(chance, culture)) not in names), None)
        if name is None:
            continue
        names.add(name)
        row = company(chance, culture, f"c{number:05d}", name)
        rows.append(row)
        if chance.random() < 0.3:
            rows.append(twin(chance, row, f"d{number:05d}"))
            truth.add((row["id"], rows[-1]["id"]))
    chance.shuffle(rows)
    return rows, truth


def firm(chance: random.Random, culture: Culture) -> str:
    def two(names: tuple[str, ...]) -> str:
        chosen = chance.sample(names, 2 if chance.random() < 0.6 else 1)
        return " ".join(native(one) for one in chosen)

    name = chance.choice(culture.firms).replace("{word}", two(culture.words)).replace("{family}", two(culture.family))
    return name.replace("{given}", native(chance.choice(culture.given)))


def company(chance: random.Random, culture: Culture, pk: str, name: str) -> Row:
    country = chance.choice(culture.places)[0]
    label = "".join(
        char for char in plain(chance.choice(culture.words) + chance.choice(culture.family)) if char.isalnum()
    )
    domain = "gmail.com" if chance.random() < 0.25 else f"{label.lower()[:24]}{chance.randrange(100)}.example"
    people = []
    for _ in range(chance.choice((1, 1, 2, 3))):
        given, family = chance.choice(culture.given), chance.choice(culture.family)
        local = (
            f"{plain(given)}{chance.choice(('.', '', '_'))}{plain(family)}".lower().replace(" ", "").replace("'", "")
        )
        local += str(chance.randrange(10, 99)) if domain == "gmail.com" else ""
        known = phonenumbers.example_number(country)
        example = str(known.national_number if known else 5_550_100)
        number = f"{example[:-4]}{chance.randrange(10_000):04d}"
        people.append((f"{native(given)} {native(family)}", f"{local}@{domain}", number))
    return {"id": pk, "name": name, "country": country, "people": people}


def twin(chance: random.Random, row: Row, pk: str) -> Row:
    """The same company as another source has it."""
    fewest = 0 if chance.random() < 0.25 else 1
    people = chance.sample(row["people"], chance.randint(fewest, len(row["people"])))
    country = None if chance.random() < 0.3 else row["country"]
    return {
        "id": pk,
        "name": noisy(chance, row["name"]),
        "country": country,
        "people": [
            (name, other_email(chance, name, email), other_phone(chance, phone)) for name, email, phone in people
        ],
    }


def noisy(chance: random.Random, name: str) -> str:
    kind = chance.random()
    if kind < 0.2:
        return name
    if kind < 0.5:
        return typing_error(chance, name if kind < 0.4 else typing_error(chance, name))
    if kind < 0.65:
        return f"{name} {chance.choice(LEGAL)}"
    if kind < 0.8:
        return plain(name).upper() if plain(name).isascii() and len(plain(name)) > 4 else name
    return " ".join(reversed(name.split())) if kind < 0.9 else " ".join(name.split()[:-1]) or name


def typing_error(chance: random.Random, text: str) -> str:
    if len(text) < 4:
        return text
    at = chance.randrange(1, len(text) - 1)
    swapped = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return chance.choice(
        (text[:at] + text[at + 1 :], text[:at] + text[at] + text[at:], swapped, f"{text[:at]}e{text[at + 1 :]}")
    )


def other_email(chance: random.Random, name: str, email: str) -> str | None:
    kind = chance.random()
    local = plain(name).lower().replace(" ", ".").replace("'", "")
    if kind < 0.25:
        return email.replace("@", "+news@")
    if kind < 0.45 and local.isascii() and local.strip("."):
        return f"{local}@{email.partition('@')[2]}"
    return None if kind > 0.9 else email


def other_phone(chance: random.Random, phone: str) -> str | None:
    kind = chance.random()
    return None if kind < 0.4 else str(chance.randrange(10**8, 10**9)) if kind < 0.6 else phone


def native(word: str) -> str:
    return word.partition("=")[0]


def plain(word: str) -> str:
    """A word in Latin letters without accents, where it has such a form."""
    latin = word.partition("=")[2] or word
    bare = unicodedata.normalize("NFKD", latin.replace("ß", "ss"))
    return "".join(char for char in bare if not unicodedata.combining(char))


if __name__ == "__main__":
    main()
