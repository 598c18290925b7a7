"""What a file says of ids that were merged into others: links that a person can undo, made once all its rows are in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from deeproot_app.record.identity.attest import attest
from deeproot_app.record.importing.mapping import Merge
from deeproot_app.record.importing.store import Store
from deeproot_app.record.models import Link

TABLES = {"customer": "customers", "contact": "contacts"}


class Merges:
    """Collects the pairs of one file, and has them linked."""

    def __init__(self, merge: Merge | None, source: str) -> None:
        self._merge = merge
        self._source = source
        self._pairs: dict[str, str] = {}
        self.linked = self.nowhere = 0
        """How many ids were linked; and how many name a survivor that is not recorded."""

    def add(self, raw: Mapping[str, Sequence[str]]) -> None:
        """The pairs in a block of rows."""
        if self._merge is None:
            return
        for old, into in zip(raw[self._merge.column], raw[self._merge.into], strict=True):
            if old.strip() and into.strip() and old.strip() != into.strip():
                self._pairs[old.strip()] = into.strip()

    def link(self, store: Store) -> None:
        """Link the pairs of which both are recorded. Never in a dry run."""
        if self._merge is None or not self._pairs:
            return
        there = store.present(TABLES[self._merge.kind], {*self._pairs, *self._pairs.values()})
        for old, into in sorted(self._pairs.items()):
            if into not in there or old not in there:
                self.nowhere += 1
                continue
            says = f"{self._merge.into} of {old}"
            self.linked += isinstance(attest(self._merge.kind, old, into, self._source, says), Link)

    def notes(self) -> list[str]:
        """What to tell of them."""
        notes = []
        if self.linked:
            notes.append(
                f"{self.linked:,} ids were merged into others at the source: they are one here too, and keep answering."
            )
        if self.nowhere:
            notes.append(
                f"{self.nowhere:,} ids were merged into one that is not recorded: import it, then this file again."
            )
        return notes
