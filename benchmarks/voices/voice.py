"""A voice as its file has it: rules, greetings, subjects, the trade's tables, the firm's name and manners."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from deeproot.sample import firm, trade
from deeproot.sample.sentences import en_in, en_out, en_talk

Rules = dict[str, str]
SECTIONS: Final[dict[str, Rules]] = {"incoming": en_in.RULES, "outgoing": en_out.RULES, "talk": en_talk.RULES}
HANDS: Final = ("greet", "close", "aside")
MANNERS: Final = ("formal", "brisk", "chatty")
ROWS: Final[dict[str, tuple[str, ...]]] = {
    "PROBLEMS": ("product", "problem", "symptom", "harm", "cause", "fix"),
    "HOWS": ("product", "topic", "ask", "answer"),
    "NEEDS": ("product", "about", "belief", "said", "metric", "key"),
    "DELIVERABLES": ("thing", "will", "done", "stuck"),
    "STRENGTHS": ("belief", "said"),
    "ORIGINS": ("belief", "said"),
    "RESOURCES": ("title", "kind", "need", "personas"),
    "HARDSHIPS": ("belief", "said", "lacks"),
    "REASONS": ("why", "said"),
}
OF_SAMPLE: Final[dict[str, Any]] = {name: getattr(trade, name) for name in ROWS}
OPTIONAL: Final = ("HARDSHIPS", "REASONS")
"""Tables that a voice may leave as the sample has them."""
OF_US: Final = ("outgoing", "talk")
"""Sections that a voice of customers' letters alone leaves as the sample has them."""
OF: Final[dict[str, Any]] = {"PROBLEMS": trade.Problem, "HOWS": trade.How, "NEEDS": trade.Need}
OF["DELIVERABLES"] = trade.Deliverable


@dataclass(frozen=True)
class Voice:
    """``called``: the firm; ``trade``: tables of ``deeproot.sample.trade``; ``hands``: member_id -> who writes how."""

    name: str
    called: str
    rules: Rules
    greetings: dict[str, str]
    closings: dict[str, str]
    subjects: dict[str, str]
    trade: dict[str, Any]
    hands: dict[str, firm.Voice] = field(default_factory=dict)


def content(path: Path) -> dict[str, Any]:
    """The file as TOML, with the sample's own words of ours where it has none; ``ValueError`` says why it is none."""
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ValueError(f"{path} cannot be read as TOML: {error}") from error
    if not any(section in told for section in OF_US):
        told |= {section: SECTIONS[section] for section in OF_US}
    return told


def voice(path: Path) -> Voice:
    """The voice of a file that :func:`benchmarks.voices.check.faults` finds whole."""
    told = content(path)
    tables = {name: _table(name, text) for name, text in told["trade"].items() if name in ROWS}
    products = tuple(told["trade"]["PRODUCTS"])
    place = dict(zip(trade.PRODUCTS, products, strict=True))
    return Voice(
        name=told["name"],
        called=told["firm"]["NAME"],
        rules={rule: text for section in SECTIONS for rule, text in told[section].items()},
        greetings=told["greetings"]["en"],
        closings=told["closings"]["en"],
        subjects=told["subjects"],
        trade={
            **tables,
            "PRODUCTS": products,
            "SOFTWARE": tuple(place[one] for one in trade.SOFTWARE),
            "SUITS": {who: tuple(place[one] for one in some) for who, some in trade.SUITS.items()},
        },
        hands={one.member_id: _hand(one, number, told["firm"]) for number, one in enumerate(firm.MEMBERS)},
    )


def rows(table: str, text: str) -> list[list[str]]:
    """The rows of a table; strengths and origins may part their two columns with a single bar, as in the sample."""
    lines = [line for line in text.strip().splitlines() if line.strip()]
    barred = table in ("STRENGTHS", "ORIGINS")
    return [[part.strip() for part in line.split("|" if barred and "::" not in line else "::")] for line in lines]


def _table(name: str, text: str) -> Any:
    found = rows(name, text)
    if name in OF:
        return tuple(OF[name](*row) for row in found)
    if name == "REASONS":
        return dict(found)
    if name == "RESOURCES":
        return tuple((*row[:3], tuple(row[3].split(","))) for row in found)
    return tuple(found)


def said_by(member: firm.Member, hand: str, given: dict[str, Any]) -> list[str]:
    """The patterns of that member's: from a table of its own, or from a list for all of us; none where none are given.

    ``[firm.members.ingrid]`` (or ``m-ingrid``, or right under ``[firm]``) with ``greet``, ``close``, ``aside``; or
    ``greet = [..]`` and so on under ``[firm]``, for all.
    """
    name = member.member_id
    own = {**given, **given.get("members", {})}
    for known in (name, name.removeprefix("m-"), member.first):
        if isinstance(own.get(known), dict) and hand in own[known]:
            return _list(own[known][hand])
    return []


def _hand(member: firm.Member, number: int, given: dict[str, Any]) -> firm.Voice:
    """Their own manner where the file has one; else each keeps to one of the list for all; else that of the sample."""
    patterns = {}
    for hand in HANDS:
        own, of_all = said_by(member, hand, given), _list(given.get(hand, []))
        if own:
            patterns[hand] = own[0] if len(own) == 1 else f"[{'|'.join(own)}]"
        else:
            patterns[hand] = of_all[number % len(of_all)] if of_all else getattr(member.voice, hand)
    return firm.Voice(**patterns)


def _list(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value)
