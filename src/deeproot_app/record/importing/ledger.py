"""The completeness ledger: what an import says of its sources, from its first moment to its last.

An interval is `complete` where all that the file held of it is stored, and `unknown` where rows of it were refused. An
import never says `gap` and never takes one away: only the source itself can (coverage.csv). Files that come with a
coverage.csv leave the ledger to it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Final

from deeproot_app.record.importing.prepared import Prepared, Refusals
from deeproot_app.record.importing.store import as_text
from deeproot_app.record.models import Coverage
from deeproot_app.record.shape import SHAPES

MOST_SOURCES: Final = 1_000
"""Ids of which every one names a source of its own are not told apart."""
FIRST, LAST, SEEN, STORED, REFUSED, NOBODYS = range(6)

COLUMNS: Final = ("source", "from_at", "to_at", "state", "seen", "stored", "refused")
NOWHERE: Final = -1
"""The place of a row that no row of the block gave."""

Tally = dict[str, list[Any]]
"""For each source: its first and last moment in the file, and how many rows were seen, stored and refused; of these,
how many are no customer's: nothing is missing without them."""


def count(
    tally: Tally,
    part: Prepared,
    refused: Refusals,
    source: str,
    *,
    under: str | None = None,
    nobodys: Collection[int] = (),
) -> None:
    """Add a block of interactions, before its refused rows are dropped, to the tally.

    ``under`` is the one name under which the ledger tells of them, whatever source their ids name.
    """
    if under is not None:
        told = tally.setdefault(under, [None, None, 0, 0, 0, 0])
        _add(told, part, None, refused)
        told[NOBODYS] += len(nobodys)
        return
    names = [str(one).partition(":")[0] if one is not None else source for one in part.columns["interaction_id"]]
    of: dict[str, list[int] | None] = dict.fromkeys(names)
    if len(of) > 1:
        of = {name: [] for name in of}
        for at, name in enumerate(names):
            of[name].append(at)  # type: ignore[union-attr]
    for name, places in of.items():
        if name in tally or len(tally) < MOST_SOURCES:
            _add(tally.setdefault(name, [None, None, 0, 0, 0]), part, places, refused)


def _add(told: list[Any], part: Prepared, places: list[int] | None, refused: Refusals) -> None:
    """Add the rows at those places, or all of them, to what is told of their source."""
    moments, rows = part.columns["happened_at"], part.places
    if places is not None:
        moments, rows = [moments[at] for at in places], [rows[at] for at in places]
    wrong = sum(row in refused for row in rows) if refused else 0
    told[SEEN] += len(rows)
    told[REFUSED] += wrong
    told[STORED] += len(rows) - wrong
    known = [moment for moment in moments if moment is not None]
    if known:
        told[FIRST] = min(filter(None, (told[FIRST], min(known))))
        told[LAST] = max(filter(None, (told[LAST], max(known))))


def refused_only(tally: Tally) -> Tally:
    """What is to be told of sources whose ledger comes as a file of its own."""
    return {source: told for source, told in tally.items() if _missing(told)}


def _missing(told: Sequence[Any]) -> int:
    """How many rows were refused that may be some customer's."""
    return int(told[REFUSED]) - int(told[NOBODYS] if len(told) > NOBODYS else 0)


def rows_for(tally: Tally) -> Prepared | None:
    """The rows of the ledger that say what the tally knows, where that is news; None where it is not."""
    known: dict[str, list[Coverage]] = {}
    rows = Coverage.objects.filter(source__in=list(tally)).select_related("batch")
    for row in rows.order_by("source", "from_at"):
        known.setdefault(row.source, []).append(row)
    news = [(source, *told) for source, told in tally.items() if told[FIRST] and _is_news(told, known.get(source, []))]
    if not news:
        return None
    columns = dict(zip(COLUMNS, map(list, zip(*map(_row, news), strict=True)), strict=True))
    return Prepared(SHAPES["coverage"], columns, [NOWHERE] * len(news), [0] * len(news))


def _row(told: tuple[Any, ...]) -> tuple[Any, ...]:
    source, first, last, seen, stored, refused, *_ = told
    return source, first, last, "unknown" if _missing(told[1:]) else "complete", seen, stored, refused


def _is_news(told: list[Any], known: list[Coverage]) -> bool:
    first, last, seen = told[FIRST], told[LAST], told[SEEN]
    same = next((row for row in known if as_text(row.from_at) == first), None)
    if same is not None and (_told_by_the_source(same) or (same.seen or 0) > seen):
        return False
    mended = same is not None and same.state == "unknown" and as_text(same.to_at) <= last
    return bool(_missing(told)) or mended or not _covered(known, first, last)


def _told_by_the_source(row: Coverage) -> bool:
    """Whether a file of coverage, or a person, said so; not an import of interactions."""
    return row.batch is None or row.batch.table == "coverage"


def _covered(known: list[Coverage], first: str, last: str) -> bool:
    """Whether the ledger speaks of the whole interval already, without a break."""
    reached = first
    for row in known:
        if as_text(row.from_at) <= reached:
            reached = max(reached, as_text(row.to_at))
    return len(known) > 0 and as_text(known[0].from_at) <= first and reached >= last
