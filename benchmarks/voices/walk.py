"""What a pattern may say and what it always says, without saying it."""

from __future__ import annotations

from collections.abc import Iterator

from deeproot.sample.sentences.grammar import Choice, Fact, Grammar, Node, Rule


def facts(grammar: Grammar, node: Node) -> set[str]:
    """All facts that may be said, those of the rules within too.

    ``KeyError`` names a rule that is not there; ``RecursionError`` where a rule calls itself.
    """
    return {leaf.name for leaf in _leaves(grammar, node) if isinstance(leaf, Fact)}


def words(grammar: Grammar, node: Node) -> set[str]:
    """The words themselves that may be said."""
    return {leaf for leaf in _leaves(grammar, node) if isinstance(leaf, str)}


def always(grammar: Grammar, node: Node, fact: str) -> bool:
    """Whether whatever is said says that fact."""
    if isinstance(node, Fact):
        return node.name == fact
    if isinstance(node, Rule):
        return all(always(grammar, line, fact) for line in grammar.rules[node.name])
    if isinstance(node, Choice):
        return all(always(grammar, option, fact) for option in node.options)
    return not isinstance(node, str) and any(always(grammar, part, fact) for part in node)


def plain(node: Node) -> Iterator[str]:
    """The pattern's own words, without those of the rules it names."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, tuple | Choice):
        for part in node.options if isinstance(node, Choice) else node:
            yield from plain(part)


def _leaves(grammar: Grammar, node: Node) -> Iterator[str | Fact]:
    if isinstance(node, str | Fact):
        yield node
        return
    parts = grammar.rules[node.name] if isinstance(node, Rule) else node.options if isinstance(node, Choice) else node
    for part in parts:
        yield from _leaves(grammar, part)
