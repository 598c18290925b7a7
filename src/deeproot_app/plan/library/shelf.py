"""What stands ready to be given, made ready to be matched with what customers need."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from django.db.models import Q, QuerySet

from deeproot.read.embed import embedding
from deeproot.read.match import Library, Offer
from deeproot_app.plan.models.library import Edition, Shelved
from deeproot_app.record.models import Resource

if TYPE_CHECKING:
    from deeproot.read.embed import Embedding

FLOORS: Final = {"meaning": 0.5, "letters": 0.1}
"""From which score an item is held to serve a need; docs/library.md tells what they let pass."""
MOST: Final = 5
EXACT: Final = 1.0
"""An item that was made for just this need."""
READY: Final = Q(shelved=None) | Q(shelved__state=Shelved.State.READY)


class Best(NamedTuple):
    """An item that serves a need: how well (0 to 1), and why, in words."""

    resource_id: str
    score: float
    why: tuple[str, ...]


@dataclass(frozen=True)
class Shelf:
    """The items that may be given."""

    items: Mapping[str, Resource]
    editions: Mapping[str, Mapping[str, Edition]]
    """resource_id -> language -> the version that is given"""
    of: str
    """A digest of all that matching looks at."""

    def best(self, texts: Sequence[str], most: int = MOST) -> list[list[Best]]:
        """For each text the items that serve it, the best first; none where nothing comes near enough."""
        library, how = _library(self._offers(), self.of)
        floor = FLOORS[how]
        exact = self._made_for()
        found = library.match_many(list(texts), most) if texts else []
        return [
            _with_exact(
                exact.get(text.casefold().strip(), ()),
                [Best(m.id, round(m.score, 4), m.why) for m in near if m.score >= floor],
                most,
            )
            for text, near in zip(texts, found, strict=True)
        ]

    def _made_for(self) -> dict[str, list[str]]:
        """Each need in words -> the items that name it."""
        found: dict[str, list[str]] = {}
        for resource_id, item in self.items.items():
            for need in item.needs:
                found.setdefault(need.casefold().strip(), []).append(resource_id)
        return found

    def _offers(self) -> tuple[Offer, ...]:
        return tuple(_offer(item, self.editions.get(item.pk, {})) for item in self.items.values())


def ready() -> QuerySet[Resource]:
    """The resources that may be given: those a file told of, and those that people made ready."""
    return Resource.objects.filter(READY).select_related("shelved")


def shelf() -> Shelf:
    """What stands ready now, with its versions. Two queries."""
    items = {row.pk: row for row in ready().order_by("resource_id")}
    editions = current(items)
    told = [[row.pk, *_offer(row, editions.get(row.pk, {})).sentences] for row in items.values()]
    digest = hashlib.blake2b(json.dumps([told, how(), FLOORS[how()]]).encode(), digest_size=12).hexdigest()
    return Shelf(items, editions, digest)


def current(resources: Mapping[str, object] | Sequence[str]) -> dict[str, dict[str, Edition]]:
    """The version of each resource that is given, by language."""
    found: dict[str, dict[str, Edition]] = {}
    rows = Edition.objects.filter(resource__in=list(resources), withdrawn_at=None)
    for row in rows.select_related("file").defer("file__data").order_by("resource_id", "language", "number"):
        found.setdefault(row.resource_id, {})[row.language] = row
    return found


def in_language(editions: Mapping[str, Edition], language: str) -> Edition | None:
    """The version in that language, else in English, else any; None where the resource has none."""
    return editions.get(language) or editions.get("en") or next(iter(editions.values()), None)


def how() -> str:
    """How items and needs are compared here: by meaning where the embedding is installed, else by letters."""
    return "meaning" if _embedding() is not None else "letters"


def _embedding() -> Embedding | None:
    return embedding()


@lru_cache(maxsize=2)
def _library(offers: tuple[Offer, ...], of: str) -> tuple[Library, str]:
    """The library made ready; kept while nothing of it changes, for the vectors of its sentences cost seconds."""
    with_meaning = _embedding()
    return Library(offers, with_meaning), how()


def _offer(item: Resource, editions: Mapping[str, Edition]) -> Offer:
    shelved = getattr(item, "shelved", None)
    said = [text for row in editions.values() for text in (row.title, row.says)]
    examples = tuple(dict.fromkeys([*(shelved.examples if shelved else ()), *said]))
    return Offer(item.pk, item.title, tuple(item.needs), examples)


def _with_exact(exact: Sequence[str], near: Sequence[Best], most: int) -> list[Best]:
    first = [Best(one, EXACT, ("made for just this",)) for one in exact]
    return [*first, *(one for one in near if one.resource_id not in exact)][:most]
