"""A small grammar: patterns with choices, facts and rules become sentences.

``[a|b|]``   one of the alternatives, the empty one too; they nest
``{fact}``   what is so in this story: the product, the problem, the name
``<rule>``   a sentence of that rule
``¶``        a new paragraph
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import TypeAlias

TOKEN = re.compile(r"[\[\]|]|\{\w+\}|<\w+>|[^\[\]|{<]+|.")
Node: TypeAlias = "str | tuple[Node, ...] | Choice | Fact | Rule"


@dataclass(frozen=True)
class Choice:
    options: tuple[Node, ...]


@dataclass(frozen=True)
class Fact:
    name: str


@dataclass(frozen=True)
class Rule:
    name: str


class Grammar:
    """The rules of one language: a rule's name, and its patterns, one a line."""

    def __init__(self, *rules: Mapping[str, str]) -> None:
        self.rules: dict[str, tuple[Node, ...]] = {}
        for given in rules:
            for name, text in given.items():
                lines = tuple(parse(line.strip()) for line in text.strip().splitlines() if line.strip())
                self.rules[name] = self.rules.get(name, ()) + lines

    def say(self, rule: str, facts: Mapping[str, str], rng: Random) -> str:
        """A text of that rule; ``KeyError`` names the rule or fact that is missing."""
        return tidy(self._expand(Rule(rule), facts, rng))

    def told(self, rule: str, facts: Mapping[str, str], rng: Random) -> Iterator[str]:
        """Texts of that rule, each of another line of it, until all lines have been used; then all over again."""
        lines = self.rules[rule]
        while True:
            for line in rng.sample(lines, len(lines)):
                yield tidy(self._expand(line, facts, rng))

    def fill(self, pattern: str, facts: Mapping[str, str], rng: Random) -> str:
        """A text of the pattern itself."""
        return self._expand(parse(pattern), facts, rng)

    def _expand(self, node: Node, facts: Mapping[str, str], rng: Random) -> str:
        if isinstance(node, str):
            return node
        if isinstance(node, tuple):
            return "".join([self._expand(part, facts, rng) for part in node])
        if isinstance(node, Choice):
            return self._expand(node.options[int(rng.random() * len(node.options))], facts, rng)
        if isinstance(node, Fact):
            return facts[node.name]
        lines = self.rules[node.name]
        return self._expand(lines[int(rng.random() * len(lines))], facts, rng)


@cache
def parse(pattern: str) -> Node:
    """The pattern as a tree; ``ValueError`` where a bracket is left open."""
    tokens = TOKEN.findall(pattern)
    node, end = _sequence(tokens, 0)
    if end != len(tokens):
        raise ValueError(f"there is a ']' or '|' too many in the pattern {pattern!r}")
    return node


def _sequence(words: list[str], at: int) -> tuple[Node, int]:
    parts: list[Node] = []
    while at < len(words) and words[at] not in ("|", "]"):
        word = words[at]
        if word == "[":
            choice, at = _choice(words, at + 1)
            parts.append(choice)
            continue
        parts.append(_leaf(word))
        at += 1
    return (parts[0] if len(parts) == 1 else tuple(parts)), at


def _choice(tokens: list[str], at: int) -> tuple[Choice, int]:
    options = []
    while True:
        option, at = _sequence(tokens, at)
        options.append(option if option != () else "")
        if at >= len(tokens):
            raise ValueError(f"a '[' is never closed in the pattern {''.join(tokens)!r}")
        at += 1
        if tokens[at - 1] == "]":
            return Choice(tuple(options)), at


def _leaf(word: str) -> Node:
    if len(word) > 2 and word[0] == "{":
        return Fact(word[1:-1])
    if len(word) > 2 and word[0] == "<":
        return Rule(word[1:-1])
    return word


SPACES = re.compile(r"[ \t]{2,}")
BEFORE = re.compile(r" +([,.](?:\s|$))")
BREAK = re.compile(r"\s*¶\s*")
START = re.compile(r"(^|[.!?…]\s+|\n+)([a-zà-ÿ])")


def tidy(text: str) -> str:
    """Single spaces, none before a full stop, paragraphs apart, sentences that begin with a capital letter."""
    text = BREAK.sub("\n\n", BEFORE.sub(r"\1", SPACES.sub(" ", text))).strip()
    return START.sub(lambda found: found[1] + found[2].upper(), text)
