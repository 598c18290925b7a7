"""The facts of one conversation: one product, one problem, one promise, and all that is said of them, in one
language.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from random import Random
from types import ModuleType
from typing import TypeVar

from . import firm, trade
from .life import Customer
from .sentences import GRAMMARS, de, es, fr

T = TypeVar("T")
ABROAD: dict[str, ModuleType] = {"de": de, "fr": fr, "es": es}
SUBJECTS = {
    "how": "[Question about|A question on|How to:] {topic}",
    "problem": "[{product}: {problem}|Trouble with {product}|{problem}]",
    "thing": "[{thing}|About {thing}|What about {thing}?|Still open: {thing}]",
    "value": "[{resource}|For your bench: {resource}|You may like this: {resource}]",
    "care": "[How is {product} doing?|A question, no agenda|Where do you stand?|{product}, some weeks on]",
    "ok": "[Just checking in|Quick check|Is everything OK?]",
    "renewal": "[{product}: renewal on {date}|Your contract for {product}|Renewal of {product}]",
    "thanks": "[Thank you|A word of thanks|{years} years]",
    "praise": "[Something nice for a change|A word of praise|Thank you]",
    "pitch": "[New for {product}|Our offer for you|{other}: have you seen it?|Save on {other}]",
    "miss": "[We miss you!|Long time no see|It has been quiet]",
    "hard": "[About the next months|Difficult times here|Something you should know]",
    "cancel": "[Notice: {product}|Our contract|We are leaving]",
    "news": "{season} news from {firm}",
}


def facts(who: Customer, rng: Random, language: str = "en", product: str | None = None) -> dict[str, str]:
    """A full set of facts for a conversation with that customer: whatever is said, it is said of the same things."""
    wants = product or rng.choice(who.products)
    found = _abroad(ABROAD[language], wants, rng) if language in ABROAD else _english(wants, rng)
    kept = sorted(set(trade.PRODUCTS) - set(who.products)) or ["the extended plan"]
    resource = rng.choice(trade.RESOURCES)
    found |= {
        "firm": firm.NAME,
        "resource": resource[0],
        "resource_id": f"r-{trade.RESOURCES.index(resource) + 1:02d}",
        "other": rng.choice(kept),
        "count": str(rng.randint(4, 60)),
        "number": f"{rng.randint(20000, 89999)}",
        "years": str(rng.randint(2, 6)),
        "season": rng.choice(("Spring", "Summer", "Autumn", "Winter")),
        "strength": rng.choice(trade.STRENGTHS)[1].strip(),
        "origin": rng.choice(trade.ORIGINS)[1].strip(),
        "rise": rng.choice(("4%", "6%", "7%", "9%")),
        "price": money(who.amount, who.currency),
        "owner": who.owner.first,
    }
    return {name: GRAMMARS["en"].fill(text, found, rng) if "[" in text else text for name, text in found.items()}


def about(found: dict[str, str], need: trade.Need, rng: Random) -> dict[str, str]:
    """The same facts, but what the customer says is that need, and what we give is made for it."""
    served = [number for number, resource in enumerate(trade.RESOURCES, 1) if resource[2] == need.key]
    number = rng.choice(served) if served else rng.randint(1, len(trade.RESOURCES))
    gift = {"resource": trade.RESOURCES[number - 1][0], "resource_id": f"r-{number:02d}"}
    return (
        found
        | gift
        | {"said": GRAMMARS["en"].fill(need.said, found, rng), "metric": need.metric, "product": need.product}
    )


def needs_of(who: Customer, rng: Random, many: int) -> list[trade.Need]:
    """So many different needs that the customer's products answer to."""
    fit = [need for need in trade.NEEDS if need.product in who.products]
    rest = [need for need in trade.NEEDS if need.product not in who.products]
    return (rng.sample(fit, len(fit)) + rng.sample(rest, len(rest)))[:many]


def subject(kind: str, found: dict[str, str], language: str, rng: Random) -> str:
    """The subject line of a new thread of that sort."""
    patterns = ABROAD[language].SUBJECTS if language in ABROAD else SUBJECTS
    text = GRAMMARS[language].fill(patterns[kind], found, rng)
    return text[:1].upper() + text[1:]


def speaks(kind: str, *rules: str, language: str) -> bool:
    """Can a conversation of that sort be held in that language?"""
    if language == "en":
        return True
    grammar = GRAMMARS[language]
    return kind in ABROAD[language].SUBJECTS and all(rule in grammar.rules for rule in rules)


def money(amount: float, currency: str) -> str:
    return f"{currency} {amount:,.0f}"


def _english(product: str, rng: Random) -> dict[str, str]:
    problem = _of(trade.PROBLEMS, product, rng)
    how = _of(trade.HOWS, product, rng)
    need = _of(trade.NEEDS, product, rng)
    return {
        **vars(rng.choice(trade.DELIVERABLES)),
        **{name: getattr(how, name) for name in ("topic", "ask", "answer")},
        **vars(problem),
        "said": need.said,
        "metric": need.metric,
        "product": product,
    }


def _abroad(language: ModuleType, product: str, rng: Random) -> dict[str, str]:
    problem = _row(language.PROBLEMS, product, rng)
    how = _row(language.HOWS, problem[0], rng)
    thing = rng.choice(_rows(language.DELIVERABLES))
    return {
        **dict(zip(("product", "problem", "symptom", "harm", "cause", "fix"), problem, strict=True)),
        **dict(zip(("topic", "ask", "answer"), how[1:], strict=True)),
        **dict(zip(("thing", "will", "done", "stuck"), thing, strict=True)),
        "said": rng.choice(_rows(language.SAID))[0],
        "metric": "",
    }


def _of(things: Sequence[T], product: str, rng: Random) -> T:
    own: list[T] = [thing for thing in things if getattr(thing, "product", None) == product]
    return rng.choice(own)


def _row(table: str, product: str, rng: Random) -> list[str]:
    rows = _rows(table)
    return rng.choice([row for row in rows if row[0] == product] or rows)


@cache
def _rows(table: str) -> list[list[str]]:
    return [[part.strip() for part in line.split("::")] for line in table.strip().splitlines()]
