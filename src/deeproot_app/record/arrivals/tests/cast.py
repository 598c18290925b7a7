"""A small channel of our own, whose deliveries are JSON: what it tells is what stands in them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest

from deeproot_app import channels
from deeproot_app.base import clock
from deeproot_app.channels.shapes import Setting, Told, Unreadable
from deeproot_app.record.arrivals.keep import keep
from deeproot_app.record.arrivals.reading import take_in
from deeproot_app.record.models import Connection
from deeproot_app.record.shape import SHAPES

START: Final = datetime(2026, 6, 1, 9, tzinfo=UTC)


class Fake:
    """Reads `[[table, minute, key, cells], ...]`."""

    SAYS = "a test's own deliveries"
    NAME = "Fake"
    SETTINGS = (
        Setting("shop", "Shop", "As it stands in its address."),
        Setting("password", "Password", kind="secret"),
        Setting("signing", "Signing secret", kind="secret", required=False, made="whsec_"),
        Setting("region", "Region", kind="choice", choices=(("eu", "Europe"), ("us", "America")), required=False),
        Setting("days", "Days", kind="number", required=False, least=1, most=30, default="7"),
    )
    ADDRESS = "/hooks/{slug}/"

    @staticmethod
    def told(raw: bytes, headers: Mapping[str, Any], settings: Mapping[str, Any]) -> list[Told] | Unreadable:
        try:
            rows = json.loads(raw)
        except ValueError:
            return Unreadable("it is no JSON")
        if rows == "broken":
            raise RuntimeError("a fault of the channel's")
        return [Told(table, cells, START + timedelta(minutes=minute), key) for table, minute, key, cells in rows]

    @staticmethod
    def check(settings: Mapping[str, str], secrets: Mapping[str, str]) -> Mapping[str, str]:
        return {"shop": "There is no such shop."} if settings.get("shop") == "nowhere" else {}

    @staticmethod
    def verify(body: bytes, headers: Mapping[str, str], secret: str, now: datetime) -> str:
        return ""


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Fake]]:
    real_names, real_channel = channels.names, channels.channel
    monkeypatch.setattr(channels, "names", lambda: sorted([*real_names(), "fake"]))
    monkeypatch.setattr(channels, "channel", lambda name: Fake if name == "fake" else real_channel(name))
    yield Fake


@pytest.fixture
def source(db: None, fake: type[Fake]) -> Connection:
    return connected()


def connected(name: str = "shop", channel: str = "fake", **more: Any) -> Connection:
    """A connection that is there."""
    return Connection.objects.create(name=name, slug=f"slug-{name}", channel=channel, made_at=clock.now(), **more)


def told(table: str, minute: int, key: str = "", **cells: str) -> list[Any]:
    return [table, minute, key, cells]


def deliver(source: Connection, key: str, *rows: list[Any]) -> None:
    """One delivery, kept and read."""
    keep(source, [(key, {}, json.dumps(rows).encode())])
    take_in(source.pk)


def record() -> dict[str, list[tuple[Any, ...]]]:
    """The whole record as it stands, without the numbers and imports by which rows came to be there, and the ledger."""
    found = {}
    for shape in SHAPES.values():
        if shape.name == "coverage":
            continue  # it tells of moments of the clock
        names = [field.attname for field in shape.model._meta.concrete_fields]
        left = {"recorded_seq", "changed_seq", "batch_id", "line", *({"id"} if shape.pk == "id" else set())}
        kept = [name for name in names if name not in left]
        rows = shape.model._default_manager.values_list(*kept)
        found[shape.name] = sorted(map(tuple, rows), key=repr)
    return found
