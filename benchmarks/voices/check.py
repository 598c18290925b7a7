"""Is a voice whole? Every rule, fact and table that the sample's stories ask for; each fault in one sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from deeproot.sample import facts as said_of
from deeproot.sample import firm, roster, trade
from deeproot.sample.chance import stream
from deeproot.sample.record import Record
from deeproot.sample.sentences import GRAMMARS
from deeproot.sample.sentences.grammar import Grammar, Rule, parse

from . import tables, walk
from .telling import NOW, told
from .voice import HANDS, MANNERS, OPTIONAL, ROWS, SECTIONS, Voice, content, said_by, voice

FEW, SEED, TIMES = 12, 61, 20
TRUE: Final = ("due", "promise", "hardship", "reason")
"""Where every sentence of a rule in the sample says such a fact, the truth of the rule lies in it."""
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
    return list(_told(voice(path)))


def remarks(path: Path) -> list[str]:
    """What is no fault, but should be known."""
    given = content(path)
    found = [
        f"[trade] has no {one}: these stay in the sample's words." for one in OPTIONAL if one not in given["trade"]
    ]
    if given["outgoing"] is SECTIONS["outgoing"]:
        found.append("It holds customers' letters alone: what our people write and say stays in the sample's words.")
    grammar, own = _grammar(given), GRAMMARS["en"]
    for rule in (*SECTIONS["incoming"], *SECTIONS["outgoing"]):
        if _asks(grammar, rule) and not _asks(own, rule):
            found += [f"{rule}: a question mark, where the truth says that nothing is asked (the sample has none)."]
    return found


def _asks(grammar: Grammar, rule: str) -> bool:
    return any("?" in text for text in walk.words(grammar, Rule(rule)))


def _grammar(given: Mapping[str, Any]) -> Grammar:
    return Grammar(*(given[section] for section in SECTIONS))


def shape(given: Mapping[str, Any]) -> Iterator[str]:
    """What is missing, or is not there as text."""
    if not isinstance(given.get("name"), str):
        yield 'name: it is missing; one word, as in name = "quarry".'
    if not isinstance(given.get("firm"), dict) or not isinstance(given["firm"].get("NAME"), str):
        yield "[firm]: NAME is missing."
    for table in ("greetings", "closings"):
        yield from _texts(f"[{table}.en]", (given.get(table) or {}).get("en"), MANNERS)
    yield from _texts("[subjects]", given.get("subjects"), tuple(said_of.SUBJECTS))
    for section, own in SECTIONS.items():
        yield from _texts(f"[{section}]", given.get(section), tuple(own))
    of_trade = given.get("trade") or {}
    products = of_trade.get("PRODUCTS")
    if not isinstance(products, list) or not all(isinstance(one, str) for one in products):
        yield f"[trade]: PRODUCTS is missing, an array of {len(trade.PRODUCTS)} names."
    texts = {name: value for name, value in of_trade.items() if name != "PRODUCTS"}
    yield from _texts("[trade]", texts, tuple(name for name in ROWS if name not in OPTIONAL))
    for name in sorted(set(texts) - set(ROWS)):
        yield f"[trade]: {name} is no table of the sample's."


def _texts(where: str, given: Any, names: tuple[str, ...]) -> Iterator[str]:
    if not isinstance(given, dict):
        yield f"{where}: the section is missing."
        return
    for name in dict.fromkeys((*names, *given)):
        if not isinstance(given.get(name), str):
            yield f"{where}: {name} is missing, or is no text."
        elif not given[name].strip():
            yield f"{where}: {name} is empty."


def patterns(given: Mapping[str, Any]) -> Iterator[str]:
    """Patterns that are none: a bracket left open, a brace too many."""
    for where, pattern in (*_said(given), *_short(given), *tables.patterns(given["trade"])):
        try:
            node = parse(pattern)
        except ValueError as error:
            yield f"{where}: {error}."
            continue
        if stray := next((text for text in walk.plain(node) if STRAY.search(text.replace("¶", ""))), None):
            yield f"{where}: there is a stray mark in {stray!r}; a fact is {{word}}, a rule <word>."


def _said(given: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for section in SECTIONS:
        for rule, text in given[section].items():
            yield from ((rule, line.strip()) for line in text.splitlines() if line.strip())
    yield from ((f"[subjects] {name}", text) for name, text in given["subjects"].items())


def _short(given: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Greetings, closings, and the manners of our own people."""
    for table in ("greetings", "closings"):
        yield from ((f"[{table}.en] {name}", text) for name, text in given[table]["en"].items())
    for hand in HANDS:
        of_all = given["firm"].get(hand, [])
        told_by = [text for member in firm.MEMBERS for text in said_by(member, hand, given["firm"])]
        for text in (*([of_all] if isinstance(of_all, str) else of_all), *told_by):
            yield f"[firm] {hand}", text


def meanings(given: Mapping[str, Any]) -> Iterator[str]:
    """Facts and rules that are not there, or not said where the truth lies in them; rows without their columns."""
    grammar, own = _grammar(given), GRAMMARS["en"]
    for rule in own.rules:
        try:
            yield from _facts_of(rule, grammar, own)
        except KeyError as error:
            yield f"{rule}: it asks for a rule {error} that is not there."
        except RecursionError:
            yield f"{rule}: it calls itself."
    for name, pattern in given["subjects"].items():
        yield from _unknown(f"[subjects] {name}", walk.facts(grammar, parse(pattern)) - always_known() - {"date"})
    for where, pattern in _short(given):
        greets = where.startswith("[greetings") or where.endswith("greet")
        yield from _unknown(where, walk.facts(grammar, parse(pattern)) - ({"name"} if greets else set()))
    yield from tables.faults(given["trade"])


def _facts_of(rule: str, grammar: Grammar, own: Grammar) -> Iterator[str]:
    yield from _unknown(rule, walk.facts(grammar, Rule(rule)) - walk.facts(own, Rule(rule)) - always_known())
    for fact in TRUE:
        if walk.always(own, Rule(rule), fact) and not walk.always(grammar, Rule(rule), fact):
            yield f"{rule}: every sentence of it has to say {{{fact}}}."


def _unknown(where: str, found: set[str]) -> Iterator[str]:
    return (f"{where}: it says {{{fact}}}, which is not known there." for fact in sorted(found))


@cache
def always_known() -> frozenset[str]:
    """The facts that every conversation has."""
    who = roster.lives(SEED, 1, Record(NOW, 3))[0].who
    return frozenset(said_of.facts(who, stream("facts")))


def _told(one: Voice) -> Iterator[str]:
    """Every rule said some times, and a company of twelve."""
    grammar = Grammar(one.rules)
    for rule in GRAMMARS["en"].rules:
        known = dict.fromkeys(walk.facts(grammar, Rule(rule)), "so")
        if not all(grammar.say(rule, known, stream("voice", rule, number)) for number in range(TIMES)):
            yield f"{rule}: it may say nothing at all."
    for subject, body in told(one, SEED, FEW, NOW).texts.values():
        if mark := STRAY.search(subject + body):
            yield f"{mark.group()!r} is left in a text: {' '.join(body.split())[:120]!r}."
