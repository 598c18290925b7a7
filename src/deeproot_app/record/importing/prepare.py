"""A block of rows turned into values for each table it gives something to; rows that cannot be are named, with why."""

from __future__ import annotations

import re
from calendar import monthrange
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache, partial
from typing import Any, Final

from deeproot.tables import Column
from deeproot_app.record.consent.files import Told
from deeproot_app.record.files.look import BROKEN
from deeproot_app.record.files.rows import Block
from deeproot_app.record.importing import cells
from deeproot_app.record.importing.cells import Value
from deeproot_app.record.importing.consents import words_of
from deeproot_app.record.importing.mapping import Cell, MappingError, Target
from deeproot_app.record.importing.mapping import Mapping as FileMapping
from deeproot_app.record.importing.merges import Merges
from deeproot_app.record.importing.moments import Moments
from deeproot_app.record.importing.prepared import Prepared, Refusals
from deeproot_app.record.importing.recognise import columns_of, normal
from deeproot_app.record.importing.seen import Seen
from deeproot_app.record.importing.store import Store
from deeproot_app.record.shape import SHAPES, Shape

FALLBACKS: Final[dict[str, dict[str, str]]] = {
    "customers": {"kind": "organisation"},
    "interactions": {"needs_answer": "false", "automatic": "false", "personal": "true"},
    "promises": {"made_in": ""},  # a promise that somebody added by hand was made in no interaction
}
"""What an empty cell stands for, where a row cannot do without a value."""
ORDERED: Final = (("since", "left_at"), ("opened_at", "closed_at"), ("from_at", "to_at"), ("from_at", "until"))
"""Pairs of columns of which the second may not lie before the first."""
ANYTHING: Final = "*"
"""The word that stands for whatever a cell may say."""
NOTHING: Final = ("", "-")
"""What stands in a cell that leaves it to the next column."""
LONGEST_MATCHED: Final = 2_000
"""Characters of a cell that a pattern is tried on."""


