"""Is a voice whole? Every rule, fact and table that the sample's stories ask for; each fault in one sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from deeproot.sample import facts as said_of
from deeproot.sample import firm, roster, trade
from deeproot.sample.chance import stream
from deeproot.sample.record import Record
from deeproot.sample.sentences import GRAMMARS
from deeproot.sample.sentences.grammar import Choice, Fact, Grammar, Node, Rule, parse

from .telling import told
from .voice import HANDS, MANNERS, OF_SAMPLE, OPTIONAL, ROWS, SECTIONS, content, rows, said_by, voice

UNTIL: Final = datetime(2026, 6, 30, 9, 30)  # noqa: DTZ001 -- the sample's moments are UTC without an offset
FEW: Final = 12
TRUE: Final = ("due", "promise", "hardship", "reason")
"""Where every sentence of a rule in the sample says such a fact, the truth of the rule lies in it."""
PATTERNS: Final[dict[str, tuple[str, ...]]] = {
    "PROBLEMS": ("problem", "symptom", "harm", "cause", "fix"),
    "HOWS": ("topic", "ask", "answer"),
    "NEEDS": ("said",),
    "DELIVERABLES": ("thing", "will", "done", "stuck"),
    "STRENGTHS": ("said",),
    "HARDSHIPS": ("said",),
}
"""The columns in which the sample chooses between alternatives; all others are taken as they stand."""
SHARE: Final = 0.5
"""At least so many rows of the sample's own number."""
STRAY: Final = re.compile(r"[{}\[\]¶]|<\w")


def faults(path: Path) -> list[str]:
    """What is wrong with a voice's file, a sentence each; nothing where a company of twelve can be told in it."""
    try:
        given = content(path)
    except ValueError as error:
        return [str(error)]
    for look in (shape, patterns, meanings):
        if found := list(look(given)):
            return found
    return list(_told(path))


def remarks(path: Path) -> list[str]:
    """What is no fault, but should be known."""
    given = content(path)
    found = [
        f"[trade] has no {one}: these stay in the sample's words." for one in OPTIONAL if one not in given["trade"]
    ]
    grammar, own = Grammar(*(given[section] for section in SECTIONS)), GRAMMARS["en"]
    for rule in (*SECTIONS["incoming"], *SECTIONS["outgoing"]):
        if _asks(grammar, rule) and not _asks(own, rule):
            found += [f"{rule}: a question mark, where the truth says that nothing is asked (the sample has none)."]
    return found


def _asks(grammar: Grammar, rule: str) -> bool:
    return any("?" in text for text in _texts(grammar, Rule(rule)))


def shape(given: Mapping[str, Any]) -> Iterator[str]:
    """What is missing, or is not there as text."""
    if not isinstance(given.get("name"), str):
        yield 'name: it is missing; one word, as in name = "quarry".'
    if not isinstance(given.get("firm"), dict) or not isinstance(given["firm"].get("NAME"), str):
        yield "[firm]: NAME is missing."
    for table in ("greetings", "closings"):
        yield from _names(f"[{table}.en]", (given.get(table) or {}).get("en"), MANNERS)
    yield from _names("[subjects]", given.get("subjects"), tuple(said_of.SUBJECTS))
    for section, own in SECTIONS.items():
        yield from _names(f"[{section}]", given.get(section), tuple(own))
    tables = given.get("trade")
    if not isinstance(tables, dict) or not isinstance(tables.get("PRODUCTS"), list):
        yield f"[trade]: PRODUCTS is missing, an array of {len(trade.PRODUCTS)} names."
        return
    yield from _names("[trade]", {**dict.fromkeys(OPTIONAL, ""), **tables}, tuple(ROWS))
    for name in sorted(set(tables) - {*ROWS, "PRODUCTS"}):
        yield f"[trade]: {name} is no table of the sample's."


