"""How many are true, read and both; recall and precision with their intervals, and a table of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from deeproot.understand.journey.discovery import wilson

from .held import KINDS, ROWS, Both

GRAVE: Final = ("complaint", "hardship", "cancel", "all_great", "praise", "feedback", "question", "request", "thanks")


class Count(NamedTuple):
    true: int = 0
    read: int = 0
    right: int = 0

    def with_(self, other: Iterable[int]) -> Count:
        return Count(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))


Counts = dict[str, Count]


def counted(found: Mapping[str, Both]) -> Counts:
    """The counts of every row; of kinds those of each kind, and under the row's own name how many were given any."""
    counts = {}
    for name, both in found.items():
        if name in KINDS.values():
            counts[name] = Count(len(both.true), len({one for one, _ in both.read}), len(both.true & both.read))
            counts |= _by_kind(name, both)
        else:
            counts[name] = Count(len(both.true), len(both.read), len(both.true & both.read))
    return counts


def _by_kind(name: str, both: Both) -> Counts:
    true, read = Counter(kind for _, kind in both.true), Counter(kind for _, kind in both.read)
    right = Counter(kind for _, kind in both.true & both.read)
    return {f"{name}: {kind}": Count(true[kind], read[kind], right[kind]) for kind in sorted({*true, *read})}


def summed(several: Iterable[Mapping[str, Iterable[int]]]) -> Counts:
    """The counts of several companies as those of one."""
    whole: Counts = {}
    for counts in several:
        for name, count in counts.items():
            whole[name] = whole.get(name, Count()).with_(count)
    return whole


def table(title: str, counts: Counts) -> str:
    """The figures in Markdown."""
    lines = [f"| {title} | true | read | recall (95 %) | precision (95 %) |", "|---|---:|---:|---|---|"]
    lines += [_line(name, counts[name]) for name in ROWS]
    for side in KINDS.values():
        own = {name.removeprefix(f"{side}: "): count for name, count in counts.items() if name.startswith(f"{side}: ")}
        ranked = sorted(own, key=lambda kind: (GRAVE.index(kind) if kind in GRAVE else len(GRAVE), kind))
        lines += [_line(f"kind {kind} ({'in' if side == KINDS['in'] else 'out'})", own[kind]) for kind in ranked]
        whole = counts[side]
        macro = f"macro F1 {_share(macro_f1(own))} (coverage {_share(whole.read / max(1, whole.true))})"
        lines.append(
            f"| {side} | {whole.true} | {whole.read} | {macro} | right {_share(whole.right / max(1, whole.true))} |"
        )
    return "\n".join(lines)


def macro_f1(kinds: Mapping[str, Count]) -> float:
    """The mean F1 of the kinds that there are; what was given no kind is missed."""
    scores = [2 * one.right / (one.true + one.read) for one in kinds.values() if one.true]
    return sum(scores) / max(1, len(scores))


def _line(name: str, count: Count) -> str:
    recall, precision = _between(count.right, count.true), _between(count.right, count.read)
    return f"| {name} | {count.true} | {count.read} | {recall} | {precision} |"


def _between(right: int, of: int) -> str:
    """A share with Wilson's interval; a dash of none."""
    if not of:
        return "–"
    low, high = wilson(right, of)
    return f"{_share(right / of)} ({_share(low)} to {_share(high)})"


def _share(share: float) -> str:
    return f"{share:.2f}".removeprefix("0")