class Preparing:
    """Turns the blocks of one file into values, by its mapping."""

    skips_done = False
    """Ids that are made of content count how often it came before: all of the file is read again."""

    def __init__(
        self, mapping: FileMapping, header: Sequence[str], source: str, moments: Moments, store: Store | None = None
    ) -> None:
        self.mapping = mapping
        self.store = store
        self.source = source
        self.moments = moments
        self.seen = Seen()
        self.prefixed = 0
        """How many interactions had an id without a source."""
        self.nobodys: set[int] = set()
        self.aside = 0
        """How many rows the mapping leaves aside."""
        names = {normal(name): at for at, name in enumerate(header) if name.strip()}
        used = {name for target in mapping.targets for cell in target.columns.values() for name in columns_of(cell)}
        used |= {name for target in mapping.targets for name in target.when}
        used |= {one.column for one in mapping.tells}
        used |= {mapping.merged.column, mapping.merged.into} if mapping.merged else set()
        self.merges = Merges(mapping.merged, source)
        self._told = dict.fromkeys(mapping.tells, 0)
        self.said: list[Told] = []
        """What the rows of the block at hand say of consents and objections."""
        self._places = {name: names[normal(name)] for name in used}
        every = (cell for target in mapping.targets for cell in target.columns.values())
        self._made_of = {cell.id_of for cell in every if cell.id_of}
        """The columns of whose content ids are made."""
        self._readers: dict[tuple[str, str], Callable[[str], Value]] = {}

    def block(self, block: Block) -> tuple[list[Prepared], Refusals]:
        """The values of a block for each table, in order, and the rows that are refused (left in, to be dropped)."""
        refused: Refusals = defaultdict(list)
        for place in cells.unstorable(block.cells) if _suspicious(block.texts) else ():
            refused[place].append(("", "the row holds a NUL or bytes that are no characters of the file's encoding"))
        columns = list(zip(*block.cells, strict=True))
        raw: dict[str, Sequence[str]] = {name: columns[at] if columns else () for name, at in self._places.items()}
        for made_of in self._made_of:
            raw[_made(made_of)] = self._ids(made_of, raw)
        prepared = []
        for target in self.mapping.targets:
            part = self._target(target, raw, block.lines, refused)
            part.main = target.counted or target is self.mapping.main
            prepared.append(part)
        counted = {place for part in prepared if part.main for place in part.places}
        self.aside += len(block.lines) - len(counted)
        self.merges.add(raw)
        for told in self._told:
            self._told[told] += sum(_is_one_of(text, told.words) for text in raw[told.column])
        self.said = words_of(self.mapping.tells, raw, prepared, block, _is_one_of)
        return prepared, refused

    def notes(self) -> list[str]:
        """What the mapping tells of columns that have no place in the record."""
        told = [told.says.replace("{n}", f"{count:,}") for told, count in self._told.items() if count]
        return told + self.merges.notes()

    def finish(self) -> None:
        """Have linked what the file says was merged; once all its rows are recorded."""
        if self.store is not None:
            self.merges.link(self.store)

    def _target(
        self, target: Target, raw: Mapping[str, Sequence[str]], lines: list[int], refused: Refusals
    ) -> Prepared:
        places = list(range(len(lines)))
        for name, words in target.when.items():
            places = [place for place in places if _is_one_of(raw[name][place], words)]
        if target.when:
            raw = {name: [texts[place] for place in places] for name, texts in raw.items()}
            lines = [lines[place] for place in places]
        shape = SHAPES[target.table]
        columns: dict[str, list[Value]] = {}
        for name, cell in target.columns.items():
            columns[name], faults = self._column(shape, name, cell, raw, len(places))
            for at, reason in faults.items():
                refused[places[at]].append((name, reason))
        part = Prepared(shape, columns, places, lines, target.keep)
        if target is not self.mapping.main:
            part.take([at for at in range(len(part)) if all(columns[name][at] is not None for name in _key_of(part))])
        self._complete(part, refused)
        return part

    def _column(
        self, shape: Shape, name: str, cell: Cell, raw: Mapping[str, Sequence[str]], rows: int
    ) -> tuple[list[Value], cells.Faults]:
        texts = self._texts(cell, raw, rows)
        read = self._reader(shape, name, cell)
        found, faults = cells.values(texts, read, as_written=name in cells.FREE_TEXT)
        if name in shape.table.names and shape.table.column(name).type == "list":
            found = [cells.EMPTY_LIST if one is None else one for one in found]
        return found, faults

    def _reader(self, shape: Shape, name: str, cell: Cell) -> Callable[[str], Value]:
        if cell.format:
            return partial(self.moments.read_any, forms=cell.format)
        known = self._readers.get((shape.name, name))
        if known is None:
            column: Column | str = shape.table.column(name) if name in shape.table.names else name
            known = self._readers[shape.name, name] = cells.reader(shape, column, self.moments)
        return known

    def _texts(self, cell: Cell, raw: Mapping[str, Sequence[str]], rows: int) -> Sequence[str]:
        """The text of one of our columns, from the columns of the file."""
        if cell.constant is not None:
            return [cell.constant] * rows
        if cell.id_of:
            return raw[_made(cell.id_of)]
        if cell.template is not None:
            return _filled(cell.template, raw, rows)
        texts = _first_told(cell, raw, rows)
        if cell.pattern is not None:
            texts = _matched(cell.pattern, texts)
        if cell.decimal == ",":
            texts = [text.replace(".", "").replace(",", ".") for text in texts]
        if cell.words is not None:
            words, otherwise = {word.casefold(): ours for word, ours in cell.words.items()}, cell.otherwise
            texts = [words.get(text.strip().casefold(), text if otherwise is None else otherwise) for text in texts]
        if cell.months_before is not None:
            texts = [_months_before(cell.months_before, text.strip()) for text in texts]
        if cell.before:
            texts = [f"{cell.before}{text.strip()}" if text.strip() else "" for text in texts]
        for name, words_ in cell.when.items():
            texts = [text if _is_one_of(other, words_) else "" for text, other in zip(texts, raw[name], strict=True)]
        return texts

    def _ids(self, columns: tuple[str, ...], raw: Mapping[str, Sequence[str]]) -> list[str]:
        """Ids of the content of the rows; the same for every table that asks for them."""
        made = self.seen.ids(list(zip(*(raw[name] for name in columns), strict=True)))
        return [f"{self.source}:{one}" for one in made]

    def _complete(self, part: Prepared, refused: Refusals) -> None:
        """Fill in what an empty cell stands for, and refuse rows that lack what they need."""
        if part.shape.name == "interactions":
            self._give_sources(part.columns["interaction_id"])
        if part.shape.name == "identities":
            part.columns.setdefault("source", [self.source] * len(part))
            _lower_addresses(part.columns)
        if part.shape.name == "members":
            part.columns.setdefault("name", list(part.columns["email"]))
        for name in needed(part):
            if None in part.columns[name]:
                for at, value in enumerate(part.columns[name]):
                    if value is None and not any(column == name for column, _ in refused.get(part.places[at], ())):
                        refused[part.places[at]].append((name, "is empty; every row needs it"))
        for first, second in ORDERED:
            _refuse_disorder(part, first, second, refused)

    def _give_sources(self, ids: list[Value]) -> None:
        """An id of its own system gets that system's name before it."""
        for at, value in enumerate(ids):
            if value is not None and ":" not in str(value):
                ids[at] = f"{self.source}:{value}"
                self.prefixed += 1


