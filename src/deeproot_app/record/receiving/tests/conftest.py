"""Sources that call: connections with secrets, and calls that are signed as their sources sign."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, Final

import pytest
from django.http import HttpResponse
from django.test import Client

from deeproot_app.base import clock
from deeproot_app.base.sealed import seal
from deeproot_app.record.models import Connection
from deeproot_app.record.receiving import heed, rate
from deeproot_app.record.receiving.known import REMEMBERED
from deeproot_app.record.receiving.together import TOGETHER

SECRET: Final = "whsec_a-signing-secret"
WRITE_KEY: Final = "wk_a-write-key"

Post = Callable[..., HttpResponse]


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No connection is remembered from another test."""
    REMEMBERED.forget()
    monkeypatch.setattr(rate.BUCKETS, "_held", {})
    heed._noted.clear()
    heed._failing.clear()
    yield
    REMEMBERED.forget()
    TOGETHER.rest()


def connect(channel: str, name: str = "", **secrets: str) -> Connection:
    made: Connection = Connection.objects.create(
        name=name or channel,
        slug=f"slug-of-{name or channel}",
        channel=channel,
        made_at=clock.now(),
        sealed=seal(json.dumps(secrets)) if secrets else "",
    )
    return made


@pytest.fixture
def shop(db: None) -> Connection:
    return connect("stripe", secret=SECRET)


@pytest.fixture
def product(db: None) -> Connection:
    return connect("segment", write_key=WRITE_KEY)


def signed(body: bytes, secret: str = SECRET, at: datetime | None = None) -> dict[str, str]:
    seconds = int((at or datetime.now(UTC)).timestamp())
    mac = hmac.new(secret.encode(), f"{seconds}.".encode() + body, "sha256").hexdigest()
    return {"Stripe-Signature": f"t={seconds},v1={mac}"}


@pytest.fixture
def send(shop: Connection) -> Post:
    """Call the shop's webhook, signed as Stripe signs."""

    def sending(body: bytes, slug: str = shop.slug, headers: dict[str, str] | None = None, **more: Any) -> HttpResponse:
        given: Any = Client(enforce_csrf_checks=True).post(
            f"/hooks/{slug}/",
            body,
            content_type=more.get("content_type", "application/json"),
            headers=signed(body) if headers is None else headers,
        )
        return given

    return sending


def track(call: str, body: Any, *, key: str | None = WRITE_KEY, **headers: str) -> HttpResponse:
    """Call the tracking API as a library does."""
    from base64 import b64encode

    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    content_type = headers.pop("content_type", "application/json")
    if key is not None:
        headers["Authorization"] = "Basic " + b64encode(f"{key}:".encode()).decode()
    given: Any = Client(enforce_csrf_checks=True).post(f"/v1/{call}", raw, content_type=content_type, headers=headers)
    return given