def _names(where: str, given: Any, names: tuple[str, ...]) -> Iterator[str]:
    if not isinstance(given, dict):
        yield f"{where}: the section is missing."
        return
    for name in names:
        if not isinstance(given.get(name), str):
            yield f"{where}: {name} is missing, or is no text."
        elif not given[name].strip() and name not in OPTIONAL:
            yield f"{where}: {name} is empty."


def patterns(given: Mapping[str, Any]) -> Iterator[str]:
    """Patterns that are none: a bracket left open, a brace too many."""
    for where, pattern in _all_patterns(given):
        try:
            node = parse(pattern)
        except ValueError as error:
            yield f"{where}: {error}."
            continue
        if stray := next((text for text in _leaves(node) if STRAY.search(text)), None):
            yield f"{where}: there is a stray mark in {stray!r}; a fact is {{word}}, a rule <word>."


def _all_patterns(given: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for section in SECTIONS:
        for rule, text in given[section].items():
            yield from ((rule, line.strip()) for line in str(text).splitlines() if line.strip())
    for table in ("greetings", "closings"):
        yield from ((f"[{table}.en] {name}", text) for name, text in given[table]["en"].items())
    yield from ((f"[subjects] {name}", text) for name, text in given["subjects"].items())
    for name, columns in PATTERNS.items():
        for row in rows(given["trade"].get(name, "")):
            yield from ((name, part) for column, part in zip(ROWS[name], row, strict=False) if column in columns)
    for member in firm.MEMBERS:
        for hand in HANDS:
            yield from ((f"[firm] {hand}", text) for text in said_by(member, hand, given["firm"]))


def meanings(given: Mapping[str, Any]) -> Iterator[str]:
    """Facts and rules that are not there, or not said where the truth lies in them; rows without their columns."""
    grammar, own = Grammar(*(given[section] for section in SECTIONS)), GRAMMARS["en"]
    for rule in own.rules:
        try:
            said = set(_facts(grammar, Rule(rule)))
        except KeyError as error:
            yield f"{rule}: it asks for a rule {error} that is not there."
            continue
        except RecursionError:
            yield f"{rule}: it calls itself."
            continue
        for fact in sorted(said - set(_facts(own, Rule(rule))) - always_known()):
            yield f"{rule}: it says {{{fact}}}, which is not known there."
        for fact in TRUE:
            if _always(own, Rule(rule), fact) and not _always(grammar, Rule(rule), fact):
                yield f"{rule}: every sentence of it has to say {{{fact}}}."
    for name, pattern in given["subjects"].items():
        for fact in sorted(set(_facts(own, parse(pattern))) - always_known() - {"date"}):
            yield f"[subjects] {name}: it says {{{fact}}}, which is not known there."
    yield from _short_patterns(given)
    yield from _tables(given["trade"])


def _short_patterns(given: Mapping[str, Any]) -> Iterator[str]:
    for where, pattern in _all_patterns(
        {**given, "subjects": {}, **{section: {} for section in SECTIONS}, "trade": {}}
    ):
        greets = where.startswith("[greetings") or where.endswith("greet")
        for fact in sorted(set(_facts(GRAMMARS["en"], parse(pattern))) - ({"name"} if greets else set())):
            yield f"{where}: it says {{{fact}}}, and no fact is known there."


def _tables(tables: Mapping[str, Any]) -> Iterator[str]:
    products = tables["PRODUCTS"]
    if len(set(products)) != len(trade.PRODUCTS):
        yield f"PRODUCTS: there have to be {len(trade.PRODUCTS)} different ones."
    for name, columns in ROWS.items():
        found = rows(tables.get(name, ""))
        for row in found:
            if len(row) != len(columns) or not all(row):
                yield f"{name}: a row has {len(columns)} fields ({', '.join(columns)}), not {' :: '.join(row)[:80]!r}."
            else:
                yield from _row(name, dict(zip(columns, row, strict=True)), products)
        least = max(1, round(SHARE * len(OF_SAMPLE[name])))
        if name in tables and len(found) < least:
            yield f"{name}: it has {len(found)} rows; at least {least} are needed."
        if columns[0] == "product":
            for product in sorted(set(products) - {row[0] for row in found}):
                yield f"{name}: it has no row of {product}."
    if not {row[5] for row in rows(tables["NEEDS"])[:] if len(row) > 5} & {
        row[2] for row in rows(tables["RESOURCES"]) if len(row) > 2
    }:
        yield "RESOURCES: none of them serves a key of NEEDS."
    if missing := sorted(
        set(trade.REASONS) - {row[0] for row in rows(tables["REASONS"])} if "REASONS" in tables else ()
    ):
        yield f"REASONS: {', '.join(missing)} missing."


def _row(table: str, row: dict[str, str], products: list[str]) -> Iterator[str]:
    for column, part in row.items():
        if column not in PATTERNS.get(table, ()) and re.search(r"[\[\]{}]", part):
            yield f"{table}: the {column} is taken as it stands; it may not have brackets: {part!r}."
    if row.get("product", products[0]) not in products:
        yield f"{table}: {row['product']!r} is none of the PRODUCTS."
    for column in ("about", "kind"):
        known = (
            {getattr(one, "about", None) for one in trade.NEEDS} | {one[1] for one in trade.RESOURCES} | {"strength"}
        )
        if column in row and row[column] not in known:
            yield f"{table}: {row[column]!r} is no {column} that the sample knows."


def _told(path: Path) -> Iterator[str]:
    """A company of twelve, and every rule said twenty times."""
    one = voice(path)
    grammar, known = (
        Grammar(one.rules),
        dict.fromkeys({fact for rule in one.rules for fact in _facts_of(one.rules, rule)}, "so"),
    )
    for rule in GRAMMARS["en"].rules:
        if not all(grammar.say(rule, known, stream("voice", rule, number)) for number in range(20)):
            yield f"{rule}: it may say nothing at all."
    company = told(one, 61, FEW, UNTIL)
    for subject, body in company.texts.values():
        if mark := STRAY.search(subject + body):
            yield f"{mark.group()!r} is left in a text: {' '.join(body.split())[:120]!r}."


def _facts_of(rules: Mapping[str, str], rule: str) -> set[str]:
    return set(_facts(Grammar(rules), Rule(rule)))


@cache
def always_known() -> frozenset[str]:
    """The facts that every conversation has."""
    who = roster.lives(61, 1, Record(UNTIL, 3))[0].who
    return frozenset(said_of.facts(who, stream("facts")))


def _facts(grammar: Grammar, node: Node) -> Iterator[str]:
    """All facts that may be said, those of the rules within too; ``KeyError`` names a rule that is not there."""
    if isinstance(node, Fact):
        yield node.name
    elif isinstance(node, Rule):
        for line in grammar.rules[node.name]:
            yield from _facts(grammar, line)
    elif not isinstance(node, str):
        for part in node.options if isinstance(node, Choice) else node:
            yield from _facts(grammar, part)


def _always(grammar: Grammar, node: Node, fact: str) -> bool:
    """Whether whatever is said says that fact."""
    if isinstance(node, Fact):
        return node.name == fact
    if isinstance(node, Rule):
        return all(_always(grammar, line, fact) for line in grammar.rules[node.name])
    if isinstance(node, Choice):
        return all(_always(grammar, option, fact) for option in node.options)
    return not isinstance(node, str) and any(_always(grammar, part, fact) for part in node)


def _leaves(node: Node) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, tuple | Choice):
        for part in node.options if isinstance(node, Choice) else node:
            yield from _leaves(part)


def _texts(grammar: Grammar, node: Node) -> Iterator[str]:
    """The words themselves that may be said."""
    if isinstance(node, Rule):
        for line in grammar.rules[node.name]:
            yield from _texts(grammar, line)
    elif isinstance(node, tuple | Choice):
        for part in node.options if isinstance(node, Choice) else node:
            yield from _texts(grammar, part)
    elif isinstance(node, str):
        yield node
