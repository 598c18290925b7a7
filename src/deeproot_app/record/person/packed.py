"""Somebody in what is kept raw and compressed: what sources delivered, and the rows of files as they stood there.

It is looked through before rows go: by them is known which deliveries and which lines were theirs.
"""

from __future__ import annotations

import json
import re
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, Final

from django.db import transaction
from django.db.models import Q

from deeproot_app.base.life import lives
from deeproot_app.record.importing import refused
from deeproot_app.record.models import Arrival, RawBlock, RefusedRow
from deeproot_app.record.person.rows import theirs
from deeproot_app.record.person.whom import Person
from deeproot_app.record.person.words import LONG_ID, Words
from deeproot_app.record.shape import SHAPES

AT_ONCE: Final = 100
NOTHING: Final = zlib.compress(b"")
CELLS: Final = re.compile(r"[,;\t|\"\n]")


def arrivals(person: Person, words: Words) -> Iterator[tuple[int, int]]:
    """Take them out of what sources delivered; (deliveries emptied, deliveries in which they are named no more).

    A delivery that was all theirs keeps its key, so that it is known when it is delivered again, and nothing else.
    """
    for some in _parts(Arrival.objects.all()):
        own = _own_rows(person, [(str(table), str(pk)) for one in some for table, pk in one.rows])
        with transaction.atomic():
            done = [_arrival(one, own, words) for one in some]
        yield done.count("emptied"), done.count("struck")


def _arrival(one: Arrival, own: set[tuple[str, str]], words: Words) -> str:
    rows = [(str(table), str(pk)) for table, pk in one.rows]
    raw = zlib.decompress(bytes(one.data))
    named = _named(raw, one.headers, words)
    if not named and not own.intersection(rows):
        return ""
    if all(row in own for row in rows) or not (left := _without(raw, words)):
        one.data, one.size, one.headers, one.rows = NOTHING, 0, {}, []
        one.state, one.reason = Arrival.State.IGNORED, f"whom it was of is erased ({words.instead})"
        did = "emptied"
    else:
        one.data, one.size = zlib.compress(left), len(left)
        one.headers = words.struck_json(one.headers)
        one.rows = [[table, pk] for table, pk in rows if (table, pk) not in own]
        did = "struck"
    one.key = words.struck(one.key)
    one.save(update_fields=["data", "size", "headers", "rows", "state", "reason", "key"])
    return did


def _named(raw: bytes, headers: Any, words: Words) -> bool:
    return words.within(raw.decode("utf-8", "replace"), named=False) or words.within(json.dumps(headers), named=False)


def _without(raw: bytes, words: Words) -> bytes:
    """A delivery that told of others too, without what named them."""
    try:
        told = json.loads(raw)
    except ValueError:
        return words.struck(raw.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
    return json.dumps(words.pruned(told), ensure_ascii=False).encode()


def _own_rows(person: Person, rows: Sequence[tuple[str, str]]) -> set[tuple[str, str]]:
    """Which of these rows of the record are theirs."""
    asked: dict[str, set[str]] = defaultdict(set)
    for table, pk in rows:
        asked[table].add(pk)
    found = set()
    for table, pks in asked.items():
        if table not in SHAPES or not (wanted := theirs(person, lives()[SHAPES[table].model])):
            continue
        model = SHAPES[table].model
        known = pks if SHAPES[table].pk != "id" else {pk for pk in pks if pk.isdigit()}
        found |= {
            (table, str(pk)) for pk in model._base_manager.filter(wanted, pk__in=known).values_list("pk", flat=True)
        }
    return found


def raw_rows(person: Person, words: Words) -> Iterator[tuple[int, int]]:
    """Take their lines out of the raw rows of files; (0, blocks in which lines of theirs stood)."""
    lines, ids = _lines(person)
    for some in _parts(RawBlock.objects.all()):
        with transaction.atomic():
            yield 0, sum(_block(one, lines.get(one.batch_id, set()), ids, words) for one in some)


def _block(one: RawBlock, lines: set[int], ids: set[str], words: Words) -> bool:
    rows = refused.unpacked(bytes(one.data))
    kept = [(line, "" if text and _is_theirs(line, text, lines, ids, words) else text) for line, text in rows]
    if kept == rows:
        return False
    RawBlock.objects.filter(pk=one.pk).update(data=refused.packed(kept))
    return True


def _is_theirs(line: int, text: str, lines: set[int], ids: set[str], words: Words) -> bool:
    return line in lines or words.within(text) or bool(ids and not ids.isdisjoint(CELLS.split(text)))


def _lines(person: Person) -> tuple[dict[int, set[int]], set[str]]:
    """The lines of files from which rows of theirs came, by import; and the ids of what passed with them."""
    lines: dict[int, set[int]] = defaultdict(set)
    ids: set[str] = set()
    for shape in SHAPES.values():
        wanted = theirs(person, lives()[shape.model])
        if not wanted:
            continue
        rows = shape.model._base_manager.filter(wanted).values_list("pk", "batch_id", "line")
        for pk, batch, line in rows.iterator(2_000):
            if batch is not None and line is not None:
                lines[batch].add(line)
            ids |= {one for one in (str(pk), str(pk).partition(":")[2]) if len(one) >= LONG_ID and not one.isdigit()}
    return lines, ids


def refused_rows(person: Person, words: Words) -> Iterator[tuple[int, int]]:
    """Empty the cells of refused rows that name them; (rows emptied, 0)."""
    for some in _parts(RefusedRow.objects.all()):
        gone = [one.pk for one in some if words.within(json.dumps([one.reason, *one.cells], ensure_ascii=False))]
        with transaction.atomic():
            yield RefusedRow.objects.filter(pk__in=gone).update(cells=[], reason="whom it was of is erased"), 0


def _parts(rows: Any) -> Iterator[list[Any]]:
    """The rows in the order of their keys, some at a time; nothing is held open in between."""
    last = 0
    while some := list(rows.filter(Q(pk__gt=last)).order_by("pk")[:AT_ONCE]):
        last = some[-1].pk
        yield some
