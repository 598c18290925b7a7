"""What an event says of rows of the record, by the mapping of its connection."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from deeproot.tables import TABLES
from deeproot_app.channels.deliveries import NotJson, at, identity, iso, moment, read_json, text, told
from deeproot_app.channels.shapes import Told, Unreadable
from deeproot_app.channels.webhook.mapping import MappingFault, Target, read_mapping

SOURCE: Final = "webhook"
MOST: Final = 10_000
"""Items of one list that are read."""


def tell(raw: bytes, headers: Mapping[str, Any], settings: Mapping[str, Any]) -> list[Told] | Unreadable:
    """What one event says; nothing where the mapping has no use for it.

    Its moment is that of the mapping's `at`, else the `timestamp` of the body (Standard Webhooks), else when it came.
    """
    try:
        mapping = read_mapping(text(settings.get("mapping")))
        event = read_json(raw)
    except (MappingFault, NotJson) as broken:
        return Unreadable(str(broken))
    paths = (mapping.at.split(".") if mapping.at else [], ["timestamp"])
    moments = [moment(at(event, *path)) for path in paths if path]
    when = next(filter(None, (*moments, moment(headers.get("received-at")))), None)
    if not isinstance(event, Mapping) or when is None:
        return Unreadable("it is no JSON object, or has no time")
    source = text(settings.get("source")) or SOURCE
    key = identity(headers.get("webhook-id"))
    return [one for target in mapping.targets for one in _rows(target, event, when, key, source)]


def _rows(target: Target, event: Mapping[str, Any], when: datetime, key: str, source: str) -> Iterator[Told]:
    things = at(event, *target.each.split(".")) if target.each else [event]
    for thing in things[:MOST] if isinstance(things, list) else ():
        if not all(_word(path, thing, event) in words for path, words in target.when.items()):
            continue
        cells = {name: cell.of(thing, event) for name, cell in target.columns.items()}
        for column in TABLES[target.table].columns:
            if column.type == "timestamp" and cells.get(column.name):
                cells[column.name] = iso(moment(cells[column.name])) or cells[column.name]
        if target.table == "interactions":
            cells["interaction_id"] = _with_source(cells["interaction_id"], source)
        if all(cells[name] for name in TABLES[target.table].key):
            yield told(target.table, when, key, **cells)


def _word(path: str, *things: Any) -> str:
    found = next((value for thing in things if (value := at(thing, *path.split("."))) is not None), "")
    return str(found).lower() if isinstance(found, bool) else text(found)


def _with_source(id_: str, source: str) -> str:
    return f"{source}:{id_}" if id_ and ":" not in id_ else id_