def _is_one_of(text: str, words: tuple[str, ...]) -> bool:
    """Whether a cell has one of the words, in either case; of `*`, whether it says anything."""
    text = text.strip()
    return text.casefold() in _folded(words) or (ANYTHING in words and text not in NOTHING)


@lru_cache
def _folded(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(str.casefold, words))


def _made(columns: tuple[str, ...]) -> str:
    """The name under which ids made of these columns stand beside the file's own columns."""
    return "\x00".join(columns) + "\x00"


def _key_of(part: Prepared) -> list[str]:
    """The given columns of the key: a row of a table beside the main one that lacks them is not made."""
    return [name for name in part.shape.key if name in part.columns]


def needed(part: Prepared) -> list[str]:
    """The given columns that may not be null, save where an empty cell has a meaning or the text is read."""
    lenient = FALLBACKS.get(part.shape.name, {})
    found = [
        column.name
        for column in part.shape.columns
        if column.name in part.columns and not column.null and column.type != "list" and column.name not in lenient
    ]
    if part.shape.name == "interactions" and {"contact_email", "thread_id"} & part.columns.keys():
        found = [name for name in found if name != "customer_id"]
    return found


def _suspicious(texts: Sequence[str]) -> bool:
    """Whether a whole block may hold something that no database keeps."""
    joined = "".join(texts)
    return (not joined.isascii() and cells.UNSTORABLE.search(joined) is not None) or "\x00" in joined


def _first_told(cell: Cell, raw: Mapping[str, Sequence[str]], rows: int) -> Sequence[str]:
    """The text of the first of the cell's columns that says something; at last those it joins."""
    texts: Sequence[str] = raw[cell.column] if cell.column is not None else [""] * rows
    for name in cell.others:
        texts = [other if text.strip() in NOTHING else text for text, other in zip(texts, raw[name], strict=True)]
    if cell.join:
        joined = (" ".join(filter(None, map(str.strip, some))) for some in zip(*map(raw.get, cell.join), strict=True))
        texts = [other if text.strip() in NOTHING else text for text, other in zip(texts, joined, strict=True)]
    for name in cell.last:
        texts = [other if text.strip() in NOTHING else text for text, other in zip(texts, raw[name], strict=True)]
    return texts


def _filled(template: str, raw: Mapping[str, Sequence[str]], rows: int) -> list[str]:
    """The template with the columns named in it put in; empty where one of them is."""
    pieces = re.split(r"\{([^{}]+)\}", template)
    texts = []
    for at in range(rows):
        values = [raw[name][at].strip() for name in pieces[1::2]]
        merged: list[Any] = [*pieces]
        merged[1::2] = values
        texts.append("".join(merged) if all(values) else "")
    return texts


def _months_before(moment: str, cell: str) -> str:
    """The moment so many calendar months earlier, on the same day or the last of a shorter month."""
    if not cell.isdecimal() or len(cell) > 4:
        return cell  # no number of months: whoever reads it as a time says so
    found = datetime.fromisoformat(moment)
    year, month = divmod(found.year * 12 + found.month - 1 - int(cell), 12)
    if year < 1:
        return cell
    day = min(found.day, monthrange(year, month + 1)[1])
    return found.replace(year=year, month=month + 1, day=day).isoformat()


def _matched(pattern: str, texts: Sequence[str]) -> list[str]:
    """What the pattern's group matches. RE2, by way of Arrow: no pattern takes more than linear time."""
    import pyarrow as pa
    import pyarrow.compute as pc

    cut = pa.array([BROKEN.sub("\ufffd", text[:LONGEST_MATCHED]) for text in texts], pa.string())
    try:
        found = pc.extract_regex(cut, pattern)
    except pa.ArrowInvalid as fault:
        raise MappingError(f"The pattern {pattern!r} is none of RE2's: {fault}.") from None
    group = found.type.field(0).name
    return [match or "" for match in pc.struct_field(found, group).to_pylist()]


def _lower_addresses(columns: dict[str, list[Value]]) -> None:
    columns["value"] = [
        value.lower() if kind == "email" and isinstance(value, str) else value
        for kind, value in zip(columns["type"], columns["value"], strict=True)
    ]


def _refuse_disorder(part: Prepared, first: str, second: str, refused: Refusals) -> None:
    if first not in part.columns or second not in part.columns:
        return
    for at, (early, late) in enumerate(zip(part.columns[first], part.columns[second], strict=True)):
        if early is not None and late is not None and str(late) < str(early):
            refused[part.places[at]].append((second, f"lies before {first}"))
