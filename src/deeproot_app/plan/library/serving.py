"""Which items of the library serve a need, asked for many needs: each text is compared once, however many have it."""

from __future__ import annotations

from collections.abc import Sequence

from deeproot.plan.offers import Served
from deeproot_app.plan.library.shelf import Shelf, shelf


class Serves:
    """Answers `deeproot.plan.offers.Serving` from what stands ready; remembers its answers as long as it lasts."""

    def __init__(self, of: Shelf | None = None) -> None:
        self.shelf = of or shelf()
        self._known: dict[str, list[Served]] = {}

    def __call__(self, texts: Sequence[str]) -> list[list[Served]]:
        fresh = list(dict.fromkeys(text for text in texts if text not in self._known))
        items = self.shelf.items
        for text, best in zip(fresh, self.shelf.best(fresh), strict=True):
            self._known[text] = [
                Served(one.resource_id, one.score, one.why, item.kind, tuple(item.personas))
                for one in best
                if (item := items[one.resource_id])
            ]
        return [self._known[text] for text in texts]
